"""Lines of prose to paragraphs: where a line break is only the width of the page, and where it ends a paragraph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.ingest.base import Line

_ENDS = re.compile(r"[。！？!?…：:；;.][”」』）)\"'’*_]{0,4}$")
_WIDE_AT_END = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff“”‘’…—]$")
_WIDE_AT_START = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff“”‘’…—]")
MAX_PAGE = 130  # columns; no one wraps prose by hand beyond
MIN_PAGE = 40  # columns; shorter lines are verses, headings or captions
_RAGGED = 0.6  # a wrapped line is at least so much of the widest: the longest word is what it lacks


def joint(before: str, after: str) -> str:
    """What stands between two lines of one sentence: a space, but nothing beside Chinese characters.

    >>> joint("the small", "model"), joint("发布了", "新模型"), joint("发布 GPT-4o", "mini"), joint("发布", "GPT-4o")
    (' ', '', ' ', '')
    """
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    if _WIDE_AT_END.search(before[-1]) or _WIDE_AT_START.match(after):
        return ""
    return "" if before[-1] == "-" and len(before) > 1 and before[-2].isalpha() else " "


def paragraphs(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The paragraphs in lines that no blank line parts: one for lines wrapped at the width of a page, else one a line."""
    if len(lines) < 2 or is_wrapped([line.text for line in lines]):
        return [tuple(lines)] if lines else []
    return [(line,) for line in lines]


def is_wrapped(lines: Sequence[str]) -> bool:
    """True when lines are one paragraph that was broken at the width of a page.

    >>> is_wrapped(["A paragraph that somebody wrapped by hand, as", "one does in a text editor or an old e-mail, with", "a short last line."])
    True
    >>> is_wrapped(["第一段在这里结束。", "第二段也在这里结束。"])
    False
    """
    inner = lines[:-1]
    if sum(map(len, inner)) > MAX_PAGE * len(inner) or all(_ENDS.search(line) for line in inner):
        return False
    widths = [_columns(line) for line in inner]
    widest = max(*widths, _columns(lines[-1]))
    return MIN_PAGE <= widest <= MAX_PAGE and min(widths) >= _RAGGED * widest


def _columns(text: str) -> int:
    """Width on a page of fixed letters: Chinese characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
