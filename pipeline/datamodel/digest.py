"""A composed digest: what stands on the page, in which order; nothing in it is left to the templates but layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity, Evidence, Fact, Phrase, Rejection
from pipeline.datamodel.language import Edition, Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A clause of a point, in every edition, and the number of the note that bears it."""

    phrases: Mapping[str, Phrase]
    origins: Mapping[str, str]
    note: int
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A bullet: clauses that belong together; the same ones in every edition."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The points of one aspect under its bold label; label None: the points stand directly under the section's heading."""

    label: Entity | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered section. kind: `subject`, `views`, `outlook` or `more`."""

    kind: str
    heading: Entity
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure of a table, as each edition writes it. number: for charts, in base units; None for text."""

    phrases: Localized
    note: int
    number: float | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An at-a-glance table. rows: a header and one cell (or None) a column. chart: True where its rows may be drawn as bars from zero."""

    kind: str
    title: Entity
    corner: Entity
    columns: tuple[Entity, ...]
    rows: tuple[tuple[Entity, tuple[Cell | None, ...]], ...]
    chart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A numbered note: the evidence that a clause or a figure opens."""

    n: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What of the source is in the digest. cited: share of the source's non-space characters that stand in a note's sentences.
    gaps: the longest runs of sentences that gave no fact, as (first, last) numbers."""

    cited: float
    facts: int
    shown: int
    rejections: int
    gaps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All that the pages of one document show.

    title: a headline made from the facts, or the source's own title where no fact makes one. chinese: the Chinese edition of
    the bilingual page. editions: those to write, in the order asked for. facts: every fact, shown or not, by importance.
    """

    document: Document
    title: Localized
    chinese: Edition
    editions: tuple[Edition, ...]
    key_points: tuple[Point, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    facts: tuple[Fact, ...]
    rejections: tuple[Rejection, ...]
    coverage: Coverage
    reading_minutes: Mapping[str, int]
    model: str
