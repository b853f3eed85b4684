from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose.issues.voices import in_order, independent, letter, voices
from pipeline.datamodel.issue import Period, Reported
from tests.compose.issues.week import LYRA, WEEK, plain, reported, scores


def told(name: str, published: str | None = "2024-07-24", duplicate_of: str | None = None, derived_from: str | None = None) -> Reported:
    document = reported(name, [(f"{name} 82.0%", scores(LYRA, "82.0"))], published=published)
    return replace(document, id=name, duplicate_of=duplicate_of, derived_from=derived_from)


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
    many = voices([told(f"d{n:03}") for n in range(60)], WEEK)
    assert [v.letter for v in in_order(reversed(many))] == [v.letter for v in many]


def test_the_weightiest_comes_first_and_what_does_not_count_last() -> None:
    hans, hant, english = plain()
    rewritten = replace(told("rewritten"), derived_from=hans.id)
    found = voices([rewritten, english, hant, hans], WEEK)
    assert [v.document.name for v in found] == ["a.txt", "c.txt", "b.txt", "rewritten.txt"]
    assert [v.counts for v in found] == [True, True, True, False]


def test_duplicates_are_one_source_also_of_a_text_that_is_absent() -> None:
    first, second, third = told("x", duplicate_of="elsewhere"), told("y", duplicate_of="elsewhere"), told("z", duplicate_of="y")
    found = voices([first, second, third], WEEK)
    assert {v.root for v in found} == {"elsewhere"}
    assert independent(found) == 1


def test_a_derived_text_speaks_for_its_source_only_where_that_is_absent() -> None:
    made = told("made", derived_from="origin")
    copy = told("copy", duplicate_of="made")
    alone = voices([made, copy], WEEK)
    assert independent(alone) == 1
    assert {v.root for v in alone} == {"origin"}
    beside = {v.document.id: v for v in voices([made, copy, told("origin")], WEEK)}
    assert {id: v.counts for id, v in beside.items()} == {"origin": True, "made": False, "copy": False}


def test_a_copy_of_the_origin_keeps_its_derived_texts_from_counting() -> None:
    found = voices([told("made", derived_from="origin"), told("copy", duplicate_of="origin")], WEEK)
    assert {v.document.id: v.counts for v in found} == {"copy": True, "made": False}


def test_rings_of_relations_end() -> None:
    ring = [told("a", duplicate_of="b"), told("b", duplicate_of="c"), told("c", duplicate_of="a"), told("d", duplicate_of="c")]
    assert {v.root for v in voices(ring, WEEK)} == {"a"}
    assert independent(voices([told("a", derived_from="b"), told("b", derived_from="a")], WEEK)) == 1


def test_a_month_dates_a_document_only_where_it_lies_within_the_period() -> None:
    july = Period(id="2024-07-01_2024-07-31", since=date(2024, 7, 1), until=date(2024, 7, 31))
    documents = [told("day"), told("month", "2024-07"), told("year", "2024"), told("none", None)]
    dated = {period.id: {v.document.id for v in voices(documents, period) if v.is_dated} for period in (WEEK, july)}
    assert dated == {WEEK.id: {"day"}, july.id: {"day", "month"}}


@given(st.permutations([told("a"), told("b", duplicate_of="a"), told("c", derived_from="b"), told("d", None), told("e", duplicate_of="x")]))
def test_order_does_not_matter(documents: list[Reported]) -> None:
    assert voices(documents, WEEK) == voices(sorted(documents, key=lambda d: d.id), WEEK)


def test_the_same_document_twice_is_one() -> None:
    assert len(voices([told("a"), told("a")], WEEK)) == 1
