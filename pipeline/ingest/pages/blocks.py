"""The tree of a page's main content to passages. Reads HTML's tags and those of trafilatura (`head`, `item`, `quote`, `row`, `cell`, `lb`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.pages.layout_tables import is_layout
from pipeline.ingest.tables import pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "head": 2, "title": 1}
_ITEMS = frozenset({"li", "item", "dd", "dt"})
_LISTS = frozenset({"ul", "ol", "list", "dl"})
_QUOTES = frozenset({"blockquote", "quote"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "lb"})
_BLOCKS = _LISTS | _QUOTES | _ROWS | _CELLS | {
    "p", "div", "section", "article", "main", "body", "header", "footer", "figure", "figcaption", "table", "tbody",
    "thead", "tfoot", "caption", "details", "summary", "center", "address", "form", "fieldset", "aside", "nav", "hr", "html", "ab",
}  # fmt: skip
_PARTING = _BLOCKS | _ITEMS | frozenset(_HEADINGS)
_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "svg", "button", "select", "textarea", "video", "audio",
    "graphic", "img", "input", "canvas", "math", "link", "meta", "rt", "rp",
})  # fmt: skip
_SPACE = re.compile(r"\s+")
_WORDS = re.compile(r"[^\s<>&\"'“”‘’]+")
_BODY = re.compile(r"<body\b", re.I)
_SIGNS = ("¶", "#", "§", "🔗", "")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_MAX_KEY = 4  # words by which a passage is found in the source
_MAX_KEY_WORD = 16


@dataclass(slots=True)
class _Walker:
    """Gathers the words of a tree block by block."""

    finder: Finder
    passages: list[Passage] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    depth: int = 0
    quotes: int = 0
    cells: list[str] = field(default_factory=list)
    in_row: int = 0
    in_code: int = 0
    layouts: list[bool] = field(default_factory=list)

    @property
    def in_layout(self) -> bool:
        """True where the innermost table only lays text out."""
        return bool(self.layouts) and self.layouts[-1]

    def flush(self) -> None:
        """Ends the block that is open; in a row and in code blocks are only parted by spaces."""
        if self.in_row:
            self.words.append(" ")
        elif not self.in_code:
            self._add_block()

    def enter(self, element: _Element, tag: str) -> None:
        """A tag opens."""
        if tag in _BREAKS:
            self._break()
        elif self.in_row:
            self._enter_in_row(tag)
        elif tag == "pre" or (tag == "code" and _is_block_code(element)):
            self.flush()
            self.in_code += 1
        elif tag in _ROWS and not self.in_layout:
            self.flush()
            self.in_row += 1
            self.cells.clear()
        elif tag in _HEADINGS:
            self.flush()
            rank = element.get("rend") or ""
            self.kind, self.level = BlockKind.HEADING, _HEADINGS.get(rank, _HEADINGS[tag])
        elif tag in _ITEMS:
            self.flush()
            self.kind, self.level = BlockKind.LIST_ITEM, max(1, self.depth)
        elif tag in _BLOCKS:
            if tag == "table":
                self.layouts.append(is_layout(element))
            if self.words or self.kind is not BlockKind.LIST_ITEM:
                self.flush()
            self.depth += tag in _LISTS
            self.quotes += tag in _QUOTES

    def _enter_in_row(self, tag: str) -> None:
        if tag in _ROWS:
            self.in_row += 1
        elif tag in _CELLS:
            self.words.clear()
        elif tag in _PARTING:
            self.words.append(" ")

    def _break(self) -> None:
        if self.in_code or self.in_row:
            self.words.append("\n" if self.in_code else " ")
            return
        kind, level = self.kind, self.level
        self.flush()
        self.kind, self.level = (kind, level) if kind is BlockKind.LIST_ITEM else (BlockKind.PARAGRAPH, 0)

    def leave(self, element: _Element, tag: str) -> None:
        """A tag closes."""
        if self.in_row:
            self._leave_in_row(tag)
        elif self.in_code and (tag == "pre" or (tag == "code" and _is_block_code(element))):
            self.in_code -= 1
            if not self.in_code:
                self._add_code()
        elif tag in _PARTING:
            self.flush()
            if tag == "table" and self.layouts:
                self.layouts.pop()
            self.depth -= tag in _LISTS
            self.quotes -= tag in _QUOTES

    def _leave_in_row(self, tag: str) -> None:
        if tag in _CELLS:
            self.cells.append(_SPACE.sub(" ", "".join(self.words)).strip())
            self.words.clear()
        elif tag in _ROWS:
            self.in_row -= 1
            if not self.in_row:
                self._add_row()
        elif tag in _PARTING:
            self.words.append(" ")

    def _add_block(self) -> None:
        text = _SPACE.sub(" ", "".join(self.words)).strip()
        self.words.clear()
        if text:
            kind = BlockKind.QUOTE if self.quotes and self.kind is BlockKind.PARAGRAPH else self.kind
            self.passages.append(Passage(kind, (Line(text, self.finder.line(text)),), self.level))
        self.kind, self.level = BlockKind.PARAGRAPH, 0

    def _add_code(self) -> None:
        text = "".join(self.words).strip("\r\n")
        self.words.clear()
        if text.strip():
            first = self.finder.line(text)
            lines = tuple(Line(line, first + index) for index, line in enumerate(_NEWLINE.split(text)))
            self.passages.append(Passage(BlockKind.CODE, lines))

    def _add_row(self) -> None:
        self.words.clear()
        filled = [cell for cell in self.cells if cell]
        if filled:
            kind = BlockKind.TABLE_ROW if len(filled) > 1 else BlockKind.PARAGRAPH
            text = " | ".join(self.cells if len(filled) > 1 else filled)
            self.passages.append(Passage(kind, (Line(text, self.finder.line(filled[0])),)))


@lru_cache(maxsize=1)
def _line_starts(source: str) -> tuple[int, ...]:
    lines = source.replace("\r\n", " \n").replace("\r", "\n").split("\n")[:-1]
    return (0, *accumulate(len(line) + 1 for line in lines))


class Finder:
    """Finds the source line of each passage, going forward through a page."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._starts = _line_starts(source)
        body = _BODY.search(source)
        self._at = body.start() if body else 0

    def line(self, text: str) -> int:
        """The line where `text` stands, after the last one found; the last one where it is not found (its letters are written as entities)."""
        words = _WORDS.findall(text[:200])[:_MAX_KEY]
        keys = [[word[:_MAX_KEY_WORD] for word in words[:count]] for count in (_MAX_KEY, 1)] if words else []
        for key in keys:
            found = self._find(key)
            if found >= 0:
                self._at = found
                break
        return bisect_right(self._starts, self._at)

    def _find(self, words: Sequence[str]) -> int:
        at = self._at
        for _ in range(20):
            at = self._source.find(words[0], at)
            if at < 0:
                return -1
            follows = at
            for word in words[1:]:
                follows = self._source.find(word, follows, follows + 400)
                if follows < 0:
                    break
            if follows >= 0:
                return at
            at += 1
        return -1


def _is_gutter(element: _Element, tag: str, in_code: int) -> bool:
    """True for the line numbers beside code."""
    if not in_code and tag not in ("td", "pre"):
        return False
    return pattern("pages", "names", "gutter").search(element.get("class") or "") is not None


def _is_permalink(element: _Element, tag: str) -> bool:
    """True for the sign after a heading that links to it."""
    return tag == "a" and (element.text or "").strip() in _SIGNS and len(element) == 0 and (element.get("href") or "#").startswith("#")


def _is_block_code(element: _Element) -> bool:
    """True for code that is a block of its own, not a word of a sentence."""
    return any("\n" in str(text) for text in element.itertext()) or any(True for _ in element.iter("lb", "br"))


def read_tree(root: _Element, source: str) -> list[Passage]:
    """The passages of a tree, in order, each with its line in the page's source."""
    from lxml import etree

    walker = _Walker(Finder(source))
    skipping: _Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and skipping is None:
            if tag in _SKIPPED or _is_gutter(element, tag, walker.in_code) or _is_permalink(element, tag):
                skipping = element
                continue
            walker.enter(element, tag)
            if element.text:
                walker.words.append(element.text)
        elif event != "start":
            if skipping is None and event == "end":
                walker.leave(element, tag)
            elif skipping is element:
                skipping = None
            if skipping is None and element is not root and element.tail:
                walker.words.append(element.tail)
    walker.flush()
    return walker.passages
