"""A model's server on the loopback that answers as it is told, and as badly as it is told; what each format looks like is in files of their own.

A fault is `name[;key=value…]`, one used up for each request (`script`), or drawn by rates ("429=0.1,drop=0.05"):
429, 400, 500 … (retry-after, retry-after-ms, x-should-retry, quota), slow, hang and drip (s: seconds), drop, and of the reply itself:
truncate, filter, refusal, badjson, fenced, extra, missing, wrongtype, nullcontent, nousage.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from aiohttp import web

Body = dict[str, Any]
Responder = Callable[[Body], "str | dict[str, Any] | None"]
REFUSAL = "I cannot help with that."


@dataclass(frozen=True)
class Fault:
    """What is to go wrong."""

    name: str = "ok"
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return float(self.options.get("s", 30))

    @property
    def headers(self) -> dict[str, str]:
        return {key: value for key, value in self.options.items() if key.startswith(("retry-after", "x-should-retry"))}


@dataclass(frozen=True)
class Made:
    """A reply before its format. text: None where there is none; finish: stop, length, filter or refusal."""

    text: str | None
    finish: str
    prompt: int
    completion: int
    has_usage: bool


class HttpError(Exception):
    """An answer that is an error."""

    def __init__(
        self, status: int, message: str, *, code: str | None = None, kind: str = "server_error", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.kind, self.headers = status, code, kind, dict(headers or {})


class Format(Protocol):
    """How a provider puts things."""

    path: ClassVar[str]

    def prompt_of(self, body: Body) -> str: ...

    def schema_of(self, body: Body) -> Body | None: ...

    def reply(self, body: Body, made: Made) -> Body: ...

    def error(self, fault: HttpError) -> Body: ...


def count_tokens(text: str) -> int:
    """About what o200k gives."""
    wide = sum(1 for char in text if char >= "\u2e80")
    return max(1, round(wide * 0.87 + (len(text) - wide) * 0.286)) if text else 0


def parse_fault(text: str) -> Fault:
    name, *rest = (part.strip() for part in text.split(";"))
    return Fault(name, dict(part.split("=", 1) for part in rest if "=" in part))


def sample(schema: Body) -> Any:
    """The smallest value that fits a schema."""
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return sample(schema[key][0])
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            return {name: sample(part) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [sample(schema.get("items", {}))]
        case "integer":
            return int(schema.get("minimum", 1))
        case "number":
            return float(schema.get("minimum", 1.5))
        case "boolean":
            return True
        case "null":
            return None
    return "示例 text"


class ModelServer:
    """A server in a thread of its own; a context manager. log: what was asked, in order of the ends; peak: most at once."""

    def __init__(
        self, form: Format, responder: Responder | None = None, *, port: int = 0, latency: float = 0.0, fault_rates: str = "", seed: int = 0
    ) -> None:
        self.form, self.responder, self.port, self.latency, self.fault_rates = form, responder, port, latency, fault_rates
        self.log: list[Body] = []
        self.faults: deque[str] = deque()
        self.peak = self._in_flight = 0
        self._random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._main, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def script(self, *faults: str) -> None:
        """What goes wrong with the next requests, in turn."""
        self.faults.extend(faults)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_post(self.form.path, self._chat)
        return app

    def choose_fault(self) -> Fault:
        if self.faults:
            return parse_fault(self.faults.popleft())
        roll, edge = self._random.random(), 0.0
        for part in filter(None, self.fault_rates.split(",")):
            name, rate = part.rsplit("=", 1)
            edge += float(rate)
            if roll < edge:
                return parse_fault(name)
        return Fault()

    def make(self, body: Body, fault: Fault) -> Made:
        """The reply, spoiled as the fault says."""
        schema = self.form.schema_of(body)
        given = self.responder(body) if self.responder else None
        value = given if given is not None else sample(schema) if schema else "Good day."
        text: str | None = value if isinstance(value, str) else json.dumps(_spoiled(value, fault.name), ensure_ascii=False)
        assert text is not None
        changes = {
            "truncate": text[: len(text) // 2],
            "badjson": "{'not': json, oops",
            "fenced": f"Sure! Here it is:\n```json\n{text}\n```\nHope this helps.",
            "filter": "",
            "refusal": None,
            "nullcontent": None,
        }
        text = changes.get(fault.name, text)
        finish = {"truncate": "length", "filter": "filter", "refusal": "refusal"}.get(fault.name, "stop")
        prompt = count_tokens(self.form.prompt_of(body))
        return Made(text, finish, prompt, count_tokens(text or ""), fault.name != "nousage")

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        started = time.monotonic()
        raw = await request.read()
        self._in_flight += 1
        self.peak = max(self.peak, self._in_flight)
        body: Body = json.loads(raw)
        fault = self.choose_fault()
        entry: Body = {"at": started, "fault": fault.name, "status": 0, "body": body, "path": request.path, "headers": dict(request.headers)}
        try:
            await misbehave(fault, request)
            out = self.form.reply(body, self.make(body, fault))
            await asyncio.sleep(self.latency)
            entry["status"] = 200
            if fault.name == "drip":
                return await _drip(request, out, fault.seconds)
            return web.Response(body=json.dumps(out, ensure_ascii=False).encode() + b"\n", content_type="application/json")
        except HttpError as error:
            entry["status"] = error.status
            return web.json_response(self.form.error(error), status=error.status, headers=error.headers)
        except ConnectionResetError:
            return web.Response(status=500)  # never sent: the connection is closed
        finally:
            self._in_flight -= 1
            entry["took"] = time.monotonic() - started
            self.log.append(entry)

    def _main(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=0.1)

        async def start() -> None:
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", self.port, backlog=1024)
            await site.start()
            self.port = runner.addresses[0][1]

        self._loop.run_until_complete(start())
        self._ready.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    def __enter__(self) -> ModelServer:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


async def misbehave(fault: Fault, request: web.Request | None) -> None:
    """The faults that need no reply. request: None in a batch."""
    if fault.name == "429":
        if fault.options.get("quota"):
            raise HttpError(429, "You exceeded your current quota.", kind="insufficient_quota", code="insufficient_quota", headers=fault.headers)
        raise HttpError(429, "Rate limit reached for requests", kind="requests", code="rate_limit_exceeded", headers=fault.headers)
    if fault.name.isdigit():
        raise HttpError(
            int(fault.name), fault.options.get("message", f"mock fault {fault.name}"), code=fault.options.get("code"), headers=fault.headers
        )
    if fault.name in ("slow", "hang"):
        await asyncio.sleep(fault.seconds)
    elif fault.name == "drop":
        if request is not None and request.transport is not None:
            request.transport.close()
        raise ConnectionResetError


async def _drip(request: web.Request, out: Body, pause: float) -> web.StreamResponse:
    """A byte at a time: no read takes long, the whole never ends."""
    raw = json.dumps(out).encode()
    response = web.StreamResponse(headers={"content-type": "application/json", "content-length": str(len(raw))})
    await response.prepare(request)
    for index in range(len(raw)):
        await response.write(raw[index : index + 1])
        await asyncio.sleep(pause)
    return response


def _spoiled(value: dict[str, Any], fault: str) -> dict[str, Any]:
    first = next(iter(value), None)
    match fault:
        case "extra":
            return {**value, "unexpected_field": "surplus"}
        case "missing":
            return {name: part for name, part in value.items() if name != first}
        case "wrongtype" if first is not None:
            return {**value, first: {"wrong": ["type"]}}
    return value
