"""What a service for jobs of many requests is: handed in as one, done within a day for less."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pipeline.datamodel.asking import Ask

MARK = "bidigest"  # the name in a job's metadata under which its mark stands


class JobState(StrEnum):
    """How a job stands. ended: all that will be done is done, which may be less than all (its time was up)."""

    WAITING = "waiting"
    ENDED = "ended"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job at the provider. files: where its replies and errors stand; done: requests that were answered; codes, reason: why it failed."""

    id: str
    state: JobState
    files: tuple[str, ...] = ()
    done: int = 0
    codes: frozenset[str] = frozenset()
    reason: str = ""


class BatchService(Protocol):
    """A provider's interface for jobs, opened in a running event loop and closed in the same. Methods raise whatever the client raises."""

    max_requests: int
    max_bytes: int

    def line(self, ask: Ask, key: str) -> bytes:
        """The request as a line, with its end."""
        ...

    async def submit(self, lines: bytes, marks: Mapping[str, str]) -> Job:
        """Hand in a job. marks: what it can be found by."""
        ...

    async def find(self, mark: str) -> Job | None:
        """The job whose metadata names `mark`."""
        ...

    async def look(self, id: str) -> Job:
        """How a job stands."""
        ...

    def replies(self, job: Job) -> AsyncIterator[bytes]:
        """The lines of all of the job's files."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...
