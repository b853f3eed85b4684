"""The source's text as the page shows it: line by line, cut wherever a sentence or a piece of evidence begins or ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.datamodel.digest import Note
from pipeline.datamodel.document import BlockKind, Document, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a line. sentence: its number, 0 outside sentences; opens: the sentence begins here; notes: numbers of the notes that quote it."""

    text: str
    sentence: int
    opens: bool
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the text. place: its line number or time; kind: of its block; gap: a paragraph begins with it."""

    place: str
    kind: str
    gap: bool
    parts: tuple[Part, ...]


def source_rows(document: Document, notes: Sequence[Note]) -> list[Row]:
    """The rows of the source panel; empty lines become gaps."""
    changes: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    for note in notes:
        for evidence in note.evidence:
            changes[evidence.span.start].append((True, note.n))
            changes[evidence.span.end].append((False, note.n))
    borders = sorted({*changes, *(b for s in document.sentences for b in (s.span.start, s.span.end))})
    cutter = _Cutter(document, changes, borders)
    rows: list[Row] = []
    offset, gap, block = 0, False, 0
    for line in document.text.split("\n"):
        end = offset + len(line)
        parts = cutter.parts(offset, end)
        if line.strip():
            while block + 1 < len(document.blocks) and document.blocks[block].span.end <= offset:
                block += 1
            kind = document.blocks[block].kind if document.blocks else BlockKind.PARAGRAPH
            rows.append(Row(place=_place(document, offset), kind=kind, gap=gap, parts=parts))
            gap = False
        else:
            gap = bool(rows)
        offset = end + 1
    return rows


class _Cutter:
    """Walks the text once, from left to right."""

    def __init__(self, document: Document, changes: dict[int, list[tuple[bool, int]]], borders: Sequence[int]) -> None:
        self._text = document.text
        self._changes = changes
        self._borders = borders
        self._sentences: Sequence[Sentence] = document.sentences
        self._next = 0
        self._sentence = 0
        self._open: list[int] = []

    def parts(self, start: int, end: int) -> tuple[Part, ...]:
        """The parts of the text from `start` to `end`."""
        parts: list[Part] = []
        at = start
        while True:
            while self._next < len(self._borders) and self._borders[self._next] <= at:
                self._cross(self._borders[self._next])
            stop = min(end, self._borders[self._next]) if self._next < len(self._borders) else end
            if at < stop:
                parts.append(self._part(at, stop))
            if stop >= end:
                return tuple(parts)
            at = stop

    def _cross(self, border: int) -> None:
        for opens, n in self._changes.get(border, ()):
            if opens:
                self._open.append(n)
            elif n in self._open:
                self._open.remove(n)
        self._next += 1

    def _part(self, start: int, end: int) -> Part:
        sentences = self._sentences
        while self._sentence < len(sentences) and sentences[self._sentence].span.end <= start:
            self._sentence += 1
        inside = self._sentence < len(sentences) and sentences[self._sentence].span.start <= start
        current = sentences[self._sentence] if inside else None
        return Part(
            text=self._text[start:end],
            sentence=current.n if current else 0,
            opens=bool(current and current.span.start == start),
            notes=tuple(sorted(set(self._open))),
        )


def clock(seconds: float) -> str:
    """A caption's time.

    >>> clock(75.4), clock(3723)
    ('1:15', '1:02:03')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _place(document: Document, offset: int) -> str:
    origin = document.origin(offset)
    return clock(origin.time) if origin.time is not None else str(origin.line)
