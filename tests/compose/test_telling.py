from __future__ import annotations

import pytest

from pipeline.compose.telling import has_figure, is_code, telling
from pipeline.compose.topics import topics
from tests.factories import claim, document, entity

OF = document("北港因台风封港。港口停了船。\n灯塔下有人卖鱼。", title="台风封港")
PORT = entity("port", "北港", "North Harbour", kind="place")


def worth(words: str) -> float:
    return telling(claim(PORT, "free", words=words), topics(OF))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param("北港停了 4.6% 的班次", "北港停了一些班次", id="a figure"),
        pytest.param("北港与 Ostrava Lines 停航", "有关公司都停航", id="named actors"),
        pytest.param("台风让港口停航", "灯下有猫在睡觉", id="what the document is about"),
        pytest.param("北港当天停航", "许多人当天到了北港", id="nobody in particular"),
        pytest.param("港口当天停航", "本文先看港口停航", id="words on the text"),
        pytest.param("港口当天停航", "你可以先去港口", id="address"),
        pytest.param("The port closed in the storm", "Let’s see why the port closed", id="english words on the text"),
    ],
)
def test_words_that_tell_more_are_worth_more(better: str, worse: str) -> None:
    assert worth(better) > worth(worse)


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("占班次的 4.6%", True),
        ("三个月内开港", True),
        ("it cost $5 million", True),
        ("Heron 4 来了", False),
        ("Heron 3.1 405B 很大", False),
        ("在 2024 年", False),
    ],
)
def test_a_figure_is_told_from_the_digits_of_a_name_and_a_year(words: str, figure: bool) -> None:
    assert has_figure(words) is figure


@pytest.mark.parametrize(("words", "code"), [('<a href="#">', True), ("x = f(y) => {z}", True), ("港口（北）停航", False), ("R&D costs <5%", False)])
def test_code_is_told_from_words(words: str, code: bool) -> None:
    assert is_code(words) is code
