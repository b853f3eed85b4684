from __future__ import annotations

import pytest

from pipeline.render.facts.sheets import Row, Sheet
from pipeline.render.facts.table import columns_of, render_table

ROWS: list[Row] = [
    {
        "published": "2024-07-22",
        "subject": "輝雲二號",
        "count": 3,
        "text": "輝雲二號的輸入價格是每百萬 token 15 美分，輸出價格是每百萬 token 60 美分",
    },
    {"published": None, "subject": "Nimbus 2", "count": 12, "text": "Nimbus 2\x1b[31m is\nout\u202e"},
]
SHEET = Sheet({"published": str, "subject": str, "count": int, "text": str}, ROWS, ("published", "subject", "count", "text"), "text")


@pytest.mark.parametrize("width", [60, 72, 80, 120])
def test_a_table_fits_its_terminal_and_its_columns_stand_below_each_other(width: int) -> None:
    lines = list(render_table(SHEET, width))
    assert max(map(columns_of, lines)) <= width
    starts = [columns_of(line[: line.index(mark)]) for line, mark in zip(lines, ("text", "輝雲二號的", "Nimbus 2["), strict=True)]
    assert len(set(starts)) == 1
    assert lines[1].endswith("…") == (width < 120)


def test_a_figure_is_never_cut() -> None:
    rows: list[Row] = [{"subject": "a name that is far too long for it", "value": "405,000,000,000 parameter", "text": "words " * 40}]
    sheet = Sheet({"subject": str, "value": str, "text": str}, rows, ("subject", "value", "text"), "text")
    for width in (40, 60, 80):
        assert "  405,000,000,000 parameter  " in list(render_table(sheet, width))[1]


def test_without_a_terminal_nothing_is_cut() -> None:
    assert next(line for line in render_table(SHEET, None) if "美分" in line).endswith("60 美分")


def test_what_a_terminal_would_obey_is_left_out() -> None:
    line = list(render_table(SHEET, None))[2]
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert line.split("  ")[-1] == "Nimbus 2[31m is out"


def test_a_column_without_anything_in_it_is_left_out() -> None:
    sheet = Sheet({"subject": str, "condition": str}, [{"subject": "Nimbus 2", "condition": None}], ("subject", "condition"), "subject")
    assert list(render_table(sheet, 80)) == ["subject", "Nimbus 2"]


def test_numbers_stand_to_the_right() -> None:
    lines = list(render_table(SHEET, None))
    assert lines[1][lines[1].index("3") - 1] == " "
    assert columns_of(lines[1][: lines[1].index("3") + 1]) == columns_of(lines[2][: lines[2].index("12") + 2])


def test_no_rows_are_no_lines() -> None:
    assert list(render_table(Sheet(SHEET.columns, [], SHEET.shown, "text"), 80)) == []
