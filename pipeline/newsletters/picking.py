"""Which days an issue covers, and which digests are of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.config import Settings
from pipeline.datamodel.issue import Period, Plan, Reported
from pipeline.datamodel.language import ALL_EDITIONS, Edition
from pipeline.datamodel.protocols import Ledger
from pipeline.errors import ConfigError

WEEK = timedelta(days=6)
DAY = 10  # characters of an ISO date that is known to the day
NAMED = 6  # weeks, and documents, that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The documents of an issue, and those without a date that may join it. outdated: names of digests that an earlier version recorded."""

    documents: Sequence[Reported]
    candidates: Sequence[Reported]
    outdated: Sequence[str]


def choose_period(settings: Settings, published: Mapping[str | None, int], today: date) -> Period:
    """The days that were asked for, else the last week that is over and has digests.

    published: how many digests bear each date. Where only one end is given, the other is that of the first or the last digest.
    Raises ConfigError where no days follow from what was asked.
    """
    if settings.week and (settings.since or settings.until):
        raise ConfigError("--week and --since/--until exclude each other; name a week or the days")
    if settings.week:
        return period_of(settings.week)
    if settings.since or settings.until:
        return _range(settings.since, settings.until, _days(published))
    over = [week for week in map(week_of, _days(published)) if week.until < today]
    if not over:
        raise ConfigError(f"no week with digests is over; {_elsewhere(published)}")
    return max(over, key=lambda week: week.since)


def pick(ledger: Ledger, period: Period, include_undated: bool, used: Collection[str]) -> Picked:
    """The digests of the period. used: ids of the documents of earlier issues; one without a date is of the first issue that took it, and no other.

    Raises ConfigError where there are none.
    """
    documents = list(ledger.reported(period))
    if include_undated:
        documents += (document for document in ledger.undated(period) if document.id not in used)
    outdated = ledger.outdated()
    if not documents:
        if outdated:
            raise ConfigError(f"{_named(outdated)}: recorded by an earlier version; digest again with: {run_command(ledger)}")
        raise ConfigError(f"no digest is dated in {period.id} ({period.since} to {period.until}); {_elsewhere(ledger.published())}")
    candidates = () if include_undated else (document for document in ledger.candidates(period) if document.id not in used)
    return Picked(documents=documents, candidates=list(candidates), outdated=outdated)


def check_editions(documents: Iterable[Reported], plan: Plan, ledger: Ledger) -> None:
    """Raises ConfigError, with the command that makes them, where digests lack an edition of the plan."""
    lacking: dict[Edition, list[str]] = {}
    have: Counter[str] = Counter()
    for document in documents:
        tags = {tag for fact in document.facts for tag in fact.texts}
        have.update(tags)
        for edition in plan.editions:
            if document.facts and edition not in tags:
                lacking.setdefault(edition, []).append(document.name)
    for edition, names in lacking.items():
        languages = ",".join(e for e in ALL_EDITIONS if have[e] or e in plan.editions)
        raise ConfigError(f"{_named(names)}: no {edition} edition; make it with: {run_command(ledger)} --languages {languages}")


def run_command(ledger: Ledger) -> str:
    """The command that makes the digests again."""
    roots = ledger.roots()
    return f"pipeline run {' '.join(roots[:NAMED])}{' …' if len(roots) > NAMED else ''}"


def week_of(day: date) -> Period:
    """The week of ISO 8601 that a day lies in.

    >>> week_of(date(2024, 12, 31)).id
    '2025-W01'
    """
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Period(id=f"{year}-W{week:02}", since=monday, until=monday + WEEK)


def period_of(id: str) -> Period:
    """The period of an issue's id. Raises ValueError for what is none."""
    since, _, until = id.partition("_")
    if until:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
        return Period(id=f"{first}_{last}", since=first, until=last)
    year, _, week = id.partition("-W")
    return week_of(date.fromisocalendar(int(year), int(week), 1))


def _range(since: date | None, until: date | None, days: Sequence[date]) -> Period:
    if (since is None or until is None) and not days:
        raise ConfigError("no digest has a date; give both --since and --until, or a week")
    since, until = since or min(days), until or max(days)
    if since > until:
        raise ConfigError(f"--since {since} is after --until {until}; name the first day first")
    return Period(id=f"{since}_{until}", since=since, until=until)


def _days(published: Iterable[str | None]) -> list[date]:
    """The dates that are known to the day."""
    return [date.fromisoformat(day) for day in published if day and len(day) == DAY]


def _elsewhere(published: Mapping[str | None, int]) -> str:
    """Where there are digests, for a user who looked where there are none."""
    if not published:
        return "there are no digests yet; make them with: pipeline run"
    weeks: Counter[str] = Counter()
    for day, many in published.items():
        if day and len(day) == DAY:
            weeks[week_of(date.fromisoformat(day)).id] += many
    undated = published.get(None, 0)
    last = sorted(weeks)[-NAMED:]
    told = [f"{week} has {weeks[week]}" for week in last]
    if len(weeks) > NAMED:
        told.insert(0, f"{len(weeks) - NAMED} weeks before {last[0]} have some")
    if undated:
        told.append(f"{undated} {'is' if undated == 1 else 'are'} undated (--include-undated)")
    return "; ".join(told) + "; choose with --week" if weeks else "; ".join([*told, "give documents a date, then run pipeline run again"])


def _named(names: Sequence[str]) -> str:
    """Names of documents, not too many of them."""
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
