"""Yes against no, up against down, surely against perhaps: where a statement and its source stand on opposite sides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.text.agreement.passages import Disagreement, Passage, grams, most_like, nearest, same_figure
from pipeline.text.agreement.stance import CONDITION, HEDGE, LIMIT, NEGATION, Mark

_CONFIDENT = 2.0  # likeness from which a clause of the source is taken to be what a clause of the statement speaks of
_MOST = 40  # negations of a sentence that are looked at; no sentence of prose has as many
_ALIKE = 3.0  # likeness from which a denial in one of two passages is a denial of the other
_EVENTS = frozenset({"approval", "support", "injury", "death", "permission", "outcome", "success", "trade", "movement", "staff", "switch", "budget"})  # done or not done
_PLAIN = (NEGATION, HEDGE, CONDITION, LIMIT)  # families whose words have no opposite
_ALONE = 0.4  # by how much a passage must be the most like to be taken on less


def polarity_disagreements(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Sides exchanged, negations added or dropped, hedges dropped."""
    clauses = [clause for passage in passages for clause in (passage.clauses or (passage,))]
    for clause in statement.clauses or (statement,):
        yield from _sides(clause, statement, clauses, passages)
    if any(p.language.is_chinese == statement.language.is_chinese for p in passages):
        yield from _governed(statement, passages)
        yield from _governed_back(statement, passages)
    else:
        yield from _negation_across(statement, passages)
    yield from _parities(statement, clauses)
    yield from _hedges(statement, clauses, passages)


def _sides(clause: Passage, statement: Passage, clauses: Sequence[Passage], passages: Sequence[Passage]) -> Iterator[Disagreement]:
    for mark in clause.marks:
        if mark.family in _PLAIN:
            continue
        theirs = _counterparts(mark, clause, statement, clauses, passages)
        if theirs and all(other.side != mark.side for other in theirs):
            yield Disagreement("polarity", mark.surface, theirs[0].surface)


def _parities(statement: Passage, clauses: Sequence[Passage]) -> Iterator[Disagreement]:
    """What the statement affirms (approved, 裁员) where the source only ever denies it, or the reverse."""
    for clause in statement.clauses or (statement,):
        for mark in clause.marks:
            if mark.family not in _EVENTS:
                continue
            theirs = [(m, other) for other in clauses for m in other.marks if (m.family, m.side) == (mark.family, mark.side)]
            if theirs and all(_is_denied(m, other) != _is_denied(mark, clause) for m, other in theirs):
                yield Disagreement("polarity", _with_denial(mark, clause), _with_denial(*theirs[0]))


def _is_denied(mark: Mark, clause: Passage) -> bool:
    return sum(m.family == NEGATION and m.end <= mark.start for m in clause.marks) % 2 == 1


def _with_denial(mark: Mark, clause: Passage) -> str:
    denials = [m for m in clause.marks if m.family == NEGATION and m.end <= mark.start]
    start = denials[-1].start if denials else mark.start
    return clause.text[start - clause.span.start : mark.end - clause.span.start]


def _counterparts(mark: Mark, clause: Passage, statement: Passage, clauses: Sequence[Passage], passages: Sequence[Passage]) -> list[Mark]:
    """The marks of the same family where the source speaks of the same: beside the same figure, else in the clause or sentence most like."""
    for figure in sorted(clause.quantities, key=lambda q: abs(q.start - mark.end)):
        for other in clauses:
            for theirs in other.quantities:
                if same_figure(figure, theirs):
                    near = [m for m in other.marks if m.family == mark.family]
                    if near:
                        return [min(near, key=lambda m: abs(m.start - theirs.start))]
    for part, whole in ((clause, clauses), (statement, passages)):
        passage, likeness = most_like(part, whole)
        if passage is not None and likeness >= _CONFIDENT:
            found = [m for m in passage.marks if m.family == mark.family]
            if found:
                return found
    return []


def _governed(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Negations of the statement over what the source says without one."""
    for negation in _negations(statement):
        content = _content_after(negation, statement)
        alike = [p for p in passages if _is_like(statement, p)]
        if content and (places := _clauses_with(content, alike)) and all(not _negated_before(content, p) for p in places):
            yield Disagreement("polarity", negation.surface + content, places[0].text)


def _governed_back(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """Negations of the source over what the statement says without one."""
    for passage in nearest(statement, passages):
        for negation in _negations(passage):
            content = _content_after(negation, passage)
            if not content:
                continue
            said = [clause for clause in _clauses_with(content, [statement]) if _is_like(clause, passage)]
            elsewhere = [p for p in _clauses_with(content, passages) if not _negated_before(content, p)]
            if said and not elsewhere and all(not _negated_before(content, clause) for clause in said):
                yield Disagreement("polarity", said[0].text, negation.surface + content)


def _is_like(part: Passage, passage: Passage) -> bool:
    return most_like(part, [passage])[1] >= _ALIKE


def _negations(passage: Passage) -> list[Mark]:
    return [mark for mark in passage.marks if mark.family == NEGATION][:_MOST]


def _content_after(negation: Mark, passage: Passage) -> str:
    """The first two characters, or the first word, that a negation governs; empty where its clause ends before."""
    text = passage.folded[negation.end - passage.span.start :][:200]
    text = re.split(r"[，,；;。.！!？?：:]", text, maxsplit=1)[0]
    if passage.language.is_chinese:
        match = re.match(r"(?:会(?![见议谈员长计])|[要将能有在再是被把让由为对与就])*([㐀-鿿]{2})", text)
    else:
        match = re.match(r"\s*(?:(?:by|be|been|being|the|a|an|to|of|its|for|any|it|yet|have|has|in|on|from)\s+)*([a-z]{3,})", text)
    return match.group(1) if match else ""


def _clauses_with(content: str, passages: Sequence[Passage]) -> list[Passage]:
    clauses = [clause for passage in passages for clause in (passage.clauses or (passage,))]
    return [clause for clause in clauses if _position(content, clause) >= 0]


def _position(content: str, clause: Passage) -> int:
    if clause.language.is_chinese:
        return clause.folded.find(content)
    stems = grams(content, clause.language)
    for match in re.finditer(r"[a-z][a-z'-]*", clause.folded):
        if grams(match.group(), clause.language) & stems:
            return match.start()
    return -1


def _negated_before(content: str, clause: Passage) -> bool:
    at = clause.span.start + _position(content, clause)
    return sum(m.family == NEGATION and m.end <= at for m in clause.marks) % 2 == 1


def _negation_across(statement: Passage, passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A negation added or dropped between languages, where the passage most like stands alone."""
    ranked = sorted((most_like(statement, [p])[1] for p in passages), reverse=True)
    passage, likeness = most_like(statement, passages)
    if passage is None or likeness < 0.5 or (len(ranked) > 1 and ranked[0] - ranked[1] < _ALONE):
        return
    ours = [m for m in statement.marks if m.family == NEGATION]
    theirs = [c for c in (passage.clauses or (passage,)) if any(m.family == NEGATION for m in c.marks)]
    if ours and not any(m.family == NEGATION for m in passage.marks):
        if likeness >= _CONFIDENT:
            yield Disagreement("polarity", ours[0].surface, passage.text)
    elif not ours and theirs and all(c in theirs or any(w.group == "speech" for w in c.words) for c in (passage.clauses or (passage,))):
        yield Disagreement("polarity", statement.text, theirs[0].text)


def _hedges(statement: Passage, clauses: Sequence[Passage], passages: Sequence[Passage]) -> Iterator[Disagreement]:
    """A hedge of the source that the statement drops."""
    if any(m.family == HEDGE for m in statement.marks) or any((w.group, w.row) == ("speech", "hearsay") for w in statement.words):
        return
    for part in (statement, *statement.clauses):
        passage, likeness = most_like(part, clauses)
        hedge = next((m for m in passage.marks if m.family == HEDGE), None) if passage is not None and likeness >= _CONFIDENT else None
        if hedge is not None:
            yield Disagreement("polarity", part.text, hedge.surface)
            return
