from __future__ import annotations

import pytest

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.cleaning.spoken import with_turns


def turns(*texts: str) -> list[str]:
    passages = []
    for text in texts:
        lines = tuple(Line(line, number) for number, line in enumerate(text.removeprefix("# ").split("\n"), start=1))
        passages.append(Passage(BlockKind.HEADING, lines, 7) if text.startswith("# ") else Passage(BlockKind.PARAGRAPH, lines))
    return [passage.text for passage in with_turns(passages)]


@pytest.mark.parametrize(
    "head", ["Ann Lee 00:12", "Ann Lee [0:12]", "00:00:12 Ann Lee:", "[00:12] Ann Lee", "Ann Lee (00:12:01):", "Ann Lee · 2024-07-18 10:02:03"]
)
def test_a_speakers_line_with_a_time_joins_what_is_said(head: str) -> None:
    other = head.replace("Ann Lee", "Bo")
    assert turns(f"{head}\nHello.", f"{other}\nGood day.") == ["Ann Lee: Hello.", "Bo: Good day."]
    assert turns(head, "Hello.", other, "Good day.") == ["Ann Lee: Hello.", "Bo: Good day."]


def test_turns_within_a_paragraph_are_parted() -> None:
    text = "Ann: Hello.\nAnd welcome.\nBo: Good day.\nAnn: What now?\nBo: Lunch."
    assert turns(text) == ["Ann: Hello.\nAnd welcome.", "Bo: Good day.", "Ann: What now?", "Bo: Lunch."]


def test_chinese_turns_take_a_chinese_colon() -> None:
    assert turns("主持人: 你好。", "李四 00:05", "你好。", "主持人: 再见。") == ["主持人：你好。", "李四：你好。", "主持人：再见。"]


@pytest.mark.parametrize("line", ["Break:", "[Ad break]", "Music break", "广告时间", "中場休息"])
def test_breaks_go(line: str) -> None:
    assert turns("Ann: Hello.", line, "Ann: Back again.") == ["Ann: Hello.", "Ann: Back again."]


@pytest.mark.parametrize(
    "texts",
    [
        ("The steps are these:", "Open it.", "Close it."),
        ("注意：请先备份。", "它很快。"),
        ("# Speed", "It is fast.", "# Price", "It is cheap.", "# Speed", "It is slow."),
        ("09:00 Doors open", "10:30 The talk", "12:00 Lunch"),
        ("Update: it is out.",),
    ],
)
def test_what_is_no_conversation_is_unchanged(texts: tuple[str, ...]) -> None:
    assert turns(*texts) == [text.removeprefix("# ") for text in texts]


def test_times_that_open_the_lines_of_a_recording_go() -> None:
    assert turns("0:00 we begin here", "0:07 and go on", "0:15 and on") == ["we begin here", "and go on", "and on"]
