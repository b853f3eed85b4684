"""Evidence is cut at clause borders, to a size that a reader takes in."""

from pipeline.datamodel.document import Span
from pipeline.datamodel.language import Language
from pipeline.verify.evidence import cut_evidence
from pipeline.verify.sentences import Sentences
from tests.factories import document

LONG = "这座桥，" * 70 + "全长四十二公里，" + "由三家公司建造，" * 20 + "今天通车。"


def test_a_short_sentence_is_evidence_as_a_whole() -> None:
    of = document("前一句。这座桥全长四十二公里，今天通车。后一句。")
    at = of.text.index("四十二")
    found = cut_evidence(Sentences(of), [[Span(at, at + 5)]], None, "cited")
    assert found is not None
    assert [e.quote for e in found] == ["这座桥全长四十二公里，今天通车。"]


def test_a_long_sentence_is_cut_to_the_clauses_that_are_needed() -> None:
    of = document(LONG)
    at = LONG.index("四十二")
    found = cut_evidence(Sentences(of), [[Span(at, at + 5)], [Span(len(LONG) - 5, len(LONG) - 1)]], None, "cited")
    assert found is not None
    assert all(len(e.quote) <= 240 for e in found)
    assert "全长四十二公里" in found[0].quote
    assert found[-1].quote.endswith("今天通车。")


def test_evidence_in_latin_script_may_be_twice_as_long() -> None:
    text = "The bridge is " + "very " * 60 + "long and opens today."
    found = cut_evidence(Sentences(document(text, Language.EN)), [[Span(4, 10)]], None, "cited")
    assert found is not None
    assert found[0].quote == text


def test_evidence_that_needs_too_many_places_is_none() -> None:
    of = document("".join(f"{'长' * 130}{n}。" for n in range(5)))
    needed = [[Span(of.sentence(n).span.start, of.sentence(n).span.end)] for n in range(1, 6)]
    assert cut_evidence(Sentences(of), needed, None, "cited") is None


def test_the_nearest_place_is_chosen() -> None:
    of = document("桥很长。河很宽。山很高。桥也很新。")
    found = cut_evidence(Sentences(of), [[Span(8, 9)], [Span(0, 1), Span(12, 13)]], Span(8, 11), "cited")
    assert found is not None
    assert [e.quote for e in found] == ["山很高。桥也很新。"] or found[-1].quote.startswith("桥也")
