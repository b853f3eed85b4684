"""Requests and replies of a job as lines: a request stands under its `Ask.key`; replies come back in any order, so the key joins them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.datamodel.asking import Ask, Usage
from pipeline.llm.faults import Fault, read_fault
from pipeline.llm.models import ModelSpec
from pipeline.llm.wires.base import Finish, Reply, finish_of, messages, response_format

_UNDONE = frozenset({"batch_expired", "batch_cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What came back for one request: a reply, or a fault; neither where it was not done."""

    key: str
    reply: Reply | None = None
    fault: Fault | None = None


class _LineError(Exception):
    """An answer that was an error, in the form in which `read_fault` knows those of clients."""

    def __init__(self, status_code: int, body: object) -> None:
        super().__init__(f"status {status_code}")
        self.status_code = status_code
        self.body = body


def as_line(row: Mapping[str, object]) -> bytes:
    """A JSON line, with its end; what some readers take for the end of a line is escaped in it."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    for char in "\u0085\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"{text}\n".encode()


def body_of(ask: Ask, spec: ModelSpec) -> dict[str, Any]:
    """The body of a chat completion."""
    from langchain_core.messages import convert_to_openai_messages

    body: dict[str, Any] = {"model": spec.name, "messages": convert_to_openai_messages(messages(ask, spec.structured))}
    if spec.temperature is not None:
        body["temperature"] = spec.temperature
    return {**body, spec.output_key: ask.max_output, **response_format(ask, spec.structured)}


def parcels(lines: Iterable[tuple[str, bytes]], max_requests: int, max_bytes: int) -> Iterator[dict[str, bytes]]:
    """Lines by key, in jobs that a provider takes; a line over `max_bytes` goes alone, to be refused there with the reason.

    >>> [list(parcel) for parcel in parcels([("a", b"12"), ("b", b"34"), ("c", b"5")], 2, 3)]
    [['a'], ['b', 'c']]
    """
    parcel: dict[str, bytes] = {}
    size = 0
    for key, line in lines:
        if parcel and (len(parcel) == max_requests or size + len(line) > max_bytes):
            yield parcel
            parcel, size = {}, 0
        parcel[key] = line
        size += len(line)
    if parcel:
        yield parcel


def read_line(line: bytes) -> Line | None:
    """A line of a job's files; None where it is none.

    >>> read_line(b'{"custom_id": "k", "response": null, "error": {"code": "batch_expired"}}')
    Line(key='k', reply=None, fault=None)
    """
    try:
        row = json.loads(line)
        key = row["custom_id"]
        response, error = row.get("response") or {}, row.get("error") or {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(key, str):
        return None
    status = response.get("status_code") if isinstance(response, Mapping) else None
    if status == 200:
        return _answered(key, response.get("body"))
    if isinstance(error, Mapping) and error.get("code") in _UNDONE:
        return Line(key=key)
    body = response.get("body") if isinstance(status, int) else {"error": error}
    return Line(key=key, fault=read_fault(_LineError(status if isinstance(status, int) else 500, body)))


def _answered(key: str, body: object) -> Line:
    try:
        return Line(key=key, reply=read_completion(body))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        return Line(key=key, fault=Fault(status=None, message="a reply that is none came back", dropped=True))


def read_completion(body: Any) -> Reply:
    """A chat completion as it came. Raises KeyError, IndexError, TypeError, AttributeError or ValueError for what is none."""
    choice = body["choices"][0]
    message = choice["message"]
    refusal, content = message.get("refusal") or "", message.get("content")
    if isinstance(content, list):
        content = "".join(part.get("text") or "" for part in content)
    finish = Finish.REFUSED if refusal else finish_of(str(choice.get("finish_reason") or "stop"))
    return Reply(text=content or "", finish=finish, usage=_usage(body.get("usage") or {}), refusal=refusal)


def _usage(counted: Mapping[str, Any]) -> Usage | None:
    if not counted.get("prompt_tokens"):
        return None
    cached = (counted.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    return Usage(prompt=counted["prompt_tokens"], completion=counted.get("completion_tokens") or 0, cached=cached)
