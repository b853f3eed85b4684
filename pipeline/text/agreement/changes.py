"""From what to what: the ends of a change that the statement exchanges; and what is told as done that the source has still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.text.agreement.amounts import same_figure
from pipeline.text.agreement.nearness import likeness
from pipeline.text.agreement.passages import Disagreement, Passage, Word
from pipeline.text.agreement.stance import CONDITION, HEDGE, NEGATION
from pipeline.text.quantities import Quantity

_FROM = re.compile(
    r"(?:\bfrom|\bdown from|\bup from|compared with|\bversus|(?:由|从)(?![^，,；;。]*[至到为达])[^，,；;。\d]{0,10}?)\s*"
    r"(?:about|nearly|around|some|约|近)?\s*$"
)
_TO = re.compile(r"(?:\bto|\breach|\breached|[至到]|达|[涨升增降跌减调改变]为)\s*(?:about|nearly|around|some|约|近|了)?\s*$")
_LOOKED_AT = 24  # characters before a figure
_TENSED = re.compile(r"(?:ed|built|won|lost|bought|sold|began|left|met|led|found|paid|put|held)\Z")
_BE = re.compile(r"\b(?:to|be|will|would|could|may|might|should|can|must|if|when|once)\b[^,;]*$")
_PAST = re.compile(r"\b(?:had|has|and that)\b")  # ends what is still to come (would visit and that it had agreed)
_ACROSS, _WITHIN = 1.2, 2.0  # likeness of the clause that speaks of the same, between languages and within one


def exchanged_ends(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A figure that a change ends at, where the source has it begin there (to 3.4% for from 3.4%), or the reverse."""
    for figure in statement.quantities:
        ours = _end_of(figure, statement)
        theirs = [(_end_of(q, p), p) for p in passages for q in p.quantities if same_figure(figure, q)]
        if not ours or not theirs or any(end in ("", ours) for end, _ in theirs):
            continue
        passage = theirs[0][1]
        other = next((q for q in passage.quantities if _end_of(q, passage) == ours and q.unit == figure.unit), None)
        if other is not None:
            yield Disagreement("number", figure.surface, other.surface)


def other_basis(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A change against last year told of one against the quarter before (年增13%, 环比增长13%)."""
    for figure in statement.quantities:
        ours = _basis_of(figure, statement)
        theirs = [_basis_of(q, p) for p in passages for q in p.quantities if same_figure(figure, q)]
        if ours and theirs and all(other and other.row != ours.row for other in theirs):
            yield Disagreement("number", f"{ours.surface}{figure.surface}", "".join(other.surface for other in theirs[:1] if other))


def _basis_of(figure: Quantity, passage: Passage) -> Word | None:
    """The word of a comparison nearest to a figure in its clause: before it in Chinese, behind it in English."""
    for clause in passage.clauses or (passage,):
        if clause.span.start <= figure.start < clause.span.end:
            near = [w for w in clause.words if w.group == "basis" and (w.end <= figure.start) == passage.language.is_chinese]
            return min(near, key=lambda word: abs(word.start - figure.start), default=None)
    return None


def _end_of(figure: Quantity, passage: Passage) -> str:
    at = figure.outer_start - passage.span.start
    before = passage.folded[max(0, at - _LOOKED_AT) : at]
    return "from" if _FROM.search(before) else "to" if _TO.search(before) else ""


def told_as_done(statement: Passage, clauses: Sequence[Passage]) -> Iterator[Disagreement]:
    """What is told as done that every clause of the source that speaks of it has still to come (将通车, will open)."""
    for clause in statement.clauses or (statement,):
        for word in (w for w in clause.words if w.group == "acts"):
            if not _is_done(word, clause):
                continue
            theirs = [(w, c) for c in clauses for w in c.words if (w.group, w.row) == (word.group, word.row)]
            if theirs and all(_is_to_come(w, c) for w, c in theirs) and _is_confident(clause, [c for _, c in theirs]):
                yield Disagreement("polarity", word.surface, theirs[0][1].text)


def _is_confident(clause: Passage, theirs: Sequence[Passage]) -> bool:
    least = _WITHIN if theirs[0].language.is_chinese == clause.language.is_chinese else _ACROSS
    return max(likeness(clause, c) for c in theirs) >= least


def _is_done(word: Word, clause: Passage) -> bool:
    """A verb in the past, in English by its form, in Chinese by 已, 了 or 过 beside it; in no hedged or denied clause."""
    if any(m.family in (HEDGE, CONDITION, NEGATION, "future") for m in clause.marks):
        return False
    start = clause.span.start
    before, after = clause.folded[: word.start - start], clause.folded[word.end - start :]
    if clause.language.is_chinese:
        return re.search(r"(?:已经?|业已|均已)[^，,；;。]{0,12}$", before) is not None or after.startswith(("了", "过"))
    return _TENSED.search(word.surface.lower()) is not None and _BE.search(before) is None


def _is_to_come(word: Word, clause: Passage) -> bool:
    start = clause.span.start
    ahead = [m for m in clause.marks if m.family in (HEDGE, "future") and m.end <= word.start]
    return any(_PAST.search(clause.folded[m.end - start : word.start - start]) is None for m in ahead)
