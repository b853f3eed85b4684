"""The style and the script that stand in a page, each with the hash by which the page's security policy allows it and no other."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from pipeline.render.environment import rendered


@dataclass(frozen=True, slots=True)
class Inline:
    """A style or a script and its hash, as a content security policy writes it (`sha256-…`)."""

    text: Markup
    hash: str


def style(environment: Environment, name: str, **values: object) -> Inline:
    """The style of a template. Raises ConfigError where the user's own one is wrong."""
    return _inline(rendered(environment, name, **values))


def script(environment: Environment, *names: str) -> Inline:
    """The files of a script, one after the other in one scope; their braces are not Jinja's."""
    parts = "\n\n".join(_source(environment, name) for name in names)
    return _inline(f'(() => {{\n  "use strict";\n{parts}\n}})();')


def _source(environment: Environment, name: str) -> str:
    if environment.loader is None:
        raise ValueError("the environment has no loader")
    return environment.loader.get_source(environment, name)[0].rstrip()


def _inline(text: str) -> Inline:
    return Inline(Markup(text), f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}")
