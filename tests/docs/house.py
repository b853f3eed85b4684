"""`docs/house.svg`: the rooms by floor, drawn from the import contract in pyproject.toml; each says of itself what its docstring says."""

from __future__ import annotations

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterator
from html import escape
from itertools import groupby

from tests.docs.pages import ROOT

PICTURE = ROOT / "docs" / "house.svg"
WIDTH, LEFT, GAP, PADDING = 1160, 96, 10, 10
LINE, LETTER = 15, 6.15  # a line's height and about a letter's width at 11 px
FLOOR_ROW = re.compile(r"^\| (\d) \| (.*?) \|", re.M)
STYLE = (
    "text{font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:11px;fill:#333}"
    ".name{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;font-weight:700;fill:#111}"
    ".floor{font-size:13px;font-weight:600;fill:#555}"
    "rect{fill:#fff;stroke:#8a8f98}.paper{fill:#f6f7f9;stroke:none}.band{fill:#e9ecf1;stroke:none}"
)


def layers() -> list[list[str]]:
    """The rooms and single files, from the top to the ground; those of a layer do not know each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (floors,) = (contract for contract in contracts if contract["name"] == "the floors of the house")
    return [[room.strip().removeprefix("pipeline.") for room in re.split(r"[|:]", layer)] for layer in floors["layers"]]


def floors() -> dict[str, int]:
    """The floor of each room, as CONTRIBUTING numbers them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return {room: int(number) for number, rooms in FLOOR_ROW.findall(text) for room in re.findall(r"`(\w+)(?:/|\.py)`", rooms)}


def idea(room: str) -> str:
    """The first sentence of a room's docstring."""
    path = ROOT / "pipeline" / room / "__init__.py"
    source = (path if path.exists() else ROOT / "pipeline" / f"{room}.py").read_text(encoding="utf-8")
    said = (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]
    return re.split(r"(?<=\.) ", said.replace("`", ""))[0]


def picture() -> str:
    """The SVG."""
    parts: list[str] = []
    top = PADDING
    numbers = floors()
    for number, rows in groupby(layers(), lambda rooms: numbers[rooms[0]]):
        first, top = top, top + PADDING
        drawn: list[str] = []
        for rooms in rows:
            height = band(rooms, top, drawn)
            top += height + GAP
        parts.append(f'<rect class="band" x="{PADDING}" y="{first}" width="{WIDTH - 2 * PADDING}" height="{top - first}" rx="6"/>')
        parts.append(f'<text class="floor" x="{PADDING + 12}" y="{first + 28}">floor {number}</text>')
        parts += drawn
        top += GAP
    title = "<title>The rooms of the house by floor; imports run downwards only</title>"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" role="img">{title}<style>{STYLE}</style>'
    )
    return "\n".join([head, f'<rect class="paper" width="{WIDTH}" height="{top}"/>', *parts, "</svg>", ""])


def band(rooms: list[str], top: int, drawn: list[str]) -> int:
    """Add the boxes of one layer; returns its height."""
    width = (WIDTH - LEFT - PADDING - GAP * len(rooms)) / len(rooms)
    texts = [textwrap.wrap(idea(room), int((width - 2 * PADDING) / LETTER)) for room in rooms]
    height = 30 + LINE * max(map(len, texts))
    for n, (room, lines) in enumerate(zip(rooms, texts, strict=True)):
        drawn.extend(box(room, lines, LEFT + n * (width + GAP), top, width, height))
    return height


def box(room: str, lines: list[str], left: float, top: int, width: float, height: int) -> Iterator[str]:
    """A room: its name and its idea."""
    name = f"{room}/" if (ROOT / "pipeline" / room).is_dir() else f"{room}.py"
    yield f'<rect x="{left:.0f}" y="{top}" width="{width:.0f}" height="{height}" rx="4"/>'
    yield f'<text class="name" x="{left + PADDING:.0f}" y="{top + 18}">{escape(name)}</text>'
    for n, line in enumerate(lines):
        yield f'<text x="{left + PADDING:.0f}" y="{top + 35 + n * LINE}">{escape(line)}</text>'
