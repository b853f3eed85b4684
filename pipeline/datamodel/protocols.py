"""What is handed about: engines, and the ledger that remembers runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

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
    fingerprint: of all that shaped the digest but the source (program, tables, settings). headline: JSON, by edition. facts, rejections: JSON lines.
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
    duplicate_of: str | None
    characters: int
    facts: Sequence[Mapping[str, object]] = ()
    rejections: Sequence[Mapping[str, object]] = ()


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


class Ledger(Protocol):
    """The memory of all runs."""

    def delivered(self, location: str) -> DocumentRow | None:
        """The current document of a source, without its facts; None where there is none."""
        ...

    def with_text(self, text_hash: str) -> Sequence[str]:
        """Ids of the current documents that have this text, oldest first."""
        ...

    def locations(self) -> Mapping[str, str]:
        """Location to id of every current document."""
        ...

    def entries(self) -> Sequence[DigestEntry]:
        """The current documents, the newest publication first, undated ones last."""
        ...

    def record(self, row: DocumentRow) -> None:
        """Remember a delivered document; an earlier one of the same source is kept as superseded. Atomic."""
        ...

    def record_run(self, row: RunRow) -> None:
        """Remember a finished run."""
        ...

    def close(self) -> None:
        """Release the ledger."""
        ...
