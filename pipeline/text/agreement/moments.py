"""Dates and moments of a statement against those of its source: weekdays, quarters, last year, the end of a month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.text.agreement.passages import Disagreement, Passage, table

_MAY = re.compile(r"\b(?:in|of|from|since|by|until|to|and|last|this|next) May\b")
PARTS = "moments.part"
_YEAR = 4  # characters of a date that is a year


def date_disagreements(statement: Passage, near: Sequence[Passage], everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Dates and moments that the source does not have: looked for in the near passages, where these have any, else in everything."""
    dates = [d for passage in near for d in passage.dates] or [d for passage in everything for d in passage.dates]
    for date in statement.dates:
        if (
            dates
            and not any(same_date(date.iso, d.iso) for d in dates)
            and not _is_may(date.iso, everything)
            and not _is_year(date.iso, near)
            and not _is_festival(date.iso, everything)
        ):
            yield Disagreement("date", date.surface, ", ".join(d.surface for d in dates[:3]))
    for group in sorted({word.group for word in statement.words if word.group.startswith("moments") and word.group != PARTS}):
        theirs = _rows(group, near) or _rows(group, everything)
        for row, surface in statement.rows(group).items():
            if theirs and row not in theirs and not _is_fixed(row, [d.iso for d in dates]) and not _is_month_of(group, row, everything):
                yield Disagreement("date", surface, ", ".join(theirs.values()))
    yield from _parts(statement, near)


def _is_may(iso: str, passages: Sequence[Passage]) -> bool:
    """True for the month that English dates leave out where it stands alone, because it is also a verb."""
    return iso.endswith("-05") and any(_MAY.search(passage.text) for passage in passages)


def _is_year(iso: str, passages: Sequence[Passage]) -> bool:
    """True for a year that a passage gives as a bare number (between 1889 and 1892)."""
    return len(iso) == _YEAR and any(re.search(rf"(?<!\d){iso}(?!\d)", passage.folded) for passage in passages)


def _is_fixed(row: str, isos: Sequence[str]) -> bool:
    """True for a festival whose day is among the dates (元旦, January 1)."""
    day = table()["fixed"].get(row)
    return day is not None and any(iso.endswith(f"-{day}") for iso in isos)


def _is_month_of(group: str, row: str, passages: Sequence[Passage]) -> bool:
    """True for a month in which a date of the passages lies."""
    return group == "moments.month" and any(re.search(rf"-{row}(?:-|\Z)", d.iso) for p in passages for d in p.dates)


def _is_festival(iso: str, passages: Sequence[Passage]) -> bool:
    """True for the day of a festival that a passage names."""
    return any(_is_fixed(row, [iso]) for passage in passages for row in passage.rows("moments.festival"))


def _rows(group: str, passages: Sequence[Passage]) -> dict[str, str]:
    if group == "moments.year":
        compared = [surface for passage in passages for surface in passage.rows("compared").values()]
        return dict.fromkeys(["last"] if compared else [], "".join(compared[:1])) | {
            row: surface for passage in passages for row, surface in passage.rows(group).items()
        }
    return {row: surface for passage in passages for row, surface in passage.rows(group).items()}


def _parts(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A part of a month or year (月底, late July) where the source has another. A word may stand for several parts, of which one must agree."""
    ours = statement.rows(PARTS)
    theirs = _rows(PARTS, passages)
    if ours and theirs and not ours.keys() & theirs.keys():
        yield Disagreement("date", next(iter(ours.values())), next(iter(theirs.values())))


def same_date(a: str, b: str) -> bool:
    """True when one ISO date is the other, at its precision or without its year.

    >>> same_date("2024-07", "2024-07-18"), same_date("--07-18", "2024-07-18"), same_date("2024-07-19", "--07-18")
    (True, True, False)
    """
    if a.startswith(b) or b.startswith(a):
        return True
    short, full = sorted((a, b), key=lambda iso: iso.startswith("-"), reverse=True)
    return short.startswith("--") and (full[5:].startswith(short[2:]) or short[2:].startswith(full[5:] or "?"))
