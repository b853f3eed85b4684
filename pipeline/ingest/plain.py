"""Plain text: the caption lines of a transcript, or prose; told apart by `text.captions.looks_like_captions`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.datamodel.document import BlockKind, Source
from pipeline.ingest.base import Line, Passage, Reading, source_lines
from pipeline.ingest.prose import paragraphs
from pipeline.text.captions import looks_like_captions

_ITEM = re.compile(r"\s*(?:[-*+•‣▪◦●○■·–—]\s+|\d{1,3}[.)]\s+|\d{1,3}[、．]\s*|[(（]\d{1,3}[)）]\s*)(?=\S)")
_ENDS = re.compile(r"[。！？!?…：:；;，,.、][”」』）)\"'’]{0,4}$")
_MAX_TITLE = 60  # characters: a longest headline in Chinese or a short one in English is still shorter
_MAX_LATIN_TITLE = 120


class PlainIngestor:
    """Reads plain text."""

    name = "text"

    def accepts(self, source: Source, text: str) -> bool:
        """True for every text: what is in no other format is plain."""
        return True

    def read(self, source: Source, text: str) -> Reading:
        """The passages: for captions the lines between blank lines, for prose paragraphs, list items and a headline."""
        chunks = _chunks(source_lines(text.removeprefix("\ufeff")))
        if looks_like_captions([line.text for chunk in chunks for line in chunk]):
            return Reading(format=self.name, passages=[Passage(BlockKind.PARAGRAPH, chunk) for chunk in chunks], is_transcript=True)
        passages = [passage for chunk in chunks for passage in _prose(chunk)]
        title = passages[0] if len(passages) > 1 and _is_title(passages[0]) else None
        if title is not None:
            passages[0] = Passage(BlockKind.HEADING, title.lines, 1)
        return Reading(format=self.name, passages=passages, title=title.text if title else None)


def _chunks(lines: Sequence[str]) -> list[tuple[Line, ...]]:
    """The runs of lines that hold text."""
    chunks: list[tuple[Line, ...]] = []
    run: list[Line] = []
    for number, text in enumerate(lines, start=1):
        if text.strip():
            run.append(Line(text.strip(), number))
        elif run:
            chunks.append(tuple(run))
            run = []
    return [*chunks, tuple(run)] if run else chunks


def _prose(chunk: Sequence[Line]) -> list[Passage]:
    """Paragraphs and list items of lines that no blank line parts."""
    passages: list[Passage] = []
    run: list[Line] = []
    for line in chunk:
        item = _ITEM.match(line.text)
        if item is None:
            run.append(line)
            continue
        passages.extend(Passage(BlockKind.PARAGRAPH, lines) for lines in paragraphs(run))
        run = []
        passages.append(Passage(BlockKind.LIST_ITEM, (Line(line.text[item.end() :], line.number),), 1))
    passages.extend(Passage(BlockKind.PARAGRAPH, lines) for lines in paragraphs(run))
    return passages


def _is_title(passage: Passage) -> bool:
    """True for a short first line without a full stop."""
    text = passage.text
    if passage.kind is not BlockKind.PARAGRAPH or len(passage.lines) > 1 or _ENDS.search(text):
        return False
    return len(text) <= (_MAX_LATIN_TITLE if text.isascii() else _MAX_TITLE)
