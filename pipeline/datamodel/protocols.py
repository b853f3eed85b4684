"""What is handed about: engines, fetchers, the ledger that remembers runs, the journal that remembers replies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar

from pipeline.datamodel.asking import Answer
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.issue import Period, Reported
from pipeline.datamodel.recorded import FactQuery, Recorded
from pipeline.datamodel.relation import Card, Relation, Sketch
from pipeline.datamodel.report import DigestEntry

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Crash:
    """In place of a result: the process that worked on the item died. reason: a sentence for a reader."""

    reason: str


class Engine(Protocol):
    """Runs one function over many items."""

    def map(self, worker: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | Crash]:
        """Results in the order of `items`, as they come; `items` is read as slowly as results are taken.

        `worker` and the items must be picklable, and `worker` must not raise: a failure is a result.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """What the ledger remembers of a delivered document.

    location: absolute path or address of the source. source_hash: SHA-256 of its bytes. text_hash: of the cleaned text.
    fingerprint: of all that shaped the digest but the source (program, tables, settings). headline: JSON, by edition. facts, rejections: the lines of
    `facts.jsonl` and `rejections.jsonl`, without their ends.
    since: when its source was first recorded, ISO 8601; empty until it is delivered. refusal: why it is kept as text without a digest, else None.
    status: `done`, `partial` or `fallback`, as in `DocumentReport`. address: the source as it was given or found; url: its canonical address.
    form: of its facts' records (`storage.records.FORM`); 0: of a version before, whose records cannot be read as facts.
    """

    id: str
    name: str
    location: str
    source_hash: str
    text_hash: str
    fingerprint: str
    language: str
    title: str | None
    headline: str
    published: str | None
    characters: int
    is_restructured: bool
    since: str
    refusal: str | None = None
    status: str = "done"
    address: str = ""
    url: str | None = None
    is_transcript: bool = False
    form: int = 0
    sketch: Sketch = field(default_factory=Sketch)
    facts: Sequence[str] = ()
    rejections: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A finished run, for the ledger. times: ISO 8601, UTC."""

    started: str
    finished: str
    version: str
    documents: int
    failed: int
    facts: int
    rejections: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendRow:
    """One request that was sent, for the ledger. run: when its run began. estimated: the prompt tokens that were expected.

    document: its id; cost: US dollars, None where the price is not known.
    """

    run: str
    model: str
    document: str
    purpose: str
    estimated: int
    answer: Answer
    cost: Decimal | None


class Journal(Protocol):
    """The replies that were worth their money, and what was spent."""

    def recall(self, key: str) -> Answer | None:
        """The reply to a request that was sent before, by `Ask.key`; it cost nothing now, so its usage is empty."""
        ...

    def keep(self, key: str, row: SpendRow) -> None:
        """Remember a request that was sent, and its reply where a reply came, whole or cut."""
        ...

    def forget(self, keys: Collection[str]) -> None:
        """Drop replies that proved worthless, so that they are asked for again."""
        ...

    def usages(self, model: str) -> Sequence[tuple[int, int, int]]:
        """Of the last requests to a model, newest first: prompt tokens as estimated, prompt tokens, completion tokens."""
        ...

    def close(self) -> None:
        """Release the journal."""
        ...


class Fetcher(Protocol):
    """Fetches what stands at http(s) addresses."""

    def fetch(self, ref: SourceRef) -> Source:
        """The bytes at `ref.address`. Raises SourceError when they cannot be had."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...


class Ledger(Protocol):
    """The memory of all runs."""

    def delivered(self, location: str) -> DocumentRow | None:
        """The current document of a source, without its facts; None where there is none."""
        ...

    def counts(self, document: str) -> tuple[int, int]:
        """How many facts and rejections a document has."""
        ...

    def locations(self) -> Mapping[str, str]:
        """Location to id of every current document."""
        ...

    def ids(self) -> Set[str]:
        """Ids of all documents, also of those that were superseded."""
        ...

    def names(self) -> Mapping[str, str]:
        """Location to name of every current document's source."""
        ...

    def entries(self) -> Sequence[DigestEntry]:
        """The current documents that have digests, the newest publication first, undated ones last."""
        ...

    def published(self) -> Mapping[str | None, int]:
        """How many current digests bear each date of publication, in the order of the dates; None: those without one."""
        ...

    def reported(self, period: Period) -> Iterator[Reported]:
        """The current digests of a period, by date, with their facts; those of an older form (`outdated`) left out."""
        ...

    def candidates(self, period: Period) -> Iterator[Reported]:
        """Of `undated` those that tell a figure or a date of the same subject that a digest of the period tells too, the likest first."""
        ...

    def undated(self, period: Period) -> Iterator[Reported]:
        """The current digests that may be of the period: without a date, or of a month or year that is only partly in it."""
        ...

    def outdated(self) -> Sequence[str]:
        """The names of the current digests whose facts were recorded by an earlier version, in a form that is no longer read."""
        ...

    def roots(self) -> Sequence[str]:
        """The folders and addresses that the current digests were made from, as `pipeline run` takes them."""
        ...

    def facts(self, query: FactQuery) -> Iterator[Recorded]:
        """The facts of current digests that are asked for, by date of publication; those of an older form (`outdated`) left out."""
        ...

    def subjects(self) -> Mapping[str, Collection[str]]:
        """The subjects of all current facts, by id, with their names in all editions."""
        ...

    def attributes(self) -> Mapping[str, Collection[str]]:
        """The attributes of all current facts, by id, with their names in all editions; of a fact that has none its type, without names."""
        ...

    def record(self, row: DocumentRow) -> None:
        """Remember a delivered document; an earlier one of the same source is kept as superseded, its `since` stays. Atomic."""
        ...

    def cards(self) -> Sequence[Card]:
        """The current documents, to be compared."""
        ...

    def relations(self) -> Mapping[str, Relation]:
        """What is recorded of every current document that is related to another, by its id."""
        ...

    def is_related(self) -> bool:
        """True when no document was recorded since documents were last related."""
        ...

    def relate(self, relations: Mapping[str, Relation]) -> None:
        """Remember the relations of all current documents; one that is not named has none. Atomic."""
        ...

    def record_run(self, row: RunRow) -> None:
        """Remember a finished run."""
        ...

    def close(self) -> None:
        """Release the ledger."""
        ...
