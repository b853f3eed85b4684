"""OpenAI's Batch API: a file of requests, a job over it, a file of replies and one of errors. LangChain has nothing for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Final

from pipeline.datamodel.asking import Ask
from pipeline.llm.batches.base import MARK, Job, JobState
from pipeline.llm.batches.lines import as_line, body_of
from pipeline.llm.models import ModelSpec

if TYPE_CHECKING:
    from openai.types import Batch

ENDPOINT: Final = "/v1/chat/completions"
SECONDS = 600.0  # for one upload or download
MOST_LISTED = 1000  # jobs that are looked through for a mark, the newest first
_STATES = {
    "completed": JobState.ENDED,
    "expired": JobState.ENDED,
    "cancelled": JobState.CANCELLED,
    "failed": JobState.FAILED,
}


class OpenAIBatches:
    """Jobs at OpenAI, or at an address that speaks as it does."""

    max_requests = 50_000
    max_bytes = 200_000_000

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient

        self._spec = spec
        self._client = AsyncOpenAI(
            api_key=key, base_url=spec.base_url, max_retries=0, timeout=SECONDS, http_client=DefaultAsyncHttpxClient(timeout=SECONDS)
        )

    def line(self, ask: Ask, key: str) -> bytes:
        """The request as a line, with its end."""
        return as_line({"custom_id": key, "method": "POST", "url": ENDPOINT, "body": body_of(ask, self._spec)})

    async def submit(self, lines: bytes, marks: Mapping[str, str]) -> Job:
        """Hand in a job."""
        file = await self._client.files.create(file=(f"{marks[MARK]}.jsonl", lines), purpose="batch")
        return _job(await self._client.batches.create(input_file_id=file.id, endpoint=ENDPOINT, completion_window="24h", metadata=dict(marks)))

    async def find(self, mark: str) -> Job | None:
        """The job whose metadata names `mark`."""
        seen = 0
        async for batch in self._client.batches.list(limit=100):
            if (batch.metadata or {}).get(MARK) == mark:
                return _job(batch)
            seen += 1
            if seen == MOST_LISTED:
                break
        return None

    async def look(self, id: str) -> Job:
        """How a job stands."""
        return _job(await self._client.batches.retrieve(id))

    async def replies(self, job: Job) -> AsyncIterator[bytes]:
        """The lines of all of the job's files."""
        for file in job.files:
            for line in (await self._client.files.content(file)).content.split(b"\n"):
                yield line

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()


def _job(batch: Batch) -> Job:
    problems = (batch.errors.data if batch.errors else None) or []
    return Job(
        id=batch.id,
        state=_STATES.get(batch.status, JobState.WAITING),
        files=tuple(file for file in (batch.output_file_id, batch.error_file_id) if file),
        done=batch.request_counts.completed if batch.request_counts else 0,
        codes=frozenset(problem.code for problem in problems if problem.code),
        reason=next((problem.message for problem in problems if problem.message), ""),
    )
