"""A date as the grammars find it, before it is known whether it can be told."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date
from typing import NamedTuple, TypeGuard

from pipeline.text.calendar.isodates import iso_day, iso_month, iso_quarter, nearest_year


class Reckoned(NamedTuple):
    """A date found. iso: None where only an anchor could tell it, or where there is no such day. is_distance: `3 days ago`, 三天前."""

    start: int
    end: int
    iso: str | None
    precision: str
    is_resolved: bool = False
    is_distance: bool = False


def by_parts(start: int, end: int, year: int | None, month: int | None, day: int | None, anchor: date | None, is_relative: bool = False) -> Reckoned:
    """A date from the parts that are written. Without a year the anchor's nearest; without an anchor `--07-18`."""
    resolved = is_relative
    if year is None and month is not None and anchor is not None:
        year, resolved = nearest_year(anchor, month, day or 15), True
    if day is not None and month is not None:
        if year is None:
            known = iso_day(2024, month, day)
            return Reckoned(start, end, f"-{known[4:]}" if known else None, "day")
        return Reckoned(start, end, iso_day(year, month, day), "day", resolved)
    if month is not None:
        if year is None:
            return Reckoned(start, end, f"--{month:02d}", "month", resolved)
        return Reckoned(start, end, iso_month(year, month) if _is_told(year) else None, "month", resolved)
    return Reckoned(start, end, f"{year:04d}" if _is_told(year) else None, "year", resolved)


def _is_told(year: int | None) -> TypeGuard[int]:
    """True for a year that the calendar has: the year before last is none in the year 1."""
    return year is not None and MINYEAR <= year <= MAXYEAR


def by_quarter(start: int, end: int, year: int | None, quarter: int, anchor: date | None, is_relative: bool = False) -> Reckoned:
    """A quarter; without a year the one nearest to the anchor."""
    if year is None and anchor is not None:
        middle = quarter * 3 - 1
        return Reckoned(start, end, iso_quarter(nearest_year(anchor, middle, 15), quarter), "quarter", True)
    return Reckoned(start, end, iso_quarter(year, quarter) if _is_told(year) else None, "quarter", is_relative)


def by_half(start: int, end: int, year: int | None, half: int, anchor: date | None, is_relative: bool = False) -> Reckoned:
    """A half year; without a year the anchor's own."""
    resolved = is_relative or year is None
    if year is None and anchor is not None:
        year = anchor.year
    return Reckoned(start, end, f"{year:04d}-H{half}" if _is_told(year) else None, "half", resolved)
