from __future__ import annotations

import json

import pytest

from pipeline.datamodel.asking import Ask, Purpose, Usage
from pipeline.llm.batches.lines import as_line, body_of, parcels, read_line
from pipeline.llm.faults import Course, course
from pipeline.llm.models import find_model
from pipeline.llm.wires.base import Finish

SCHEMA = {"type": "object", "properties": {"c": {"type": "string"}}, "required": ["c"], "additionalProperties": False}
ASK = Ask(document="d", purpose=Purpose.CLAIMS, system="Be brief.", user="1 风起了。", schema=SCHEMA, max_output=50)


def line_of(**row: object) -> bytes:
    return json.dumps({"custom_id": "k", **row}).encode()


def completion(content: object, finish: str = "stop", **message: object) -> dict[str, object]:
    usage = {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 2}}
    return {"choices": [{"message": {"content": content, **message}, "finish_reason": finish}], "usage": usage}


def test_a_line_never_breaks_in_the_middle() -> None:
    line = as_line({"text": "one\u2028two\u2029three\u0085four\nfive"})
    assert line.decode().splitlines() == [line.decode().rstrip("\n")]
    assert json.loads(line)["text"] == "one\u2028two\u2029three\u0085four\nfive"


def test_a_body_is_what_a_live_request_sends() -> None:
    body = body_of(ASK, find_model("openai:gpt-4o-mini", environ={}))
    assert body["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "1 风起了。"}]
    assert body["max_completion_tokens"] == 50
    assert body["response_format"]["json_schema"] == {"name": "reply", "schema": SCHEMA, "strict": True}


def test_nemo_is_asked_at_the_temperature_that_its_makers_advise() -> None:
    body = body_of(ASK, find_model("mistral:open-mistral-nemo", environ={}))
    assert (body["temperature"], body["max_tokens"]) == (0.3, 50)


def test_parcels_hold_to_both_limits_and_lose_nothing() -> None:
    lines = [(str(number), b"x" * (number % 7 + 1)) for number in range(100)]
    made = list(parcels(lines, 9, 30))
    assert [key for parcel in made for key in parcel] == [key for key, _ in lines]
    assert all(len(parcel) <= 9 and sum(map(len, parcel.values())) <= 30 for parcel in made)


def test_a_line_over_the_limit_goes_alone() -> None:
    assert [list(parcel) for parcel in parcels([("a", b"1"), ("b", b"22222"), ("c", b"3")], 9, 3)] == [["a"], ["b"], ["c"]]


def test_a_reply_with_its_usage() -> None:
    line = read_line(line_of(response={"status_code": 200, "body": completion("好")}, error=None))
    assert line is not None
    assert line.reply is not None
    assert (line.reply.text, line.reply.finish, line.reply.usage) == ("好", Finish.WHOLE, Usage(prompt=9, completion=4, cached=2))


@pytest.mark.parametrize(
    ("body", "finish"),
    [
        (completion("half", "length"), Finish.LENGTH),
        (completion("half", "model_length"), Finish.LENGTH),
        (completion("", "content_filter"), Finish.FILTERED),
        (completion(None, refusal="No."), Finish.REFUSED),
        (completion([{"type": "text", "text": "in "}, {"type": "text", "text": "parts"}]), Finish.WHOLE),
    ],
)
def test_how_a_reply_ended(body: dict[str, object], finish: Finish) -> None:
    line = read_line(line_of(response={"status_code": 200, "body": body}))
    assert line is not None
    assert line.reply is not None
    assert line.reply.finish is finish


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"response": {"status_code": 500, "body": {}}}, Course.RETRY),
        ({"response": {"status_code": 429, "body": {"error": {"code": "rate_limit_exceeded", "message": "slow"}}}}, Course.RETRY),
        ({"response": {"status_code": 429, "body": {"error": {"code": "insufficient_quota", "message": "no"}}}}, Course.QUOTA),
        ({"response": {"status_code": 400, "body": {"error": {"code": "context_length_exceeded", "message": "long"}}}}, Course.TOO_LONG),
        ({"response": {"status_code": 400, "body": {"error": {"message": "bad"}}}}, Course.GIVE_UP),
        ({"response": None, "error": {"code": "internal", "message": "oops"}}, Course.RETRY),
        ({"response": {"status_code": 200, "body": {"choices": []}}}, Course.RETRY),
        ({"response": {"status_code": 200, "body": "nonsense"}}, Course.RETRY),
    ],
)
def test_what_is_to_be_done_about_a_line_that_failed(row: dict[str, object], expected: Course) -> None:
    line = read_line(line_of(**row))
    assert line is not None
    assert line.fault is not None
    assert course(line.fault) is expected


@pytest.mark.parametrize("code", ["batch_expired", "batch_cancelled"])
def test_a_line_that_was_not_done(code: str) -> None:
    line = read_line(line_of(response=None, error={"code": code}))
    assert line is not None
    assert line.reply is None
    assert line.fault is None


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'{"custom_id": 3}', b'{"other": 1}', b'{"custom_id": "k", "response": 7}', b"\xff"])
def test_what_is_no_line_is_left_out(raw: bytes) -> None:
    line = read_line(raw)
    assert line is None or line.reply is None
