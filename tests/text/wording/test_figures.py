from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.fact import Bound, Value
from pipeline.datamodel.language import Edition
from pipeline.text.quantities import find_figures
from pipeline.text.wording.figures import date_precision, date_preposition, write_date, write_value

HANS, TW, HK, EN = Edition


def value(
    surface: str, low: str, unit: str, high: str | None = None, bound: Bound = Bound.EXACT, said: str | None = None, per: str | None = None
) -> Value:
    return Value(surface=surface, low=low, high=high or low, unit=unit, per=per, bound=bound, unit_surface=said)


def full(figure: Value, edition: Edition) -> str:
    written = write_value(figure, edition)
    assert written is not None
    return written.full


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (
            value("4050亿参数", "405000000000", "parameter", said="参数"),
            ("4050 亿参数", "4,050 億個參數", "4,050 億個參數", "405 billion parameters"),
        ),
        (value("400B参数", "400000000000", "parameter", said="参数"), ("400B 参数", "400B 參數", "400B 參數", "400B parameters")),
        (value("15万亿个", "15000000000000", "token"), ("15 万亿个 token", "15 兆個 token", "15 萬億個 token", "15 trillion tokens")),
        (value("128K token", "128000", "token"), ("128K token", "128K token", "128K token", "128K tokens")),
        (value("20万美元", "200000", "USD", said="美元"), ("20 万美元", "20 萬美元", "20 萬美元", "$200,000")),
        (value("$200,000", "200000", "USD", said="$"), ("20 万美元", "20 萬美元", "20 萬美元", "$200,000")),
        (value("$1.5B", "1500000000", "USD", said="$"), ("15 亿美元", "15 億美元", "15 億美元", "$1.5 billion")),
        (value("15美分", "0.15", "USD", said="美分"), ("15 美分", "15 美分", "15 美分", "15 cents")),
        (value("96%-97%", "96", "percent", high="97"), ("96%–97%", "96%–97%", "96%–97%", "96–97%")),
        (
            value("3到4亿元", "300000000", "CNY", high="400000000", said="元"),
            ("3 亿–4 亿元", "3 億–4 億元人民幣", "3 億–4 億元人民幣", "300 million to 400 million yuan"),
        ),
        (value("82.0%", "82.0", "percent"), ("82.0%", "82.0%", "82.0%", "82.0%")),
        (value("八种语言", "8", "count:language"), ("8 种语言", "8 種語言", "8 種語言", "8 languages")),
        (value("one expert", "1", "count:expert"), ("1 名专家", "1 名專家", "1 名專家", "1 expert")),
        (value("两倍", "2", "times"), ("2 倍", "2 倍", "2 倍", "2x")),
        (value("一个数量级", "1", "order of magnitude"), ("一个数量级", "一個數量級", "一個數量級", "an order of magnitude")),
        (value("三分之一", "0.3333333333333333", "count"), ("三分之一", "三分之一", "三分之一", "one third")),
        (value("24GB", "24000000000", "byte", said="GB"), ("24 GB", "24 GB", "24 GB", "24 GB")),
        (value("1,200公里", "1200000", "metre", said="公里"), ("1200 公里", "1,200 公里", "1,200 公里", "1,200 kilometers")),
        (
            value("300公里/小时", "83.33333333333", "metre/second", said="公里/小时"),
            ("300 公里/小时", "300 公里／小時", "300 公里／小時", "300 km/h"),
        ),
        (value("25个基点", "0.25", "percentage point", said="个基点"), ("25 个基点", "25 個基點", "25 個基點", "25 basis points")),
    ],
    ids=lambda case: case.surface if isinstance(case, Value) else "",
)
def test_a_value_keeps_its_measure_and_takes_the_editions_number_style(figure: Value, expected: tuple[str, ...]) -> None:
    assert tuple(full(figure, edition) for edition in Edition) == expected


@pytest.mark.parametrize(
    ("figure", "hans", "en"),
    [
        (value("100种语言", "100", "count:language", bound=Bound.MORE_THAN), "超过 100 种语言", "more than 100 languages"),
        (value("70多名专家", "70", "count:expert", bound=Bound.MORE_THAN), "70 多名专家", "more than 70 experts"),
        (value("60%", "60", "percent", bound=Bound.AT_LEAST), "60% 以上", "at least 60%"),
        (value("30%", "30", "percent", bound=Bound.ABOUT), "约 30%", "about 30%"),
        (value("16K token", "16000", "token", bound=Bound.AT_MOST), "最多 16K token", "up to 16K tokens"),
        (value("20万美元", "200000", "USD", bound=Bound.LESS_THAN, said="美元"), "不到 20 万美元", "less than $200,000"),
        (value("nearly 7 million people", "7000000", "count:person", bound=Bound.ABOUT), "近 700 万人", "nearly 7 million people"),
    ],
    ids=lambda case: case.surface if isinstance(case, Value) else "",
)
def test_a_bound_stands_where_the_language_puts_it(figure: Value, hans: str, en: str) -> None:
    assert (full(figure, HANS), full(figure, EN)) == (hans, en)


def test_a_per_unit_stands_before_the_figure_in_chinese_and_after_it_in_english() -> None:
    price = value("15美分", "0.15", "USD", said="美分", per="1000000 token")
    speed = value("183个token", "183", "token/second", said="个token")
    assert [full(price, e) for e in (HANS, EN)] == ["每百万 token 15 美分", "15 cents per million tokens"]
    assert [full(speed, e) for e in (TW, EN)] == ["每秒 183 個 token", "183 tokens a second"]


def test_a_phrase_that_names_the_noun_gets_the_figure_without_it() -> None:
    figure = write_value(value("80多种", "80", "count:language", bound=Bound.MORE_THAN), HANS)
    assert figure is not None
    assert (figure.count, figure.bare, figure.nouns) == ("80 多种", "80 多", ("語言", "语言"))


def test_a_bare_number_takes_the_counter_of_its_attribute() -> None:
    bare = value("100", "100", "count")
    assert full(bare, HANS) == "100"
    written = write_value(bare, EN, "count:language")
    assert written is not None
    assert written.full == "100 languages"


@pytest.mark.parametrize("figure", [value("8折", "80", "percent", said="折"), value("5 lumps", "5", "lump"), value("$3", "3", "USD", per="1 wombat")])
def test_what_no_table_has_is_not_written_in_english(figure: Value) -> None:
    assert write_value(figure, EN) is None


@pytest.mark.parametrize(
    ("iso", "hans", "tw", "en"),
    [
        ("2023-10", "2023 年 10 月", "2023 年 10 月", "October 2023"),
        ("2024-07-18", "2024 年 7 月 18 日", "2024 年 7 月 18 日", "July 18, 2024"),
        ("--07-18", "7 月 18 日", "7 月 18 日", "July 18"),
        ("--05", "5 月", "5 月", "May"),
        ("2024-Q3", "2024 年第三季度", "2024 年第三季", "the third quarter of 2024"),
        ("2024-H1", "2024 年上半年", "2024 年上半年", "the first half of 2024"),
        ("2024-W30", "2024 年第 30 周", "2024 年第 30 週", "week 30 of 2024"),
        ("2024", "2024 年", "2024 年", "2024"),
    ],
)
def test_a_date_is_written_at_its_precision(iso: str, hans: str, tw: str, en: str) -> None:
    date = value(iso, iso, "date")
    assert [write_date(date, edition) for edition in (HANS, TW, EN)] == [hans, tw, en]


def test_two_dates_are_joined_and_what_is_no_date_is_not_written() -> None:
    assert write_date(value("7月1日至3日", "--07-01", "date", high="--07-03"), EN) == "July 1 to July 3"
    assert write_date(value("soon", "soon", "date"), EN) is None
    assert write_date(value("2024-13", "2024-13", "date"), EN) is None


def test_english_dates_have_their_preposition() -> None:
    assert [date_preposition(iso) for iso in ("2024-07-18", "2024-07", "2024", "--07-18")] == ["on", "in", "in", "on"]


@given(st.text(max_size=12))
def test_only_iso_dates_have_a_precision(text: str) -> None:
    assert date_precision(text) is None or any(c.isdigit() for c in text)


UNITS = {
    "percent": "",
    "parameter": "参数",
    "token": "",
    "USD": "美元",
    "EUR": "欧元",
    "count:language": "种语言",
    "count:expert": "名专家",
    "percentage point": "个百分点",
}
AMOUNTS = st.integers(2, 10**13) | st.integers(2, 999).map(lambda n: n * 10**9)
BOUNDS = st.sampled_from(list(Bound))


@given(number=AMOUNTS, unit=st.sampled_from(sorted(UNITS)), bound=BOUNDS, edition=st.sampled_from(list(Edition)))
def test_what_is_written_reads_back_as_the_same_value(number: int, unit: str, bound: Bound, edition: Edition) -> None:
    written = full(value(f"{number}{UNITS[unit]}", str(number), unit, bound=bound, said=UNITS[unit] or None), edition)
    read = find_figures(written, edition.language)
    assert [(quantity.low, quantity.unit, quantity.bound) for quantity in read] == [(Decimal(number), unit, bound)], written


@given(tenths=st.integers(1, 99_999), scale=st.sampled_from([("万", 4), ("亿", 8), ("万亿", 12)]), edition=st.sampled_from(list(Edition)))
def test_scale_words_read_back_as_the_same_value(tenths: int, scale: tuple[str, int], edition: Edition) -> None:
    amount = Decimal(tenths) / 10
    low = format(amount.scaleb(scale[1]), "f")
    written = full(value(f"{amount}{scale[0]}美元", low, "USD", said="美元"), edition)
    read = find_figures(written, edition.language)
    assert [(quantity.low, quantity.unit) for quantity in read] == [(Decimal(low), "USD")], written


def test_a_figure_that_nobody_could_read_is_not_written() -> None:
    assert write_value(value("9" * 40, "9" * 100_000, "percent"), EN) is None
