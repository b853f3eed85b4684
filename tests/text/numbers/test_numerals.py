import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.numbers.number_words import read_words
from pipeline.text.numbers.numerals import prepare, read_number
from pipeline.text.numbers.units import unit_at

DIGITS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """A number below 10^16 in Han numerals, after the school rules."""
    if number >= 10**8:
        head, rest = divmod(number, 10**8)
        return spelled(head) + "亿" + ("" if not rest else ("零" if rest < 10**7 else "") + spelled(rest))
    if number >= 10**4:
        head, rest = divmod(number, 10**4)
        return spelled(head) + "万" + ("" if not rest else ("零" if rest < 1000 else "") + spelled(rest))
    for power, word in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= power:
            head, rest = divmod(number, power)
            return DIGITS[head] + word + ("" if not rest else ("零" if rest < power // 10 else "") + spelled(rest))
    return DIGITS[number]


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_han_numerals_are_read_back(number: int) -> None:
    found = read_number(spelled(number), 0)
    assert found is not None
    assert found.low == found.high == Decimal(number)


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=99))
def test_grouped_digits_are_read_back(number: int, decimals: int) -> None:
    found = read_number(f"{number:,}.{decimals:02d}", 0)
    assert found is not None
    assert found.low == Decimal(f"{number}.{decimals:02d}")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("壹佰伍拾", "150"),
        ("半百", "50"),
        ("廿五", "25"),
        ("四万万", "400000000"),
        ("五兆六十二亿四万五千二", "5006200045200"),
        ("1千零20", "1020"),
        ("2.5M", "2500000"),
        ("1.2b", "1200000000"),
        ("2e5", "200000"),
        ("2^-1", "0.5"),
        ("1 3/5", "1.6"),
        ("⅛", "0.125"),
        ("十五点七", "15.7"),
        ("12,34,567.89", "1234567.89"),
        ("三万五万", "30000"),
        ("一百千", "100"),
    ],
)
def test_read_number_reads(written: str, value: str) -> None:
    found = read_number(prepare(written), 0)
    assert found is not None
    assert found.low == Decimal(value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("one hundred and three and two thirds", "103.6666666666666666666666667"),
        ("five and a half million", "5500000"),
        ("half a dozen", "6"),
        ("three lakh crore", "3000000000000"),
        ("two hundred point zero three", "200.03"),
        ("two thirds of a million", "666666.6666666666666666666667"),
        ("ninety-five", "95"),
    ],
)
def test_read_words_reads(written: str, value: str) -> None:
    found = read_words(written, 0)
    assert found is not None
    assert abs(found.low - Decimal(value)) < Decimal("1e-15")


@given(st.text(max_size=40))
def test_prepare_keeps_the_length(text: str) -> None:
    assert len(prepare(text)) == len(text)


@pytest.mark.parametrize("field", ["signs", "zh", "en"])
def test_units_have_one_meaning_a_word(field: str) -> None:
    rows = tomllib.loads(files("pipeline.text").joinpath("data/units.toml").read_text(encoding="utf-8"))["units"]
    seen: dict[str, tuple[str, str]] = {}
    for row in rows:
        for word in row.get(field, ()):
            meaning = row["unit"], row.get("name", "")
            assert seen.setdefault(word if field == "signs" else word.lower(), meaning) == meaning, word


def test_the_longest_unit_stands_a_sign_before_a_word() -> None:
    for text, end in (("kWh", 3), ("GB/s", 4), ("公里/小时", 5), ("km", 2), ("kmx", None)):
        found = unit_at(text, text.lower(), 0)
        assert (found.end if found is not None else None) == end, text
