"""The issue's lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.compose.issues.lead import Covered, lead
from pipeline.datamodel.fact import Claim, Entity
from pipeline.datamodel.issue import Conflict, Merged, Status, Story
from pipeline.text.parity import Wording, have_same_figures
from tests.compose.issues.week import EDITIONS, LYRA, OLD, PINE, WEEK, costs, gathered, has, released, replaces, reported
from tests.factories import claim

COVERED = Covered(documents=11, undated=2, stories=9)


def story(subject: Entity, said: Sequence[tuple[str, Claim]], sources: int = 1) -> Story:
    merged: Sequence[Merged] = gathered([reported(f"{subject.id}-{n}", said) for n in range(sources)])[1]
    return Story(
        id=subject.id,
        title={"en": subject.id},
        subject=subject,
        status=Status.NEW,
        documents=(),
        independent=sources,
        facts=tuple(merged),
        points=(),
    )


def written(stories: Sequence[Story], covered: Covered = COVERED, told: Sequence[str] = ()) -> dict[str, str]:
    return dict(lead(stories, covered, told, EDITIONS, WEEK))


PRICE = story(LYRA, [("it takes 0.15", costs(LYRA, "0.15"))], sources=3)
SIZE = story(PINE, [("it has 123 billion", has(PINE, "123000000000", "123 billion"))])


def test_tells_the_weightiest_figures_and_how_many_agree() -> None:
    assert written([PRICE, SIZE]) == {
        "en": "Lyra 2 mini costs $0.15 per million input tokens (three sources agree); Pine Large has 123 billion parameters. "
        "This issue draws nine stories from 11 documents (two of them undated).",
        "zh-Hant-TW": "Lyra 2 mini 的價格為每百萬 token 輸入 0.15 美元，三個來源說法一致；"
        "Pine Large 有 1,230 億個參數。本期彙整 11 份文件（其中兩份日期不詳），共九則消息。",
        "zh-Hans": "Lyra 2 mini 的价格为每百万 token 输入 0.15 美元，三个来源说法一致；"
        "Pine Large 有 1230 亿参数。本期汇集 11 份文档（其中两份日期不详），共九则消息。",
    }


def test_the_editions_have_the_same_figures() -> None:
    told = written([PRICE, SIZE])
    names = [name for entity in (LYRA, PINE) for name in entity.names.values()]
    assert have_same_figures([Wording(told[str(edition)], edition.language, names) for edition in EDITIONS])


def test_leaves_out_what_the_headline_tells() -> None:
    assert "15" not in written([PRICE], told=[PRICE.facts[0].id])["en"]


def test_tells_news_where_a_story_has_no_figure() -> None:
    news = story(OLD, [("it replaces", replaces(OLD, LYRA)), ("it is out", released(OLD))])
    assert written([news])["en"].startswith(("Lyra 1 replaces Lyra 2 mini. ", "Lyra 1 was released on July 23. "))
    figure = story(OLD, [("it replaces", replaces(OLD, LYRA)), ("it takes 0.15", costs(OLD, "0.15", importance=0.3))])
    assert written([figure])["en"].startswith("Lyra 1 costs $0.15")


def test_names_what_sources_differ_on() -> None:
    def on(*about: str) -> list[Story]:
        conflicts = tuple(Conflict(about={"en": one, "zh-Hant-TW": one, "zh-Hans": one}, sides=()) for one in about)
        return [replace(SIZE, conflicts=conflicts)]

    assert "Accounts differ on A. " in written(on("A"))["en"]
    assert "Accounts differ on A and B. " in written(on("A", "B"))["en"]
    assert "關於 A 與 B，各家說法不一。" in written(on("A", "B"))["zh-Hant-TW"]
    assert "Accounts differ on A, B and C, and on two other points. " in written(on("A", "B", "C", "D", "E"))["en"]
    assert "关于 A、B 和 C 等，各家说法不一，另有两处。" in written(on("A", "B", "C", "D", "E"))["zh-Hans"]


def test_tells_both_figures_where_sources_differ_on_one() -> None:
    other = story(LYRA, [("it takes 0.25", costs(LYRA, "0.25"))]).facts[0]
    about = {"en": "Lyra 2 mini’s input price", "zh-Hant-TW": "Lyra 2 mini 的輸入價格", "zh-Hans": "Lyra 2 mini 的输入价格"}
    told = written([replace(PRICE, conflicts=(Conflict(about=about, sides=(PRICE.facts[0], other)),))])
    assert "Accounts differ on Lyra 2 mini’s input price: $0.15 per million tokens or $0.25 per million tokens. " in told["en"]
    assert "關於 Lyra 2 mini 的輸入價格，各家說法不一：有的說每百萬 token 0.15 美元，有的說每百萬 token 0.25 美元。" in told["zh-Hant-TW"]


def test_a_disputed_figure_is_not_told_as_agreed() -> None:
    disputed = replace(PRICE, conflicts=(Conflict(about={"en": "the price"}, sides=(PRICE.facts[0], PRICE.facts[0])),))
    assert "agree" not in written([disputed])["en"]


def test_counts_what_changed() -> None:
    changed = replace(PRICE, facts=(replace(PRICE.facts[0], status=Status.UPDATE),))
    assert "One fact has changed since earlier issues." in written([changed])["en"]
    assert "較前幾期，有一項消息更新。" in written([changed])["zh-Hant-TW"]


@pytest.mark.parametrize(
    ("covered", "text"),
    [
        (Covered(documents=1, undated=0, stories=1), "This issue draws one story from one document."),
        (Covered(documents=12, undated=1, stories=0), "This issue finds no news in 12 documents (one of them undated)."),
    ],
)
def test_counts_one_and_none(covered: Covered, text: str) -> None:
    assert written([], covered)["en"] == text


def test_words_are_no_lead() -> None:
    words = story(LYRA, [("Lyra 2 mini takes 24% less power", claim(LYRA, "free"))])
    assert "24%" not in written([words])["en"]


def test_a_name_that_only_one_source_knows_and_no_heading_holds_is_left_out() -> None:
    headed = replace(SIZE, title={"en": "A quay opens again"})
    assert "123" not in written([headed])["en"]
