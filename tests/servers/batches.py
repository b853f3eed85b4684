"""Files and batches as OpenAI serves them: validating, in progress, finalizing, then done, failed, expired or cancelled."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.serving import Body, HttpError, misbehave

if TYPE_CHECKING:
    from tests.servers.serving import ModelServer

_TIMES = ("in_progress", "finalizing", "completed", "failed", "expired", "cancelling", "cancelled")


class Batches:
    """The two stores. seconds: from a batch's creation to its end; expire: it ends with half of its lines done."""

    def __init__(self, server: ModelServer, *, seconds: float, expire: bool) -> None:
        self.server, self.seconds, self.expire = server, seconds, expire
        self.files: dict[str, Body] = {}
        self.contents: dict[str, bytes] = {}
        self.batches: dict[str, Body] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def add_to(self, app: web.Application) -> None:
        route = app.router
        route.add_post("/v1/files", self._upload)
        route.add_get("/v1/files", self._list_files)
        route.add_get("/v1/files/{id}", self._file)
        route.add_get("/v1/files/{id}/content", self._content)
        route.add_delete("/v1/files/{id}", self._delete)
        route.add_post("/v1/batches", self._create)
        route.add_get("/v1/batches", self._list)
        route.add_get("/v1/batches/{id}", self._get)
        route.add_post("/v1/batches/{id}/cancel", self._cancel)

    def add_file(self, data: bytes, name: str, purpose: str) -> Body:
        key = f"file-{uuid.uuid4().hex[:22]}"
        self.contents[key] = data
        self.files[key] = {
            "id": key,
            "object": "file",
            "bytes": len(data),
            "created_at": 1,
            "filename": name,
            "purpose": purpose,
            "status": "processed",
        }
        return self.files[key]

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        sent = form["file"]
        assert isinstance(sent, web.FileField)
        return web.json_response(self.add_file(sent.file.read(), sent.filename, str(form["purpose"])))

    async def _list_files(self, _: web.Request) -> web.Response:
        return web.json_response(_page(list(self.files.values())))

    async def _file(self, request: web.Request) -> web.Response:
        return self._found(self.files, request)

    async def _content(self, request: web.Request) -> web.Response:
        data = self.contents.get(request.match_info["id"])
        return _missing() if data is None else web.Response(body=data, content_type="application/octet-stream")

    async def _delete(self, request: web.Request) -> web.Response:
        key = request.match_info["id"]
        self.contents.pop(key, None)
        return web.json_response({"id": key, "object": "file", "deleted": self.files.pop(key, None) is not None})

    async def _create(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body.get("input_file_id") not in self.contents:
            return web.json_response(self.server.form.error(HttpError(400, "Invalid 'input_file_id'")), status=400)
        key = f"batch_{uuid.uuid4().hex[:24]}"
        now = int(time.time())
        self.batches[key] = {
            "id": key,
            "object": "batch",
            "endpoint": body["endpoint"],
            "errors": None,
            "input_file_id": body["input_file_id"],
            "completion_window": body["completion_window"],
            "status": "validating",
            "output_file_id": None,
            "error_file_id": None,
            "created_at": now,
            "expires_at": now + 86400,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "metadata": body.get("metadata"),
            **{f"{name}_at": None for name in _TIMES},
        }
        task = asyncio.create_task(self._run(self.batches[key]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return web.json_response(self.batches[key])

    async def _get(self, request: web.Request) -> web.Response:
        return self._found(self.batches, request)

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response(_page(list(self.batches.values())[::-1]))

    async def _cancel(self, request: web.Request) -> web.Response:
        batch = self.batches.get(request.match_info["id"])
        if batch and batch["status"] in ("validating", "in_progress"):
            _enter(batch, "cancelling")
        return self._found(self.batches, request)

    async def _run(self, batch: Body) -> None:
        await asyncio.sleep(self.seconds / 4)
        lines = [json.loads(line) for line in self.contents[batch["input_file_id"]].splitlines()]
        if errors := _problems(lines, batch["endpoint"]):
            batch["errors"] = {"object": "list", "data": errors}
            return _enter(batch, "failed")
        if batch["status"] != "cancelling":
            _enter(batch, "in_progress")
        await asyncio.sleep(self.seconds / 2)
        batch["request_counts"]["total"] = len(lines)
        good: list[Body] = []
        bad: list[Body] = []
        for index, line in enumerate(lines):
            is_out = batch["status"] == "cancelling" or (self.expire and index >= len(lines) // 2)
            row = _undone(line, batch["status"]) if is_out else await self._line(line)
            (good if row["response"] and row["response"]["status_code"] == 200 else bad).append(row)
        random.Random(0).shuffle(good)
        batch["request_counts"] |= {"completed": len(good), "failed": len(bad)}
        end = "cancelled" if batch["status"] == "cancelling" else "expired" if self.expire else "completed"
        _enter(batch, "finalizing")
        await asyncio.sleep(self.seconds / 4)
        for key, rows in (("output_file_id", good), ("error_file_id", bad)):
            batch[key] = self.add_file(_lines(rows), f"{key}.jsonl", "batch_output")["id"] if rows else None
        return _enter(batch, end)

    async def _line(self, line: Body) -> Body:
        fault = self.server.choose_fault()
        try:
            await misbehave(fault, None)
            status, body = 200, self.server.form.reply(line["body"], self.server.make(line["body"], fault))
        except HttpError as error:
            status, body = error.status, self.server.form.error(error)
        except ConnectionResetError:
            status, body = 500, {}
        answer = {"status_code": status, "request_id": uuid.uuid4().hex, "body": body}
        return {"id": f"batch_req_{uuid.uuid4().hex[:20]}", "custom_id": line["custom_id"], "response": answer, "error": None}

    def _found(self, store: dict[str, Body], request: web.Request) -> web.Response:
        found = store.get(request.match_info["id"])
        return web.json_response(found) if found else _missing()


def _enter(batch: Body, status: str) -> None:
    batch |= {"status": status, f"{status}_at": int(time.time())}


def _problems(lines: list[Body], endpoint: str) -> list[Body]:
    keys = [line["custom_id"] for line in lines]
    found: list[tuple[str, int | None]] = [] if lines else [("empty_file", None)]
    found += [("duplicate_custom_id", number) for number, key in enumerate(keys, 1) if key in keys[: number - 1]]
    found += [("invalid_url", number) for number, line in enumerate(lines, 1) if line["url"] != endpoint]
    found += [("mismatched_model", number) for number, line in enumerate(lines, 1) if line["body"]["model"] != lines[0]["body"]["model"]]
    return [{"code": code, "line": number, "message": code, "param": None} for code, number in found]


def _undone(line: Body, status: str) -> Body:
    code = "batch_cancelled" if status == "cancelling" else "batch_expired"
    error = {"code": code, "message": "This request could not be executed before the completion window expired."}
    return {"id": f"batch_req_{uuid.uuid4().hex[:20]}", "custom_id": line["custom_id"], "response": None, "error": error}


def _lines(rows: list[Body]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _page(rows: list[Body]) -> Body:
    ends = {"first_id": rows[0]["id"] if rows else None, "last_id": rows[-1]["id"] if rows else None}
    return {"object": "list", "data": rows, "has_more": False, **ends}


def _missing() -> web.Response:
    return web.json_response({"error": {"message": "Not found", "type": "invalid_request_error", "param": None, "code": None}}, status=404)
