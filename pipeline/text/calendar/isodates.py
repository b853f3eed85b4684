"""Arithmetic of dates at the precision known: ISO strings of days, weeks, months, quarters, halves and years."""

from __future__ import annotations

import calendar as _calendar
from datetime import date, timedelta


def iso_day(year: int, month: int, day: int) -> str | None:
    """`2024-07-18`; None where there is no such day.

    >>> iso_day(2024, 2, 29), iso_day(2023, 2, 29)
    ('2024-02-29', None)
    """
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def iso_month(year: int, month: int) -> str:
    """`2024-07`; months beyond December or before January run into the neighbouring years.

    >>> iso_month(2024, 13), iso_month(2024, 0)
    ('2025-01', '2023-12')
    """
    years, rest = divmod(month - 1, 12)
    return f"{year + years:04d}-{rest + 1:02d}"


def iso_quarter(year: int, quarter: int) -> str:
    """`2024-Q3`; quarters beyond the fourth run into the next year."""
    years, rest = divmod(quarter - 1, 4)
    return f"{year + years:04d}-Q{rest + 1}"


def iso_week(day: date) -> str:
    """The ISO week of a day: `2024-W30`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def shifted(day: date, amount: int, unit: str) -> date | None:
    """The day `amount` units (`day`, `week`, `month`, `year`) later; None beyond the calendar."""
    try:
        if unit in ("day", "week", "fortnight"):
            return day + timedelta(days=amount * {"day": 1, "week": 7, "fortnight": 14}[unit])
        months = day.year * 12 + day.month - 1 + amount * {"month": 1, "quarter": 3, "year": 12}[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, _calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def weekday(anchor: date, weeks: int, number: int) -> date | None:
    """The day `number` (Monday is 1) of the week that lies `weeks` from the anchor's."""
    return shifted(anchor, weeks * 7 + number - anchor.isoweekday(), "day")


def nearest_year(anchor: date, month: int, day: int) -> int:
    """The year in which month and day lie nearest to the anchor."""
    years = [y for y in (anchor.year - 1, anchor.year, anchor.year + 1) if iso_day(y, month, day)]
    return min(years, key=lambda y: (abs((date(y, month, day) - anchor).days), y), default=anchor.year)
