"""The page that lists all digests of an outputs folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import TemplateError

from pipeline.datamodel.language import Edition
from pipeline.datamodel.report import DigestEntry
from pipeline.errors import ConfigError
from pipeline.render.environment import html_environment


def render_index(entries: Sequence[DigestEntry], editions: Sequence[Edition], templates: Path | None = None) -> str:
    """`index.html`: each digest with its headline in the edition chosen, linked from the outputs folder. Self-contained, no script.

    An entry that lacks an edition shows the headline that is nearest to it. Raises ConfigError where the user's template is wrong.
    """
    try:
        return html_environment(templates).get_template("index.html.j2").render(entries=entries, tags=[str(edition) for edition in editions])
    except TemplateError as error:
        raise ConfigError(f"{templates}/index.html.j2: {error}; correct the template") from error
