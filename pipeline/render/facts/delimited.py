"""A sheet as CSV (RFC 4180, UTF-8) that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from pipeline.render.facts.sheets import Cell, Sheet

_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
GUARD = "'"


def render_csv(sheet: Sheet) -> Iterator[str]:
    """The lines, each with its end; empty cells for what is not known."""
    yield _line(list(sheet.columns))
    for row in sheet.rows:
        yield _line([guarded(row[name]) for name in sheet.columns])


def guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would compute, with an apostrophe before it; a number is none.

    >>> guarded("=HYPERLINK(1)"), guarded("-3.5"), guarded("-3.5 + 1"), guarded("＠SUM"), guarded("82%")
    ("'=HYPERLINK(1)", '-3.5', "'-3.5 + 1", "'＠SUM", '82%')
    """
    return GUARD + cell if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _line(cells: list[Cell]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
