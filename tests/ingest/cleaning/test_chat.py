from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.datamodel.document import BlockKind
from tests.ingest.sources import block_texts, read

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "chat.json").read_text(encoding="utf-8"))
CHINESE = [
    "这家公司昨天发布了一款新的小模型，价格比上一代低六成。",
    "分析师认为，价格战才刚刚开始，明年还会有更多公司加入。",
    "用户可以从今天起在网页和手机上使用它。",
]
ENGLISH = [
    "The firm cut its prices on Tuesday, by more than half.",
    "Rivals are expected to follow within weeks.",
    "Users can try the model today, on the web and on phones.",
]


def body(beside: str) -> list[str]:
    return ENGLISH if beside.isascii() else CHINESE


@pytest.mark.parametrize("opening", CASES["openings_cut"])
def test_a_models_preamble_goes(opening: str) -> None:
    assert block_texts(read("\n\n".join([opening, *body(opening)]), "a.md")) == body(opening)


@pytest.mark.parametrize("opening", CASES["openings_kept"])
def test_an_articles_own_opening_stays(opening: str) -> None:
    assert block_texts(read("\n\n".join([opening, *body(opening)]), "a.md")) == [opening, *body(opening)]


@pytest.mark.parametrize("ending", CASES["endings_cut"])
def test_a_models_leave_goes(ending: str) -> None:
    assert block_texts(read("\n\n".join([*body(ending), ending]), "a.md")) == body(ending)


@pytest.mark.parametrize("ending", CASES["endings_kept"])
def test_an_articles_own_ending_stays(ending: str) -> None:
    assert block_texts(read("\n\n".join([*body(ending), ending]), "a.md")) == [*body(ending), ending]


def test_reasoning_and_a_fence_around_the_answer_go() -> None:
    thought = "<think>\nThey want it shorter.\n\nI will cut.\n</think>\n\nSure! Here's the shorter version:"
    answer = "\n\n".join(["```markdown\n# Prices fall", *ENGLISH])
    document = read(f"{thought}\n\n{answer}\n```\n\nWant me to go on?", "a.md")
    assert block_texts(document) == ["Prices fall", *ENGLISH]
    assert document.title == "Prices fall"


def test_reasoning_that_is_never_closed_stays() -> None:
    assert block_texts(read("<think> of it\n\n" + "\n\n".join(ENGLISH), "a.txt"))[-3:] == ENGLISH


def test_markdown_shown_as_an_example_stays_code() -> None:
    document = read("\n\n".join(["# Notes", *ENGLISH, *ENGLISH, *ENGLISH, "```markdown\n# A heading\n```", *ENGLISH]), "a.md")
    assert [block.kind for block in document.blocks].count(BlockKind.CODE) == 1


def test_of_a_saved_conversation_the_answers_are_the_text() -> None:
    text = f"User: 请写一篇短文\n\nAssistant: 好的，以下是整理后的文章：\n\n## 降价\n\n{CHINESE[0]}\n\n用户：再写一段\n\n助手：{CHINESE[1]}\n"
    assert block_texts(read(text, "a.md")) == ["降价", CHINESE[0], CHINESE[1]]


def test_a_question_in_an_interview_stays() -> None:
    text = f"Q: What does it cost?\n\nA: {ENGLISH[0]}\n\nQ: And then?\n\nA: {ENGLISH[1]}\n"
    assert len(block_texts(read(text, "a.md"))) == 4


def test_a_note_on_the_work_goes_but_an_articles_note_stays() -> None:
    assert block_texts(read("\n\n".join([*ENGLISH, "Note: I have kept the figures as they were."]), "a.md")) == ENGLISH
    assert block_texts(read("\n\n".join([*ENGLISH, "Note: The firm did not comment."]), "a.md"))[-1] == "Note: The firm did not comment."
    assert block_texts(read("\n\n".join([*CHINESE, "注：我省略了重复的部分。"]), "a.md")) == CHINESE
