"""Words that bound a figure: 超过, at least, 左右. The table is `data/bounds.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.datamodel.fact import Bound
from pipeline.text.numbers.units import is_latin, lengths_by


@dataclass(frozen=True, slots=True)
class _Table:
    """The words of one place (before, inside, after) with their bounds.

    by_start, by_end: how long those are that begin or end with a character, longest first.
    """

    words: Mapping[str, Bound]
    by_start: Mapping[str, tuple[int, ...]]
    by_end: Mapping[str, tuple[int, ...]]


@cache
def _tables() -> Mapping[str, _Table]:
    data = tomllib.loads(files("pipeline.text").joinpath("data/bounds.toml").read_text(encoding="utf-8"))
    tables = {}
    for place, rows in data.items():
        words = {word: Bound(bound) for bound, listed in rows.items() for word in listed}
        tables[place] = _Table(words, lengths_by(words, 0), lengths_by(words, -1))
    return tables


def bound_before(lowered: str, at: int) -> tuple[Bound, int] | None:
    """The bound whose words end at `at` (spaces between are allowed), and where they begin.

    >>> bound_before("不超过 100", 4)
    (<Bound.AT_MOST: 'at_most'>, 0)
    """
    table = _tables()["before"]
    end = at
    while end and lowered[end - 1] in " \n" and at - end < 2:
        end -= 1
    for length in table.by_end.get(lowered[end - 1 : end], ()):
        start = end - length
        if start < 0:
            continue
        bound = table.words.get(lowered[start:end])
        if bound is None or (is_latin(lowered[start]) and start and is_latin(lowered[start - 1])):
            continue
        if lowered[start:end] in ("破", "近", "超") and not _stands_alone(lowered, start):
            return None
        return bound, start
    return None


def _stands_alone(lowered: str, start: int) -> bool:
    """False where a bounding character is the end of another word (最近, 附近, 打破)."""
    return not (start and lowered[start - 1] in "打最附靠走不难远晚新亲邻临高突")


def bound_after(lowered: str, at: int) -> tuple[Bound, int] | None:
    """The bound whose words begin at `at`, and where they end."""
    table = _tables()["after"]
    start = at
    while start < len(lowered) and lowered[start] == " " and start - at < 2:
        start += 1
    for length in table.by_start.get(lowered[start : start + 1], ()):
        end = start + length
        bound = table.words.get(lowered[start:end]) if end <= len(lowered) else None
        if bound is not None and not (is_latin(lowered[end - 1]) and end < len(lowered) and is_latin(lowered[end])):
            return bound, end
    return None


def bound_inside(lowered: str, at: int) -> tuple[Bound, int] | None:
    """The bound at `at` between a number and its measure word (`70 多名`), and where it ends."""
    start = at + 1 if lowered[at : at + 1] == " " else at
    bound = _tables()["inside"].words.get(lowered[start : start + 1])
    return (bound, start + 1) if bound is not None else None
