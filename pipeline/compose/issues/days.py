"""Days as the issue's reader means them: without a moment that passed with its source's day (today, next week), without the issue's own year."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Claim, Fact, Phrase
from pipeline.datamodel.issue import Merged, Period
from pipeline.datamodel.language import Edition
from pipeline.text.phrases import Phrasebook

PHRASED = "phrase"


def lasting(one: Merged, editions: Sequence[Edition]) -> Merged:
    """The fact without a moment that passes with its source's day, where the phrases of every edition can say it so; else as it is."""
    if not is_passing(one.fact.claim):
        return one
    told = _without_moment(one.fact, editions)
    return one if told is None else replace(one, fact=told)


def is_passing(claim: Claim) -> bool:
    """True for what is told of a moment that is no date and passes with its source's day."""
    return claim.when is not None and claim.when.id in _passing()


def _without_moment(fact: Fact, editions: Sequence[Edition]) -> Fact | None:
    bare, book = _undated(fact.claim), Phrasebook.builtin()
    texts: dict[str, Phrase] = dict(fact.texts)
    clauses: dict[str, Phrase] = dict(fact.clauses)
    for edition in editions:
        if fact.origins.get(edition) != PHRASED:
            continue
        sentence, clause = book.sentence(bare, edition), book.clause(bare, edition)
        if sentence is None or clause is None:
            return None
        texts[str(edition)], clauses[str(edition)] = sentence, clause
    return replace(fact, texts=texts, clauses=clauses)


def _undated(claim: Claim) -> Claim:
    """The claim without its moment; what that moment put ahead is still only expected without it."""
    is_ahead = claim.when is not None and claim.when.id in _moments()["ahead"] and claim.modality in ("", "reported")
    return replace(claim, when=None, modality="expected" if is_ahead else claim.modality)


def _passing() -> frozenset[str]:
    return _moments()["past"] | _moments()["ahead"]


@cache
def _moments() -> Mapping[str, frozenset[str]]:
    text = resources.files("pipeline.compose.issues").joinpath("data", "passing.toml").read_text(encoding="utf-8")
    return {name: frozenset(ids.split()) for name, ids in tomllib.loads(text).items()}


def within_year(phrase: Phrase, tag: str, period: Period) -> Phrase:
    """The phrase without the year of its full dates, where that is the year in which the whole period lies.

    >>> from datetime import date
    >>> week = Period(id="2024-W30", since=date(2024, 7, 22), until=date(2024, 7, 28))
    >>> within_year(Phrase("released on July 18, 2024"), "en", week).text, within_year(Phrase("2024 年 7 月 18 日發布"), "zh-Hant-TW", week).text
    ('released on July 18', '7 月 18 日發布')
    """
    if period.since.year != period.until.year or str(period.since.year) not in phrase.text:
        return phrase
    text, mark = phrase.text, phrase.mark
    for match in reversed(list(_full_date(period.since.year, tag == Edition.EN).finditer(phrase.text))):
        start, end = match.span("year")
        text = text[:start] + text[end:]
        if mark is not None:
            mark = Span(_moved(mark.start, start, end), _moved(mark.end, start, end))
    return Phrase(text, mark)


def _moved(offset: int, start: int, end: int) -> int:
    return offset if offset <= start else max(start, offset - (end - start))


@cache
def _full_date(year: int, is_english: bool) -> re.Pattern[str]:
    if is_english:
        return re.compile(rf"[A-Z][a-z]+ \d{{1,2}}(?P<year>, {year}\b)")
    return re.compile(rf"(?P<year>(?<!\d){year} ?年 ?)(?=\d{{1,2}} ?月 ?\d{{1,2}} ?日)")
