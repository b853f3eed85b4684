"""The measure on facts made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.datamodel.fact import Bound, Entity, Kind, Value
from pipeline.datamodel.language import Language
from pipeline.evaluate.gold import Gold
from pipeline.evaluate.matching import has_same_bound, has_same_unit, is_right, is_told, is_typed
from pipeline.evaluate.measure import judge_figures, ratio, score, total
from pipeline.evaluate.pages import PageFindings, Read
from pipeline.evaluate.told import Place, Told
from pipeline.storage.records import document_record, fact_record
from tests import factories as make

LINE = "The Heron scores 61.5% on GSM8K and sold 4,000 units in Peru."
DOCUMENT = make.document(LINE, Language.EN)
READ = Read.of(document_record(DOCUMENT), LINE)
GSM8K = make.entity("GSM8K", kind="benchmark")
SCORE = Gold(
    id="x-01",
    subject="Heron",
    subject_regex="Heron",
    attribute="gsm8k",
    attribute_regex="(?i)gsm8k",
    value="61.5%",
    quote="The Heron scores 61.5% on GSM8K",
    quote_start=0,
    importance=3,
    value_regexes=(r"61\.5%",),
    low="61.5",
    high="61.5",
    unit_id="percent",
    bound="exact",
)
SALES = replace(
    SCORE, id="x-02", attribute="sales", attribute_regex=None, value="4,000", low="4000", high="4000", unit_id="count:unit", condition_regex="Peru",
    quote="sold 4,000 units in Peru", value_regexes=("4,000",), importance=1,
)  # fmt: skip


def said(subject: str = "Heron", text: str = LINE, value: Value | None = None, kind: Kind = Kind.MEASUREMENT, attribute: Entity = GSM8K) -> Told:
    """A typed fact of the line, of another subject, value, kind or attribute where told so."""
    claim = make.claim(make.entity(subject), "score", kind=kind, attribute=attribute, value=value or make.value("61.5%", "61.5"))
    return Told.of(fact_record(make.fact(DOCUMENT, LINE, claim, texts={"en": text, "zh-Hans": text})))


def sold(text: str, unit: str = "count:unit") -> Told:
    """A typed figure of sales."""
    return said(text=text, value=make.value("4,000", "4000", unit))


def place(quote: str) -> Place:
    """Evidence of the line."""
    start = LINE.index(quote)
    return Place(document=DOCUMENT.id, start=start, end=start + len(quote), quote=quote)


def test_a_typed_figure_is_told_and_right() -> None:
    assert is_typed(said(), SCORE)
    assert is_told(said(), SCORE, "en")


@pytest.mark.parametrize(
    "fact",
    [
        said("Osprey"),
        said(value=make.value("61.6%", "61.6")),
        said(value=make.value("61.5", "61.5", "times")),
        said(kind=Kind.QUOTATION),
        said(attribute=make.entity("MMLU", kind="benchmark")),
    ],
    ids=["another subject", "another value", "another unit", "in a quotation", "another attribute"],
)
def test_a_figure_of_something_else_is_not_typed(fact: Told) -> None:
    assert not is_typed(fact, SCORE)


def test_a_figure_that_lost_its_condition_is_wrong() -> None:
    kept, lost = sold("4,000 in Peru"), sold("4,000")
    assert is_right(kept, SALES)
    assert not is_right(lost, SALES)
    assert judge_figures([kept, lost], [SALES]) == ([kept], [lost], [])


def test_a_figure_that_gold_does_not_know_is_not_judged() -> None:
    unknown = said(value=make.value("12%", "12"))
    assert judge_figures([unknown], [SCORE, SALES]) == ([], [], [unknown])


def test_words_far_from_the_quote_do_not_tell_it() -> None:
    elsewhere = replace(said(), evidence=(place("in Peru"),))
    assert not is_told(elsewhere, SCORE, "en")


def test_bounds_and_units_are_compared_by_name() -> None:
    bounded = said(value=make.value("61.5", "61.5", bound=Bound.ABOUT))
    assert not has_same_bound(bounded, SCORE)
    assert has_same_bound(bounded, replace(SCORE, bound=None))
    assert has_same_unit(sold("", "count:person"), replace(SALES, unit_id="count"))
    assert not has_same_unit(sold("", "count:person"), SALES)


@pytest.mark.parametrize(("iso", "is_same"), [("2031-03-04", True), ("--03-04", True), ("2030-03-04", False), ("2031-03", False)])
def test_dates_may_lack_the_year_only(iso: str, is_same: bool) -> None:
    gold = replace(SCORE, attribute_regex=None, low="2031-03-04", high="2031-03-04", unit_id="date")
    assert is_right(said(value=make.value("March 4", iso, "date")), gold) is is_same


def test_score_counts_what_is_behind_each_share() -> None:
    result = score(READ, [said(), sold("4,000")], [SCORE, SALES], PageFindings())
    assert result.shares["typed"] == (1, 2)
    assert result.shares["recall"] == (2, 2)
    assert result.shares["important"] == (1, 1)
    assert result.shares["precision"] == (1, 2)
    assert result.shares["evidence"] == (2, 2)
    assert [line.split()[0] for line in result.untyped] == ["x-02"]
    assert len(result.wrong) == 1


def test_a_quotation_is_right_only_of_its_speaker() -> None:
    line = "Ada Lark says the Heron scores 61.5% on GSM8K."
    spoken = make.document(line, Language.EN)
    read = Read.of(document_record(spoken), line)
    quotes = [
        Told.of(fact_record(make.fact(spoken, line, make.claim(make.entity(name), "quotation", words=line), texts={"en": line})))
        for name in ("Ada Lark", "Heron")
    ]
    gold = replace(SCORE, said_by="Lark")
    assert score(read, quotes, [gold], PageFindings()).shares["speech"] == (1, 2)
    assert score(read, quotes, [SCORE], PageFindings()).shares["speech"] == (0, 2)


def test_moved_evidence_is_invalid() -> None:
    fact = said()
    moved = replace(fact, evidence=(replace(fact.evidence[0], start=1, end=1 + len(LINE)),))
    assert score(READ, [fact, moved], [], PageFindings()).shares["evidence"] == (1, 2)


def test_totals_add_up_and_of_nothing_all_is_right() -> None:
    row = score(READ, [said()], [SCORE], PageFindings())
    assert total([row.shares, row.shares])["typed"] == (2, 2)
    assert ratio((0, 0)) == 1.0
