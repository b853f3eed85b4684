from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.digest import Note
from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Evidence
from pipeline.render.source import source_rows
from tests.factories import document, evidence

TEXT = "第一句话。第二句话。\n第三句\n\n第四句话在这里。"


def note(n: int, *proofs: Evidence) -> Note:
    return Note(n=n, evidence=proofs)


def span_evidence(of: Document, start: int, end: int) -> Evidence:
    return replace(evidence(of, of.text[:1]), span=Span(start, end), quote=of.text[start:end])


def test_rows_are_the_lines_and_empty_lines_are_gaps() -> None:
    rows = source_rows(document(TEXT), [])
    assert ["".join(p.text for p in row.parts) for row in rows] == ["第一句话。第二句话。", "第三句", "第四句话在这里。"]
    assert [row.gap for row in rows] == [False, False, True]
    assert [row.place for row in rows] == ["1", "2", "4"]


def test_captions_have_times() -> None:
    assert [row.place for row in source_rows(document(TEXT, is_transcript=True), [])] == ["0:04", "0:08", "0:16"]


def test_parts_are_cut_where_sentences_and_evidence_begin_and_end() -> None:
    of = document(TEXT)
    parts = source_rows(of, [note(1, evidence(of, "一句"))])[0].parts
    assert [(p.text, p.sentence, p.opens, p.notes) for p in parts] == [
        ("第", 1, True, ()),
        ("一句", 1, False, (1,)),
        ("话。", 1, False, ()),
        ("第二句话。", 2, True, ()),
    ]


def test_overlapping_notes_share_a_part() -> None:
    of = document(TEXT)
    parts = source_rows(of, [note(1, evidence(of, "第二句")), note(2, evidence(of, "句话。\n第三"))])[0].parts
    assert [(p.text, p.notes) for p in parts if p.notes] == [("第二", (1,)), ("句", (1, 2)), ("话。", (2,))]


def test_evidence_goes_on_in_the_next_line() -> None:
    of = document(TEXT)
    rows = source_rows(of, [note(2, evidence(of, "句话。\n第三"))])
    assert [(p.text, p.notes) for p in rows[1].parts] == [("第三", (2,)), ("句", ())]


@given(
    st.text("甲乙。\n ab", min_size=1, max_size=60).filter(lambda t: bool(t.strip())),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6),
)
def test_parts_hold_the_text_and_every_quote(text: str, places: list[tuple[int, int]]) -> None:
    of = document(text)
    notes = [note(n, span_evidence(of, a, min(len(text), a + size))) for n, (a, size) in enumerate(places, 1) if a < len(text)]
    rows = source_rows(of, notes)
    assert ["".join(p.text for p in row.parts) for row in rows] == [line for line in text.split("\n") if line.strip()]
    for one in notes:
        said = "".join(p.text for row in rows for p in row.parts if one.n in p.notes)
        assert "".join(said.split()) == "".join(one.evidence[0].quote.split())
