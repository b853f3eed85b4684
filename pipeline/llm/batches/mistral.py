"""Mistral's batch jobs: as OpenAI's, but that the model is the job's and the states have other names. No client of LangChain's speaks to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from pipeline.datamodel.asking import Ask
from pipeline.llm.batches.base import MARK, Job, JobState
from pipeline.llm.batches.lines import as_line, body_of
from pipeline.llm.models import ModelSpec

ENDPOINT = "/v1/chat/completions"
SECONDS = 600.0  # for one upload or download
HOURS = 24  # that a job may take
PAGE, MOST_PAGES = 100, 10  # of jobs that are looked through for a mark, the newest first
_STATES = {
    "SUCCESS": JobState.ENDED,
    "TIMEOUT_EXCEEDED": JobState.ENDED,
    "CANCELLED": JobState.CANCELLED,
    "FAILED": JobState.FAILED,
}


class MistralBatches:
    """Jobs at la Plateforme."""

    max_requests = 100_000
    max_bytes = 500_000_000

    def __init__(self, spec: ModelSpec, key: str | None) -> None:
        import httpx

        self._spec = spec
        self._client = httpx.AsyncClient(base_url=spec.base_url or "", headers={"Authorization": f"Bearer {key}"}, timeout=SECONDS)

    def line(self, ask: Ask, key: str) -> bytes:
        """The request as a line, with its end."""
        body = body_of(ask, self._spec)
        return as_line({"custom_id": key, "body": {name: value for name, value in body.items() if name != "model"}})

    async def submit(self, lines: bytes, marks: Mapping[str, str]) -> Job:
        """Hand in a job."""
        files = {"file": (f"{marks[MARK]}.jsonl", lines, "application/jsonl")}
        uploaded = (await self._client.post("files", data={"purpose": "batch"}, files=files)).raise_for_status().json()
        wanted = {
            "input_files": [uploaded["id"]],
            "model": self._spec.name,
            "endpoint": ENDPOINT,
            "metadata": dict(marks),
            "timeout_hours": HOURS,
        }
        return _job((await self._client.post("batch/jobs", json=wanted)).raise_for_status().json())

    async def find(self, mark: str) -> Job | None:
        """The job whose metadata names `mark`."""
        for page in range(MOST_PAGES):
            listed = (await self._client.get("batch/jobs", params={"page": page, "page_size": PAGE})).raise_for_status().json()
            jobs = listed.get("data") or []
            for job in jobs:
                if (job.get("metadata") or {}).get(MARK) == mark:
                    return _job(job)
            if len(jobs) < PAGE:
                break
        return None

    async def look(self, id: str) -> Job:
        """How a job stands."""
        return _job((await self._client.get(f"batch/jobs/{id}")).raise_for_status().json())

    async def replies(self, job: Job) -> AsyncIterator[bytes]:
        """The lines of all of the job's files."""
        for file in job.files:
            for line in (await self._client.get(f"files/{file}/content")).raise_for_status().content.split(b"\n"):
                yield line

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()


def _job(found: Mapping[str, Any]) -> Job:
    problems = found.get("errors") or []
    return Job(
        id=found["id"],
        state=_STATES.get(found["status"], JobState.WAITING),
        files=tuple(file for file in (found.get("output_file"), found.get("error_file")) if file),
        done=found.get("succeeded_requests") or 0,
        reason=str(problems[0].get("message", "")) if problems else "",
    )
