from __future__ import annotations

import pytest

from pipeline.compose.issues.agreement.abouts import about
from pipeline.datamodel.fact import Claim, Value
from pipeline.datamodel.language import Edition
from tests.compose.issues.week import LYRA, MMLU, NORTHLIGHT, OLD, costs, has, released, scores
from tests.factories import claim, entity, value

CHEAPER = entity("cheaper", "更便宜", "cheaper", kind="comparative")
INDEX = entity("breadth-index", "广度指数", "breadth index", "廣度指數", "benchmark")
SOLD = entity("sold", "售出", "sold", kind="participle")
NORWAY = entity("norway", "挪威", "Norway", kind="place")
CARS = Value(surface="42.6万辆", low="426000", high="426000", unit="count:car")


@pytest.mark.parametrize(
    ("said", "hans", "hant", "en"),
    [
        (scores(LYRA, "82.0"), "Lyra 2 mini 的 MMLU 得分", "Lyra 2 mini 的 MMLU 得分", "Lyra 2 mini’s MMLU score"),
        (
            claim(LYRA, "score", attribute=INDEX, value=value("85", "85", "count")),
            "Lyra 2 mini 的广度指数",
            "Lyra 2 mini 的廣度指數",
            "Lyra 2 mini’s breadth index",
        ),
        (costs(LYRA, "0.15"), "Lyra 2 mini 的输入价格", "Lyra 2 mini 的輸入價格", "Lyra 2 mini’s input price"),
        (has(LYRA, "8000000000", "8B"), "Lyra 2 mini 的参数量", "Lyra 2 mini 的參數量", "how many parameters Lyra 2 mini has"),
        (
            claim(LYRA, "difference", attribute=CHEAPER, value=value("60%", "60"), objects=[OLD]),
            "Lyra 2 mini 比 Lyra 1 便宜多少",
            "Lyra 2 mini 比 Lyra 1 便宜多少",
            "how much cheaper Lyra 2 mini is than Lyra 1",
        ),
        (claim(NORTHLIGHT, "deed", attribute=SOLD, value=CARS), "北光实验室售出的汽车数", "北光實驗室售出的汽車數", "how many cars Northlight sold"),
        (claim(NORWAY, "count", attribute=SOLD, value=CARS), "挪威售出的汽车数", "挪威售出的汽車數", "how many cars were sold in Norway"),
        (
            claim(LYRA, "count", attribute=SOLD, value=CARS),
            "Lyra 2 mini 售出的汽车数",
            "Lyra 2 mini 售出的汽車數",
            "how many cars were sold (Lyra 2 mini)",
        ),
        (released(LYRA), "Lyra 2 mini 的发布日期", "Lyra 2 mini 的發布日期", "Lyra 2 mini’s release date"),
        (claim(LYRA, "partnership", objects=[NORTHLIGHT]), "Lyra 2 mini", "Lyra 2 mini", "Lyra 2 mini"),
    ],
)
def test_what_is_told_of_in_every_edition(said: Claim, hans: str, hant: str, en: str) -> None:
    found = about(said)
    assert (found["zh-Hans"], found["zh-Hant-TW"], found["en"]) == (hans, hant, en)
    assert set(found) == {str(edition) for edition in Edition}


def test_what_of_the_subject_it_is() -> None:
    assert about(claim(LYRA, "uses", objects=[OLD]), MMLU)["en"] == "Lyra 2 mini’s MMLU"


def test_a_deed_of_what_has_no_name_is_told_by_who_did_it() -> None:
    assert about(claim(NORTHLIGHT, "deed", attribute=SOLD, value=value("5%", "5")))["en"] == "Northlight"
