"""Quotation marks: which belong together, and which an edition writes at which depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.text.wording.spacing import has_han

OPENING = {"“": "”", "「": "」", "『": "』", "‘": "’", "〝": "〞", "„": "“"}
CLOSING = {closing: opening for opening, closing in OPENING.items() if closing not in OPENING}
SINGLE = "‘『"  # marks of the inner level, wherever they stand
STRAIGHT = '"'
MARK = re.compile(f"[{''.join(OPENING)}{''.join(CLOSING)}{STRAIGHT}]")
Marks = tuple[str, str, str, str]
"""Opening and closing mark of the outer level, then of the inner one."""

CURVED: Marks = ("“", "”", "‘", "’")
CURVED_WITHIN: Marks = ("‘", "’", "“", "”")
CORNERED: Marks = ("「", "」", "『", "』")
CORNERED_WITHIN: Marks = ("『", "』", "「", "」")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two marks that belong together. start, end: their offsets. depth: from 0. is_single: written with marks of the inner level."""

    start: int
    end: int
    depth: int
    is_single: bool


def pairs(text: str) -> list[Pair] | None:
    """The pairs of quotation marks, by the place of the opening one; None where a mark lacks its other half.

    A straight mark closes what is open, else it opens; ’ is an apostrophe where no ‘ is open.
    >>> pairs('他说"好”')
    [Pair(start=2, end=4, depth=0, is_single=False)]
    """
    found: list[Pair] = []
    opened: list[tuple[str, int]] = []
    for match in MARK.finditer(text):
        mark, at = match[0], match.start()
        last = opened[-1][0] if opened else ""
        if _opens(mark, last):
            opened.append((mark, at))
        elif mark == "’" and last != "‘":
            continue
        elif not last or (last in SINGLE) != (CLOSING.get(mark, mark) in SINGLE):
            return None
        else:
            opening, start = opened.pop()
            found.append(Pair(start, at, len(opened), opening in SINGLE))
    return None if opened else sorted(found, key=lambda pair: pair.start)


def _opens(mark: str, last: str) -> bool:
    """True where `mark` opens, with `last` the mark that is open."""
    if mark == STRAIGHT:
        return last not in ("“", STRAIGHT)
    return mark in OPENING and not (mark == "“" and last == "„")


def is_quoted(text: str) -> bool:
    """True where one pair of quotation marks holds the whole text.

    >>> is_quoted("“甲”"), is_quoted("“甲”和“乙”")
    (True, False)
    """
    return any(pair.start == 0 and pair.end == len(text) - 1 for pair in pairs(text) or ())


def requoted(text: str, marks: Marks) -> str:
    """The text with its pairs of quotation marks written as `marks`, level by level; unchanged where a mark lacks its other half.

    Single marks stay on the inner level, and round Latin words they stay what they are.
    >>> requoted("他说“读过《‘甲’记》”", CORNERED)
    '他说「读过《『甲』记》」'
    """
    if MARK.search(text) is None:
        return text
    written = list(text)
    for at, mark in _written(text, marks):
        written[at] = mark
    return "".join(written)


def _written(text: str, marks: Marks) -> Iterator[tuple[int, str]]:
    for pair in pairs(text) or ():
        if pair.is_single and pair.depth == 0 and not has_han(text[pair.start : pair.end]):
            continue
        inner = 2 * (pair.depth % 2 == 1 or (pair.is_single and pair.depth == 0))
        yield pair.start, marks[inner]
        yield pair.end, marks[inner + 1]
