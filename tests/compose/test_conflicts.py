from __future__ import annotations

import pytest

from pipeline.compose.conflicts import find_conflicts, of_untold_periods
from pipeline.compose.dedup import merge
from pipeline.compose.digest import compose
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Bound, Fact
from tests.factories import EDITIONS, claim, document, entity, fact, value

TAGS = ("zh-Hans", "zh-Hant-TW", "en")
HERON, MMLU = entity("heron", "苍鹭", "Heron"), entity("mmlu", "MMLU 得分", "MMLU score", kind="metric")


def scored(of: Document, quote: str, surface: str, low: str, bound: Bound = Bound.EXACT) -> Fact:
    said = claim(HERON, "score", attribute=MMLU, value=value(surface, low, bound=bound))
    return fact(of, quote, said, dict.fromkeys(TAGS, f"苍鹭 MMLU {surface}"))


def pairs(text: str, *told: tuple[str, str, str], bound: Bound = Bound.EXACT) -> list[tuple[str, ...]]:
    of = document(text)
    found = find_conflicts(merge([scored(of, *one, bound=bound) for one in told]), of)
    return [tuple(item.fact.texts["zh-Hans"].text for item in pair) for pair in found]


def test_two_values_of_one_thing_in_two_sentences_contradict_each_other() -> None:
    found = pairs("苍鹭得 82.0% 分。\n表里写着 79.5%。", ("82.0%", "82.0%", "82.0"), ("79.5%", "79.5%", "79.5"))
    assert found == [("苍鹭 MMLU 82.0%", "苍鹭 MMLU 79.5%")]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        pytest.param("苍鹭得 82.0% 分，表里写着 79.5%。", "82.0%", "79.5%", id="one sentence"),
        pytest.param("苍鹭此前得 79.5% 分。\n这次得 82.0%。", "79.5%", "82.0%", id="another time"),
        pytest.param("苍鹭得 82.0% 分。\n另一版本得 79.5%。", "82.0%", "79.5%", id="another version"),
        pytest.param("苍鹭得 82% 分。\n表里写着 81.7%。", "82%", "81.7%", id="rounded"),
        pytest.param("苍鹭得 82% 分。\n表里写着 82.0%。", "82%", "82.0%", id="the same"),
    ],
)
def test_what_can_both_be_right_is_no_contradiction(text: str, first: str, second: str) -> None:
    assert pairs(text, (first, first, first.rstrip("%")), (second, second, second.rstrip("%"))) == []


def test_bounded_values_and_three_values_are_no_contradiction() -> None:
    text = "苍鹭得 82.0% 分。\n表里写着 79.5%。\n文末写着 75.5%。"
    assert pairs(text, ("82.0%", "82.0%", "82.0"), ("79.5%", "79.5%", "79.5"), bound=Bound.ABOUT) == []
    assert pairs(text, ("82.0%", "82.0%", "82.0"), ("79.5%", "79.5%", "79.5"), ("75.5%", "75.5%", "75.5")) == []


def test_both_are_shown_side_by_side_and_marked_and_stand_nowhere_else() -> None:
    of = document("苍鹭得 82.0% 分。\n表里写着 79.5%。\n" + "海边还有别的事情要说。" * 20)
    digest = compose(of, [scored(of, "82.0%", "82.0%", "82.0"), scored(of, "79.5%", "79.5%", "79.5")], [], EDITIONS)
    section = next(s for s in digest.sections if s.kind == "conflicts")
    assert section.heading.names == {"zh-Hans": "原文前后不一", "zh-Hant-TW": "原文前後不一", "en": "Where the source contradicts itself"}
    assert [[piece.phrases["en"].text for piece in p.pieces] for g in section.groups for p in g.points] == [["苍鹭 MMLU 82.0%", "苍鹭 MMLU 79.5%"]]
    assert (digest.key_points, digest.tables, len(digest.sections)) == ((), (), 1)


def test_of_two_amounts_that_no_period_tells_apart_the_first_is_told() -> None:
    of = document("苍鹭前三季度净利润 3.6 亿元。其中第三季度净利润 0.7 亿元。苍鹭现金 2 亿元。")
    profit, cash = (entity(name, name, kind="metric") for name in ("profit", "cash"))
    amounts = (("3.6 亿元", "360000000", profit), ("0.7 亿元", "70000000", profit), ("2 亿元", "200000000", cash))
    told = [
        fact(of, surface, claim(HERON, "measure", attribute=of_what, value=value(surface, low, unit="CNY")), dict.fromkeys(TAGS, f"苍鹭 {surface}"))
        for surface, low, of_what in amounts
    ]
    assert of_untold_periods(merge(told)) == {told[1].id}
