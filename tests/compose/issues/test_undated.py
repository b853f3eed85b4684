"""Undated documents join where they tell the week's facts."""

from __future__ import annotations

from pipeline.compose.issues.undated import join_undated
from pipeline.datamodel.language import Language
from tests.compose.issues.week import LYRA, OLD, OUTPUT, PINE, costs, has, plain, reads, reported, scores


def test_joins_with_facts_of_the_week_in_another_language() -> None:
    undated = reported(
        "d",
        [
            ("输入价格0.15美元", costs(LYRA, "0.150")),
            ("输出价格0.60美元", costs(LYRA, "0.6", OUTPUT)),
            ("MMLU得分82%", scores(LYRA, "82")),
        ],
        language=Language.ZH_HANS,
        published=None,
    )
    assert join_undated(plain(), [undated]) == [undated]


def test_stays_out_with_two_facts_of_the_week() -> None:
    undated = reported("d", [("one costs 0.15", costs(LYRA, "0.15")), ("one gets 82%", scores(LYRA, "82"))], published=None)
    assert join_undated(plain(), [undated]) == []


def test_stays_out_where_the_weeks_facts_are_few_of_its_own() -> None:
    shared = [("it costs 0.15", costs(LYRA, "0.15")), ("it gives for 0.60", costs(LYRA, "0.60", OUTPUT)), ("it gets 82%", scores(LYRA, "82"))]
    others = [(f"old figure number {n}", has(OLD, f"{n}000000000", f"{n} billion")) for n in range(20, 40)]
    assert join_undated(plain(), [reported("d", [*shared, *others], published=None)]) == []


def test_other_figures_of_the_same_subject_are_other_facts() -> None:
    said = [("it costs 0.20", costs(LYRA, "0.20")), ("it gets 80%", scores(LYRA, "80")), ("reads 64K", reads(LYRA, "64000")), ("pine", reads(PINE))]
    assert join_undated(plain(), [reported("d", said, published=None)]) == []
