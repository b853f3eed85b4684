"""English names of what a place has: 中国队 is Team China, 东南亚市场 the market in Southeast Asia. Patterns: `data/of_place.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from pipeline.text.fold import to_simplified
from pipeline.text.glossary import Glossary

REMEMBERED = 4096  # names: every fact of a subject has its name
SHORTEST = 3  # characters of such a name


@lru_cache(maxsize=REMEMBERED)
def english_of(name: str) -> str | None:
    """The English name of a Chinese one that is a place's name and a word of the table; None for any other.

    >>> english_of("葡萄牙队"), english_of("東南亞市場"), english_of("三支队")
    ('Team Portugal', 'the market in Southeast Asia', None)
    """
    plain = to_simplified(name)
    for ending, pattern in _patterns():
        if len(plain) >= SHORTEST and plain.endswith(ending) and (place := _place(name[: -len(ending)])) is not None:
            bare = place.removeprefix("the ")
            return pattern.format(place=bare, the_place=f"the {bare}" if bare in _table()["with_article"] else place)
    return None


def _place(name: str) -> str | None:
    """The English name of the place that has exactly this name."""
    found = Glossary.builtin().find(name)
    if len(found) != 1 or found[0].entity.kind != "place" or (found[0].start, found[0].end) != (0, len(name)):
        return None
    english = found[0].entity.name("en")
    return english if english.removeprefix("the ")[:1].isupper() else None


@cache
def _patterns() -> tuple[tuple[str, str], ...]:
    """(ending in Simplified characters, pattern), the longest endings first."""
    return tuple(sorted(_table()["endings"].items(), key=lambda row: (-len(row[0]), row[0])))


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("pipeline.express").joinpath("data", "of_place.toml").read_text(encoding="utf-8"))
