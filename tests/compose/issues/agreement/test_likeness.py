from __future__ import annotations

import pytest

from pipeline.compose.issues.agreement.likeness import are_alike, neighbours, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("铁路公司说列车要到周一才能全部恢复", "鐵路公司說，列車要到週一才能全部恢復。"),
        ("约30万名观众站在河的两岸看演出", "河的两岸约30万名观众站着看演出"),
        ("The mayor said the bridge will reopen on Monday morning", "The mayor said that the bridge will reopen Monday morning"),
    ],
)
def test_nearly_the_same_words_are_alike(one: str, other: str) -> None:
    assert are_alike(words_of(one), words_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市长说这座桥周一早上会重新开放", "市长说这座桥周一早上不会重新开放"),
        ("北光公司第二季度的收入上涨了8%", "北光公司第二季度的收入下跌了8%"),
        ("北光公司第二季度的收入上涨了8%", "北光公司第二季度的收入上涨了9%"),
        ("The mayor said the bridge will reopen on Monday morning", "The mayor said the bridge will not reopen on Monday morning"),
        ("In the final the city team of Larnow beat Karland after extra time", "In the final the city team of Karland beat Larnow after extra time"),
        ("据说 Lyra 比 Pine 更快而且更便宜", "据说 Pine 比 Lyra 更快而且更便宜"),
        ("桥重开", "桥关闭"),
        ("列车周一恢复", "Trains run again on Monday"),
    ],
)
def test_other_sides_figures_names_and_languages_are_not_alike(one: str, other: str) -> None:
    assert not are_alike(words_of(one), words_of(other))


def test_those_that_are_alike_are_found_among_many() -> None:
    many = [f"第{n}号桥在{n}月{n % 28 + 1}日重新开放给行人与自行车通行" for n in range(1, 40)]
    both = ["市议会批准了河边新公园的预算方案", "市議會批准了河邊新公園的預算方案。"]
    statements = [words_of(text) for text in (*many, *both)]
    assert [pair for pair in neighbours(statements) if are_alike(statements[pair[0]], statements[pair[1]])] == [(39, 40)]
