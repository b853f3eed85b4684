"""Which tables of a page hold data, and which only lay it out: boxes around text, the gutter of line numbers beside code."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_CELLS = ("td", "th", "cell")
_ROWS = ("tr", "row")
_BOXES = ("pre", "h1", "h2", "h3", "article")
_MAX_CELL = 400  # characters of a cell of data; a longer one is text that was laid out
_MAX_PARAGRAPHS = 3  # in a cell of data


def is_layout(table: _Element) -> bool:
    """True for a table whose cells hold blocks of text or other tables, or that has but one column."""
    if table.get("role") in ("presentation", "none"):
        return True
    if any(inner is not table for inner in islice(table.iter("table"), 2)):
        return True
    cells = [[cell for cell in row if cell.tag in _CELLS] for row in table.iter(*_ROWS)]
    if max((len(row) for row in cells), default=0) < 2:
        return True
    return any(_is_box(cell) for row in cells for cell in row)


def _is_box(cell: _Element) -> bool:
    """True for a cell that holds text rather than a datum."""
    if any(box is not None for box in (cell.find(f".//{tag}") for tag in _BOXES)):
        return True
    paragraphs = sum(1 for _ in cell.iter("p"))
    return paragraphs > _MAX_PARAGRAPHS or (paragraphs > 1 and sum(map(len, map(str, cell.itertext()))) > _MAX_CELL)
