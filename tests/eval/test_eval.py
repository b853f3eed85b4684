"""The measure on facts made by hand, and the floors on the sample corpus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Bound, Entity, Fact, Kind, Value
from pipeline.datamodel.language import Edition, Language
from tests import factories as make
from tests.eval.__main__ import PATH, complaints, main
from tests.eval.corpus import CORPUS, score_corpus, shares_of
from tests.eval.floors import Floors, as_floors, below, read_floors, write_floors
from tests.eval.gold_rows import FOLDER, Gold, gold_digest, load_gold
from tests.eval.matching import has_same_bound, has_same_unit, is_right, is_told, is_typed
from tests.eval.measure import judge_figures, ratio, score, total
from tests.eval.pages import PageFindings, figures_in, judge_pages

LINE = "The Heron scores 61.5% on GSM8K and sold 4,000 units in Peru."
DOCUMENT = make.document(LINE, Language.EN)
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


def said(subject: str = "Heron", text: str = LINE, value: Value | None = None, kind: Kind = Kind.MEASUREMENT, attribute: Entity = GSM8K) -> Fact:
    """A typed fact of the line, of another subject, value, kind or attribute where told so."""
    claim = make.claim(make.entity(subject), "score", kind=kind, attribute=attribute, value=value or make.value("61.5%", "61.5"))
    return make.fact(DOCUMENT, LINE, claim, texts={"en": text, "zh-Hans": text})


def sold(text: str, unit: str = "count:unit") -> Fact:
    """A typed figure of sales."""
    return said(text=text, value=make.value("4,000", "4000", unit))


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
def test_a_figure_of_something_else_is_not_typed(fact: Fact) -> None:
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
    elsewhere = replace(said(), evidence=(make.evidence(DOCUMENT, "in Peru"),))
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
    result = score(DOCUMENT, [said(), sold("4,000")], [SCORE, SALES], PageFindings())
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
    quotes = [
        make.fact(spoken, line, make.claim(make.entity(name), "quotation", words="the Heron scores 61.5% on GSM8K"), texts={"en": line})
        for name in ("Ada Lark", "Heron")
    ]
    gold = replace(SCORE, said_by="Lark")
    assert score(spoken, quotes, [gold], PageFindings()).shares["speech"] == (1, 2)
    assert score(spoken, quotes, [SCORE], PageFindings()).shares["speech"] == (0, 2)


def test_moved_evidence_is_invalid() -> None:
    fact = said()
    moved = replace(fact, evidence=(replace(fact.evidence[0], span=Span(1, 1 + len(LINE))),))
    assert score(DOCUMENT, [fact, moved], [], PageFindings()).shares["evidence"] == (1, 2)


def test_totals_add_up_and_of_nothing_all_is_right() -> None:
    row = score(DOCUMENT, [said()], [SCORE], PageFindings())
    assert total([row, row])["typed"] == (2, 2)
    assert ratio((0, 0)) == 1.0


def pages(chinese: str, english: str) -> dict[str, str]:
    """Two editions of a page, with what is not prose around them."""
    around = "---\ntitle: 99\n---\n{}\n<!-- provenance -->\n12345\n\n[^1]: 777\n"
    return {"digest.zh-Hans.md": around.format(chinese), "digest.en.md": around.format(english)}


EDITIONS = (Edition.ZH_HANS, Edition.EN)


def test_figures_in_any_spelling_of_the_source_are_not_foreign() -> None:
    found = judge_pages(DOCUMENT, [], pages("* 售出 4000 台，得分 61.5%。[^1]", "* Sold 4,000, scoring 61.5%.[^1]"), EDITIONS)
    assert (found.figures, found.foreign, found.uneven) == (4, {}, [])


@pytest.mark.parametrize("figure", ["4 万台", "400 台", "61%"])
def test_a_figure_that_no_source_holds_is_foreign(figure: str) -> None:
    found = judge_pages(DOCUMENT, [], pages(f"* 售出 {figure}。[^1]", "* Sold 4,000.[^1]"), EDITIONS)
    assert list(found.foreign) == ["digest.zh-Hans.md"]


@pytest.mark.parametrize("english", ["* One.[^2]", "* One.[^1]\n* Two."])
def test_editions_with_other_notes_or_points_are_uneven(english: str) -> None:
    assert judge_pages(DOCUMENT, [], pages("* 一。[^1]", english), EDITIONS).uneven


def test_editions_of_a_fact_must_hold_the_same_values() -> None:
    even = make.fact(DOCUMENT, LINE, said().claim, texts={"zh-Hans": "售出 4000 台", "en": "4,000 units sold"})
    uneven = make.fact(DOCUMENT, LINE, said().claim, texts={"zh-Hans": "售出 4000 台", "en": "4,001 units sold"})
    assert not judge_pages(DOCUMENT, [even], pages("", ""), EDITIONS).uneven
    assert judge_pages(DOCUMENT, [uneven], pages("", ""), EDITIONS).uneven
    assert figures_in("售出 4 千台", Language.ZH_HANS) == figures_in("4,000 sold", Language.EN)


def test_floors_are_kept_rounded_down_and_compared(tmp_path: Path) -> None:
    table = as_floors({"total": {"typed": (2, 3), "recall": (1, 1)}, "a": {"precision": (1, 2), "figures": (1, 1)}})
    assert table == {"total": {"typed": 0.666, "recall": 1.0}, "a": {"figures": 1.0}}
    write_floors(tmp_path / "floors.json", Floors(gold="g", floors=table))
    assert read_floors(tmp_path / "floors.json") == Floors(gold="g", floors=table)
    assert read_floors(tmp_path / "none.json") is None
    assert below(table, table) == []
    assert below({"total": {"typed": 0.665}, "a": {"figures": 1.0}}, table) == [
        "total: recall is no longer measured (floor 1.000)",
        "total: typed 0.665 is below its floor 0.666",
    ]


def test_changed_gold_and_missing_floors_are_complaints() -> None:
    floors = Floors(gold="as it was", floors={})
    assert complaints({}, floors, "as it was") == []
    assert complaints({}, floors, "changed")
    assert complaints({}, None, "any")


def test_gold_is_well_formed_and_stands_in_the_sources() -> None:
    for name, facts in load_gold().items():
        (path,) = (p for p in CORPUS.iterdir() if p.stem == name)
        text = path.read_text(encoding="utf-8")
        assert len({fact.id for fact in facts}) == len(facts)
        for fact in facts:
            assert text.startswith(fact.quote, fact.quote_start), fact.id
            assert fact.importance in (1, 2, 3)
            assert fact.is_figure or fact.value_regexes, fact.id
            assert fact.bound is None or Bound(fact.bound)


def test_the_digest_follows_the_gold(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n", encoding="utf-8")
    before = gold_digest(tmp_path)
    (tmp_path / "a.jsonl").write_text("{} \n", encoding="utf-8")
    assert gold_digest(tmp_path) != before
    assert gold_digest(FOLDER) == gold_digest()


def test_the_floors_hold() -> None:
    assert complaints(as_floors(shares_of(score_corpus())), read_floors(PATH), gold_digest()) == []


def test_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "--update" in capsys.readouterr().out
