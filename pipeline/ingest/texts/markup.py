"""Light markups other than Markdown (wikitext, reStructuredText, AsciiDoc, Org, BBCode): written as Markdown line for line, then read as it.

What each markup's lines become is a table, `data/markup.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.datamodel.document import Source
from pipeline.ingest.base import Reading, source_lines, suffix, unify_line_ends
from pipeline.ingest.tables import table
from pipeline.ingest.texts.markdown import MARKDOWN_NAMES, first_title, read_blocks

_LOOKED_AT = 20_000  # characters
_MAX_LINE = 5_000  # characters of a line whose marks are looked at
_OUTDENT = r"^\S"  # closes a block that is set in; the line itself is text


@dataclass(frozen=True, slots=True)
class _Markup:
    """How one markup is told and rewritten. skip, fence: pairs of patterns of the lines between which everything goes or is code."""

    suffixes: tuple[str, ...]
    sign: re.Pattern[str]
    signs: int
    skip: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    fence: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    line: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _markup(name: str) -> _Markup:
    """A markup of the table. Raises KeyError for one that is not in it."""
    row = table("markup")[name]
    if not isinstance(row, Mapping):
        raise KeyError(name)
    return _Markup(
        suffixes=tuple(row["suffix"]),
        sign=re.compile(row["sign"], re.M),
        signs=int(row["signs"]),
        skip=tuple((re.compile(opening), re.compile(closing)) for opening, closing in row["skip"]),
        fence=tuple((re.compile(opening), re.compile(closing)) for opening, closing in row["fence"]),
        line=tuple((re.compile(mark), written) for mark, written in row["line"]),
    )


class MarkupIngestor:
    """Reads one markup of the table."""

    def __init__(self, name: str) -> None:
        self.name = name

    def accepts(self, source: Source, text: str) -> bool:
        """True for a name that says so, or for several of the markup's own signs."""
        markup = _markup(self.name)
        name = suffix(source)
        if name in markup.suffixes or name in MARKDOWN_NAMES:
            return name in markup.suffixes
        found = zip(markup.sign.finditer(unify_line_ends(text[:_LOOKED_AT])), range(markup.signs), strict=False)
        return sum(1 for _ in found) >= markup.signs

    def read(self, source: Source, text: str) -> Reading:
        """The passages; the title is the first heading of rank 1, or the first that is alone in its rank."""
        passages = read_blocks(_rewritten(source_lines(text), _markup(self.name)))
        return Reading(format=self.name, passages=passages, title=first_title(passages))


MARKUPS = tuple(MarkupIngestor(name) for name in ("bbcode", "mediawiki", "rst", "asciidoc", "org"))
"""Asked in this order: BBCode's links look like AsciiDoc's."""


def _rewritten(lines: Sequence[str], markup: _Markup) -> list[str]:
    """The lines as Markdown, as many as there were; one that ends a code block and is text holds a line break after the fence."""
    made: list[str] = []
    closing: re.Pattern[str] | None = None
    is_code = False
    for line in lines:
        if closing is None:
            closing, is_code = _opened(line, markup)
            made.append(_line(line, markup) if closing is None else "```" if is_code else "")
        elif closing.search(line):
            after = _line(line, markup) if closing.pattern == _OUTDENT else ""
            made.append(f"```\n{after}" if is_code else after)
            closing = None
        else:
            made.append(line if is_code else "")
    return made


def _opened(line: str, markup: _Markup) -> tuple[re.Pattern[str] | None, bool]:
    """What closes the block that a line opens, and whether the block is code; None where it opens none."""
    for pairs, is_code in ((markup.fence, True), (markup.skip, False)):
        for opening, closing in pairs:
            if opening.search(line):
                return closing, is_code
    return None, False


def _line(text: str, markup: _Markup) -> str:
    """A line with its marks written as Markdown's."""
    if len(text) > _MAX_LINE:
        return text
    for mark, written in markup.line:
        text = mark.sub(written, text)
    return text
