from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from pipeline.datamodel.relation import Sketch
from pipeline.text.convert import Converter
from pipeline.text.similarity import (
    MOST,
    aligned_figures,
    common_figures,
    has_figures,
    shared_names,
    shared_wording,
    significant,
    sketch,
    telling_figures,
)

TEXTS: dict[str, str] = json.loads((Path(__file__).parents[1] / "vectors/related.json").read_text(encoding="utf-8"))["texts"]
REPORT = TEXTS["report"]


def long_text(words: int) -> str:
    return " ".join(f"word{n * n % 7919} stands{n % 13} here{n % 101}" for n in range(words // 3))


def test_a_text_shares_all_of_itself_and_nothing_of_another() -> None:
    assert shared_wording(sketch(REPORT), sketch(REPORT)) == (1.0, 1.0)
    assert shared_wording(sketch(REPORT), sketch(TEXTS["foreign column"])) == (0.0, 0.0)


@pytest.mark.parametrize("target", ["zh-Hant", "zh-Hant-TW", "zh-Hant-HK"])
def test_both_chinese_scripts_are_one_wording(target: str) -> None:
    other = sketch(Converter(target).convert(REPORT))
    assert min(shared_wording(other, sketch(REPORT))) > 0.85
    assert other.figures == sketch(REPORT).figures


def test_marks_spaces_and_line_breaks_are_no_wording() -> None:
    plain = REPORT.replace("，", "\n").replace("。", " ").replace("“", "").replace("”", "")
    assert shared_wording(sketch(plain), sketch(REPORT)) == (1.0, 1.0)


def test_the_share_of_a_long_text_is_told_from_a_sample() -> None:
    whole = long_text(60_000)
    sample = sketch(whole)
    assert len(sample.wording) <= MOST
    half = sketch(whole[: len(whole) // 2])
    of_half, of_whole = shared_wording(half, sample)
    assert of_half > 0.95
    assert of_whole == pytest.approx(0.5, abs=0.07)
    assert shared_wording(sample, half) == (of_whole, of_half)


@pytest.mark.parametrize("text", ["", "短", "!?…", "\ud800", "𠀀" * 40])
def test_a_text_too_short_to_tell_shares_nothing(text: str) -> None:
    assert shared_wording(sketch(text), sketch(REPORT)) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("chinese", "english"), [("4050亿", "405 billion"), ("1.6万", "16,000"), ("１２８K", "128K"), ("82.0%", "82 percent"), ("3.86 亿", "386 million")]
)
def test_a_number_is_the_same_however_it_is_scaled(chinese: str, english: str) -> None:
    assert telling_figures(sketch(chinese)) == telling_figures(sketch(english)) != ()


def test_nought_tells_nothing() -> None:
    assert significant("0") == ""
    assert sketch("0 和 0.0").figures == ("0", "0")
    assert telling_figures(sketch("0 和 0.0")) == ()


def test_figures_are_compared_in_order_or_as_they_are() -> None:
    one, other = sketch("先 12 后 345 再 67，共 8"), sketch("first 345, then 12 and 67")
    assert telling_figures(one) == ("12", "345", "67")
    assert aligned_figures(telling_figures(one), telling_figures(other)) == 2
    assert common_figures(telling_figures(one), telling_figures(other)) == 3


def test_of_many_figures_some_may_lack_of_few_none() -> None:
    one, other = sketch("12 345 67 8 99 1 2 3 4 5"), sketch("12 345 67 8 99 1 2 3 4")
    assert has_figures(other, one, 1.0)
    assert has_figures(one, other, 0.9)
    assert not has_figures(one, other, 0.95)
    assert not has_figures(sketch("12 345 6"), sketch("12 345"), 0.9)
    assert has_figures(Sketch(), one, 1.0)


def test_names_are_words_with_a_capital_or_a_digit() -> None:
    one = sketch("Acme 的 Nimbus 2B 在 MMLU 上")
    assert one.names == ("2b", "acme", "mmlu", "nimbus")
    assert shared_names(one, sketch("MMLU: Nimbus 2B by the firm Acme")) == 1.0
    assert shared_names(one, sketch("only Acme")) == 0.25


def test_a_sketch_costs_little() -> None:
    text = REPORT * 12
    sketch(text)
    began = time.process_time()
    for _ in range(10):
        sketch(text)
    assert (time.process_time() - began) / 10 < 0.003 * len(text) / 5000 * 3, "three times what is meant, for a busy machine"
