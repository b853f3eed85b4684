from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.texts.inline import plain_words

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "inline.json").read_text(encoding="utf-8"))
MARKED = st.lists(
    st.sampled_from(
        [
            "**",
            "*",
            "_",
            "`",
            "[",
            "](http://x.y)",
            "]",
            "<b>",
            "</b>",
            "![a](b)",
            "\\",
            "\n",
            "<br",
            "/>",
            "<sup>",
            "模型",
            "gpt 4",
            "5",
            " ",
            "{%",
            "%}",
        ]
    ),
    max_size=40,
)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_plain_words_takes_marks_off(case: dict[str, str]) -> None:
    assert plain_words(case["input"]) == case["expected"]


def test_a_link_over_two_lines_keeps_the_line_break() -> None:
    assert plain_words("[two\nlines](http://a.b\n 'title') after") == "two\nlines\n after"


@given(MARKED)
def test_plain_words_keeps_line_breaks_and_adds_no_letters(parts: list[str]) -> None:
    text = "".join(parts)
    words = plain_words(text)
    assert words.count("\n") == text.count("\n")
    rest = iter(text)
    assert all(character in rest for character in words if character.isalnum())


@pytest.mark.parametrize("unit", ["[", "[a](", "**a ", "*a", "_", "`a", "<a ", "<!--", "![", "{%", "\\"])
def test_hostile_marks_take_linear_time(unit: str) -> None:
    assert len(plain_words(unit * 30_000)) <= 30_000 * len(unit)
