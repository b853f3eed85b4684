from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.digest import Piece, Point
from pipeline.datamodel.fact import Phrase
from pipeline.render.joining import runs
from tests.factories import phrase


def point(*texts: str, tag: str = "en", origin: str = "phrase") -> Point:
    return Point(pieces=tuple(Piece(phrases={tag: phrase(t)}, origins={tag: origin}, note=n, facts=()) for n, t in enumerate(texts, 1)))


def joined(of: Point, tag: str, source: str = "zh-Hans", begins: bool = True) -> str:
    return "".join(f"{r.joint}{r.before}{r.marked}{r.after}{r.remark}{r.stop}" for r in runs(of, tag, source, begins))


@pytest.mark.parametrize(
    ("texts", "tag", "expected"),
    [
        pytest.param(["context window: 128K", "released in May"], "en", "Context window: 128K; released in May.", id="english"),
        pytest.param(["上下文窗口 128K", "5 月发布"], "zh-Hans", "上下文窗口 128K；5 月发布。", id="chinese"),
        pytest.param(["已经上线。", "很快；"], "zh-Hans", "已经上线；很快。", id="stops are not doubled"),
        pytest.param(["真的吗？"], "zh-Hans", "真的吗？", id="a question keeps its mark"),
        pytest.param(["他说：“好。”"], "zh-Hans", "他说：“好。”", id="a stop inside quotation marks is enough"),
        pytest.param(["“好”"], "zh-Hans", "“好”。", id="a quotation without a stop gets one"),
        pytest.param(["更多还在路上……"], "zh-Hans", "更多还在路上……", id="an ellipsis is enough"),
        pytest.param(["iPhone sales rose"], "en", "iPhone sales rose.", id="a name keeps its case"),
        pytest.param(["第一行\n第二行"], "zh-Hans", "第一行 第二行。", id="one line"),
    ],
)
def test_clauses_are_joined_as_the_edition_joins_them(texts: list[str], tag: str, expected: str) -> None:
    assert joined(point(*texts, tag=tag), tag) == expected


def test_a_clause_after_a_label_stays_in_lower_case() -> None:
    assert joined(point("context window: 128K"), "en", begins=False) == "context window: 128K."


@pytest.mark.parametrize(
    ("text", "tag", "source", "expected"),
    [
        ("它很快", "en", "zh-Hans", "“它很快” (in Chinese)."),
        ("它“很快”啊", "en", "zh-Hant", "“它‘很快’啊” (in Chinese)."),
        ("“它很快”", "en", "zh-Hans", "“它很快” (in Chinese)."),
        ("“甲”不是“乙”", "en", "zh-Hans", "“‘甲’不是‘乙’” (in Chinese)."),
        ("他说“读‘甲’”", "en", "zh-Hans", "“他说‘读“甲”’” (in Chinese)."),
        ("It’s “fast”", "zh-Hans", "en", "“It’s ‘fast’”（英文原文）。"),
        ("It is fast.", "zh-Hans", "en", "“It is fast”（英文原文）。"),
        ("It is fast", "zh-Hant-HK", "en", "「It is fast」（英文原文）。"),
    ],
)
def test_untranslated_words_are_quoted_and_marked(text: str, tag: str, source: str, expected: str) -> None:
    assert joined(point(text, tag=tag, origin="untranslated"), tag, source) == expected


def test_no_stop_follows_one_within_quotation_marks() -> None:
    assert joined(point("he called it “odd.”", tag="en"), "en") == "He called it “odd.”"


def listed(*texts: str, tag: str) -> str:
    pieces = tuple(Piece(phrases={tag: Phrase(text)}, origins={}, note=1, facts=(), listed=n > 0) for n, text in enumerate(texts))
    return joined(Point(pieces=pieces), tag)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("has 3 halls", "40 rooms"), "Has 3 halls and 40 rooms."),
        (("has 3 halls", "40 rooms", "2 lifts"), "Has 3 halls, 40 rooms and 2 lifts."),
        (("teaches law and art", "chess"), "Teaches law and art, and chess."),
    ],
)
def test_a_list_closes_with_and_in_english(texts: tuple[str, ...], expected: str) -> None:
    assert listed(*texts, tag="en") == expected
    assert listed("设有 3 个厅", "40 间房", tag="zh-Hans") == "设有 3 个厅、40 间房。"


def test_words_that_their_speaker_leads_have_the_marks_of_the_edition() -> None:
    piece = Piece(phrases={"zh-Hant-TW": Phrase("Ada Lowe：“we sail at ‘six’ today”")}, origins={"zh-Hant-TW": "untranslated"}, note=1, facts=())
    said = "".join(run.before + run.marked + run.after + run.remark + run.stop for run in runs(Point(pieces=(piece,)), "zh-Hant-TW", "en"))
    assert said.startswith("Ada Lowe：「we sail at")
    assert said.count("「") == said.count("」") == 1


def test_the_mark_stays_where_it_was() -> None:
    run = next(runs(point("比 GPT-4o 便宜 [60%]。", tag="zh-Hans"), "zh-Hans", "zh-Hans"))
    assert (run.before, run.marked, run.after, run.stop) == ("比 GPT-4o 便宜 ", "60%", "", "。")


@given(st.text(min_size=1).filter(lambda t: t.strip()), st.sampled_from(["en", "zh-Hans", "zh-Hant-TW"]))
def test_any_text_stays_on_one_line(text: str, tag: str) -> None:
    piece = Piece(phrases={tag: Phrase(text)}, origins={}, note=1, facts=())
    assert len(joined(Point(pieces=(piece,)), tag).splitlines()) == 1
