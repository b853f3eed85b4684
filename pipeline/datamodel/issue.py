"""A newsletter's issue: the documents of a week as it sees them (`Reported`), what earlier issues printed, and the composed `Issue`."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pipeline.datamodel.digest import Note, Point, Table
from pipeline.datamodel.fact import Entity, Fact
from pipeline.datamodel.language import Edition, Language, Localized


class Status(StrEnum):
    """What a story or a fact is beside what earlier issues printed. A repeat is left out."""

    NEW = "new"
    UPDATE = "update"
    FOLLOW_UP = "follow_up"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A digested document as an issue sees it.

    source: the path or address as read; url: the canonical address or None. headline: its digest's title, by edition. published: an ISO date
    at the precision known, or None. since: when its source was first recorded, ISO 8601. duplicate_of, derived_from: ids of other documents.
    """

    id: str
    name: str
    source: str
    url: str | None
    title: str | None
    headline: Localized
    language: Language
    published: str | None
    characters: int
    is_transcript: bool
    since: str
    duplicate_of: str | None
    derived_from: str | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days that an issue covers, both included. id: `2024-W30`, or `2024-07-01_2024-07-31`."""

    id: str
    since: date
    until: date

    def covers(self, published: str | None) -> bool:
        """True where a date lies in the period: all of its days, where only its month or year is known; never one that is not known."""
        days = _days(published)
        return days is not None and self.since <= days[0] and days[1] <= self.until

    def touches(self, published: str | None) -> bool:
        """True where a date may lie in the period: some day of its month or year does, or it is not known."""
        days = _days(published)
        return days is None or (self.since <= days[1] and days[0] <= self.until)


def _days(published: str | None) -> tuple[date, date] | None:
    """The first and the last day of an ISO date at the precision known."""
    year, month, day = (int(part) for part in f"{published}-0-0".split("-")[:3]) if published else (0, 0, 0)
    if not year:
        return None
    first = date(year, month or 1, day or 1)
    last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    return first, last


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A section of the newsletter: documents and facts on these subjects go there. terms: glossary ids, names or words, in any language."""

    title: Localized
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the editor asked for: `newsletter.toml`. title: the newsletter's name, by edition. interests: terms that matter more to its readers.

    stories: at most how many get a heading; points: at most how many bullets each; sender, unsubscribe, archive, preheader: for mail and feed;
    site: where the issues are published, so that links in mail and feed are absolute; None: links are to files beside the issue.
    """

    title: Localized
    editions: tuple[Edition, ...]
    topics: tuple[Topic, ...] = ()
    interests: tuple[str, ...] = ()
    stories: int = 8
    points: int = 6
    sender: str | None = None
    recipient: str | None = None
    unsubscribe: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A fact that an earlier issue printed. key: what it tells of, without its value (see `compose.issues.memory`); value: what it told, as a key.

    texts: as it was printed, by edition. story: id of its story there.
    """

    key: str
    value: str
    texts: Localized
    story: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierIssue:
    """An issue that was made before, for the memory: its number, its period and what it printed.

    title: the newsletter's name then; headline, lead: of the issue, by edition.
    """

    period: Period
    number: int
    title: Localized
    printed: tuple[Printed, ...]
    headline: Localized = field(default_factory=dict)
    lead: Localized = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A source of the issue. letter: how the page names it (`A`, `B` … `AA`). document: what it is.

    root: id of the document that it counts as one source with (itself, or what it duplicates); counts: False for a derived text, which is not
    independent of what it was made from. is_dated: False where its date is not known.
    """

    letter: str
    document: Reported
    root: str
    counts: bool
    is_dated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One fact of all the documents that tell it.

    fact: as the most precise of them tells it, with evidence from all (at most three a document). documents: ids, in the order of the voices.
    told: the ids of the documents' own facts, by document. independent: how many sources bear it that count and count once.
    was: for an update what the earlier issue said, by edition; earlier: id of that issue's period. score: how much it matters, 0 to 1.
    """

    id: str
    fact: Fact
    documents: tuple[str, ...]
    told: Mapping[str, tuple[str, ...]]
    independent: int
    score: float
    status: Status = Status.NEW
    was: Localized | None = None
    earlier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Facts that cannot all be right, side by side. about: what they differ in (GPT-4o mini’s tokenizer)."""

    about: Localized
    sides: tuple[Merged, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPoint:
    """A bullet of a story: clauses that the same sources bear. point: as a digest's; its pieces' notes are the issue's.

    letters: of the sources that bear it; independent: how many of them count, once each.
    """

    point: Point
    facts: tuple[str, ...]
    letters: tuple[str, ...]
    independent: int
    status: Status = Status.NEW
    was: Localized | None = None
    earlier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An event or a subject of the week. id: stable from week to week. documents: ids, in the order of the voices.

    facts: all of it, the weightiest first. topic: the section it stands in, None under no heading. independent: how many sources count, once each.
    """

    id: str
    title: Localized
    subject: Entity
    status: Status
    documents: tuple[str, ...]
    independent: int
    facts: tuple[Merged, ...]
    points: tuple[StoryPoint, ...]
    conflicts: tuple[Conflict, ...] = ()
    topic: Topic | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Figures side by side, across sources. letters: which sources bear a cell, by its note. remark: why its figures may not compare, by edition."""

    table: Table
    letters: Mapping[int, tuple[str, ...]]
    remark: Localized | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """All that the pages of an issue show; the same items in every edition.

    editions: the first is the page's main one. headline, lead: of the whole issue, by edition. stories: those that get a heading, the weightiest
    first; briefs: the others, a line each. follow_ups: what earlier issues told of and goes on. voices: the sources, by letter.
    notes: evidence, numbered; a note's evidence may come from several documents. repeats: how many facts were left out as told before.
    earlier: the issues before, newest first.
    """

    period: Period
    number: int
    title: Localized
    editions: tuple[Edition, ...]
    headline: Localized
    lead: Localized
    numbers: tuple[Numbers, ...]
    stories: tuple[Story, ...]
    briefs: tuple[Story, ...]
    follow_ups: tuple[StoryPoint, ...]
    voices: tuple[Voice, ...]
    notes: tuple[Note, ...]
    repeats: int
    earlier: tuple[EarlierIssue, ...]
    reading_minutes: Mapping[str, int] = field(default_factory=dict)

    def voice(self, document: str) -> Voice:
        """The source of a document. Raises KeyError where it is none of the issue's."""
        for voice in self.voices:
            if voice.document.id == document:
                return voice
        raise KeyError(document)
