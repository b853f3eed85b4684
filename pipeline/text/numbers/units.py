"""Units of measure, money and counting: which unit stands at a place in a text. The table is `data/units.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from string import ascii_letters, digits
from typing import Any, NamedTuple

PLURAL_ES = ("s", "x", "ch", "sh")
_LATIN = frozenset(ascii_letters + digits)
_WORD_END = "(?![A-Za-z0-9])"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. base: as facts write it. name: its own English name. factor: how many base units it is.

    minor: the name of the unit that may follow for the rest (hours: `minute`). weak: the word may mean something else.
    """

    base: str
    name: str
    factor: Decimal
    minor: str | None = None
    weak: bool = False

    @property
    def is_money(self) -> bool:
        """True for currencies."""
        return len(self.base) == 3 and self.base.isupper()

    @property
    def is_counter(self) -> bool:
        """True for things that are counted."""
        return self.base.startswith("count:")


class Match(NamedTuple):
    """A unit found: where its words end."""

    unit: Unit
    end: int


class Opening(NamedTuple):
    """The unit words that begin with one character. pattern: finds the longest of them."""

    pattern: re.Pattern[str]
    units: Mapping[str, Unit]


@dataclass(frozen=True, slots=True)
class Units:
    """The table: unit words by their first character. signs keep their case, the others are in lower case.

    before: those that stand before their number. before_lengths: how long they are, by their last character.
    """

    signs: Mapping[str, Opening]
    words: Mapping[str, Opening]
    before: dict[str, Unit]
    before_lengths: Mapping[str, tuple[int, ...]]
    measures: frozenset[str]
    people: frozenset[str]
    dozens: Mapping[str, int]
    plurals: frozenset[str]


def fraction(written: str) -> Decimal:
    """The value of `5/18`, `0.3048`, `1000`."""
    top, _, bottom = written.partition("/")
    return Decimal(top) / Decimal(bottom or 1)


def _english(row: Mapping[str, Any]) -> Iterable[str]:
    """English words of a row with their plurals."""
    yield from (*row.get("en", ()), *_plurals(row), *row.get("plural", ()))


def _plurals(row: Mapping[str, Any]) -> Iterable[str]:
    """The regular plurals of a row's English words."""
    for word in row.get("en", ()):
        if word.endswith("y") and word[-2] not in "aeiou":
            yield word[:-1] + "ies"
        else:
            yield word + ("es" if word.endswith(PLURAL_ES) else "s")


@cache
def units() -> Units:
    """The table, read once."""
    data = tomllib.loads(files("pipeline.text").joinpath("data/units.toml").read_text(encoding="utf-8"))
    signs: dict[str, Unit] = {}
    words: dict[str, Unit] = {}
    before: dict[str, Unit] = {}
    for row in data["units"]:
        base = row["unit"]
        unit = Unit(base, row.get("name", base.removeprefix("count:")), fraction(row.get("factor", "1")), row.get("minor"), row.get("weak", False))
        for table, written in ((signs, row.get("signs", ())), (words, [*row.get("zh", ()), *_english(row)]), (before, row.get("before", ()))):
            for word in written:
                table.setdefault(word.lower() if table is words else word, unit)
    plurals = frozenset(word.lower() for row in data["units"] for word in [*_plurals(row), *row.get("plural", ())])
    measures = data["measures"]
    return Units(
        _by_opening(signs), _by_opening(words), before, lengths_by(before, -1), frozenset(measures["general"]), frozenset(measures["people"]),
        measures["dozens"], plurals,
    )  # fmt: skip


def _by_opening(words: Mapping[str, Unit]) -> dict[str, Opening]:
    """Unit words by their first character; those that end in a Latin letter or digit end there."""
    filed: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: -len(word)):
        filed.setdefault(word[0], []).append(re.escape(word) + (_WORD_END if is_latin(word[-1]) else ""))
    return {first: Opening(re.compile("|".join(patterns)), words) for first, patterns in filed.items()}


def lengths_by(words: Iterable[str], place: int) -> dict[str, tuple[int, ...]]:
    """How long the words are that have a character at that place (0: begin, -1: end with it), longest first.

    >>> lengths_by(["at least", "at most", "least"], -1)
    {'t': (8, 7, 5)}
    """
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[place], set()).add(len(word))
    return {character: tuple(sorted(found, reverse=True)) for character, found in lengths.items()}


def is_latin(character: str) -> bool:
    """True for an ASCII letter or digit: what a Latin word cannot end or begin beside."""
    return character in _LATIN


def unit_at(text: str, lowered: str, at: int) -> Match | None:
    """The longest unit whose words begin at `at`, a sign before a word of its length. `lowered` is `text` in lower case, of the same length."""
    if at >= len(text):
        return None
    table = units()
    best = _unit_of(table.signs, text, at)
    word = _unit_of(table.words, lowered, at)
    return word if best is None or (word is not None and word.end > best.end) else best


def _unit_of(openings: Mapping[str, Opening], text: str, at: int) -> Match | None:
    opening = openings.get(text[at])
    found = opening.pattern.match(text, at) if opening is not None else None
    return Match(opening.units[found[0]], found.end()) if opening is not None and found is not None else None


def unit_before(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit whose sign stands before `at` (`$`, `RMB`, 华氏), and where the sign begins; spaces between are allowed."""
    end = at
    while end and text[end - 1] == " " and at - end < 2:
        end -= 1
    table = units()
    for length in table.before_lengths.get(text[end - 1 : end], ()):
        start = end - length
        if start >= 0 and (unit := table.before.get(text[start:end])) and not (is_latin(text[start]) and start and is_latin(text[start - 1])):
            return unit, start
    return None
