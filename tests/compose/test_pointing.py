from __future__ import annotations

import pytest

from pipeline.compose.pointing import _without_verb, begun_small
from pipeline.datamodel.digest import Piece
from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Phrase


def piece(english: str, mark: Span | None = None) -> Piece:
    return Piece(phrases={"en": Phrase(english, mark), "zh-Hans": Phrase("得分", None)}, origins={}, note=1, facts=("a",))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Model A scores 88.6% on MMLU", "scores 89.0% on HumanEval", "89.0% on HumanEval"),
        ("scores 88.6% on MMLU", "may score 89.0% on HumanEval", "may score 89.0% on HumanEval"),
        ("quality index: 85", "scores 89.0% on HumanEval", "scores 89.0% on HumanEval"),
    ],
)
def test_a_second_score_does_not_say_the_verb_again(before: str, after: str, expected: str) -> None:
    said = _without_verb(piece(after), piece(before))
    assert said.phrases["en"].text == expected
    assert said.phrases["zh-Hans"].text == "得分"


def test_a_sentence_begins_small_unless_with_a_name() -> None:
    assert begun_small("More than 40 ships left") == "more than 40 ships left"
    assert begun_small("Aboa left") == "Aboa left"


def test_the_mark_stays_on_its_figure() -> None:
    said = _without_verb(piece("scores 89.0% on HumanEval", Span(7, 12)), piece("scores 88.6% on MMLU")).phrases["en"]
    assert said.mark is not None
    assert said.mark.of(said.text) == "89.0%"
