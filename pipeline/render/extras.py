"""Pages besides the usual ones: the packaged extra templates that are asked for, and the user's own.

A template `digest.NAME.EXT.j2` gives the page `digest.NAME.EXT`, a template `edition.NAME.EXT.j2` a page `digest.NAME.EDITION.EXT` an edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from pipeline.datamodel.language import ALL_EDITIONS
from pipeline.errors import ConfigError

TEMPLATE = re.compile(r"(?P<kind>digest|edition)\.(?P<name>[A-Za-z0-9_-]+)\.(?P<ending>\w+)\.j2")
TAKEN = frozenset({"bilingual", *map(str, ALL_EDITIONS)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An extra template. by_edition: it gives a page an edition."""

    template: str
    name: str
    ending: str
    by_edition: bool

    def page(self, tag: str | None) -> str:
        """The file name of its page in the edition `tag`, or of its only page."""
        parts = ("digest", self.name, tag, self.ending) if self.by_edition and tag else ("digest", self.name, self.ending)
        return ".".join(parts)


def extra_templates(templates: Path | None = None, wanted: Sequence[str] = ()) -> list[Extra]:
    """The extra templates of a run: the packaged ones that are wanted, the user's all; by name. Raises ConfigError for one that there is not."""
    packaged = _packaged()
    own = list(_extras(path.name for path in templates.iterdir())) if templates is not None else []
    for name in wanted:
        if name not in {extra.name for extra in (*packaged, *own)}:
            known = ", ".join(sorted({extra.name for extra in packaged}))
            raise ConfigError(f"--extras: there is no template {name}; the packaged ones are {known}")
    chosen = {extra.template: extra for extra in (*(one for one in packaged if one.name in wanted), *own)}
    return [chosen[template] for template in sorted(chosen)]


@cache
def _packaged() -> tuple[Extra, ...]:
    return tuple(_extras(entry.name for entry in resources.files("pipeline.render").joinpath("templates").iterdir()))


def _extras(names: Iterator[str]) -> Iterator[Extra]:
    for file in sorted(names):
        match = TEMPLATE.fullmatch(file)
        if match is None:
            continue
        if match["name"] in TAKEN:
            raise ConfigError(f"{file}: digest.{match['name']}.* is a page of every digest; take another name")
        yield Extra(template=file, name=match["name"], ending=match["ending"], by_edition=match["kind"] == "edition")
