from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.consult.batching import BatchChat, Pacing, check_batch, open_batch_chat
from pipeline.datamodel.asking import Answer, Ask, Purpose, Status
from pipeline.datamodel.batches import BatchRow
from pipeline.errors import ConfigError, OutputError
from pipeline.llm.batches.base import MARK
from pipeline.llm.batches.openai import OpenAIBatches
from pipeline.llm.models import ModelSpec, find_model
from pipeline.llm.money import Budget, Rate, cost
from pipeline.storage.batches import SqliteBatches
from pipeline.storage.ledger import SqliteLedger
from tests.servers.mistral_batches import MistralServer
from tests.servers.mock_openai import MockServer
from tests.servers.serving import Body

QUICK = Pacing(quiet=0.02, first=0.02, growth=1.2, longest=0.1, retry=0.02)
ENVIRON = {"OPENAI_API_KEY": "sk-secret", "MISTRAL_API_KEY": "mk-secret"}


def echo(body: Body) -> str:
    return f"re: {body['messages'][-1]['content']}"


def ask(number: int) -> Ask:
    return Ask(document=f"d{number}", purpose=Purpose.CLAIMS, system="Answer.", user=f"question {number}", schema=None, max_output=40)


ASKS = [ask(number) for number in range(20)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite"
    SqliteLedger(path).close()
    return path


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer(echo, batch_seconds=0.1) as server:
        yield server


def spec_at(server: MockServer) -> ModelSpec:
    return find_model("openai:gpt-4o-mini", base_url=server.base_url, environ={})


def answers(
    spec: ModelSpec,
    path: Path,
    asks: Sequence[Ask],
    *,
    budget: Budget | None = None,
    told: list[str] | None = None,
    during: Callable[[BatchChat], None] = lambda chat: None,
) -> list[Answer]:
    """A run: all is asked at once, and waited for."""

    async def run() -> list[Answer]:
        options = {"pacing": QUICK, "environ": ENVIRON, "budget": budget or Budget(None), "tell": (told if told is not None else []).append}
        with closing(SqliteBatches(path)) as book:
            async with open_batch_chat(spec, book=book, **options) as chat:  # type: ignore[arg-type]
                during(chat)
                return await asyncio.gather(*(chat.ask(ask) for ask in asks))

    return asyncio.run(asyncio.wait_for(run(), 20))


def left_open(spec: ModelSpec, path: Path) -> list[BatchRow]:
    with closing(SqliteBatches(path)) as book:
        return list(book.open(spec.base_url or "", spec.id))


def submitted(server: MockServer) -> list[list[str]]:
    """The questions of each job."""
    files = [server.batches.contents[batch["input_file_id"]] for batch in server.batches.batches.values()]
    return [[json.loads(line)["body"]["messages"][-1]["content"] for line in file.splitlines()] for file in files]


def texts(found: Sequence[Answer]) -> list[str]:
    return [answer.text for answer in found]


def test_all_that_is_asked_goes_out_as_one_job_and_each_reply_finds_its_request(path: Path, server: MockServer) -> None:
    found = answers(spec_at(server), path, ASKS)
    assert texts(found) == [f"re: {ask.user}" for ask in ASKS]
    assert [len(job) for job in submitted(server)] == [20]
    assert server.log == []
    assert left_open(spec_at(server), path) == []


def test_the_batch_price_is_reserved_and_settled(path: Path, server: MockServer) -> None:
    spec, budget = spec_at(server), Budget(Decimal("1"))
    found = answers(spec, path, ASKS, budget=budget)
    half = sum((cost(spec, answer.usage, Rate.BATCH) or Decimal() for answer in found), Decimal())
    assert half == budget.spent > 0
    assert half * 2 == sum((cost(spec, answer.usage) or Decimal() for answer in found), Decimal())
    assert budget.reserved == 0


def test_nothing_is_handed_in_beyond_the_cap(path: Path, server: MockServer) -> None:
    spec = spec_at(server)
    found = answers(spec, path, ASKS, budget=Budget(Decimal("0.00003")))
    over = [answer for answer in found if answer.status is Status.OVER_BUDGET]
    assert over
    assert len(over) < len(ASKS)
    assert sum(map(len, submitted(server))) == len(ASKS) - len(over)


def test_what_follows_from_replies_goes_into_a_second_job(path: Path, server: MockServer) -> None:
    async def run() -> list[Answer]:
        with closing(SqliteBatches(path)) as book:
            async with open_batch_chat(spec_at(server), book=book, budget=Budget(None), environ=ENVIRON, pacing=QUICK) as chat:

                async def talk(number: int) -> Answer:
                    await chat.ask(ask(number))
                    return await chat.ask(ask(number + 100))

                return await asyncio.gather(*map(talk, range(5)))

    assert texts(asyncio.run(run())) == [f"re: question {number + 100}" for number in range(5)]
    assert list(map(len, submitted(server))) == [5, 5]


def test_the_same_request_is_never_twice_in_a_job(path: Path, server: MockServer) -> None:
    found = answers(spec_at(server), path, [ask(1), replace(ask(1), document="other"), ask(2)])
    assert texts(found) == ["re: question 1", "re: question 1", "re: question 2"]
    assert list(map(len, submitted(server))) == [2]


def test_more_than_a_job_may_hold_goes_into_several(path: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OpenAIBatches, "max_requests", 8)
    assert texts(answers(spec_at(server), path, ASKS)) == [f"re: {ask.user}" for ask in ASKS]
    assert sorted(map(len, submitted(server))) == [4, 8, 8]


def test_lines_that_failed_in_passing_go_into_the_next_job(path: Path, server: MockServer) -> None:
    server.script("500", "429", "ok", "drop")
    found = answers(spec_at(server), path, ASKS)
    assert all(answer.status is Status.ANSWERED for answer in found)
    assert list(map(len, submitted(server))) == [20, 3]
    assert sorted(answer.attempts for answer in found) == [1] * 17 + [2] * 3


def test_a_line_that_fails_each_time_ends_as_a_fault(path: Path, server: MockServer) -> None:
    server.script("500", "500", "500")
    (found,) = answers(spec_at(server), path, [ask(1)])
    assert (found.status, found.attempts) == (Status.FAULT, 3)
    assert left_open(spec_at(server), path) == []


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("refusal", Status.REFUSED),
        ("filter", Status.FILTERED),
        ("truncate", Status.TRUNCATED),
        ("nullcontent", Status.EMPTY),
        ("400", Status.FAULT),
        ("400;code=context_length_exceeded", Status.TRUNCATED),
        ("429;quota=1", Status.QUOTA),
    ],
)
def test_what_a_line_amounts_to_is_what_it_would_be_live(path: Path, server: MockServer, fault: str, status: Status) -> None:
    server.script(fault)
    found = answers(spec_at(server), path, ASKS[:2])
    assert [answer.status for answer in found] == [status, Status.ANSWERED]
    assert list(map(len, submitted(server))) == [2]


def test_a_reply_without_usage_is_paid_by_estimate(path: Path, server: MockServer) -> None:
    server.script("nousage")
    (found,) = answers(spec_at(server), path, [ask(1)])
    assert found.usage.is_estimated
    assert found.usage.prompt > 0


def test_of_a_job_whose_time_was_up_the_rest_is_handed_in_again(path: Path, server: MockServer) -> None:
    server.batches.expire = True
    told: list[str] = []

    def mend(line: str) -> None:
        if "answered" in line:
            server.batches.expire = False
        told.append(line)

    async def run() -> list[Answer]:
        with closing(SqliteBatches(path)) as book:
            async with open_batch_chat(spec_at(server), book=book, budget=Budget(None), environ=ENVIRON, pacing=QUICK, tell=mend) as chat:
                return await asyncio.gather(*map(chat.ask, ASKS))

    assert texts(asyncio.run(run())) == [f"re: {ask.user}" for ask in ASKS]
    jobs = submitted(server)
    assert list(map(len, jobs)) == [20, 10]
    assert set(jobs[1]) < set(jobs[0])
    assert any("10 of 20 requests answered" in line for line in told)


def cancel_when_running(server: MockServer) -> Callable[[BatchChat], None]:
    """The user cancels the job at the provider: a task on the server's own loop."""

    async def cancel() -> None:
        while not server.batches.batches:
            await asyncio.sleep(0.005)
        next(iter(server.batches.batches.values()))["status"] = "cancelling"

    def begin(_: BatchChat) -> None:
        asyncio.run_coroutine_threadsafe(cancel(), server._loop)

    return begin


def test_a_job_that_is_cancelled_while_it_is_waited_for_stops_the_run_and_the_next_hands_in_the_rest(path: Path, server: MockServer) -> None:
    found = answers(spec_at(server), path, ASKS, during=cancel_when_running(server))
    assert {answer.status for answer in found} == {Status.INTERRUPTED}
    assert "cancelled; run again" in found[0].reason
    assert texts(answers(spec_at(server), path, ASKS)) == [f"re: {ask.user}" for ask in ASKS]
    assert list(map(len, submitted(server))) == [20, 20]


def stop_after(chat_asks: Sequence[Ask], spec: ModelSpec, path: Path, is_time: Callable[[], bool]) -> None:
    """A run that is stopped while its job is out."""

    async def run() -> None:
        with closing(SqliteBatches(path)) as book:
            async with open_batch_chat(spec, book=book, budget=Budget(None), environ=ENVIRON, pacing=QUICK) as chat:
                tasks = [asyncio.create_task(chat.ask(ask)) for ask in chat_asks]
                while not is_time():
                    await asyncio.sleep(0.005)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(asyncio.wait_for(run(), 20))


def test_a_run_that_stops_waiting_goes_on_with_the_same_job(path: Path) -> None:
    with MockServer(echo, batch_seconds=0.5) as server:
        spec = spec_at(server)
        stop_after(ASKS, spec, path, lambda: bool(left_open(spec, path)) and left_open(spec, path)[0].id is not None)
        told: list[str] = []
        assert texts(answers(spec, path, ASKS, told=told)) == [f"re: {ask.user}" for ask in ASKS]
        assert list(map(len, submitted(server))) == [20]
        assert any("since an earlier run" in line for line in told)


def test_new_requests_beside_a_job_that_is_out_go_into_one_of_their_own(path: Path) -> None:
    with MockServer(echo, batch_seconds=0.4) as server:
        spec = spec_at(server)
        stop_after(ASKS[:5], spec, path, lambda: bool(left_open(spec, path)) and left_open(spec, path)[0].id is not None)
        assert texts(answers(spec, path, ASKS[3:8])) == [f"re: {ask.user}" for ask in ASKS[3:8]]
        assert list(map(len, submitted(server))) == [5, 3]
        (rest,) = left_open(spec, path)
        assert rest.keys == {ask.key(spec.id) for ask in ASKS[:3]}


def hand_in(spec: ModelSpec, path: Path, server: MockServer, asks: Sequence[Ask], *, is_sent: bool) -> None:
    """What a run leaves that is killed after its line in the book: before the job went out, or before its name was written down."""

    async def run() -> None:
        service = OpenAIBatches(spec, "k")
        if is_sent:
            lines = b"".join(service.line(ask, ask.key(spec.id)) for ask in asks)
            await service.submit(lines, {MARK: "m1", "sha256": "0"})
        await service.close()

    with closing(SqliteBatches(path)) as book:
        row = BatchRow(mark="m1", address=spec.base_url or "", model=spec.id, sha256="0", keys=frozenset(ask.key(spec.id) for ask in asks))
        book.intend(row)
    asyncio.run(run())


def test_a_crash_between_handing_in_and_writing_it_down_costs_nothing_twice(path: Path, server: MockServer) -> None:
    spec = spec_at(server)
    hand_in(spec, path, server, ASKS, is_sent=True)
    assert texts(answers(spec, path, ASKS)) == [f"re: {ask.user}" for ask in ASKS]
    assert list(map(len, submitted(server))) == [20]


def test_a_crash_before_handing_in_loses_nothing(path: Path, server: MockServer) -> None:
    spec = spec_at(server)
    hand_in(spec, path, server, ASKS, is_sent=False)
    assert texts(answers(spec, path, ASKS)) == [f"re: {ask.user}" for ask in ASKS]
    assert list(map(len, submitted(server))) == [20]
    assert left_open(spec, path) == []


def test_a_job_that_the_provider_does_not_know_any_more_is_handed_in_anew(path: Path, server: MockServer) -> None:
    spec = spec_at(server)
    hand_in(spec, path, server, ASKS, is_sent=False)
    with closing(SqliteBatches(path)) as book:
        book.name("m1", "batch_gone")
    assert texts(answers(spec, path, ASKS)) == [f"re: {ask.user}" for ask in ASKS]
    assert left_open(spec, path) == []


def test_replies_that_were_paid_for_are_taken_even_under_a_cap_that_is_spent(path: Path, server: MockServer) -> None:
    spec = spec_at(server)
    hand_in(spec, path, server, ASKS, is_sent=True)
    found = answers(spec, path, [*ASKS, ask(99)], budget=Budget(Decimal(0)))
    assert [answer.status for answer in found] == [Status.ANSWERED] * 20 + [Status.OVER_BUDGET]


def test_a_job_that_the_provider_does_not_take_is_a_fault_with_its_reason(path: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.servers.batches._problems", lambda lines, endpoint: [{"code": "x", "line": 1, "message": "bad file", "param": None}])
    found = answers(spec_at(server), path, ASKS[:2])
    assert {answer.status for answer in found} == {Status.FAULT}
    assert "bad file" in found[0].reason
    assert left_open(spec_at(server), path) == []


def test_more_tokens_than_an_account_may_have_waiting_go_in_smaller_jobs(path: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def problems(lines: list[Body], endpoint: str) -> list[Body]:
        return [{"code": "token_limit_exceeded", "line": None, "message": "Enqueued token limit reached", "param": None}] if len(lines) > 10 else []

    monkeypatch.setattr("tests.servers.batches._problems", problems)
    assert all(answer.status is Status.ANSWERED for answer in answers(spec_at(server), path, ASKS))
    assert list(map(len, submitted(server))) == [20, 10, 10]
    first, second = list(server.batches.batches.values())[1:]
    assert second["created_at"] >= first["created_at"]


def test_a_server_that_does_not_answer_stops_the_run_and_keeps_the_line_in_the_book(path: Path) -> None:
    with MockServer(echo) as server:
        spec = spec_at(server)
    found = answers(spec, path, ASKS[:2])
    assert {answer.status for answer in found} == {Status.INTERRUPTED}
    assert "run again" in found[0].reason
    assert len(left_open(spec, path)) == 1


def test_a_fault_while_waiting_is_waited_through(path: Path) -> None:
    with MockServer(echo, batch_seconds=0.3) as server:
        looked: list[float] = []
        keep = OpenAIBatches.look

        async def look(self: OpenAIBatches, id: str) -> object:
            looked.append(time.monotonic())
            if len(looked) < 8:
                raise ConnectionError("the cable is out")
            return await keep(self, id)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(OpenAIBatches, "look", look)
            assert texts(answers(spec_at(server), path, ASKS[:3])) == [f"re: {ask.user}" for ask in ASKS[:3]]
        assert list(map(len, submitted(server))) == [3]


def test_a_book_that_cannot_be_written_stops_the_run(path: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: SqliteBatches, row: BatchRow) -> None:
        raise OutputError("ledger.sqlite: the disk is full")

    monkeypatch.setattr(SqliteBatches, "intend", full)
    found = answers(spec_at(server), path, ASKS[:2])
    assert {(answer.status, answer.reason) for answer in found} == {(Status.INTERRUPTED, "openai:gpt-4o-mini: ledger.sqlite: the disk is full")}
    assert submitted(server) == []


def test_no_key_is_ever_said(path: Path, server: MockServer) -> None:
    server.script("400;message=your key sk-secret is odd")
    (found,) = answers(spec_at(server), path, [ask(1)])
    assert "sk-secret" not in found.reason


def test_mistral_is_asked_by_the_job_too(path: Path) -> None:
    with MistralServer(echo) as server:
        spec = find_model("mistral:open-mistral-nemo", base_url=server.base_url, environ={})
        server.script("ok", "500")
        found = answers(spec, path, ASKS)
        assert texts(found) == [f"re: {ask.user}" for ask in ASKS]
        job, again = server.jobs.values()
        assert (job["model"], job["endpoint"]) == ("open-mistral-nemo", "/v1/chat/completions")
        assert len(server.contents[again["input_files"][0]].splitlines()) == 1


@pytest.mark.parametrize("state", ["TIMEOUT_EXCEEDED", "CANCELLED"])
def test_of_a_mistral_job_that_ended_early_what_is_done_is_kept(path: Path, state: str) -> None:
    with MistralServer(echo, state=state, done=0.5) as server:
        spec = find_model("mistral:open-mistral-nemo", base_url=server.base_url, environ={})
        first = answers(spec, path, ASKS[:4]) if state == "CANCELLED" else []
        assert [answer.status for answer in first] in ([], [*[Status.ANSWERED] * 2, *[Status.INTERRUPTED] * 2])
        server.state, server.done = ("SUCCESS", 1.0) if state == "CANCELLED" else (state, 0.5)
        found = answers(spec, path, ASKS[:4])
        sizes = [len(server.contents[job["input_files"][0]].splitlines()) for job in server.jobs.values()]
        done = [answer for answer in found if answer.status is Status.ANSWERED]
        assert len(done) == 4 if state == "CANCELLED" else len(done) >= 3
        assert sizes[0] == 4
        assert sizes[1] == (4 if state == "CANCELLED" else 2)


def test_a_mistral_job_is_found_by_its_mark(path: Path) -> None:
    with MistralServer(echo) as server:
        spec = find_model("mistral:open-mistral-nemo", base_url=server.base_url, environ={})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(SqliteBatches, "name", lambda self, mark, id: None)
            stop_after(ASKS[:3], spec, path, lambda: bool(server.jobs))
        assert texts(answers(spec, path, ASKS[:3])) == [f"re: {ask.user}" for ask in ASKS[:3]]
        assert len(server.jobs) == 1


def test_a_failed_mistral_job_says_why(path: Path) -> None:
    with MistralServer(echo, state="FAILED") as server:
        spec = find_model("mistral:open-mistral-nemo", base_url=server.base_url, environ={})
        (found,) = answers(spec, path, [ask(1)])
        assert (found.status, "not valid" in found.reason) == (Status.FAULT, True)


def test_a_model_without_batches_is_refused_with_what_to_do() -> None:
    with pytest.raises(ConfigError, match=r"^--batch: ollama has no batches"):
        check_batch(find_model("ollama:mistral-nemo", environ={}))
