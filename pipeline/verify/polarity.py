"""Whether a claim says yes where its clause says no, drops a hedge, or turns a direction round."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Claim
from pipeline.text.agreement.stance import CONDITION, HEDGE, NEGATION, Mark, find_marks
from pipeline.verify.rules import rules
from pipeline.verify.sentences import Sentences


def is_said_in_words(claim: Claim) -> bool:
    """True for the types whose content is their words."""
    return claim.type in rules()["said_in_words"]["types"]


def contradiction(sentences: Sentences, claim: Claim, core: Span) -> str:
    """How the document contradicts the claim, for a reader; empty when it does not. core: where the figure, the object or the words stand."""
    if is_said_in_words(claim):
        return _left_out(sentences, claim, core)
    clause = sentences.clause_of(core)
    marks = [mark for mark in find_marks(clause.of(sentences.document.text)) if not _within(mark, clause, core)]
    before = [mark for mark in marks if clause.start + mark.end <= core.start]
    return _denied(claim, before) or _unhedged(claim, before) or _turned(claim, marks)


def _within(mark: Mark, clause: Span, core: Span) -> bool:
    return core.start <= clause.start + mark.start and clause.start + mark.end <= core.end


def _denied(claim: Claim, marks: list[Mark]) -> str:
    denials = [mark for mark in marks if mark.family == NEGATION]
    if claim.type in rules()["negative"]["types"] or len(denials) % 2 == 0:
        return ""
    return f"the source denies it (“{denials[-1].surface}”)"


def _unhedged(claim: Claim, marks: list[Mark]) -> str:
    hedges = [mark for mark in marks if mark.family == HEDGE]
    if claim.modality or not hedges or claim.type in rules()["hedged"]["types"]:
        return ""
    return f"the source only says “{hedges[-1].surface}”"


def _turned(claim: Claim, marks: list[Mark]) -> str:
    family, side = rules()["sides"].get(claim.type, ("", ""))
    sides = {mark.side: mark.surface for mark in marks if mark.family == family}
    if not sides or side in sides:
        return ""
    return f"the source says “{next(iter(sides.values()))}”"


def _left_out(sentences: Sentences, claim: Claim, words: Span) -> str:
    """A mark that was cut off, but for a condition or a hedge that the claim has."""
    kept = ([CONDITION] if claim.condition is not None else []) + ([HEDGE] if claim.modality else [])
    return left_out(sentences, words, kept)


def left_out(sentences: Sentences, words: Span, kept: Sequence[str] = ()) -> str:
    """A negation, hedge or condition that stands before the words in their sentence and governs them, and was cut off; empty where none is.

    kept: families of which one is said beside the words.
    """
    n = sentences.at(words.start)
    if words.start == sentences.span(n).start:
        return ""
    clause = sentences.clause_of(Span(words.start, words.start + 1))
    for span, mark in sentences.marks(n):
        if span.start >= words.start:
            break
        if span.end > words.start and mark.family in (NEGATION, HEDGE):
            return f"the words cut “{mark.surface}” in two"
        if mark.family == CONDITION and CONDITION not in kept:
            return f"the source says so only under a condition (“{mark.surface}”)"
        if span.start >= clause.start and mark.family == NEGATION:
            return f"the source denies it (“{mark.surface}”)"
        if span.start >= clause.start and mark.family == HEDGE and HEDGE not in kept:
            return f"the source only says “{mark.surface}”"
    return ""
