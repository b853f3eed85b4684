"""What is measured on the pages alone."""

from __future__ import annotations

import pytest

from pipeline.datamodel.language import Edition, Language
from pipeline.evaluate.gold import Gold
from pipeline.evaluate.pages import Read, judge_pages
from pipeline.evaluate.told import Told
from pipeline.storage.records import document_record, fact_record
from tests import factories as make

LINE = "The Heron scores 61.5% on GSM8K and sold 4,000 units in Peru."
DOCUMENT = make.document(LINE, Language.EN)
READ = Read.of(document_record(DOCUMENT), LINE)


def pages(chinese: str, english: str) -> dict[str, str]:
    """Two editions of a page, with what is not prose around them."""
    around = "---\ntitle: 99\n---\n{}\n<!-- provenance -->\n12345\n\n[^1]: 777\n"
    return {"digest.zh-Hans.md": around.format(chinese), "digest.en.md": around.format(english)}


EDITIONS = (Edition.ZH_HANS, Edition.EN)


def test_figures_in_any_spelling_of_the_source_are_not_foreign() -> None:
    found = judge_pages(READ, [], pages("* 售出 4000 台，得分 61.5%。[^1]", "* Sold 4,000, scoring 61.5%.[^1]"), EDITIONS)
    assert (found.figures, found.foreign, found.uneven) == (4, {}, [])


@pytest.mark.parametrize("figure", ["4 万台", "400 台", "61%"])
def test_a_figure_that_no_source_holds_is_foreign(figure: str) -> None:
    found = judge_pages(READ, [], pages(f"* 售出 {figure}。[^1]", "* Sold 4,000.[^1]"), EDITIONS)
    assert list(found.foreign) == ["digest.zh-Hans.md"]


@pytest.mark.parametrize("english", ["* One.[^2]", "* One.[^1]\n* Two."])
def test_editions_with_other_notes_or_points_are_uneven(english: str) -> None:
    assert judge_pages(READ, [], pages("* 一。[^1]", english), EDITIONS).uneven


def test_editions_of_a_fact_must_hold_the_same_values() -> None:
    claim = make.claim(make.entity("Heron"), "sales", value=make.value("4,000", "4000", "count:unit"))

    def told(chinese: str, english: str) -> Told:
        return Told.of(fact_record(make.fact(DOCUMENT, LINE, claim, texts={"zh-Hans": chinese, "en": english})))

    assert not judge_pages(READ, [told("售出 4000 台", "4,000 units sold")], pages("", ""), EDITIONS).uneven
    assert judge_pages(READ, [told("售出 4000 台", "4,001 units sold")], pages("", ""), EDITIONS).uneven


def test_a_page_keeps_what_stands_under_its_heading() -> None:
    gold = Gold(id="x", value="61.5%", quote="", subject_regex="Heron", value_regexes=(r"61\.5%",))
    far = "## Heron\n\n* One.\n* Two.\n* Three.\n* {}[^1]"
    kept = judge_pages(READ, [], pages("", far.format("61.5%")), EDITIONS)
    assert kept.keeps(gold)
    assert not judge_pages(READ, [], pages("", far.format("62%")), EDITIONS).keeps(gold)
    assert not judge_pages(READ, [], pages("", f"{far.format('none')}\n\n## Osprey\n\n* a\n* b\n* 61.5%"), EDITIONS).keeps(gold)
