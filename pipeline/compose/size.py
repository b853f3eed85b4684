"""How long a page gets: characters as a reader reads them, without marks and notes, in the source's own language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.compose.labels import label
from pipeline.compose.tables import Plan
from pipeline.datamodel.digest import Point, Section, Table
from pipeline.datamodel.language import Edition, Localized

SHARES = {"short": 0.20, "medium": 0.35, "long": 0.60}  # of the source's characters
MARGIN = 0.99  # what a page may have of its share
FIXED = 12  # headings of the key points and of the tables
HAN_A_MINUTE, LATIN_A_MINUTE = 400, 1200  # characters that a reader of news reads in a minute, in Chinese and in English


@dataclass(frozen=True, slots=True)
class _Marks:
    """Characters of what templates add: the headings of the key points and of the tables, a section's number, a joint or stop."""

    key_points: int
    glance: int
    numeral: int
    joint: int


HAN_MARKS, LATIN_MARKS = _Marks(2, 4, 2, 1), _Marks(10, 11, 3, 2)


def allowance(text: str, length: str) -> int:
    """Characters that the body may have. Raises ValueError for an unknown length.

    >>> allowance("字" * 1000, "medium")
    346
    """
    if length not in SHARES:
        raise ValueError(f"length {length!r}: not one of {', '.join(SHARES)}")
    return int(len(text) * SHARES[length] * MARGIN)


def plan_size(plan: Plan, tag: str) -> int:
    """Characters of a table on the page, its borders with it."""
    names = [entity.name(tag) for entity in (*plan.subjects, *plan.measures)]
    figures = sum(len(item.claim.value.surface) for item in plan.items.values() if item.claim.value)
    rows, columns = (plan.subjects, plan.measures) if plan.subjects_in_rows else (plan.measures, plan.subjects)
    borders = (len(rows) + 1) * (len(columns) + 2)
    return sum(map(len, names)) + figures + borders + len(label("corner", plan.kind).name(tag))


def page_size(key_points: Sequence[Point], sections: Iterable[Section], tables: Iterable[Plan], tag: str) -> int:
    """Characters of a page in the language `tag` besides its title: headings, labels, clauses and their joints, tables."""
    marks = LATIN_MARKS if tag == Edition.EN else HAN_MARKS
    plans = list(tables)
    total = (marks.key_points if key_points else 0) + (marks.glance if plans else 0) + sum(plan_size(plan, tag) for plan in plans)
    total += sum(_point_size(point, tag, marks.joint) for point in key_points)
    for section in sections:
        total += len(section.heading.name(tag)) + marks.numeral
        for group in section.groups:
            total += len(group.label.name(tag)) + marks.joint if group.label else 0
            total += sum(_point_size(point, tag, marks.joint) for point in group.points)
    return total


def reading_minutes(title: Localized, key_points: Iterable[Point], tables: Iterable[Table], sections: Iterable[Section], tag: str) -> int:
    """Minutes that the page in the edition `tag` takes to read, at least one."""
    total = len(title[tag]) + sum(_point_size(point, tag, 1) for point in key_points)
    total += sum(_point_size(p, tag, 1) for s in sections for g in s.groups for p in g.points)
    total += sum(len(cell.phrases[tag]) for t in tables for _, cells in t.rows for cell in cells if cell)
    return max(1, math.ceil(total / (LATIN_A_MINUTE if tag == Edition.EN else HAN_A_MINUTE)))


def _point_size(point: Point, tag: str, joint: int) -> int:
    return sum(len(piece.phrases[tag].text) + joint for piece in point.pieces)
