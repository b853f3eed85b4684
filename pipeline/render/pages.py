"""A digest as pages: Markdown for each edition, bilingual Markdown, one self-contained HTML page."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from pipeline.datamodel.digest import Digest
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.render.environment import html_environment, markdown_environment
from pipeline.render.source import source_rows


def render(digest: Digest, templates: Path | None = None) -> dict[str, str]:
    """The pages by file name: `digest.EDITION.md`, `digest.bilingual.md` where there is a Chinese and an English edition, `digest.html`.

    templates: the user's folder, looked up before the packaged one. Raises ConfigError where a template of it is wrong.
    The same digest gives the same bytes.
    """
    try:
        pages = {f"digest.{edition}.md": _markdown(digest, "digest.md.j2", templates, tag=str(edition)) for edition in digest.editions}
        if digest.chinese is not None:
            pages["digest.bilingual.md"] = _markdown(digest, "bilingual.md.j2", templates, tag=str(digest.chinese), other=str(Edition.EN))
        pages["digest.html"] = _html(digest, templates)
    except TemplateSyntaxError as error:
        raise ConfigError(f"{templates}/{error.name}, line {error.lineno}: {error.message}; correct the template") from error
    except TemplateError as error:
        raise ConfigError(f"a template in {templates}: {error}; correct the template") from error
    return pages


def _markdown(digest: Digest, template: str, templates: Path | None, **values: str) -> str:
    return markdown_environment(templates).get_template(template).render(digest=digest, document=digest.document, **values)


def _html(digest: Digest, templates: Path | None) -> str:
    tags = [str(edition) for edition in digest.editions]
    style, script = _inline(templates, tuple(tags), digest.chinese)
    template = html_environment(templates).get_template("digest.html.j2")
    return template.render(
        digest=digest,
        document=digest.document,
        tags=tags,
        view=tags[0],
        rows=source_rows(digest.document, digest.notes),
        style=Markup(style.text),
        script=Markup(script.text),
        style_hash=style.hash,
        script_hash=script.hash,
    )


@dataclass(frozen=True, slots=True)
class _Inline:
    """A style or a script that stands in a page, and the hash by which the page's security policy allows it."""

    text: str
    hash: str


@cache
def _inline(templates: Path | None, tags: tuple[str, ...], chinese: Edition | None) -> tuple[_Inline, _Inline]:
    """The style and the script of pages in these editions."""
    environment = html_environment(templates)
    texts = environment.get_template("page.css.j2").render(tags=tags, chinese=chinese), _source(environment, "page.js")
    style, script = (_Inline(text, _hash(text)) for text in texts)
    return style, script


def _source(environment: Environment, name: str) -> str:
    """A template's own text: a script's braces are not Jinja's."""
    if environment.loader is None:
        raise ValueError("the environment has no loader")
    return environment.loader.get_source(environment, name)[0].strip()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
