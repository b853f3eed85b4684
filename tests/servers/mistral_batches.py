"""Files and batch jobs as la Plateforme serves them: the model is the job's, the states are in capitals."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

from aiohttp import web

from tests.servers.mock_openai import OpenAIFormat
from tests.servers.serving import Body, HttpError, ModelServer, Responder, misbehave


class MistralServer(ModelServer):
    """Chat completions, files and batch jobs. seconds: from a job's creation to its end; state: how it ends; done: the share of lines answered."""

    def __init__(
        self, responder: Responder | None = None, *, seconds: float = 0.1, state: str = "SUCCESS", done: float = 1.0, **options: Any
    ) -> None:
        super().__init__(OpenAIFormat(), responder, **options)
        self.seconds, self.state, self.done = seconds, state, done
        self.contents: dict[str, bytes] = {}
        self.jobs: dict[str, Body] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        return f"{self.address}/v1"

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_post("/v1/files", self._upload)
        app.router.add_get("/v1/files/{id}/content", self._content)
        app.router.add_post("/v1/batch/jobs", self._create)
        app.router.add_get("/v1/batch/jobs", self._list)
        app.router.add_get("/v1/batch/jobs/{id}", self._get)
        return app

    def __enter__(self) -> MistralServer:
        super().__enter__()
        return self

    def _put(self, data: bytes) -> str:
        key = str(uuid.uuid4())
        self.contents[key] = data
        return key

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        sent = form["file"]
        assert isinstance(sent, web.FileField)
        assert form["purpose"] == "batch"
        return web.json_response({"id": self._put(sent.file.read()), "object": "file", "purpose": "batch"})

    async def _content(self, request: web.Request) -> web.Response:
        return web.Response(body=self.contents[request.match_info["id"]], content_type="application/octet-stream")

    async def _create(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        job: Body = {
            "id": str(uuid.uuid4()),
            "object": "batch",
            "status": "QUEUED",
            "input_files": wanted["input_files"],
            "model": wanted["model"],
            "endpoint": wanted["endpoint"],
            "metadata": wanted["metadata"],
            "errors": [],
            "output_file": None,
            "error_file": None,
            "succeeded_requests": 0,
        }
        self.jobs[job["id"]] = job
        task = asyncio.create_task(self._run(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return web.json_response(job)

    async def _list(self, request: web.Request) -> web.Response:
        page, size = int(request.query["page"]), int(request.query["page_size"])
        return web.json_response({"data": list(self.jobs.values())[::-1][page * size :][:size], "object": "list", "total": len(self.jobs)})

    async def _get(self, request: web.Request) -> web.Response:
        job = self.jobs.get(request.match_info["id"])
        return web.json_response(job or {"message": "no such job"}, status=200 if job else 404)

    async def _run(self, job: Body) -> None:
        await asyncio.sleep(self.seconds / 2)
        job["status"] = "RUNNING"
        lines = [json.loads(line) for line in self.contents[job["input_files"][0]].splitlines()]
        assert all("model" not in line["body"] for line in lines)
        rows = [await self._line(line, job["model"]) for line in lines[: round(len(lines) * self.done)]]
        await asyncio.sleep(self.seconds / 2)
        for name, is_good in (("output_file", True), ("error_file", False)):
            chosen = [row for row in rows[::-1] if (row["response"]["status_code"] == 200) is is_good]
            job[name] = self._put("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in chosen).encode()) if chosen else None
        job |= {"status": self.state, "succeeded_requests": len(rows)}
        if self.state == "FAILED":
            job["errors"] = [{"message": "the input file is not valid", "count": 1}]

    async def _line(self, line: Body, model: str) -> Body:
        fault, body = self.choose_fault(), {**line["body"], "model": model}
        try:
            await misbehave(fault, None)
            answer: Body = {"status_code": 200, "body": self.form.reply(body, self.make(body, fault))}
        except HttpError as error:
            answer = {"status_code": error.status, "body": self.form.error(error)}
        return {"id": str(uuid.uuid4()), "custom_id": line["custom_id"], "response": answer, "error": None}
