"""A composed digest: what stands on the page, in which order; nothing in it is left to the templates but layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Entity, Evidence, Fact, Phrase, Rejection
from pipeline.datamodel.language import Edition, Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A clause of a point, in every edition, and the number of the note that bears it.

    origins: by edition's tag, as in `Fact`; a text of the origin `untranslated` stands in the source's own language.
    facts: ids of the facts that it tells. continues: it goes on with the clause before it (up 2% + to $25.5 billion). listed: it is
    one more of what that tells (32 sports + 329 events).
    """

    phrases: Mapping[str, Phrase]
    origins: Mapping[str, str]
    note: int
    facts: tuple[str, ...]
    continues: bool = False
    listed: bool = False

    def is_translated(self, tag: str) -> bool:
        """True where the piece can be read by someone who reads only the edition `tag`."""
        return self.origins.get(tag) != "untranslated"


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
    """A numbered section. kind: `subject`, `more`, `details` (the source's own words), `views` or `outlook`."""

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
    """An at-a-glance table. rows: a header and one cell (or None) a column.

    kind: `scores`, `prices` or `measures`. subjects_in_rows: the rows are subjects and the columns what is measured of them, or the other way.
    chart: True where the figures of one measure may be drawn as bars from zero.
    """

    kind: str
    title: Entity
    corner: Entity
    columns: tuple[Entity, ...]
    rows: tuple[tuple[Entity, tuple[Cell | None, ...]], ...]
    subjects_in_rows: bool
    chart: bool = False

    def series(self) -> list[tuple[Entity, list[tuple[Entity, Cell]]]]:
        """What is measured, each with its subjects and their cells; empty cells left out."""
        if self.subjects_in_rows:
            return [(c, [(r, cell) for r, cells in self.rows if (cell := cells[i])]) for i, c in enumerate(self.columns)]
        return [(r, [(c, cell) for c, cell in zip(self.columns, cells, strict=True) if cell]) for r, cells in self.rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A numbered note: the evidence that a clause or a figure opens."""

    n: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What of the source is in the digest. cited: share of the source's non-space characters that stand in a note's sentences.

    facts: how many there are; shown: how many of them stand on the page. gaps: the longest runs of sentences that no note cites, as
    (first, last) numbers.
    """

    cited: float
    facts: int
    shown: int
    rejections: int
    gaps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All that the pages of one document show.

    title: the source's own in the editions of its language, where it has one; else a headline made from the facts. chinese: the Chinese edition of
    the bilingual page; None where there is none, for want of a Chinese or an English edition. editions: those to write, in the
    order asked for. main: id of the subject that the document tells most of. facts: every fact, shown or not, by importance.
    """

    document: Document
    title: Localized
    chinese: Edition | None
    editions: tuple[Edition, ...]
    main: str | None
    key_points: tuple[Point, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    facts: tuple[Fact, ...]
    rejections: tuple[Rejection, ...]
    coverage: Coverage
    reading_minutes: Mapping[str, int]
    model: str
