"""A sheet as aligned columns, fitted to a terminal: a Han character is two columns wide, and what does not fit ends in an ellipsis."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.render.facts.sheets import Cell, Sheet

GAP = "  "
MOST = {"published": 10, "subject": 24, "attribute": 24, "condition": 20, "value": 28, "name": 32}  # columns, where a terminal is narrow
LEAST = 12  # columns for what gets the room that is left
ELLIPSIS = "…"
_NUMBERS = (int, float)


def render_table(sheet: Sheet, width: int | None) -> Iterator[str]:
    """The lines: heads, then rows; none where there are no rows. width: the terminal's columns; None: nothing is cut."""
    rows = [[_shown(row[name]) for name in sheet.shown] for row in sheet.rows]
    widths = _widths(sheet, rows, width)
    to_the_right = [sheet.columns[name] in _NUMBERS for name in sheet.shown]
    for cells in () if not rows else ([name.replace("_", " ") for name in sheet.shown], *rows):
        fitted = (_fitted(cell, room, right) for cell, room, right in zip(cells, widths, to_the_right, strict=True))
        yield GAP.join(fitted).rstrip()


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns_of("GPT-4o"), columns_of("輸入價格"), columns_of("e\u0301")
    (6, 8, 1)
    """
    return sum(map(_wide, text))


def cut(text: str, room: int) -> str:
    """As much of a text as fits into so many columns.

    >>> cut("輸入價格", 8), cut("輸入價格", 7), cut("price", 3)
    ('輸入價格', '輸入價…', 'pr…')
    """
    if columns_of(text) <= room:
        return text
    taken, kept = 0, ""
    for character in text:
        taken += _wide(character)
        if taken > room - 1:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS if room else ""


def _wide(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _widths(sheet: Sheet, rows: Sequence[Sequence[str]], width: int | None) -> list[int]:
    """What each column needs; where that is too much, names at most so much, and the wide column the rest."""
    needed = [max(columns_of(cell) for cell in (name, *(row[at] for row in rows))) for at, name in enumerate(sheet.shown)]
    if width is None or sum(needed) + len(GAP) * (len(needed) - 1) <= width:
        return needed
    fitted = [min(need, MOST.get(name, need)) if name != sheet.wide else 0 for name, need in zip(sheet.shown, needed, strict=True)]
    left = width - len(GAP) * (len(needed) - 1)
    while sum(fitted) > left - LEAST and max(fitted) > LEAST:
        fitted[fitted.index(max(fitted))] -= 1
    fitted[sheet.shown.index(sheet.wide)] = max(LEAST, left - sum(fitted))
    return fitted


def _fitted(cell: str, room: int, to_the_right: bool) -> str:
    text = cut(cell, room)
    padding = " " * (room - columns_of(text))
    return padding + text if to_the_right else text + padding


def _shown(cell: Cell) -> str:
    """A cell on one line; control characters, which a terminal would obey, are left out."""
    text = "" if cell is None else " ".join(str(cell).split())
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cf", "Cs"))
