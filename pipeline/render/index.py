"""The page that lists all digests of an outputs folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.datamodel.language import Edition
from pipeline.datamodel.report import DigestEntry
from pipeline.render.environment import html_environment, rendered


def render_index(entries: Sequence[DigestEntry], editions: Sequence[Edition], templates: Path | None = None) -> str:
    """`index.html`: each digest with its headline in the edition chosen, linked from the outputs folder. Self-contained, no script.

    An entry that lacks an edition shows the headline that is nearest to it. Raises ConfigError where the user's template is wrong.
    """
    return rendered(html_environment(templates), "index.html.j2", entries=entries, tags=[str(edition) for edition in editions])
