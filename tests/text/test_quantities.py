import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.fact import Bound
from pipeline.datamodel.language import Language
from pipeline.text.quantities import MAX_SURFACE, find_figures, find_quantities, plain

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "quantities.json").read_text(encoding="utf-8"))["cases"]
PIECES = st.lists(
    st.sampled_from(
        [
            "超过",
            "100",
            "三百",
            "万",
            "亿",
            "%",
            "美元",
            "每",
            "token",
            "$",
            " ",
            "-",
            "个",
            "半",
            "million",
            "one ",
            "a half",
            "3.1",
            "Llama ",
            "，",
            "B",
            "分之",
        ]
    ),
    max_size=16,
)


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["id"])
def test_find_figures_reads_the_vectors(case: dict[str, Any]) -> None:
    found = find_figures(case["text"], Language(case["language"]))
    assert [
        {"surface": q.surface, "low": plain(q.low), "high": plain(q.high), "unit": q.unit, "per": q.per, "bound": q.bound.value} for q in found
    ] == case["expected"]


@given(st.text(max_size=60) | PIECES.map("".join))
def test_quantities_are_sorted_spans_of_the_text(text: str) -> None:
    end = 0
    for quantity in find_figures(text, Language.ZH_HANS):
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.outer_start <= quantity.start < quantity.end <= quantity.outer_end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.surface
        assert len(quantity.surface) <= MAX_SURFACE
        assert quantity.low <= quantity.high
        end = quantity.end


@given(st.integers(min_value=1, max_value=9999), st.sampled_from(["万", "萬", "亿", "億"]))
def test_both_scripts_give_one_value(number: int, scale: str) -> None:
    power = {"万": 4, "萬": 4, "亿": 8, "億": 8}[scale]
    (quantity,) = find_figures(f"共有{number}{scale}美元", Language.ZH_HANS)
    assert quantity.low == number * 10**power
    assert quantity.unit == "USD"


def test_number_is_the_amount_as_written_and_low_in_base_units() -> None:
    (quantity,) = find_figures("收费 15 美分", Language.ZH_HANS)
    assert (quantity.number, quantity.low, quantity.unit_surface) == (Decimal(15), Decimal("0.15"), "美分")


def test_outer_span_takes_in_bound_and_per_unit() -> None:
    text = "价格超过每百万 token 15 美分以上。"
    (quantity,) = find_figures(text, Language.ZH_HANS)
    assert text[quantity.outer_start : quantity.outer_end] == "超过每百万 token 15 美分以上"
    assert quantity.bound is Bound.MORE_THAN


def test_zhao_is_marked_ambiguous() -> None:
    assert [q.is_ambiguous for q in find_figures("12兆元，12亿元", Language.ZH_HANT)] == [True, False]


def test_value_of_a_bare_number_is_a_count() -> None:
    (quantity,) = find_figures("得分为85", Language.ZH_HANS)
    value = quantity.value()
    assert (quantity.unit, value.unit, value.low) == (None, "count", "85")


def test_second_sum_of_a_pair_has_the_per_unit_of_the_first() -> None:
    found = find_figures("每百万 token 分别为 15 美分和 60 美分", Language.ZH_HANS)
    assert [q.per for q in found] == ["1000000 token"] * 2


def test_per_unit_reaches_its_price_over_a_comparison() -> None:
    found = find_figures("每 100 万 token，相当于一本 2500 页的书，价格为 60 美分", Language.ZH_HANS)
    assert [(q.surface, q.per) for q in found] == [("2500 页", None), ("60 美分", "1000000 token")]


def test_per_unit_without_a_figure_is_a_figure_of_its_own() -> None:
    assert [(q.low, q.unit) for q in find_figures("按每100万输入token计费", Language.ZH_HANS)] == [(Decimal(1000000), "token")]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "1 " * 20_000,
        "一" * 50_000,
        "三百五十" * 10_000,
        "汉字" * 250_000,
        "每百万" * 10_000,
        "5%-" * 10_000,
        "two and " * 5_000,
        "\ud800\x00\u202e5" * 5_000,
        "Llama 3 " * 5_000,
    ],
    ids=lambda text: ascii(text[:6]),
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    def seconds(part: str) -> float:
        start = time.process_time()
        find_figures(part, Language.ZH_HANS)
        return time.process_time() - start

    find_figures("5 %", Language.ZH_HANS)
    whole, quarter = seconds(text), seconds(text[: len(text) // 4])
    assert whole < 10 * quarter + 0.3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每百万输入token 15美分", [("1000000", True), ("0.15", False)]),
        ("每100万输入token，价格为15美分", [("1000000", True), ("0.15", False)]),
        ("每100万输入token的价格没有公布", [("1000000", False)]),
        ("每月20美元", [("20", False)]),
    ],
)
def test_divisor_is_marked_and_left_out_of_the_figures(text: str, expected: list[tuple[str, bool]]) -> None:
    found = find_quantities(text, Language.ZH_HANS)
    assert [(plain(q.low), q.is_divisor) for q in found] == expected
    assert find_figures(text, Language.ZH_HANS) == [q for q in found if not q.is_divisor]


@pytest.mark.parametrize("number", ["1e309", "1e-99", "10^999", "一" + "亿" * 30, "3万" + "亿" * 20, "9" * 400, "0." + "1" * 400, "GPT ½", "共٣٤"])
def test_no_number_is_too_large_too_small_or_too_odd(number: str) -> None:
    for quantity in find_quantities(f"价格为{number}美元，得分为 {number}%。", Language.ZH_HANS):
        assert Decimal(quantity.value().low) == quantity.low


def test_digits_of_other_scripts_are_digits() -> None:
    assert [quantity.low for quantity in find_quantities("得分为 ٣٤ 分", Language.ZH_HANS)] == [34]


def test_many_figures_take_no_more_time_each() -> None:
    text = "每百万 token 的价格为 3 美元，得分为 5 分，"

    def seconds(times: int) -> float:
        start = time.process_time()
        find_quantities(text * times, Language.ZH_HANS)
        return time.process_time() - start

    seconds(10)
    assert min(seconds(2000) for _ in range(3)) < 40 * min(seconds(200) for _ in range(3))
