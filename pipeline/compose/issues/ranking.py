"""How much a fact and a story matter: importance, how many independent sources, what is new in it, what the readers asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from math import log2

from pipeline.compose.dedup import UNTYPED, Item
from pipeline.compose.issues.days import is_passing
from pipeline.compose.issues.interests import Terms
from pipeline.compose.labels import fact_weight, type_weight
from pipeline.compose.statements import is_fragment, leans
from pipeline.compose.telling import has_figure
from pipeline.datamodel.fact import Claim
from pipeline.datamodel.issue import Merged, Period, Status

IMPORTANCE, TYPE = 0.5, 0.5  # shares of a fact's score before all else
EACH_SOURCE, MOST_SOURCES = 0.12, 4  # what each further independent source adds, and how many of them do
FULL = 2.0  # what would be the most of all
DERIVED = 0.5  # what a fact keeps that only texts made from others tell
ASKED_FOR, FAVOURED = 1.25, 1.5  # what a term of the readers' interests adds to a fact, to a story on what it names
NOVELTY = {Status.NEW: 1.0, Status.UPDATE: 1.3, Status.FOLLOW_UP: 0.85, Status.REPEAT: 0.0}
HEDGED = 0.8  # what a fact keeps that its source only expects, or has from others
PAST, DAYS = 0.5, 14  # what news keeps of a day so long before the period
DUE = 0.4  # what a plan keeps whose day is told from its source's day (next week)
IN_NAME = 0.5  # a figure that the subject's name bears tells little
WORDS, WITH_FIGURE, LEANING, FRAGMENT = 0.45, 0.65, 0.6, 0.0  # what statements in a source's words are worth beside typed facts
CONCERN = 5  # facts of a story that make its score
BEST, REST = 0.6, 0.4  # shares of the best of them and of the others
AGREED = 0.22  # what doubling its sources adds to a story


def weigh(merged: Iterable[Merged], interests: Terms, period: Period) -> list[Merged]:
    """The facts with their scores, 0 to 1, in the order given."""
    return [replace(one, score=_score(one, interests, period)) for one in merged]


def _score(one: Merged, interests: Terms, period: Period) -> float:
    claim = one.fact.claim
    score = (IMPORTANCE * claim.importance + TYPE * fact_weight(claim)) * _worth(claim)
    score *= 1 + EACH_SOURCE * min(MOST_SOURCES, max(0, one.independent - 1)) if one.independent else DERIVED
    score *= NOVELTY[one.status] * (HEDGED if claim.modality else 1.0) * (PAST if _is_past(claim, period) else 1.0)
    if claim.modality and is_passing(claim):
        score *= DUE
    if item_of(one, (), 0).is_in_name:
        score *= IN_NAME
    if interests and interests.touch(one.fact):
        score *= ASKED_FOR
    return min(1.0, score / FULL)


def _is_past(claim: Claim, period: Period) -> bool:
    """True for news that is dated well before the period."""
    value = claim.value
    if value is None or not value.is_date or not value.high[0].isdigit() or not type_weight(claim.type).headline:
        return False
    return value.high < (period.since - timedelta(days=DAYS)).isoformat()[: len(value.high)]


def _worth(claim: Claim) -> float:
    """What the words of a source are worth by themselves; a typed fact tells all."""
    if claim.type not in UNTYPED:
        return 1.0
    said = claim.words or ""
    if is_fragment(said) or said.rstrip('”」’"').endswith(("？", "?")):
        return FRAGMENT
    return (WITH_FIGURE if has_figure(said) else WORDS) * (LEANING if leans(claim) else 1.0)


def item_of(one: Merged, tags: Iterable[str], order: int) -> Item:
    """A merged fact as the digest's composition sees it. It is common where every edition of `tags` has it in its own language."""
    fact = one.fact
    return Item(
        fact=fact,
        facts=(one.id,),
        evidence=fact.evidence,
        position=0,
        order=order,
        score=one.score,
        is_common=all(tag in fact.texts and fact.origins.get(tag) != "untranslated" for tag in tags),
    )


def story_score(facts: Sequence[Merged], independent: int, asked_for: bool) -> float:
    """How much a story matters. facts: the weightiest first; independent: how many sources tell it that count, once each."""
    scores = [one.score for one in facts[:CONCERN]]
    if not scores:
        return 0.0
    rest = sum(scores[1:]) / (CONCERN - 1)
    return (BEST * scores[0] + REST * rest) * (1 + AGREED * log2(max(1, independent))) * (FAVOURED if asked_for else 1.0)


def story_status(facts: Iterable[Merged], is_known: bool) -> Status:
    """An update where a fact of it changed, a follow-up where an earlier issue told of it, else new."""
    found = {one.status for one in facts}
    if Status.UPDATE in found:
        return Status.UPDATE
    return Status.FOLLOW_UP if is_known or Status.FOLLOW_UP in found else Status.NEW
