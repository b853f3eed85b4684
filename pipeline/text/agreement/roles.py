"""Whose a figure is and what it measures: a figure that the source has, but of another subject or another measure; a subject of which the
source does not say what is said of it.

Judged only where the source has, for the subject or the measure named, a figure of the same unit that the statement should have given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.text.agreement.amounts import same_figure, same_share, same_unit
from pipeline.text.agreement.moments import same_date
from pipeline.text.agreement.nearness import may_have
from pipeline.text.agreement.passages import Disagreement, Passage, Word, table
from pipeline.text.agreement.stance import HEDGE, LIMIT, NEGATION
from pipeline.text.quantities import Quantity

_LONGEST_SUBJECT = 12  # characters
_BACK = 2  # sentences through which a subject is carried by 公司, it, the company
_AROUND = 2  # sentences before a measure in which its subject may be named
_LATIN = re.compile(r"[A-Z][\w&'’-]*(?:\s+[A-Z][\w&'’-]*){0,3}")
_LEAD = re.compile(r"^(?:the|a|an)\s+")
_HAN = re.compile(r"[㐀-鿿]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whom or what a clause is about: a name's id, else words that the source has too."""

    name: str
    words: str

    def stands_in(self, passage: Passage) -> bool:
        """True where the passage names it, or what it makes."""
        if self.name:
            return self.name in passage.names or self.name in passage.kin
        return self.words in (_SPACE.sub("", passage.folded) if _HAN.search(self.words) else passage.folded)


def role_disagreements(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Figures given to another subject or measure than in the source. everything: all passages of the source, in order."""
    subject: _Subject | None = None
    for clause in statement.clauses or (statement,):
        subject = _subject(clause, everything) or subject
        for figure in clause.quantities:
            holders = [(i, part) for i, p in enumerate(everything) if may_have(figure, p) for part in (p.clauses or (p,)) if _has(figure, part)]
            if not holders:
                continue
            if any(_same_moment(clause, everything[i]) for i, _ in holders):
                continue
            other = _of_subject(figure, clause, subject, holders, everything) if subject is not None else None
            other = other or _of_measure(figure, clause, holders, everything)
            if other is not None:
                yield Disagreement("number", figure.surface, other.surface)
            elif subject is not None and (owner := _owner(subject, holders, statement, everything)):
                yield Disagreement("name", subject.words, owner)


def _same_moment(clause: Passage, passage: Passage) -> bool:
    """True where both tell of the same day."""
    return any(same_date(a.iso, b.iso) for a in clause.dates for b in passage.dates if a.precision == b.precision == "day")


def _has(figure: Quantity, passage: Passage) -> bool:
    return any(same_figure(figure, q) or same_share(figure, q) for q in passage.quantities)


def _of_subject(
    figure: Quantity, clause: Passage, subject: _Subject, holders: Sequence[tuple[int, Passage]], everything: Sequence[Passage]
) -> Quantity | None:
    """The figure that the source has for the subject, where the statement's is of others; None where it may be the subject's own."""
    if any(_is_about(subject, i, everything) for i, _ in holders):
        return None
    measures = _rows(clause, "concepts")
    for i, passage in enumerate(everything):
        if not _is_about(subject, i, everything):
            continue
        for part in passage.clauses or (passage,):
            if measures & _rows(part, "concepts") if measures else _shares_words(clause, part):
                for theirs in part.quantities:
                    if same_unit(figure, theirs) and _same_counter(figure, theirs) and not _has(theirs, clause):
                        return theirs
    return None


def _owner(subject: _Subject, holders: Sequence[tuple[int, Passage]], statement: Passage, everything: Sequence[Passage]) -> str:
    """The name with which each sentence that has a figure begins, where the statement gives it to a subject that is named nowhere near."""
    if not subject.words or any(subject.stands_in(p) for i, _ in holders for p in everything[max(0, i - _BACK) : i + 1]):
        return ""
    leads = {_leading_name(everything[i]) for i, _ in holders}
    owner = leads.pop() if len(leads) == 1 else ""
    return owner if owner and owner.lower() not in statement.folded else ""


def _leading_name(passage: Passage) -> str:
    """The Latin or known name that a passage begins with; empty where it begins otherwise."""
    text = passage.text.strip()
    known = next((surface for surface in passage.names.values() if text.startswith(surface)), "")
    match = _LATIN.match(text) if passage.language.is_chinese else None
    return known or (match.group() if match is not None else "")


def _same_counter(a: Quantity, b: Quantity) -> bool:
    return bool(a.unit) and a.unit == b.unit


def _shares_words(a: Passage, b: Passage) -> bool:
    if a.language.is_chinese != b.language.is_chinese:
        return False
    return len(a.grams & b.grams) >= 2 and 3 * len(a.grams & b.grams) >= len(a.grams)


def _is_about(subject: _Subject, index: int, everything: Sequence[Passage]) -> bool:
    """True where the passage names the subject, or takes it from the sentences before (公司 …, it …)."""
    for back in range(_BACK + 1):
        at = index - back
        if at < 0:
            return False
        if subject.stands_in(everything[at]):
            return True
        if not _is_carried(everything[at]):
            return False
    return False


def _is_carried(passage: Passage) -> bool:
    """True where the passage has no subject of its own: it begins with a pronoun, a circumstance, or what is measured."""
    start = passage.span.start
    text = _LEAD.sub("", passage.folded.lstrip())
    lead = len(passage.folded) - len(text)
    if any(text.startswith(word) for word in (*table()["roles"]["pronouns"], *table()["roles"]["circumstances"])):
        return True
    return any(word.group == "concepts" and word.start - start <= lead for word in passage.words)


def _of_measure(figure: Quantity, clause: Passage, holders: Sequence[tuple[int, Passage]], everything: Sequence[Passage]) -> Quantity | None:
    """The figure that the source has for what the statement says is measured, where it has the statement's for something else."""
    ours = _measure(figure, clause)
    if not ours or figure.unit is None:
        return None
    for _, part in holders:
        theirs = next((_measure(q, part) for q in part.quantities if same_figure(figure, q) or same_share(figure, q)), frozenset())
        if not theirs or ours & theirs or ours & _rows(part, "concepts"):
            return None
    for passage in everything:
        for part in passage.clauses or (passage,):
            for other in part.quantities:
                if other.unit == figure.unit and ours & _measure(other, part):
                    return other
    return None


def _measure(figure: Quantity, clause: Passage) -> frozenset[str]:
    """What a figure measures: the rows of the measure nearest before it in its clause, else behind it."""
    words = [word for word in clause.words if word.group == "concepts"]
    before = [word for word in words if word.end <= figure.start]
    after = [word for word in words if word.start >= figure.end]
    nearest = before[-1] if before else after[0] if after else None
    return frozenset(word.row for word in words if nearest is not None and word.start == nearest.start)


def _rows(passage: Passage, group: str) -> frozenset[str]:
    return frozenset(word.row for word in passage.words if word.group == group)


def _subject(clause: Passage, everything: Sequence[Passage]) -> _Subject | None:
    """What a clause begins with, as far as the source has it too: up to its first measure, moment, mark or figure."""
    text = clause.folded.strip()
    if any(text.startswith(word) for word in (*table()["roles"]["pronouns"], *table()["speech"]["anyone"])):
        return None
    lead = clause.folded[: _cut(clause)]
    for name, surface in clause.names.items():
        at = clause.text.find(surface)
        if 0 <= at < len(lead) and at <= 4:
            return _Subject(name, "")
    if clause.language.is_chinese and _HAN.match(lead.strip()):
        return _verbatim(_SPACE.sub("", lead)[:_LONGEST_SUBJECT], everything)
    match = _LATIN.match(clause.text[: len(lead)].strip().removeprefix("The ").removeprefix("A "))
    if match is None:
        return None
    words = re.sub(r"['’]s?\Z", "", match.group().lower())
    if len(words) <= 2 or not any(words in p.folded for p in everything):
        return None
    within = re.compile(rf"(?<=[\w,] ){re.escape(words)}\b", re.IGNORECASE)
    return _Subject("", words) if any(within.search(p.text) for p in everything) else None


def _cut(clause: Passage) -> int:
    """Where the lead of a clause ends: at its first measure, moment, speech, mark, figure or end."""
    start = clause.span.start
    ends = [word.start for word in clause.words if word.group == "concepts" or word.group.startswith(("moments", "speech", "parties"))]
    ends += [mark.start for mark in clause.marks if mark.family not in (LIMIT,)]
    ends += [q.outer_start for q in clause.quantities]
    return min([*(end - start for end in ends if end >= start), len(clause.folded.rstrip("，,；;。.：:"))])


def _verbatim(lead: str, everything: Sequence[Passage]) -> _Subject | None:
    """The longest beginning of the lead that the source has; None for fewer than two characters."""
    source = [_SPACE.sub("", passage.folded) for passage in everything]
    for end in range(len(lead), 1, -1):
        words = lead[:end].rstrip("的之在是")
        if len(words) > 1 and any(words in text for text in source):
            return _Subject("", words)
    return None


def subject_disagreements(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Named subjects of a change of measure (A 和 B 的价格下降) of which the source has no such measure, while it has it of others."""
    for clause in statement.clauses or (statement,):
        word = _changed_measure(clause)
        if word is None:
            continue
        rows = frozenset(w.row for w in clause.words if w.group == "concepts" and w.start == word.start)
        places = [i for i, p in enumerate(everything) if rows & _rows(p, "concepts")]
        for name, surface in clause.names.items():
            at = clause.text.find(surface)
            known = any(name in p.names or name in p.kin for p in everything)
            if not places or not known or not 0 <= at < word.start - clause.span.start:
                continue
            if not any(_is_near(name, i, everything) for i in places):
                others = [s for i in places for s in everything[i].names.values()]
                yield Disagreement("name", surface, ", ".join(dict.fromkeys(others[:3])))


def _changed_measure(clause: Passage) -> Word | None:
    """The first measure of a clause that also says that it rises or falls; None in a denial or a forecast."""
    if any(mark.family in (NEGATION, HEDGE) for mark in clause.marks) or not any(mark.family == "direction" for mark in clause.marks):
        return None
    return next((word for word in clause.words if word.group == "concepts"), None)


def _is_near(name: str, index: int, everything: Sequence[Passage]) -> bool:
    return any(name in p.names or name in p.kin for p in everything[max(0, index - _AROUND) : index + 1])
