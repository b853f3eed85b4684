"""The sentences of a document by place: which one an offset is in, its clauses, its words of stance."""

import pytest

from pipeline.datamodel.document import Span
from pipeline.verify.sentences import Sentences
from tests.factories import document

OF = document("雨停了。他来了，她没有来。他们也许走了。")
SENTENCES = Sentences(OF)


@pytest.mark.parametrize(("offset", "n"), [(0, 1), (3, 1), (4, 2), (12, 2), (13, 3), (500, 3)])
def test_an_offset_is_in_the_sentence_that_begins_last_before_it(offset: int, n: int) -> None:
    assert SENTENCES.at(offset) == n


def test_clauses_have_their_places_in_the_document() -> None:
    assert [clause.of(OF.text) for clause in SENTENCES.clauses(2)] == ["他来了，", "她没有来。"]


def test_clause_of_joins_the_clauses_that_a_span_touches() -> None:
    at = OF.text.index("没有")
    assert SENTENCES.clause_of(Span(at, at + 2)).of(OF.text) == "她没有来。"
    assert SENTENCES.clause_of(Span(at - 3, at + 2)).of(OF.text) == "他来了，她没有来。"


def test_marks_have_their_places_in_the_document() -> None:
    assert [(span.of(OF.text), mark.family) for span, mark in SENTENCES.marks(3)] == [("也许", "hedge")]
    assert SENTENCES.marks(1) == []
