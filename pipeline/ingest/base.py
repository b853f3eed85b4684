"""What every ingestor gives: a `Reading` of passages, each made of source lines; and what an ingestor is: of text, or of bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from pipeline.datamodel.document import BlockKind, Source

_ODD_BREAK = re.compile("[\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a passage, without its line end. number: of the source line it comes from, from 1. time: seconds, for captions."""

    text: str
    number: int
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the source before it is laid out. For captions: lines that the source keeps together.

    level: a heading's rank (7 for a bold line that serves as one), a list item's depth, else 0. link: the address of its first link.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    level: int = 0
    link: str | None = None

    @property
    def text(self) -> str:
        """The words of the passage, its lines parted by line breaks."""
        return "\n".join([line.text for line in self.lines]) if len(self.lines) != 1 else self.lines[0].text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A source as its format has it, not yet cleaned.

    published: a date as the source's front matter has it; published_metadata: as the page's own metadata have it.
    language: a tag that the source claims for itself.
    """

    format: str
    passages: Sequence[Passage]
    is_transcript: bool = False
    title: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    published_metadata: str | None = None


class Ingestor(Protocol):
    """Reads one format."""

    name: str

    def accepts(self, source: Source, text: str) -> bool:
        """True when the text is in this format, judged by content before name."""
        ...

    def read(self, source: Source, text: str) -> Reading:
        """The passages of the source with what it says of itself. Raises errors.SourceError for a source that is broken."""
        ...


class Container(Protocol):
    """Reads one format that is bytes rather than text: its parts are decoded by the format's own rules."""

    name: str

    def accepts(self, source: Source) -> bool:
        """True when the bytes are in this format, judged by content before name."""
        ...

    def read(self, source: Source) -> Reading:
        """The passages of the source with what it says of itself.

        Raises errors.SourceError for a source that is broken or beyond its limits, errors.MissingDependencyError where an extra is not installed.
        """
        ...


def source_lines(text: str) -> list[str]:
    r"""The lines of a decoded source as an editor counts them; other separators (form feed, U+2028) become spaces.

    >>> source_lines("a\r\nb\rc\u2028d\n")
    ['a', 'b', 'c d', '']
    """
    return unify_line_ends(_ODD_BREAK.sub(" ", text)).split("\n")


def unify_line_ends(text: str) -> str:
    """The text with `\\n` for every line end; it has the same lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def suffix(source: Source) -> str:
    """The extension of the source's name, in lower case with its dot; empty where there is none."""
    return PurePosixPath(source.ref.name).suffix.lower()
