from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from unittest import mock

import pytest

from pipeline.datamodel.asking import Answer, Status
from pipeline.errors import ConfigError, MissingDependencyError
from pipeline.llm.chat import ChatLimits, open_chat
from pipeline.llm.models import find_model
from pipeline.llm.money import Budget, cost
from tests.llm.asks import GOOD, HASTY, KEYS, SECRET, answers, ask, asks, in_turn, model
from tests.servers.mock_openai import MockServer


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer() as running:
        yield running


def _one(server: MockServer, *faults: str, limits: ChatLimits = HASTY) -> Answer:
    server.script(*faults)
    return answers(model(server.base_url), [ask()], limits=limits)[0]


def test_an_answer_with_its_usage(server: MockServer) -> None:
    answer = _one(server)
    assert (answer.status, answer.text, answer.attempts, answer.reason) == (Status.ANSWERED, GOOD, 1, "")
    assert answer.usage.prompt > 10
    assert answer.usage.completion > 2
    assert not answer.usage.is_estimated


def test_a_request_is_held_to_the_schema_and_the_limit(server: MockServer) -> None:
    _one(server)
    body = server.log[0]["body"]
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["strict"] is True
    assert (body["max_completion_tokens"], body["temperature"], [message["role"] for message in body["messages"]]) == (400, 0.0, ["system", "user"])


def test_words_are_asked_for_without_a_schema(server: MockServer) -> None:
    answer = answers(model(server.base_url), [ask(schema=None)])[0]
    assert answer.text == "Good day."
    assert "response_format" not in server.log[0]["body"]


def test_a_server_that_takes_no_schema_reads_it_in_the_prompt(server: MockServer) -> None:
    answers(find_model("compatible:any", base_url=server.base_url, environ={}), [ask()], budget=Budget(None))
    body = server.log[0]["body"]
    assert body["response_format"] == {"type": "json_object"}
    assert '"facts"' in body["messages"][0]["content"]
    assert (body["max_tokens"], body.get("max_completion_tokens")) == (400, None)


@pytest.mark.parametrize(
    "fault", ["429", "429;retry-after-ms=30", "500", "502", "503;retry-after=0", "529", "drop", "429;retry-after=Mon, 01 Jan 2024 00:00:00 GMT"]
)
def test_a_passing_fault_is_tried_again(server: MockServer, fault: str) -> None:
    answer = _one(server, fault, fault)
    assert (answer.status, answer.attempts, answer.text) == (Status.ANSWERED, 3, GOOD)


@pytest.mark.parametrize("fault", ["429", "500", "drop"])
def test_a_lasting_fault_ends_after_so_many_attempts(server: MockServer, fault: str) -> None:
    answer = _one(server, *[fault] * 9)
    assert (answer.status, answer.attempts, len(server.log)) == (Status.FAULT, 4, 4)
    assert "run again later" in answer.reason


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("400", "table of models"),
        ("401", "OPENAI_API_KEY"),
        ("403", "OPENAI_API_KEY"),
        ("404", "check the name"),
        ("500;x-should-retry=false", "500"),
    ],
)
def test_what_will_not_pass_is_not_tried_again(server: MockServer, fault: str, told: str) -> None:
    answer = _one(server, fault)
    stops = fault.startswith(("401", "403", "404"))
    assert (answer.status, answer.attempts, len(server.log)) == (Status.QUOTA if stops else Status.FAULT, 1, 1)
    assert told in answer.reason


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("truncate", Status.TRUNCATED),
        ("filter", Status.FILTERED),
        ("refusal", Status.REFUSED),
        ("nullcontent", Status.EMPTY),
        ("badjson", Status.ANSWERED),
        ("fenced", Status.ANSWERED),
        ("extra", Status.ANSWERED),
        ("missing", Status.ANSWERED),
        ("wrongtype", Status.ANSWERED),
        ("400;code=content_filter", Status.FILTERED),
        ("400;code=context_length_exceeded", Status.TRUNCATED),
    ],
)
def test_outcomes_are_values(server: MockServer, fault: str, status: Status) -> None:
    answer = _one(server, fault)
    assert (answer.status, answer.attempts) == (status, 1)
    assert bool(answer.reason) == (status is not Status.ANSWERED)
    if not fault.startswith("400"):
        assert answer.usage.prompt > 0


def test_usage_that_is_not_told_is_estimated(server: MockServer) -> None:
    budget = Budget(Decimal(1))
    server.script("nousage")
    spec = model(server.base_url)
    answer = answers(spec, [ask()], budget=budget)[0]
    assert answer.usage.is_estimated
    assert answer.usage.prompt > 10
    assert budget.spent == cost(spec, answer.usage) != 0


def test_a_deadline_ends_a_slow_drip_and_a_hanging_server(server: MockServer) -> None:
    started = time.monotonic()
    dripping = _one(server, *["drip;s=0.02"] * 5, limits=replace(HASTY, deadline=0.3))
    hanging = _one(server, *["hang;s=9"] * 5, limits=replace(HASTY, deadline=0.3))
    assert dripping.status is hanging.status is Status.FAULT
    assert dripping.attempts == hanging.attempts == 2
    assert "within 0.3 s" in hanging.reason
    assert time.monotonic() - started < 8


def test_a_deadline_leaves_a_server_that_recovers_its_answer(server: MockServer) -> None:
    answer = _one(server, "hang;s=20", limits=replace(HASTY, deadline=3))
    assert (answer.status, answer.attempts) == (Status.ANSWERED, 2)


def test_a_spent_quota_ends_all_at_once(server: MockServer) -> None:
    server.script(*["429;quota=1"] * 50)
    got = answers(model(server.base_url), asks(30), limits=replace(HASTY, in_flight=3))
    assert {answer.status for answer in got} == {Status.QUOTA}
    assert len(server.log) <= 3
    assert "add credit" in got[-1].reason


def test_a_refused_key_ends_all_at_once_and_is_told_nowhere(server: MockServer) -> None:
    server.script(*[f"401;message=Incorrect key {SECRET} given"] * 50)
    got = answers(model(server.base_url), asks(30), limits=replace(HASTY, in_flight=3))
    assert {answer.status for answer in got} == {Status.QUOTA}
    assert len(server.log) <= 3
    assert SECRET not in repr(got)


def test_a_server_that_names_a_time_pauses_all() -> None:
    with MockServer(latency=0.02) as server:
        server.script("429;retry-after-ms=1500")
        started = time.monotonic()
        got = answers(model(server.base_url), asks(12), limits=replace(HASTY, in_flight=2))
        assert {answer.status for answer in got} == {Status.ANSWERED}
        refused = min(entry["at"] + entry["took"] for entry in server.log if entry["status"] == 429)
        later = sorted(entry["at"] for entry in server.log if entry["at"] > refused + 0.7)
    assert len(later) >= 10
    assert later[0] >= refused + 1.4
    assert time.monotonic() - started < 20


def test_a_wait_that_is_too_long_ends_all(server: MockServer) -> None:
    server.script("429;retry-after=3600")
    got = in_turn(model(server.base_url), asks(3))
    assert [answer.status for answer in got] == [Status.FAULT] * 3
    assert "asks to wait 3600 s" in got[0].reason
    assert len(server.log) == 1


def test_no_more_at_once_than_so_many() -> None:
    with MockServer(latency=0.03) as server:
        got = answers(model(server.base_url), asks(40), limits=replace(HASTY, in_flight=5))
        assert server.peak == 5
    assert {answer.status for answer in got} == {Status.ANSWERED}


def test_many_faults_at_once_lose_nothing() -> None:
    rates = "429=0.05,500=0.05,drop=0.05,truncate=0.03,badjson=0.02,refusal=0.02"
    with MockServer(fault_rates=rates, seed=7) as server:
        got = answers(model(server.base_url), asks(100))
        assert len(server.log) > 100
    assert len(got) == 100
    assert {answer.status for answer in got} <= {Status.ANSWERED, Status.TRUNCATED, Status.REFUSED}


def test_the_cap_is_kept_within_a_call(server: MockServer) -> None:
    spec = model(server.base_url)
    price = spec.price
    assert price is not None
    most = Decimal(400) * price.output / 1_000_000 * Decimal("1.2")
    budget = Budget(most * 2)
    got = answers(spec, asks(200), budget=budget, limits=replace(HASTY, in_flight=8))
    done = [answer for answer in got if answer.status is Status.ANSWERED]
    assert 0 < len(done) < 200
    assert {answer.status for answer in got} == {Status.ANSWERED, Status.OVER_BUDGET}
    assert budget.cap is not None
    assert budget.cap - most <= budget.spent <= budget.cap
    assert budget.spent == sum((cost(spec, answer.usage) or Decimal(0) for answer in done), Decimal(0))


def test_every_answered_attempt_is_paid_for_and_none_stays_reserved(server: MockServer) -> None:
    budget = Budget(Decimal(1))
    spec = model(server.base_url)
    server.script("truncate", "500", "refusal", "drop")
    got = answers(spec, asks(6), budget=budget)
    assert budget.reserved == 0
    assert budget.spent == sum((cost(spec, answer.usage) or Decimal(0) for answer in got), Decimal(0)) > 0


def test_a_chat_does_not_open_unready(server: MockServer) -> None:
    async def opened(name: str, budget: Budget, environ: dict[str, str]) -> None:
        async with open_chat(find_model(name, base_url=server.base_url, environ={}), limits=HASTY, budget=budget, environ=environ):
            pass

    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        asyncio.run(opened("openai:gpt-4o-mini", Budget(None), {}))
    with pytest.raises(ConfigError, match="give it a price"):
        asyncio.run(opened("openai:gpt-next", Budget(Decimal(1)), KEYS))
    with pytest.raises(MissingDependencyError, match=r"pip install 'bidigest\[aws\]'"):
        asyncio.run(opened("bedrock:meta.llama3-1-8b-instruct-v1:0", Budget(None), {}))


def test_a_cancelled_ask_gives_back_what_was_held() -> None:
    budget = Budget(Decimal(1))

    async def run(address: str) -> None:
        async with open_chat(model(address), limits=HASTY, budget=budget, environ=KEYS) as chat:
            task = asyncio.create_task(chat.ask(ask()))
            await asyncio.sleep(0.3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with MockServer(latency=3) as server:
        asyncio.run(run(server.base_url))
    assert budget.reserved == budget.spent == 0


def test_each_event_loop_has_connections_of_its_own(server: MockServer) -> None:
    for _ in range(3):
        assert {answer.status for answer in answers(model(server.base_url), asks(12))} == {Status.ANSWERED}


def test_a_server_that_is_not_there_is_told() -> None:
    with MockServer() as gone:
        pass
    answer = answers(find_model("vllm:some/model", base_url=gone.base_url, environ={}), [ask()])[0]
    assert answer.status is Status.FAULT
    assert "start it" in answer.reason


def test_nothing_is_traced_elsewhere(server: MockServer) -> None:
    with (
        MockServer() as tracer,
        mock.patch.dict(os.environ, {"LANGSMITH_TRACING": "true", "LANGSMITH_ENDPOINT": tracer.address, "LANGSMITH_API_KEY": "k"}),
    ):
        assert _one(server).status is Status.ANSWERED
        time.sleep(0.3)
        assert not tracer.log


def test_no_key_is_in_what_an_object_says_of_itself(server: MockServer) -> None:
    async def said() -> str:
        async with open_chat(model(server.base_url), limits=HASTY, budget=Budget(None), environ=KEYS) as chat:
            return f"{chat!r} {chat.spec!r} {vars(chat)['_wire']!r}"

    assert SECRET not in asyncio.run(said())


def test_a_server_that_never_answered_is_not_asked_for_each_document() -> None:
    with MockServer() as server:
        server.script(*["drop"] * 100)
        got = in_turn(model(server.base_url), asks(10))
        assert len(server.log) == HASTY.attempts
    assert {answer.status for answer in got} == {Status.FAULT}


def test_a_server_that_has_answered_is_asked_on(server: MockServer) -> None:
    server.script("ok", "drop", "drop", "drop", "drop")
    got = in_turn(model(server.base_url), asks(3))
    assert [answer.status for answer in got] == [Status.ANSWERED, Status.FAULT, Status.ANSWERED]


def test_a_reply_is_never_asked_to_be_longer_than_the_model_can(server: MockServer) -> None:
    answers(replace(model(server.base_url), output=100), [ask()])
    assert server.log[0]["body"]["max_completion_tokens"] == 100


def test_space_around_a_key_is_not_sent(server: MockServer) -> None:
    async def run() -> Answer:
        environ = {"OPENAI_API_KEY": f" {SECRET}\n"}
        async with open_chat(model(server.base_url), limits=HASTY, budget=Budget(None), environ=environ) as chat:
            return await chat.ask(ask())

    assert asyncio.run(run()).status is Status.ANSWERED
    assert server.log[0]["headers"]["Authorization"] == f"Bearer {SECRET}"


def test_a_limit_that_names_its_end_is_waited_for_again_and_again(server: MockServer) -> None:
    assert _one(server, *["429;retry-after-ms=10"] * 9).attempts == 10
    answer = _one(server, *["429;retry-after-ms=10"] * 40)
    assert (answer.status, answer.attempts) == (Status.FAULT, 16)
