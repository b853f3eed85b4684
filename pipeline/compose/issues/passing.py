"""Moments that mean another day to a reader of the issue than they did to the source's (today, next week): told without, where that can be said."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from pipeline.datamodel.fact import Claim, Fact, Phrase
from pipeline.datamodel.issue import Merged
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
    bare, book = replace(fact.claim, when=None), Phrasebook.builtin()
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


@cache
def _passing() -> frozenset[str]:
    text = resources.files("pipeline.compose.issues").joinpath("data", "passing.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["moments"].split())
