"""Lines on pages to passages: without running heads and page numbers, paragraphs put together across lines and pages, headings by their size."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Line, Passage

_EDGE = 3  # lines at the top and at the bottom of a page that may be running
_MIN_REPEATS = 3  # pages on which a running line stands
_REPEATED = 0.3  # share of the pages; heads of left and right pages differ, and chapters change
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b", re.I)
_PAGE_NUMBER = re.compile(
    r"[-–—·•|\s\[(]*(?:page|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:[页頁])?\s*(?:(?:/|of|共|,|，)\s*共?\s*\d{1,4}\s*[页頁]?)?[-–—·•|\s\])]*", re.I
)
_STOP = re.compile(r"[。！？!?.…：:；;][”」』）)\"'’\]]{0,3}\d{0,3}$")
_ITEM = re.compile(r"(?:[•‣▪◦●○■·\uf0b7\uf06c\uf0a7–-]\s*|\d{1,2}[.)]\s+|[（(]\d{1,2}[）)]\s*)(?=\S)")
_HYPHEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_FIRST_WORD = re.compile(r"[a-z]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LARGER = 1.12  # times the size of the body from which a line is a heading
_SMALLER = 0.92  # times the size of the body up to which lines at the foot of a page are notes
_MAX_HEADING = 120  # characters
_MAX_BOLD_HEADING = 60
_MAX_LEVEL = 4
_BOLD_LEVEL = 6
_GAP = 1.35  # times the usual distance of lines from which a paragraph ends
_INDENT = 0.8  # times the size of letters
_FULL = 0.85  # of the widest line from which a line is full
_HALF = 0.6
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\ufb00-\ufb06]")  # radicals and ligatures that fonts give for characters


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line on a page. x, y: in points from the page's lower left. size: of its letters, in points. number: from 1 over all pages."""

    text: str
    x: float
    y: float
    size: float
    is_bold: bool
    number: int


@dataclass(frozen=True, slots=True)
class _Page:
    """What the lines of a text have in common. body: size of its letters. pitch: usual distance of lines. width: columns of a full line."""

    body: float
    pitch: float
    width: int
    is_bold: bool


def read_pages(pages: Sequence[Sequence[PageLine]]) -> list[Passage]:
    """The passages of pages, notes at the foot of pages last."""
    pages = _without_running([[replace(line, text=_plain(line.text)) for line in page] for page in pages])
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    common = _common(pages)
    texts, notes = zip(*(_without_notes(page, common) for page in pages), strict=True)
    sizes = sorted({round(line.size, 1) for line in lines if line.size > _LARGER * common.body}, reverse=True)
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    blocks = [*_blocks(texts, common), *_blocks(notes, common)]
    return [_passage(block, common, sizes, words) for block in blocks]


def title_of(passages: Sequence[Passage]) -> str | None:
    """The words of the highest heading among the first passages."""
    headings = [passage for passage in passages[:5] if passage.kind is BlockKind.HEADING and passage.level <= _MAX_LEVEL]
    best = min(headings, key=lambda passage: passage.level, default=None)
    return None if best is None else best.text.replace("\n", " ")


def _plain(text: str) -> str:
    return _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def _columns(text: str) -> int:
    """Width of a text: Chinese characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _without_running(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The pages without what repeats at their edges, and without their numbers."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    needed = max(_MIN_REPEATS, _REPEATED * len(pages))
    running = {key for key, count in counts.items() if count >= needed} | _outermost_alike(pages)
    kept = []
    for page in pages:
        edges = {line.number for line in _edges(page) if _key(line) in running}
        numbers = {line.number for line in _outermost(page) if _PAGE_NUMBER.fullmatch(line.text)}
        kept.append([line for line in page if line.number not in edges | numbers])
    return kept


def _outermost_alike(pages: Sequence[Sequence[PageLine]]) -> set[str]:
    """What stands at the same height at the very edge of two pages of a short file, apart from the text."""
    places = Counter((_key(line), round(line.y)) for page in pages if len(page) > 2 * _EDGE for line in _outermost(page))
    return {key for (key, _), count in places.items() if count == len(pages) == 2}


def _key(line: PageLine) -> str:
    return _DIGITS.sub("#", line.text).strip().lower()


def _edges(page: Sequence[PageLine]) -> list[PageLine]:
    """The lines at the top and at the bottom of a page, wherever they stand in the file."""
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered[:_EDGE] + ordered[_EDGE:][-_EDGE:]


def _outermost(page: Sequence[PageLine]) -> list[PageLine]:
    """The lines at the very edges: no line of text stands beyond them."""
    ordered = sorted(page, key=lambda line: -line.y)
    return [*ordered[:1], *ordered[-1:]]


def _common(pages: Sequence[Sequence[PageLine]]) -> _Page:
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0]
    ours = [[line for line in page if round(line.size, 1) == body] for page in pages]
    gaps = [gap for page in ours for before, line in pairwise(page) if 0.5 * body < (gap := before.y - line.y) < 4 * body]
    widths = sorted(_columns(line.text) for page in ours for line in page)
    bold = sum(line.is_bold for page in ours for line in page)
    return _Page(body, median(gaps) if gaps else 1.4 * body, widths[int(0.95 * (len(widths) - 1))], bold > len(widths) / 2)


def _without_notes(page: Sequence[PageLine], common: _Page) -> tuple[list[PageLine], list[PageLine]]:
    """A page's lines and the notes in small letters at its foot."""
    foot = len(page)
    while foot and page[foot - 1].size < _SMALLER * common.body:
        foot -= 1
    return (list(page[:foot]), list(page[foot:])) if foot else (list(page), [])


def _blocks(pages: Sequence[Sequence[PageLine]], common: _Page) -> list[list[PageLine]]:
    """Runs of lines that are one paragraph, heading or list item."""
    blocks: list[list[PageLine]] = []
    for page in pages:
        for index, line in enumerate(page):
            if blocks and (_flows(blocks[-1], line, common) if index == 0 else _goes_on(blocks[-1], line, common)):
                blocks[-1].append(line)
            else:
                blocks.append([line])
    return blocks


def _flows(block: Sequence[PageLine], line: PageLine, common: _Page) -> bool:
    """Whether a paragraph goes on over the end of a page or column."""
    last = block[-1]
    return _alike(last, line) and not _is_heading(last, common) and _STOP.search(last.text) is None and _ITEM.match(line.text) is None


def _goes_on(block: Sequence[PageLine], line: PageLine, common: _Page) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last = block[-1]
    gap = last.y - line.y
    if gap < -0.5 * common.pitch:
        return _flows(block, line, common)
    if not _alike(last, line) or _ITEM.match(line.text):
        return False
    if _is_heading(last, common):
        return gap <= 1.8 * last.size
    if gap > _GAP * max(common.pitch, common.pitch * last.size / common.body):
        return False
    is_hanging = len(block) == 1 and _ITEM.match(last.text) is not None
    if line.x - last.x > _INDENT * line.size and gap > 0.3 * line.size and not is_hanging:
        return False
    width = _columns(last.text)
    if _STOP.search(last.text) and width < _FULL * common.width:
        return False
    return width >= _HALF * common.width or is_hanging or gap < 0.3 * line.size


def _alike(last: PageLine, line: PageLine) -> bool:
    return 0.93 < (last.size or 1) / (line.size or 1) < 1.07


def _is_heading(line: PageLine, common: _Page) -> bool:
    return line.size > _LARGER * common.body


def _passage(block: Sequence[PageLine], common: _Page, sizes: Sequence[float], words: Counter[str]) -> Passage:
    """A block as a passage, its kind told by its first line."""
    first = block[0]
    length = sum(len(line.text) for line in block)
    lines = _joined(block, words)
    if _is_heading(first, common) and length <= _MAX_HEADING:
        return Passage(BlockKind.HEADING, lines, min(_MAX_LEVEL, 1 + sizes.index(round(first.size, 1))))
    is_label = first.is_bold and not common.is_bold and len(block) == 1 and length <= _MAX_BOLD_HEADING
    if is_label and not _STOP.search(first.text):
        return Passage(BlockKind.HEADING, lines, _BOLD_LEVEL)
    item = _ITEM.match(first.text)
    if item is not None:
        return Passage(BlockKind.LIST_ITEM, (replace(lines[0], text=lines[0].text[item.end() :]), *lines[1:]), 1)
    return Passage(BlockKind.PARAGRAPH, lines)


def _joined(block: Sequence[PageLine], words: Counter[str]) -> tuple[Line, ...]:
    """The lines of a block; a word that a hyphen parts at the end of a line is put together there, unless the text has it with its hyphen."""
    texts = [line.text for line in block]
    for index in range(len(texts) - 1):
        text = texts[index]
        parted, rest = _HYPHEN.search(text), _FIRST_WORD.match(texts[index + 1])
        if parted is None or rest is None:
            continue
        head, _, after = texts[index + 1].partition(" ")
        is_compound = text[-1] == "-" and words[f"{parted[1]}-{rest.group()}".lower()] > words[f"{parted[1]}{rest.group()}".lower()]
        texts[index] = (text if is_compound else text[:-1]) + head
        texts[index + 1] = after
    return tuple(Line(text, line.number) for text, line in zip(texts, block, strict=True) if text)
