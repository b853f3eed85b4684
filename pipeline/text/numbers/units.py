"""Units of measure, money and counting: which unit stands at a place in a text. The table is `data/units.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

PLURAL_ES = ("s", "x", "ch", "sh")


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


@dataclass(frozen=True, slots=True)
class Match:
    """A unit found: where its words end. is_sign: a symbol or abbreviation."""

    unit: Unit
    end: int
    is_sign: bool = False


Words = dict[str, list[tuple[str, Unit, bool]]]


@dataclass(frozen=True, slots=True)
class Units:
    """The table: unit words by their first character, longest first. signs keep their case, the others are in lower case."""

    signs: Words
    words: Words
    before: dict[str, Unit]
    before_lengths: tuple[int, ...]
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
    signs: Words = {}
    words: Words = {}
    before: dict[str, Unit] = {}
    for row in data["units"]:
        base = row["unit"]
        unit = Unit(base, row.get("name", base.removeprefix("count:")), fraction(row.get("factor", "1")), row.get("minor"), row.get("weak", False))
        for sign in row.get("signs", ()):
            signs.setdefault(sign[0], []).append((sign, unit, True))
        for word in [*row.get("zh", ()), *_english(row)]:
            words.setdefault(word[0].lower(), []).append((word.lower(), unit, False))
        for word in row.get("before", ()):
            before.setdefault(word, unit)
    for table in (signs, words):
        for rows in table.values():
            rows.sort(key=lambda r: -len(r[0]))
    plurals = frozenset(word.lower() for row in data["units"] for word in [*_plurals(row), *row.get("plural", ())])
    lengths = tuple(sorted({len(word) for word in before}, reverse=True))
    measures = data["measures"]
    return Units(signs, words, before, lengths, frozenset(measures["general"]), frozenset(measures["people"]), measures["dozens"], plurals)


def is_latin(character: str) -> bool:
    """True for an ASCII letter or digit: what a Latin word cannot end or begin beside."""
    return character.isascii() and character.isalnum()


def unit_at(text: str, lowered: str, at: int) -> Match | None:
    """The longest unit whose words begin at `at`. `lowered` is `text` in lower case, of the same length."""
    if at >= len(text):
        return None
    table = units()
    best: Match | None = None
    for rows, where in ((table.signs, text), (table.words, lowered)):
        for word, unit, is_sign in rows.get(where[at], ()):
            if best is not None and at + len(word) <= best.end:
                break
            end = at + len(word)
            if where.startswith(word, at) and not (is_latin(word[-1]) and end < len(text) and is_latin(text[end])):
                best = Match(unit, end, is_sign)
                break
    return best


def unit_before(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit whose sign stands before `at` (`$`, `RMB`, 华氏), and where the sign begins; spaces between are allowed."""
    end = at
    while end and text[end - 1] == " " and at - end < 2:
        end -= 1
    if not end or text[end - 1] in " \n，。、0123456789":
        return None
    table = units()
    for length in table.before_lengths:
        start = end - length
        if start >= 0 and (unit := table.before.get(text[start:end])) and not (is_latin(text[start]) and start and is_latin(text[start - 1])):
            return unit, start
    return None
