"""Figures side by side."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compose.issues.interests import Terms
from pipeline.compose.issues.numbers import numbers
from pipeline.compose.issues.ranking import weigh
from pipeline.datamodel.digest import Cell
from pipeline.datamodel.fact import Entity
from pipeline.datamodel.issue import Numbers, Reported
from tests.compose.issues.week import EDITIONS, LYRA, OLD, PINE, WEEK, costs, desk, gathered, has, reported, scores
from tests.factories import entity

MODELS = ((LYRA, "82.0"), (OLD, "70.0"), (PINE, "84.0"))


def made(documents: Sequence[Reported], disputed: int = 0) -> tuple[Numbers, ...]:
    sources, merged, _ = gathered(documents)
    ranked = sorted(weigh(merged, Terms([]), WEEK), key=lambda one: (-one.score, one.id))
    return numbers(ranked, [one.id for one in ranked[:disputed]], desk(sources), EDITIONS)


def test_cells_bear_the_letters_of_their_sources() -> None:
    said = [(f"{model.id} {amount}", scores(model, amount)) for model, amount in MODELS]
    (table,) = made([reported("a", said), reported("b", said[:1])])
    letters = {row.id: table.letters[cells[0].note] if cells[0] else () for row, cells in _rows(table)}
    assert letters == {"lyra-2-mini": ("A", "B"), "lyra-1": ("A",), "pine-large": ("A",)}
    assert table.remark is None
    assert table.table.chart


def test_scores_of_different_sources_are_neither_ranked_nor_drawn() -> None:
    documents = [reported(model.id, [(f"{model.id} {amount}", scores(model, amount))]) for model, amount in MODELS]
    (table,) = made(documents)
    assert table.remark is not None
    assert "do not rank" in table.remark["en"]
    assert "不宜" in table.remark["zh-Hant-TW"]
    assert not table.table.chart


def test_prices_of_different_sources_compare() -> None:
    documents = [reported(model.id, [(f"{model.id} {n}", costs(model, str(n)))]) for n, (model, _) in enumerate(MODELS, 1)]
    (table,) = made(documents)
    assert table.remark is None
    assert table.table.chart


def test_two_figures_are_no_chart_and_disputed_ones_stand_elsewhere() -> None:
    said = [(f"{model.id} {amount}", scores(model, amount)) for model, amount in MODELS]
    assert made([reported("a", said[:2])]) == ()
    assert made([reported("a", said)], disputed=1) == ()


def test_a_figure_that_the_name_bears_makes_no_row() -> None:
    small = entity("lyra-9b", "Lyra 9B")
    said = [("Lyra 2 mini has 20B", has(LYRA, "20000000000", "20B")), ("Pine Large has 70B", has(PINE, "70000000000", "70B"))]
    (table,) = made([reported("a", [*said, ("Lyra 9B has 9B", has(small, "9000000000", "9B"))])])
    assert {row.id for row, _ in _rows(table)} == {"lyra-2-mini", "pine-large"}
    assert (
        made(
            [
                reported(
                    "a",
                    [
                        said[0],
                        ("Lyra 9B has 9B", has(small, "9000000000", "9B")),
                        ("Oak 7B has 7B", has(entity("oak-7b", "Oak 7B"), "7000000000", "7B")),
                    ],
                )
            ]
        )
        == ()
    )


def _rows(table: Numbers) -> list[tuple[Entity, list[Cell | None]]]:
    shown = table.table
    if shown.subjects_in_rows:
        return [(row, list(cells)) for row, cells in shown.rows]
    return [(column, [cells[n] for _, cells in shown.rows]) for n, column in enumerate(shown.columns)]


def test_a_cell_leaves_out_the_measure_word_that_counts_nothing() -> None:
    said = [(f"{model.id} {n} billion", has(model, f"{n}000000000", f"{n} billion")) for n, (model, _) in enumerate(MODELS, 21)]
    (table,) = made([reported("a", said)])
    cells = [cell for _, row in table.table.rows for cell in row if cell]
    assert {cell.phrases["zh-Hant-TW"] for cell in cells} == {"210 億", "220 億", "230 億"}
    assert {cell.phrases["en"] for cell in cells} == {"21 billion", "22 billion", "23 billion"}
