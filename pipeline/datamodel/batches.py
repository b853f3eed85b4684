"""What is remembered of requests that were handed in as one job, so that none is paid for twice whenever the program was stopped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A job. mark: what it is known by before the provider names it; address: where it was handed in; sha256: of what was handed in.

    id: the provider's name for it, None until that is known. keys: `Ask.key` of the requests whose replies were not taken yet.
    """

    mark: str
    address: str
    model: str
    sha256: str
    keys: frozenset[str]
    id: str | None = None


class BatchBook(Protocol):
    """The jobs that were handed in."""

    def intend(self, row: BatchRow) -> None:
        """Write down a job before it is handed in. Atomic, and safe against a power cut."""
        ...

    def name(self, mark: str, id: str) -> None:
        """Write down what the provider calls a job."""
        ...

    def take(self, mark: str, keys: Collection[str]) -> None:
        """Write down that these requests of a job are done with: answered, or to be handed in again."""
        ...

    def open(self, address: str, model: str) -> Sequence[BatchRow]:
        """The jobs that hold replies to be taken, oldest first."""
        ...

    def close(self) -> None:
        """Release the book."""
        ...
