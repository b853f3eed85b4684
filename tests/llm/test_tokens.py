from __future__ import annotations

import pytest

from pipeline.llm.tokens import calibration, estimate, estimate_ask, upper_bound, upper_bound_ask
from tests.llm.asks import ask

CHINESE = "新模型的上下文窗口为十二万八千个词元，价格是每百万词元十五美分。" * 40
TRADITIONAL = "新模型的上下文視窗為十二萬八千個詞元，價格是每百萬詞元十五美分。" * 40
ENGLISH = "The window of the new model holds one hundred and twenty-eight thousand tokens. " * 40


@pytest.mark.parametrize("family", ["o200k", "cl100k", "tekken", "spm", "unknown"])
@pytest.mark.parametrize("text", [CHINESE, TRADITIONAL, ENGLISH, "", "a", "中"])
def test_an_upper_bound_lies_above_the_estimate(family: str, text: str) -> None:
    assert 0 <= estimate(text, family) <= upper_bound(text, family)


def test_families_differ_and_one_that_is_not_known_is_taken_for_a_costly_one() -> None:
    assert estimate(CHINESE, "o200k") < estimate(CHINESE, "tekken") < estimate(CHINESE, "spm")
    assert estimate(CHINESE, "never-heard-of") == estimate(CHINESE, "unknown") >= estimate(CHINESE, "spm") * 0.95


def test_traditional_chinese_has_the_looser_bound() -> None:
    simple = upper_bound(CHINESE, "tekken") / estimate(CHINESE, "tekken")
    assert upper_bound(TRADITIONAL, "tekken") / estimate(TRADITIONAL, "tekken") > simple + 0.05


def test_an_ask_counts_its_messages_and_its_schema() -> None:
    assert estimate_ask(ask(schema=None), "o200k") < estimate_ask(ask(), "o200k") < upper_bound_ask(ask(), "o200k")


def test_calibration_is_what_the_past_was_off_by_within_bounds() -> None:
    assert calibration([]) == calibration([(100, 200)]) == 1.0
    assert calibration([(100, 110), (1000, 1100), (10, 11)]) == 1.1
    assert calibration([(100, 9000)] * 5) == 2.0
    assert calibration([(100, 1)] * 5) == 0.5
    assert calibration([(0, 50), (100, 0), (100, 120)]) == 1.0
