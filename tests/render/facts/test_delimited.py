from __future__ import annotations

import csv
import io

import pytest

from pipeline.render.facts.delimited import guarded, render_csv
from pipeline.render.facts.sheets import Sheet

HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1+1", "＠SUM", "\x00=1"]


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_begins_as_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+0.25", "82%", "a=b", "", "2024-07-18", "--07-18x"[2:], 5, 0.9, None])
def test_figures_dates_and_plain_words_stay_as_they_are(cell: str | float | None) -> None:
    assert guarded(cell) == cell


def test_quotes_commas_and_line_breaks_are_read_again() -> None:
    row = {"a": 'he said "no", twice', "b": "甲\n乙", "c": None, "d": 0.5}
    text = "".join(render_csv(Sheet({"a": str, "b": str, "c": str, "d": float}, [row], ("a",), "a")))
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["a", "b", "c", "d"], [row["a"], row["b"], "", "0.5"]]
    assert text.endswith("\r\n")
