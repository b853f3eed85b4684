"""What went wrong with a request, read from any client's exception, and what is to be done about it.

The clients raise errors of their own; what they have in common is read without knowing them: a status, headers, the body's code and message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from pipeline.llm.models import ModelSpec

MAX_MESSAGE_CHARS = 200


class Course(StrEnum):
    """What is to be done."""

    RETRY = "retry"
    QUOTA = "quota"
    CLOSED = "closed"  # every request would end so
    FILTERED = "filtered"
    TOO_LONG = "too_long"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A request that brought no reply. status: of HTTP, None where none came; codes: what the body calls it, in lower case;
    message: one line; retry_after: seconds that the server asks to wait; should_retry: what it says of trying again.
    """

    status: int | None
    message: str
    codes: frozenset[str] = frozenset()
    retry_after: float | None = None
    should_retry: bool | None = None
    timed_out: bool = False
    dropped: bool = False


_QUOTA_CODES = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "exceeded_current_quota_error", "arrearage", "1113"}
)
_QUOTA_WORDS = ("credit balance is too low", "insufficient balance", "exceeded your current quota, please check your plan")
_FILTER_CODES = frozenset({"content_filter", "data_inspection_failed", "datainspectionfailed", "responsibleaipolicyviolation", "1301"})
_FILTER_WORDS = ("content exists risk", "content management policy")
_LENGTH_CODES = frozenset({"context_length_exceeded", "string_above_max_length"})
_LENGTH_WORDS = ("context length", "context window", "prompt is too long", "too many tokens", "maximum number of tokens", "exceed context limit")
_RETRIED = frozenset({408, 409, 425, 429})
_CLOSING = frozenset({401, 403, 404})
_DROPPED_NAMES = re.compile(r"Connect|Transport|RemoteProtocol|ReadError|WriteError|NetworkError|Disconnected|IncompleteRead")
_TIMEOUT_NAMES = re.compile(r"Timeout")


def read_fault(error: BaseException) -> Fault:
    """What any client's exception says."""
    chain = list(_chain(error))
    response = next((found for link in chain if (found := _response(link))), None)
    status = next((found for link in chain if (found := _status(link))), None)
    body = next((found for link in chain if (found := _body(link))), None)
    headers = _headers(response)
    if status is None:
        names = [base.__name__ for link in chain for base in type(link).__mro__]
        timed_out = any(_TIMEOUT_NAMES.search(name) for name in names)
        dropped = any(_DROPPED_NAMES.search(name) for name in names) or any(isinstance(link, (OSError, json.JSONDecodeError)) for link in chain)
        return Fault(status=None, message=_line(error), timed_out=timed_out, dropped=dropped and not timed_out)
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
    return Fault(
        status=status,
        message=_message(body) or _line(error),
        codes=frozenset(_codes(body)),
        retry_after=_retry_after(headers, text),
        should_retry={"true": True, "false": False}.get(headers.get("x-should-retry", "").lower()),
    )


def course(fault: Fault) -> Course:
    """What is to be done about a fault, whatever was tried before."""
    words = fault.message.lower()
    if fault.codes & _QUOTA_CODES or fault.status == 402 or any(part in words for part in _QUOTA_WORDS):
        return Course.QUOTA
    if fault.should_retry is not None and fault.status not in _CLOSING:
        return Course.RETRY if fault.should_retry else Course.GIVE_UP
    if fault.status is None:
        return Course.RETRY if fault.timed_out or fault.dropped else Course.GIVE_UP
    if fault.status in _RETRIED or fault.status >= 500:
        return Course.RETRY
    if fault.codes & _FILTER_CODES or any(part in words for part in _FILTER_WORDS):
        return Course.FILTERED
    if fault.status == 413 or fault.codes & _LENGTH_CODES or any(part in words for part in _LENGTH_WORDS):
        return Course.TOO_LONG
    return Course.CLOSED if fault.status in _CLOSING else Course.GIVE_UP


def explain(fault: Fault, spec: ModelSpec, attempts: int) -> str:
    """One line: what happened, and what to do."""
    said = f"{fault.status}: {fault.message}" if fault.status else fault.message
    match course(fault):
        case Course.QUOTA:
            return f"{spec.id}: the account has no quota left ({said}); add credit or raise its limit, then run again"
        case Course.CLOSED if fault.status == 404:
            pull = f", or run: ollama pull {spec.name}" if spec.wire == "ollama" else ""
            return f"{spec.id}: there is no such model at {spec.base_url} ({said}); check the name and the address{pull}"
        case Course.CLOSED:
            return f"{spec.id}: the key is refused ({said}); check {spec.key or 'the address'}"
        case Course.FILTERED:
            return f"{spec.id}: the provider's filter stopped the text ({said})"
        case Course.TOO_LONG:
            return f"{spec.id}: the text is longer than the model takes ({said})"
        case Course.RETRY if fault.status is None and spec.local and not fault.timed_out:
            return f"{spec.id}: no server answers at {spec.base_url} ({said}); start it, then run again"
        case Course.RETRY:
            return f"{spec.id}: no reply after {attempts} attempts ({said}); run again later"
        case _ if fault.status is None:
            return f"{spec.id}: the reply cannot be read ({said}); check that {spec.base_url} is the model's address"
        case _:
            return f"{spec.id}: the request is refused ({said}); check the model's row in the table of models"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _response(error: BaseException) -> object | None:
    response = getattr(error, "response", None)
    return response if hasattr(response, "headers") else None


def _status(error: BaseException) -> int | None:
    found = (getattr(error, "status_code", None), getattr(error, "code", None), getattr(getattr(error, "response", None), "status_code", None))
    return next((value for value in found if isinstance(value, int) and 100 <= value < 600), None)


def _headers(response: object | None) -> Mapping[str, str]:
    headers = getattr(response, "headers", {})
    return {str(name).lower(): str(value) for name, value in dict(headers).items()}


def _body(error: BaseException) -> object | None:
    """The body of an answer that was an error: parsed where the client parsed it, else its text."""
    for name in ("body", "details", "error"):
        if found := getattr(error, name, None):
            return _parsed(found)
    response = _response(error)
    try:
        return _parsed(getattr(response, "text", None) or None)
    except Exception:  # a client's own error for a body that was never read
        return None


def _parsed(found: object) -> object:
    if not isinstance(found, str):
        return found
    try:
        return json.loads(found)
    except ValueError:
        return found


def _codes(body: object) -> Iterator[str]:
    if isinstance(body, Mapping):
        for name in ("code", "type", "status"):
            if isinstance(body.get(name), (str, int)):
                yield str(body[name]).lower()
        yield from _codes(body.get("error"))
        yield from _codes(body.get("innererror"))


def _message(body: object) -> str:
    if isinstance(body, Mapping):
        inner = body.get("error")
        return _message(inner) if inner else _clip(str(body.get("message") or body.get("detail") or ""))
    return _clip(body) if isinstance(body, str) else ""


def _retry_after(headers: Mapping[str, str], text: str) -> float | None:
    """Seconds to wait: `retry-after-ms`, `retry-after` as seconds or as a date, or Google's `retryDelay` in the body."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    if (seconds := _number(value)) is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except ValueError:
        delay = re.search(r'"retryDelay"\s*:\s*"([\d.]+)s"', text)
        return _number(delay[1]) if delay else None


def _number(text: str | None) -> float | None:
    return float(text) if text and re.fullmatch(r"\d+(\.\d+)?", text.strip()) else None


def _line(error: BaseException) -> str:
    return _clip(f"{type(error).__name__}: {error}") if str(error) else type(error).__name__


def _clip(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_MESSAGE_CHARS else line[: MAX_MESSAGE_CHARS - 1] + "…"
