"""Free statements against a document: what a model says in its own words, in any of the languages, with the sentences that it cites.

Stricter than the check of a summary: every figure, date and name must stand in the sentences cited, or together elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.datamodel.document import Document
from pipeline.datamodel.language import Language
from pipeline.text.agreement.amounts import same_figure, same_share
from pipeline.text.agreement.moments import same_date
from pipeline.text.agreement.naming import unknown_names
from pipeline.text.agreement.nearness import likeness
from pipeline.text.agreement.passages import Disagreement, Passage, read_passages
from pipeline.text.agreement.support import context_of
from pipeline.text.compare import compare
from pipeline.text.glossary import Glossary
from pipeline.verify.summary import Sources

MAX_CITED = 6  # sentences; who cites more cites none
AROUND = 6  # sentences before and behind those cited in which it is looked up whose a figure is
_LIKE = 1.6  # likeness that a statement must have to what it cites


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A statement that its document bears out, or not.

    sentences: the numbers that bear it out; of a rejected statement those that are nearest. match: `cited`, or `moved` when others do than
    those cited. reason, detail: of a rejected one, as in `Rejection`; empty otherwise.
    """

    sentences: tuple[int, ...]
    match: str = "cited"
    reason: str = ""
    detail: str = ""

    @property
    def is_borne_out(self) -> bool:
        """True when nothing was found against it."""
        return not self.reason


class StatementJudge:
    """Holds statements against one document, read once."""

    def __init__(self, document: Document, glossary: Glossary) -> None:
        self.document = document
        self.glossary = glossary
        self._sources = Sources([document], glossary)

    def judge(self, text: str, language: Language, cited: Sequence[int]) -> Judged:
        """Whether the document bears out `text`, first in the sentences cited (numbers from 1; others are ignored), then anywhere.

        A statement that says nothing that could be held against the document is not borne out (reason `citation`).
        """
        return self.judge_read(read_passages(text, language, self.glossary), cited)

    def judge_read(self, parts: Sequence[Passage], cited: Sequence[int]) -> Judged:
        """As `judge`, of a text that is read already."""
        known = tuple(dict.fromkeys(n for n in cited if 1 <= n <= len(self.document.sentences)))[:MAX_CITED]
        outcomes = [self._judged(part, known) for part in parts]
        if not outcomes:
            return Judged(sentences=known, reason="citation", detail="says nothing")
        failed = next((outcome for outcome in outcomes if outcome.reason), None)
        if failed is not None:
            return failed
        match = "moved" if any(outcome.match == "moved" for outcome in outcomes) else "cited"
        return Judged(sentences=tuple(sorted({n for outcome in outcomes for n in outcome.sentences})), match=match)

    def judge_all(self, texts: Sequence[tuple[str, Language]], cited: Sequence[int]) -> Judged:
        """Whether the document bears out the same statement in every language that it is given in; the first failure where it does not."""
        outcomes = [self.judge(text, language, cited) for text, language in texts]
        failed = next((outcome for outcome in outcomes if outcome.reason), None)
        return failed or max(outcomes, key=lambda outcome: outcome.match, default=Judged(sentences=(), reason="citation", detail="says nothing"))

    def passage(self, n: int) -> Passage:
        """The sentence of that number, as it was read; its offsets are the document's."""
        return self._sources.passages[n - 1]

    def against(self, statement: Passage, sentences: Sequence[int]) -> list[Disagreement]:
        """What a statement says otherwise than those sentences or what they do not have, read with the sentences around them."""
        near, around = self._near_and_around(self._sources.passages, sentences)
        absent = _absent(statement, near)
        if absent:
            return absent
        found = compare(statement, near, around)
        if found and statement.language.is_chinese and self.document.language not in (statement.language, Language.EN):
            return compare(statement, *self._near_and_around(self._sources.passages_for(statement), sentences)) and found
        return found

    def _near_and_around(self, passages: Sequence[Passage], sentences: Sequence[int]) -> tuple[list[Passage], Sequence[Passage]]:
        around = passages[max(0, min(sentences) - 1 - AROUND) : max(sentences) + AROUND]
        return [passages[n - 1] for n in sentences], around

    def _judged(self, statement: Passage, cited: tuple[int, ...]) -> Judged:
        failure: Judged | None = None
        if cited:
            failure = self._held(statement, cited)
            if not failure.reason:
                return failure
        context = [i + 1 for i in context_of(statement, self._sources.passages)]
        together = [tuple(sorted({*cited, n})) for n in context[:3] if cited]
        for sentences in (*((n,) for n in context), *together):
            if not self._stands_together(statement, sentences):
                continue
            held = self._held(statement, sentences)
            if not held.reason:
                return Judged(sentences=held.sentences, match="moved")
        nearest = tuple(context[:1])
        failure = failure or self._held(statement, nearest) if nearest or failure else None
        if failure is None:
            return Judged(sentences=(), reason="citation", detail="no sentence of the document is like it")
        return Judged(sentences=nearest or cited, reason=failure.reason or "citation", detail=f"{failure.detail}{self._near(nearest)}")

    def _near(self, nearest: Sequence[int]) -> str:
        return "".join(f"; nearest is sentence {n}, “{self.document.quote(n)[:80]}”" for n in nearest)

    def _stands_together(self, statement: Passage, sentences: Sequence[int]) -> bool:
        """True when there is something exact by which a citation may be moved, a figure, a date or a name, and it stands in these sentences."""
        passages = [self.passage(n) for n in sentences]
        if not (statement.quantities or statement.dates or statement.names) or _absent(statement, passages):
            return False
        return all(any(passage.has_name(name, statement) for passage in passages) for name in statement.names)

    def _held(self, statement: Passage, sentences: Sequence[int]) -> Judged:
        """The statement against these sentences alone."""
        passages = [self.passage(n) for n in sentences]
        found = self.against(statement, sentences)
        if found:
            first = found[0]
            instead = f", the sentences cited “{first.found}”" if first.found else ", which the sentences cited do not"
            return Judged(sentences=tuple(sentences), reason=first.kind, detail=f"it says “{first.said}”{instead}")
        if max((likeness(statement, passage) for passage in passages), default=0.0) < _LIKE:
            return Judged(sentences=tuple(sentences), reason="citation", detail="the sentences cited say nothing like it")
        return Judged(sentences=tuple(sentences))


def _absent(statement: Passage, passages: Sequence[Passage]) -> list[Disagreement]:
    """Figures, dates and Latin names that do not stand in the passages, whatever else they have."""
    figures = [q for passage in passages for q in passage.quantities]
    dates = [d for passage in passages for d in passage.dates]
    absent = [
        Disagreement("number", figure.surface, ", ".join(q.surface for q in figures[:3]))
        for figure in statement.quantities
        if not any(same_figure(figure, q) or same_share(figure, q) for q in figures)
    ]
    absent += [
        Disagreement("date", date.surface, ", ".join(d.surface for d in dates[:3]))
        for date in statement.dates
        if not any(same_date(date.iso, d.iso) for d in dates)
    ]
    absent += unknown_names(statement, passages)
    return absent
