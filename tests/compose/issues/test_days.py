"""Days are told as the reader of the issue means them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.compose.issues.days import lasting, within_year
from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Claim, Phrase
from pipeline.datamodel.issue import Merged
from pipeline.text.glossary import Glossary
from tests.compose.issues.week import EDITIONS, LYRA, NORTHLIGHT, OLD, PINE, WEEK, gathered, replaces, reported
from tests.factories import claim


def merged_of(said: Claim, line: str = "It is so") -> Merged:
    return gathered([reported("d", [(line, said)])])[1][0]


def test_today_is_left_out_of_every_edition() -> None:
    one = merged_of(replace(replaces(LYRA, OLD), when=Glossary.builtin().entity("today")))
    assert "today" in one.fact.texts["en"].text
    told = lasting(one, EDITIONS)
    assert {tag: told.fact.texts[tag].text for tag in ("en", "zh-Hant-TW")} == {
        "en": "Lyra 2 mini replaces Lyra 1",
        "zh-Hant-TW": "Lyra 2 mini 取代 Lyra 1",
    }
    assert told.fact.clauses["en"].text == "replaces Lyra 1"
    assert told.fact.claim.when is not None


def test_what_was_to_come_is_expected_and_not_told_as_done() -> None:
    by = claim(PINE, "release", objects=[NORTHLIGHT], modality="reported")
    for modality in ("reported", ""):
        told = lasting(merged_of(replace(by, modality=modality, when=Glossary.builtin().entity("next_week"))), EDITIONS)
        assert told.fact.texts["en"].text == "Northlight is expected to release Pine Large"
        assert told.fact.texts["zh-Hans"].text == "北光实验室预计发布 Pine Large"


def test_what_lasts_stays_and_so_do_a_sources_words() -> None:
    lasts = merged_of(replace(replaces(LYRA, OLD), when=Glossary.builtin().entity("later_in_july")))
    assert lasting(lasts, EDITIONS) is lasts
    words = merged_of(replace(claim(LYRA, "free"), when=Glossary.builtin().entity("today")), "Lyra 2 mini is out today in 12 towns")
    assert lasting(words, EDITIONS).fact.texts["en"].text == words.fact.texts["en"].text


@pytest.mark.parametrize(
    ("tag", "text", "told"),
    [
        ("en", "moved from August 8, 2024 to October 10, 2024", "moved from August 8 to October 10"),
        ("en", "released in May 2024", "released in May 2024"),
        ("en", "founded on May 4, 2019", "founded on May 4, 2019"),
        ("zh-Hans", "2024 年 7 月 18 日发布", "7 月 18 日发布"),
        ("zh-Hant-TW", "於 2024年7月18日 發布", "於 7月18日 發布"),
        ("zh-Hans", "知识截至 2024 年 6 月", "知识截至 2024 年 6 月"),
        ("zh-Hans", "12024 年 7 月 1 日", "12024 年 7 月 1 日"),
    ],
)
def test_full_dates_lose_the_issues_year(tag: str, text: str, told: str) -> None:
    assert within_year(Phrase(text), tag, WEEK).text == told


def test_the_mark_moves_with_its_words() -> None:
    text = "2024 年 7 月 18 日發布"
    told = within_year(Phrase(text, Span(0, text.index("發"))), "zh-Hant-TW", WEEK)
    assert told.mark is not None
    assert told.mark.of(told.text) == "7 月 18 日"
    after = within_year(Phrase("on July 18, 2024 by Northlight", Span(20, 30)), "en", WEEK)
    assert after.mark is not None
    assert after.mark.of(after.text) == "Northlight"


def test_a_period_over_new_year_keeps_years() -> None:
    over = replace(WEEK, since=date(2024, 12, 30), until=date(2025, 1, 5))
    assert within_year(Phrase("released on December 31, 2024"), "en", over).text == "released on December 31, 2024"
