from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.compose.dedup import merge
from pipeline.compose.notes import Notebook
from pipeline.compose.tables import Plan, build_table, plan_tables
from pipeline.datamodel.digest import Table
from pipeline.datamodel.fact import Fact
from tests.factories import EDITIONS, claim, document, entity, fact, value

DOCUMENT = document("".join(f"第{n}句写着{n}。\n" for n in range(1, 40)))
NAMES = ("A1", "B2", "C3", "D4", "E5", "F6")
BENCHMARKS = ("MMLU", "MGSM", "MMMU")


def measured(
    subject: str, type: str, attribute: str, low: str, unit: str = "percent", n: int = 1, per: str | None = None, modality: str = ""
) -> Fact:
    said = claim(entity(subject), type, attribute=entity(attribute, kind="metric"), value=value(low, low, unit, per=per), modality=modality)
    return fact(DOCUMENT, f"第{n}句写着{n}", said, dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), f"{subject} {attribute} {low}"))


def plans(facts: list[Fact]) -> list[Plan]:
    return plan_tables(merge(facts))


def table(plan: Plan) -> Table:
    return build_table(plan, Notebook(), EDITIONS)


def grid(models: tuple[str, ...], benchmarks: tuple[str, ...]) -> list[Fact]:
    pairs = [(m, b) for b in benchmarks for m in models]
    return [measured(m, "score", b, str(50 + n), n=n + 1) for n, (m, b) in enumerate(pairs)]


def test_scores_have_a_row_for_each_benchmark() -> None:
    made = table(plans(grid(("A1", "B2"), ("MMLU", "MGSM")))[0])
    assert [c.id for c in made.columns] == ["a1", "b2"]
    assert [row.id for row, _ in made.rows] == ["mmlu", "mgsm"]
    assert [[c.phrases["en"] if c else None for c in cells] for _, cells in made.rows] == [["50%", "51%"], ["52%", "53%"]]
    assert made.chart


def test_scores_of_many_models_have_a_row_for_each_model() -> None:
    made = table(plans(grid(NAMES, ("MMLU", "MGSM")))[0])
    assert made.subjects_in_rows
    assert len(made.rows) == len(NAMES)


@pytest.mark.parametrize(
    ("facts", "tables"),
    [
        pytest.param(grid(("A1",), BENCHMARKS), 0, id="one subject"),
        pytest.param(grid(("A1", "B2"), ("MMLU",)), 0, id="two subjects, one measure"),
        pytest.param(grid(("A1", "B2", "C3"), ("MMLU",)), 1, id="three subjects, one measure"),
        pytest.param([measured("A1", "score", "MMLU", "5"), measured("B2", "score", "MGSM", "6", n=2)], 0, id="nothing shared"),
        pytest.param([], 0, id="nothing"),
    ],
)
def test_tables_are_made_where_something_compares(facts: list[Fact], tables: int) -> None:
    assert len(plans(facts)) == tables


def test_prices_in_two_currencies_make_two_tables() -> None:
    rows = [("A1", "USD"), ("B2", "USD"), ("A1", "CNY"), ("B2", "CNY")]
    facts = [
        measured(m, "price", side, str(n + 10 * k), unit, n + 1, "1000000 token")
        for n, (m, unit) in enumerate(rows)
        for k, side in enumerate(("input_price", "output_price"))
    ]
    assert [plan.kind for plan in plans(facts)] == ["prices", "prices"]


def test_a_hedged_figure_stands_in_no_table() -> None:
    facts = [measured(m, "score", "MMLU", str(n), n=n, modality="expected") for n, m in enumerate(NAMES, 1)]
    assert plans(facts) == []


def test_figures_of_another_unit_are_left_out_of_a_measure() -> None:
    facts = [measured(m, "measure", "size", str(n), "parameter", n) for n, m in enumerate(("A1", "B2", "C3"), 1)]
    facts.append(measured("D4", "measure", "size", "4", "byte", 4))
    made = table(plans(facts)[0])
    assert [row.id for row, _ in made.rows] == ["a1", "b2", "c3"]


def test_a_price_table_names_the_counter_once() -> None:
    facts = [
        measured(m, "price", side, f"0.{n}5", "USD", n, "1000000 token")
        for n, m in enumerate(("A1", "B2", "C3"), 1)
        for side in ("input_price", "output_price")
    ]
    made = table(plans(facts)[0])
    assert made.corner.name("en") == "Price (per million tokens)"
    assert made.rows[0][1][0] is not None
    assert "million" not in made.rows[0][1][0].phrases["en"]


def test_cuts_lose_rows_and_keep_the_first() -> None:
    plan = plans(grid(("A1", "B2", "C3"), BENCHMARKS))[0]
    assert [len(cut.measures) for cut in plan.cuts()] == [3, 2]
    assert all(cut.measures == plan.measures[: len(cut.measures)] for cut in plan.cuts())
    assert all(len(cut.items) == len(cut.measures) * 3 for cut in plan.cuts())


def test_dates_are_not_drawn() -> None:
    facts = [measured(m, "measure", "cutoff", f"2023-1{n}", "date", n + 1) for n, m in enumerate(("A1", "B2", "C3"))]
    assert not table(plans(facts)[0]).chart


def test_series_are_the_measures() -> None:
    made = table(plans(grid(("A1", "B2"), ("MMLU", "MGSM")))[0])
    turned = replace(made, subjects_in_rows=True)
    assert [measure.id for measure, _ in made.series()] == ["mmlu", "mgsm"]
    assert [measure.id for measure, _ in turned.series()] == ["a1", "b2"]


def test_figures_of_one_measure_are_written_with_one_kind_of_scale() -> None:
    facts = [
        measured(name, "measure", "parameters", low, "parameter", n=n)
        for n, (name, low) in enumerate((("A1", "123000000000"), ("B2", "7000000000")), 1)
    ]
    said = replace(facts[0].claim, subject=entity("C3"), value=value("236B", "236000000000", "parameter"))
    spoken = replace(facts[1].claim, value=value("70亿", "7000000000", "parameter"))
    plan = plans([facts[0], replace(facts[1], claim=spoken), replace(facts[0], id="c", claim=said)])[0]
    cells = [[cell.phrases["zh-Hans"], cell.phrases["en"]] for _, row in table(plan).rows for cell in row if cell]
    assert ["2360 亿参数", "236 billion"] in cells


def test_figures_that_all_have_a_letter_keep_it() -> None:
    facts = [measured(name, "measure", "parameters", "7000000000", "parameter", n=n) for n, name in enumerate(("A1", "B2", "C3"), 1)]
    lettered = [replace(one, claim=replace(one.claim, value=value("7B", "7000000000", "parameter"))) for one in facts]
    assert {cell.phrases["en"] for _, row in table(plans(lettered)[0]).rows for cell in row if cell} == {"7B"}
