"""When what a claim tells of is or was, as a date where the day of publication lets it be known."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from pipeline.compose.issues.agreement.amounts import Match, dates_match
from pipeline.datamodel.fact import Claim

DAY = re.compile(r"\d{4}-\d\d-\d\d")
DATED = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?|--\d\d-\d\d|\d{4}-W\d\d")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is. text: an ISO date, month, year or week; the id of a moment that is no date; empty where it is not known.

    relative: how the source says it, where it says it from its own day (`next_week`); empty where it names the day itself (July 18).
    """

    text: str = ""
    relative: str = ""

    @property
    def is_date(self) -> bool:
        """True for what a calendar knows."""
        return DATED.fullmatch(self.text) is not None

    @property
    def is_said(self) -> bool:
        """True for a date that the source names itself."""
        return self.is_date and not self.relative


NEVER = Moment()


def moment(claim: Claim, published: str | None) -> Moment:
    """When what a claim tells of is, for a document published on that ISO date (None: not known)."""
    value = claim.value
    if value is not None and value.is_date and claim.attribute is None:
        return Moment(value.low, "" if any(c.isdigit() for c in value.surface) else value.surface)
    when = claim.when
    if when is None or when.id in _table()["vague"]:
        return NEVER
    if DATED.fullmatch(when.id):
        return Moment(when.id)
    return Moment(_resolved(when.id, published, is_ahead=claim.modality != ""), relative=when.id)


def same_moment(one: Moment, other: Moment) -> bool:
    """True for one day, a day and its month or weekday, and the same words of two sources: those of one issue are of the same days."""
    if one.relative and one.relative == other.relative:
        return True
    if one.is_date and other.is_date:
        return dates_match(one.text, other.text) is Match.SAME or _is_weekday_of(one, other) or _is_weekday_of(other, one)
    return one == other


def _is_weekday_of(one: Moment, other: Moment) -> bool:
    """True for "Friday", or "that Friday", beside a day that was one in the weeks before."""
    if one.relative not in _table()["weekdays"] or not (DAY.fullmatch(one.text) and DAY.fullmatch(other.text)):
        return False
    return (date.fromisoformat(one.text) - date.fromisoformat(other.text)).days in (0, 7, 14)


def _resolved(when: str, published: str | None, is_ahead: bool) -> str:
    """A moment by the day of publication; nothing where that is not known, the moment itself where it is no help."""
    table = _table()
    if not any(when in table[group] for group in ("days", "weeks", "months", "weekdays")):
        return when
    if published is None or not DAY.fullmatch(published):
        return ""
    day = date.fromisoformat(published)
    if when in table["days"]:
        return (day + timedelta(table["days"][when])).isoformat()
    if when in table["weeks"]:
        year, week, _ = (day + timedelta(weeks=table["weeks"][when])).isocalendar()
        return f"{year}-W{week:02}"
    if when in table["months"]:
        months = 12 * day.year + day.month - 1 + table["months"][when]
        return f"{months // 12:04}-{months % 12 + 1:02}"
    back = (day.weekday() - table["weekdays"][when]) % 7
    return (day + timedelta((-back) % 7 if is_ahead else -back)).isoformat()


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("pipeline.compose.issues.agreement").joinpath("data", "moments.toml").read_text(encoding="utf-8"))
