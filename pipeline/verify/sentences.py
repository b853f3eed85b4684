"""The sentences of a document by their place in its text: which one an offset is in, its clauses, its words of stance; each found once."""

from __future__ import annotations

from bisect import bisect_right

from pipeline.datamodel.document import Document, Span
from pipeline.text.agreement.stance import Mark, find_marks
from pipeline.text.sentences import split_clauses


class Sentences:
    """Looks up the sentences of one document. All offsets are code points over its text, sentences are numbered from 1."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._spans = [sentence.span for sentence in document.sentences]
        self._starts = [span.start for span in self._spans]
        self._clauses: dict[int, list[Span]] = {}
        self._marks: dict[int, list[tuple[Span, Mark]]] = {}

    def at(self, offset: int) -> int:
        """The number of the sentence at or before an offset; 1 before the first."""
        return bisect_right(self._starts, offset) or 1

    def span(self, n: int) -> Span:
        """The place of a sentence."""
        return self._spans[n - 1]

    def clauses(self, n: int) -> list[Span]:
        """The places of the clauses of a sentence."""
        if n not in self._clauses:
            span = self.span(n)
            self._clauses[n] = [clause.shifted(span.start) for clause in split_clauses(span.of(self.document.text), self.document.language)]
        return self._clauses[n]

    def clause_of(self, span: Span) -> Span:
        """The clauses of its sentence that `span` touches, joined."""
        n = self.at(span.start)
        sentence = self.span(n)
        touched = [clause for clause in self.clauses(n) if clause.overlaps(span)]
        if not touched:
            return sentence
        return Span(min(touched[0].start, span.start), max(touched[-1].end, min(span.end, sentence.end)))

    def marks(self, n: int) -> list[tuple[Span, Mark]]:
        """The words of stance in a sentence, in order, with their places in the document."""
        if n not in self._marks:
            span = self.span(n)
            found = find_marks(span.of(self.document.text))
            self._marks[n] = [(Span(span.start + mark.start, span.start + mark.end), mark) for mark in found]
        return self._marks[n]
