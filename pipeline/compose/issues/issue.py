"""The documents of a week to one issue: the undated ones that belong to it, sources counted, facts merged, compared with what was printed before."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compose.issues.agreement.disagreements import conflicts
from pipeline.compose.issues.agreement.merging import merge
from pipeline.compose.issues.composing import Material
from pipeline.compose.issues.memory import remember
from pipeline.compose.issues.parity import EvenIssue, compose_evenly
from pipeline.compose.issues.undated import join_undated
from pipeline.compose.issues.voices import voices
from pipeline.datamodel.issue import EarlierIssue, Period, Plan, Reported, Status


def compose_issue(
    documents: Sequence[Reported],
    period: Period,
    plan: Plan,
    number: int,
    earlier: Sequence[EarlierIssue],
    candidates: Sequence[Reported] = (),
) -> EvenIssue:
    """The issue of the documents, with the facts that were dropped because its editions would have told them differently.

    It is the same whatever order they come in. candidates: undated ones, which join where their facts are the week's. earlier: the issues
    before, newest first.
    """
    sources = voices([*documents, *join_undated(documents, candidates)], period)
    merged = merge(sources)
    news, repeats = remember(merged, earlier)
    kept = tuple(one for one in news if one.status is not Status.REPEAT)
    known = {one.id for one in kept}
    differing = tuple(one for one in conflicts(kept, sources) if all(side.id in known for side in one.sides))
    return compose_evenly(
        Material(period=period, number=number, voices=sources, merged=kept, conflicts=differing, repeats=repeats, earlier=tuple(earlier)),
        plan,
    )
