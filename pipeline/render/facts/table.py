"""A sheet as aligned columns, fitted to a terminal: a Han character is two columns wide, and what does not fit ends in an ellipsis."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from pipeline.render.facts.sheets import Cell, Sheet

GAP = "  "
MOST = {"subject": 24, "attribute": 24, "condition": 20, "name": 24}  # columns of what may be cut, where a terminal is narrow; never a figure
LEAST = {"subject": 16, "attribute": 10, "condition": 8, "name": 8}  # columns to which these are cut at most
SHARE = 4  # the column that gets the room that is left has at least one part in so many
ELLIPSIS = "…"
_NUMBERS = (int, float)


def render_table(sheet: Sheet, width: int | None) -> Iterator[str]:
    """The lines: heads, then rows; none where there are no rows, and no column where all cells are empty.

    width: the terminal's columns; None: nothing is cut.
    """
    rows = [{name: _shown(row[name]) for name in sheet.shown} for row in sheet.rows]
    names = [name for name in sheet.shown if any(row[name] for row in rows)]
    needed = {name: max(columns_of(cell) for cell in (name, *(row[name] for row in rows))) for name in names}
    widths = _widths(needed, sheet.wide, width)
    for cells in ({name: name for name in names}, *rows) if rows else ():
        yield GAP.join(_fitted(cells[name], widths[name], sheet.columns[name] in _NUMBERS) for name in names).rstrip()


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


def _widths(needed: Mapping[str, int], wide: str, width: int | None) -> dict[str, int]:
    """What each column gets; where all that it needs is too much, names are cut, and the wide column gets the rest."""
    gaps = len(GAP) * (len(needed) - 1)
    if width is None or sum(needed.values()) + gaps <= width:
        return dict(needed)
    fitted = {name: min(need, MOST.get(name, need)) for name, need in needed.items() if name != wide}
    too_much = sum(fitted.values()) + gaps - (width - width // SHARE)
    while too_much > 0 and (longer := [name for name in fitted if fitted[name] > LEAST.get(name, fitted[name])]):
        fitted[max(longer, key=lambda name: fitted[name])] -= 1
        too_much -= 1
    return {**fitted, wide: max(min(LEAST.values()), width - gaps - sum(fitted.values()))}


def _fitted(cell: str, room: int, to_the_right: bool) -> str:
    text = cut(cell, room)
    padding = " " * (room - columns_of(text))
    return padding + text if to_the_right else text + padding


def _shown(cell: Cell) -> str:
    """A cell on one line; control characters, which a terminal would obey, are left out."""
    text = "" if cell is None else " ".join(str(cell).split())
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cf", "Cs"))
