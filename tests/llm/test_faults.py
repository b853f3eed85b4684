from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from pipeline.llm.faults import Course, course, explain, read_fault
from pipeline.llm.models import find_model

MINI = find_model("openai:gpt-4o-mini", environ={})


def _error(status: int, body: object = "", headers: dict[str, str] | None = None) -> Exception:
    request = httpx.Request("POST", "http://server/v1")
    content: dict[str, Any] = {"text": body} if isinstance(body, str) else {"json": body}
    return httpx.HTTPStatusError("went wrong", request=request, response=httpx.Response(status, headers=headers, request=request, **content))


@pytest.mark.parametrize(
    ("status", "body", "what"),
    [
        (429, {"error": {"code": "rate_limit_exceeded", "message": "slow down"}}, Course.RETRY),
        (429, {"error": {"code": "insufficient_quota", "message": "no money"}}, Course.QUOTA),
        (402, {"error": {"message": "Insufficient Balance"}}, Course.QUOTA),
        (429, {"error": {"code": "1113", "message": "余额不足"}}, Course.QUOTA),
        (400, {"type": "error", "error": {"type": "invalid_request_error", "message": "Your credit balance is too low"}}, Course.QUOTA),
        (500, "", Course.RETRY),
        (529, {"error": {"type": "overloaded_error"}}, Course.RETRY),
        (408, "", Course.RETRY),
        (401, {"error": {"code": "invalid_api_key", "message": "wrong"}}, Course.CLOSED),
        (404, {"error": "model 'x' not found"}, Course.CLOSED),
        (400, {"error": {"message": "Invalid schema"}}, Course.GIVE_UP),
        (422, {"message": "wrong field"}, Course.GIVE_UP),
        (400, {"error": {"code": "content_filter", "message": "stopped"}}, Course.FILTERED),
        (400, {"error": {"message": "Content Exists Risk"}}, Course.FILTERED),
        (400, {"error": {"code": "data_inspection_failed", "message": "Input data may contain"}}, Course.FILTERED),
        (400, {"error": {"code": "context_length_exceeded", "message": "maximum"}}, Course.TOO_LONG),
        (400, {"error": {"message": "prompt is too long: 201000 tokens"}}, Course.TOO_LONG),
        (413, "<html>Request Entity Too Large</html>", Course.TOO_LONG),
    ],
)
def test_what_is_to_be_done(status: int, body: object, what: Course) -> None:
    fault = read_fault(_error(status, body))
    assert fault.status == status
    assert course(fault) is what


def test_what_the_server_says_of_trying_again_is_heeded() -> None:
    assert course(read_fault(_error(500, "", {"x-should-retry": "false"}))) is Course.GIVE_UP
    assert course(read_fault(_error(400, "", {"x-should-retry": "true"}))) is Course.RETRY
    assert course(read_fault(_error(401, "", {"x-should-retry": "true"}))) is Course.CLOSED


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"retry-after": "7"}, 7), ({"retry-after-ms": "700", "retry-after": "3"}, 0.7), ({}, None), ({"retry-after": "soon"}, None)],
)
def test_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert read_fault(_error(429, "", headers)).retry_after == seconds


def test_a_date_to_wait_for() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    wait = read_fault(_error(429, "", {"retry-after": moment})).retry_after
    assert wait is not None
    assert 25 < wait <= 30
    assert read_fault(_error(503, "", {"retry-after": "Mon, 01 Jan 2024 00:00:00 GMT"})).retry_after == 0


def test_googles_delay_stands_in_the_body() -> None:
    assert read_fault(_error(429, {"error": {"details": [{"retryDelay": "39.5s"}]}})).retry_after == 39.5


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (httpx.ConnectError("refused"), Course.RETRY),
        (httpx.ReadTimeout("late"), Course.RETRY),
        (ConnectionResetError(), Course.RETRY),
        (ValueError("a bug"), Course.GIVE_UP),
        (KeyError("choices"), Course.GIVE_UP),
    ],
)
def test_without_a_status(error: Exception, what: Course) -> None:
    assert course(read_fault(error)) is what


def test_a_cause_is_read_through_what_wraps_it() -> None:
    try:
        try:
            raise _error(503, {"error": {"message": "busy"}}, {"retry-after": "2"})
        except httpx.HTTPStatusError as error:
            raise RuntimeError("the client's own") from error
    except RuntimeError as error:
        fault = read_fault(error)
    assert (fault.status, fault.retry_after, fault.message) == (503, 2, "busy")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (_error(401, {"error": {"message": "wrong key"}}), "check OPENAI_API_KEY"),
        (_error(404, ""), "check the name and the address"),
        (_error(429, {"error": {"code": "insufficient_quota", "message": "none left"}}), "add credit"),
        (_error(400, {"error": {"message": "a\nb" * 500}}), "table of models"),
        (_error(503, ""), "run again later"),
        (AttributeError("'str' object has no attribute 'model_dump'"), "is the model's address"),
    ],
)
def test_the_reason_says_what_to_do_in_a_line(error: Exception, told: str) -> None:
    reason = explain(read_fault(error), MINI, 4)
    assert told in reason
    assert "\n" not in reason
    assert len(reason) < 400
