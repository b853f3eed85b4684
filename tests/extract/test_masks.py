"""A masked sentence: each of its characters stands for a place in the document."""

from __future__ import annotations

import pytest

from pipeline.datamodel.document import Span
from pipeline.extract.masks import mask
from pipeline.extract.tokens import KIND_CHARS, Token

MODEL = KIND_CHARS["model"]


@pytest.mark.parametrize(
    ("text", "is_chinese", "masked"),
    [
        ("发布 了 3 款", True, "发布了3款"),
        ("发布 abc def  了", True, "发布abc def了"),
        ("第一行\n第二行", True, "第一行¦第二行"),
        ("第一行 \n 第二行", True, "第一行¦第二行"),
        ("two  words\nand more ", False, "two words and more "),
    ],
)
def test_spaces_are_closed_up(text: str, is_chinese: bool, masked: str) -> None:
    made = mask(1, Span(0, len(text)), text, [], {}, "", is_chinese)
    assert made.text == masked
    assert [text[start:end] for start, end in zip(made.starts, made.ends, strict=True) if not text[start].isspace()] == [
        char for char in masked if char not in " ¦"
    ]


def test_a_token_is_one_character_with_its_place() -> None:
    text = "模型 甲乙 发布了"
    made = mask(1, Span(0, len(text)), text, [Token(3, 5, "model")], {}, "", True)
    assert made.text == f"模型{MODEL}发布了"
    assert [t.span for t in made.tokens_in(0, 3)] == [Span(3, 5)]
    assert made.source(2, 3) == Span(3, 5)
    assert made.position(4) == 2
    assert MODEL in made.characters
