"""A document as it was found (`Source`) and as it is read (`Document`): text, sentences, blocks, origin."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter

from pipeline.datamodel.language import Language


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The part of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two spans share a code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True when `other` lies within the span."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> Span:
        """The span moved `by` code points."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """Where a source is: small, so that it can be handed to another process.

    address: the path or URL as it was given or found. name: the path relative to the root that was given,
    which makes the document's id. encoding, published: what the user said of it. beside: the names of what may describe it, where its
    folder's listing told them; None: they are looked for. at: the list and the line that named it, if one did.
    """

    address: str
    name: str
    encoding: str | None = None
    published: str | None = None
    beside: tuple[str, ...] | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source's bytes. metadata: what stands beside the file in `NAME.meta.toml`."""

    ref: SourceRef
    data: bytes
    metadata: Mapping[str, str] = field(default_factory=dict)


class BlockKind(StrEnum):
    """What a block of the cleaned text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CODE = "code"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, paragraph, list item … of the cleaned text.

    level: a heading's rank (1 is the highest), a list item's depth (1 is the outermost), else 0.
    """

    kind: BlockKind
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A numbered sentence over `Document.text`.

    n: from 1. line: where it begins in the source, from 1. time: seconds from the start, for captions.
    """

    n: int
    span: Span
    line: int | None = None
    time: float | None = None


class DateOrigin(StrEnum):
    """How a publication date is known."""

    FRONT_MATTER = "front matter"
    METADATA = "metadata"
    NAME = "name"
    TEXT = "text"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publication date. date: ISO, at the precision known (`2024-07`, `2024-07-18`). precision: `year`, `month` or `day`."""

    date: str
    precision: str
    origin: DateOrigin


@dataclass(frozen=True, slots=True)
class LineStart:
    """From `offset` of the cleaned text on, the text comes from source line `line` (from 1) and, for captions, from second `time`."""

    offset: int
    line: int
    time: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Cleaned text, made once at ingest and never changed after; everything else is spans over it.

    id: slug of the source's name + 8 hex digits of the text's SHA-256. title: the source's own, if it has one.
    format: the ingestor's name. is_transcript: the source's lines were captions; in the text a line break inside a
    sentence is then a pause (a clause border), a blank line a new paragraph.
    sentences cover every non-space character of the text but code blocks, in order; blocks cover all of it.
    line_starts: sorted by offset, the first at 0. source_characters: length of what was read of the source, without its markup, before cleaning.
    is_restructured: a chat model or a translator says something around the text in the source.
    """

    id: str
    ref: SourceRef
    title: str | None
    author: str | None
    language: Language
    format: str
    is_transcript: bool
    url: str | None
    published: Published | None
    text: str
    sentences: tuple[Sentence, ...]
    blocks: tuple[Block, ...]
    line_starts: tuple[LineStart, ...]
    source_characters: int
    is_restructured: bool = False

    def sentence(self, n: int) -> Sentence:
        """The sentence of that number. Raises IndexError where there is none."""
        if not 1 <= n <= len(self.sentences):
            raise IndexError(f"document {self.id} has no sentence {n}")
        return self.sentences[n - 1]

    def quote(self, n: int) -> str:
        """The text of the sentence of that number."""
        return self.sentence(n).span.of(self.text)

    def origin(self, offset: int) -> LineStart:
        """Where the character at `offset` stood in the source."""
        return self.line_starts[max(0, bisect_right(self.line_starts, offset, key=attrgetter("offset")) - 1)]
