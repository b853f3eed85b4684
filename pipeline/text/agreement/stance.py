"""What a text affirms, denies, hedges or sets against: the words of `data/stance.toml`, found with their sides.

A family holds words that exclude each other (rose : fell, approved : rejected); negation and hedges are families of one side.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pipeline.text.agreement.wordlist import pattern_of
from pipeline.text.fold import fold

NEGATION = "negation"
HEDGE = "hedge"
CONDITION = "condition"
LIMIT = "limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word of the tables in a text. family and side: its row's (`direction`, `up`)."""

    start: int
    end: int
    family: str
    side: str
    surface: str


@dataclass(frozen=True, slots=True)
class _Lexicon:
    pattern: re.Pattern[str]
    rows: Mapping[str, tuple[tuple[str, str], ...]]


def find_marks(text: str) -> list[Mark]:
    """The table's words in `text`, in order; at each place the longest. Chinese in both scripts, English in any case.

    >>> [(m.surface, m.family, m.side) for m in find_marks("公司不会迁址，收入下降。")]
    [('不会', 'negation', 'not'), ('下降', 'direction', 'down')]
    """
    folded = fold(text)
    return sorted(_marks(text, folded), key=lambda mark: mark.start)


def _marks(text: str, folded: str) -> Iterator[Mark]:
    lexicon = _lexicon()
    for match in lexicon.pattern.finditer(folded):
        for family, side in lexicon.rows[" ".join(match.group().split())]:
            if text[match.start() : match.end()] != "May":  # the month
                yield Mark(start=match.start(), end=match.end(), family=family, side=side, surface=text[match.start() : match.end()])
    for family, side, pattern in _patterns():
        for match in pattern.finditer(folded):
            yield Mark(start=match.start(), end=match.end(), family=family, side=side, surface=text[match.start() : match.end()])


@cache
def stance_table() -> Mapping[str, Any]:
    """`data/stance.toml`, read once."""
    return tomllib.loads(resources.files("pipeline.text").joinpath("data/stance.toml").read_text(encoding="utf-8"))


@cache
def _lexicon() -> _Lexicon:
    """One pattern over all words, longest first; words under `[none]` stand in it so that they shadow their parts (不仅, not only)."""
    rows: dict[str, tuple[tuple[str, str], ...]] = {}
    for family, sides in stance_table()["families"].items():
        for side, words in sides.items():
            for word in map(fold, words):
                rows[word] = (*rows.get(word, ()), (family, side))
    rows.update((fold(word), ()) for word in stance_table()["none"]["words"])
    return _Lexicon(pattern_of(rows, r"a-z\d'-"), rows)


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """What no list of words can tell: `[patterns]`, by family and side."""
    return tuple((family, side, re.compile(pattern)) for family, sides in stance_table()["patterns"].items() for side, pattern in sides.items())
