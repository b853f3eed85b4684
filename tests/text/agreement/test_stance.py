"""Negation, hedges and sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.agreement.stance import find_marks, stance_table


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("公司不会裁员", [("不会", "negation", "not"), ("裁员", "staff", "fire")]),
        ("公司不僅沒有虧損", [("沒有", "negation", "not"), ("虧損", "result", "loss")]),
        ("非常好的无线网络，不过特别贵", []),
        ("营收可能下降", [("可能", "hedge", "maybe"), ("下降", "direction", "down")]),
        ("Prices may not rise", [("may", "hedge", "maybe"), ("not", "negation", "not"), ("rise", "direction", "up")]),
        ("Nothing but notes on the north", []),
        ("如果下雨", [("如果", "condition", "if")]),
        ("rates were left\nunchanged", [("left\nunchanged", "direction", "flat")]),
    ],
)
def test_find_marks(text: str, marks: list[tuple[str, str, str]]) -> None:
    assert [(m.surface, m.family, m.side) for m in find_marks(text)] == marks


def test_no_word_stands_on_two_sides_of_a_family() -> None:
    for family, sides in stance_table()["families"].items():
        words = [word for side in sides.values() for word in side]
        assert len(words) == len(set(words)), family


@given(st.text(alphabet="不会没有可能下降 not may fell\n", max_size=40))
def test_marks_stand_where_they_say(text: str) -> None:
    assert all(text[m.start : m.end] == m.surface for m in find_marks(text))
