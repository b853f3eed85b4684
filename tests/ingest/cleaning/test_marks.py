from __future__ import annotations

import pytest

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.cleaning.marks import without_marks


def left(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [passage.text for passage in without_marks([Passage(kind, (Line(text, n),)) for n, text in enumerate(texts, start=1)])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[36:12] And then we sold it.", "And then we sold it."),
        ("And then [01:02:03] we sold it.", "And then we sold it."),
        ("【00:12】然后我们卖掉了它。", "然后我们卖掉了它。"),
        ("We sold it. [laughs] Really.", "We sold it. Really."),
        ("*Laughter* We sold it [both laugh].", "We sold it."),
        ("（全场大笑）我们卖掉了它（掌声）。", "我们卖掉了它。"),
        ("♪ la la ♪ We sold it.", "We sold it."),
        ("We sold [inaudible 00:12:30.10] to them.", "We sold [inaudible] to them."),
        ("We sold it.[^1^] Twice:contentReference[oaicite:0]{index=0}.", "We sold it. Twice."),
        ("我们卖掉了它【4:0†报告】。", "我们卖掉了它。"),
        ("We sold it [3]. It was [citation needed] cheap.", "We sold it. It was cheap."),
        ("我们[1]卖掉了它[2-4]。", "我们卖掉了它。"),
        ("我们卖掉了它[citation:2][citation:13]。", "我们卖掉了它。"),
        ("港口去年更忙了。 #港口 #数据", "港口去年更忙了。"),
        ("The port grew. #ports #trade2024", "The port grew."),
        ("See tickets #12 #13", "See tickets #12 #13"),
        ("Write to us in #general", "Write to us in #general"),
        ("It runs C# #1 of all.", "It runs C# #1 of all."),
    ],
)
def test_marks_go(text: str, expected: str) -> None:
    assert left(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "See [3] for more.",
        "The list row[1] is full.",
        "At noon (12:30) it closed, by 3:10.",
        "The crowd (laughing at him) left.",
        "观众（大约三百人）笑了。",
        "The music [from 1990] plays.",
        "[1] stands first",
        "It is 5 * 3 * 2.",
    ],
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert left(text) == [text]


def test_a_lone_bar_at_the_end_goes_but_a_tables_empty_cell_stays() -> None:
    assert left("3.5x faster|") == ["3.5x faster"]
    assert left("date |", kind=BlockKind.TABLE_ROW) == ["date |"]


def test_a_passage_of_marks_alone_goes_and_code_is_left_alone() -> None:
    assert left("[Music]", "Words.") == ["Words."]
    assert left("[00:12] x = y[1]", kind=BlockKind.CODE) == ["[00:12] x = y[1]"]


def test_times_in_round_brackets_go_where_they_open_several_lines() -> None:
    assert left("(0:05) We begin.", "Ann: (0:10) We go on.") == ["We begin.", "Ann: We go on."]
    assert left("(0:05) We begin.") == ["(0:05) We begin."]
