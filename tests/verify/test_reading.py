"""Looking things up in a document's sentences."""

import pytest

from pipeline.datamodel.document import Span
from pipeline.text.fold import fold
from pipeline.verify.reading import find_words, literal, ranks


@pytest.mark.parametrize(
    ("text", "found"),
    [("排名第三", [3]), ("夺得冠军", [1]), ("came 2nd, then No. 7", [2, 7]), ("the third of them, #4", [3, 4]), ("一二三", []), ("北方第一", [1])],
)
def test_ranks(text: str, found: list[int]) -> None:
    assert [rank for _, _, rank in ranks(text)] == found


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [("GPT-4", "GPT4 and gpt-4, GPT-4o, GPT-4.1", 2), ("北湖", "北湖和北湖區", 2), ("Foo", "foobar a-foo", 1), ("東京", "东京", 1)],
)
def test_literal_names_are_whole_tokens_in_both_scripts(name: str, text: str, count: int) -> None:
    assert len(literal(name, fold(text))) == count


@pytest.mark.parametrize(("words", "found"), [("桥很 长", "桥很\n长"), ("桥很短", None), ("", None), ("长。", "长。")])
def test_find_words_ignores_white_space_and_nothing_else(words: str, found: str | None) -> None:
    text = "这座桥很\n长。"
    span = find_words(text, words, Span(0, len(text)))
    assert (span.of(text) if span else None) == found


@pytest.mark.parametrize(("words", "found"), [("很长", "很\n 长"), ("长。它\n很", "长。它 很"), ("新", "新"), ("这座桥", None)])
def test_find_words_counts_the_gaps_before_and_within_them(words: str, found: str | None) -> None:
    text = "这座桥 老。那 座桥  很\n 长。它 很 新。"
    span = find_words(text, words, Span(6, len(text)))
    assert (span.of(text) if span else None) == found
