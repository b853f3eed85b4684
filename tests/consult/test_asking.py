"""The driver of conversations, with steps and models that are handed in."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

import pytest

from pipeline.consult.asking import OPEN_A_REQUEST, Asking, Begin, Chat, Foreseen, GoOn, Terms
from pipeline.datamodel.asking import Answer, Ask, Purpose, Status, Usage
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.protocols import Crash, DocumentRow, SpendRow
from pipeline.datamodel.report import Failed, Spent, Stop
from pipeline.engines.processes import processes_here
from pipeline.errors import ConfigError
from pipeline.runs.conversing import Finished, Known, Pending
from pipeline.runs.digesting import Digested
from pipeline.runs.running import Left, Outcome
from tests.factories import document

MODEL = "acme:small"
DOCUMENT = document("一句话。")


def source(name: str) -> Source:
    return Source(ref=SourceRef(address=f"corpus/{name}", name=name), data=name.encode())


def sources(many: int) -> list[Source]:
    return [source(f"{n}.txt") for n in range(many)]


def ask(user: str, purpose: Purpose = Purpose.CLAIMS) -> Ask:
    return Ask(document="a-1", purpose=purpose, system="s", user=user, schema=None, max_output=10)


def begin(of: Source) -> Pending | Finished | Failed:
    return Pending(document=DOCUMENT, source=of, asks=(ask(of.ref.name),), known=Known())


def finish(pending: Pending, answers: Mapping[str, Answer]) -> Pending | Finished | Failed:
    """Done with a reply, partial without."""
    good = tuple(key for key, answer in answers.items() if answer.status is Status.ANSWERED)
    status = "done" if len(good) == len(answers) else "partial"
    return finished(pending, good, status)


def finished(pending: Pending, accepted: tuple[str, ...], status: str) -> Finished:
    row = DocumentRow(
        id=pending.source.ref.name, name="n", location="l", source_hash="s", text_hash="t", fingerprint="f", language="en", title=None,
        headline="{}", published=None, characters=1, is_restructured=False, since="",
    )  # fmt: skip
    return Finished(digested=Digested(row=row, document={}, pages={}), accepted=accepted, status=status, reason=None if status == "done" else status)


def mend_once(pending: Pending, answers: Mapping[str, Answer]) -> Pending | Finished | Failed:
    """A second request before the end."""
    (only,) = pending.asks
    if only.purpose is Purpose.MEND:
        return finish(pending, answers)
    again = ask(f"{only.user} again", Purpose.MEND)
    return Pending(document=DOCUMENT, source=pending.source, asks=(again,), known=pending.known)


@dataclass
class MemoryJournal:
    """A journal that lives as long as the test."""

    replies: dict[str, Answer] = field(default_factory=dict)
    rows: list[SpendRow] = field(default_factory=list)

    def recall(self, key: str) -> Answer | None:
        return self.replies.get(key)

    def keep(self, key: str, row: SpendRow) -> None:
        self.rows.append(row)
        if row.answer.status in (Status.ANSWERED, Status.TRUNCATED):
            self.replies[key] = Answer(status=row.answer.status, text=row.answer.text, attempts=0)

    def forget(self, keys: object) -> None:
        assert isinstance(keys, set)
        for key in keys:
            self.replies.pop(key, None)

    def usages(self, model: str) -> list[tuple[int, int, int]]:
        return []

    def close(self) -> None:
        pass


def reply(text: str = "{}") -> Answer:
    return Answer(status=Status.ANSWERED, text=text, usage=Usage(prompt=100, completion=10))


@dataclass
class Model:
    """A chat that answers as it is told. says: by the ask's words, else a reply."""

    says: Callable[[Ask], Answer] = lambda ask: reply()
    seconds: float = 0.0
    asked: list[str] = field(default_factory=list)
    most: int = 0
    cut: int = 0
    flying: int = 0

    async def ask(self, ask: Ask) -> Answer:
        self.asked.append(ask.user)
        self.flying += 1
        self.most = max(self.most, self.flying)
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cut += 1
            raise
        finally:
            self.flying -= 1
        return self.says(ask)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Chat]:
        yield self


@dataclass
class Locked(AbstractAsyncContextManager[Chat]):
    """A chat that cannot be opened."""

    error: Exception

    async def __aenter__(self) -> Chat:
        raise self.error

    async def __aexit__(self, *raised: object) -> None:
        pass


def asking(
    model: Model,
    journal: MemoryJournal | None = None,
    *,
    steps: tuple[Begin, GoOn] = (begin, finish),
    concurrency: int = 10,
    recalls: bool = True,
    announce: Callable[[Foreseen], None] = lambda foreseen: None,
    tell: Callable[[str], None] = lambda line: None,
) -> Asking:
    return Asking(
        terms=Terms(
            model=MODEL,
            run="2024-07-18",
            concurrency=concurrency,
            recalls=recalls,
            estimate=lambda ask: 90,
            price=lambda answer: Decimal("0.001") * answer.attempts,
            grace=0.5,
        ),
        begin=steps[0],
        go_on=steps[1],
        open_hands=partial(processes_here, 0),
        open_chat=model.open,
        journal=journal or MemoryJournal(),
        announce=announce,
        tell=tell,
    )


def statuses(outcomes: list[Outcome]) -> list[str]:
    """In the order of the sources."""
    ended = sorted(outcomes, key=lambda outcome: outcome.position)
    return [o.result.row.status if isinstance(o.result, Digested) else type(o.result).__name__.lower() for o in ended]


def test_every_source_ends_once_and_requests_in_flight_are_bounded() -> None:
    model = Model(seconds=0.01)
    outcomes = list(asking(model, concurrency=4).outcomes(sources(40)))
    assert sorted(outcome.position for outcome in outcomes) == list(range(40))
    assert statuses(outcomes) == ["done"] * 40
    assert model.most == 4
    assert len(model.asked) == 40


def test_nothing_is_opened_where_there_is_nothing_to_do() -> None:
    idle = asking(Model())
    idle.open_chat = partial(Locked, AssertionError("opened"))
    assert list(idle.outcomes([])) == []


def test_sources_are_read_no_faster_than_documents_end() -> None:
    read = 0

    def endless() -> Iterator[Source]:
        nonlocal read
        while True:
            read += 1
            yield source(f"{read}.txt")

    outcomes = asking(Model(seconds=0.005), concurrency=2).outcomes(endless())
    next(outcomes)
    assert read <= 2 * OPEN_A_REQUEST + 1
    assert isinstance(outcomes, Iterator)
    outcomes.close()  # type: ignore[attr-defined]


def test_what_was_asked_before_is_recalled_and_costs_nothing() -> None:
    journal, model = MemoryJournal(), Model()
    list(asking(model, journal).outcomes(sources(5)))
    again = asking(model, journal)
    outcomes = list(again.outcomes(sources(5)))
    assert statuses(outcomes) == ["done"] * 5
    assert len(model.asked) == 5
    assert again.spent == Spent()
    list(asking(model, journal, recalls=False).outcomes(sources(5)))
    assert len(model.asked) == 10


def test_the_same_text_elsewhere_asks_once_even_at_the_same_time() -> None:
    def same(of: Source) -> Pending:
        return Pending(document=DOCUMENT, source=of, asks=(ask("the same"),), known=Known())

    model = Model(seconds=0.02)
    outcomes = list(asking(model, steps=(same, finish), recalls=False).outcomes(sources(6)))
    assert statuses(outcomes) == ["done"] * 6
    assert len(model.asked) == 1
    assert sum(outcome.spent.requests for outcome in outcomes) == 1


def test_later_requests_follow_from_replies() -> None:
    model = Model()
    outcomes = list(asking(model, steps=(begin, mend_once)).outcomes(sources(3)))
    assert statuses(outcomes) == ["done"] * 3
    assert sorted(model.asked) == sorted([f"{n}.txt" for n in range(3)] + [f"{n}.txt again" for n in range(3)])


def test_a_fault_is_paid_for_and_asked_again_by_the_next_run() -> None:
    def says(ask: Ask) -> Answer:
        return Answer(status=Status.FAULT, reason="500", attempts=3, usage=Usage(prompt=300)) if ask.user == "1.txt" else reply()

    journal = MemoryJournal()
    first = asking(Model(says), journal)
    assert statuses(list(first.outcomes(sources(3)))) == ["done", "partial", "done"]
    assert first.spent == Spent(requests=5, prompt=500, completion=20, cost=Decimal("0.005"))
    model = Model()
    assert statuses(list(asking(model, journal).outcomes(sources(3)))) == ["done"] * 3
    assert model.asked == ["1.txt"]


def test_a_reply_that_proved_worthless_is_not_kept() -> None:
    def worthless(pending: Pending, answers: Mapping[str, Answer]) -> Finished:
        return finished(pending, (), "fallback")

    journal = MemoryJournal()
    outcomes = list(asking(Model(), journal, steps=(begin, worthless)).outcomes(sources(2)))
    assert statuses(outcomes) == ["fallback"] * 2
    assert journal.replies == {}
    assert len(journal.rows) == 2


@pytest.mark.parametrize(("status", "stop"), [(Status.OVER_BUDGET, Stop.COST), (Status.QUOTA, Stop.QUOTA)])
def test_a_stop_delivers_what_is_complete_and_asks_no_more(status: Status, stop: Stop) -> None:
    def says(ask: Ask) -> Answer:
        return Answer(status=status, reason="acme:small: enough; add credit") if model.asked.index(ask.user) >= 4 else reply()

    model, journal = Model(says, seconds=0.01), MemoryJournal()
    stopped = asking(model, journal, concurrency=2)
    outcomes = list(stopped.outcomes(sources(30)))
    assert stopped.stopped is stop
    assert "enough" in stopped.reason
    assert statuses(outcomes).count("done") == 4
    left = [outcome.result for outcome in outcomes if isinstance(outcome.result, Left)]
    assert len(left) == 26
    assert {entry.status for entry in left} == {"failed" if stop is Stop.QUOTA else "postponed"}
    assert len(model.asked) <= 6
    more = Model()
    assert statuses(list(asking(more, journal).outcomes(sources(30)))) == ["done"] * 30
    assert len(more.asked) == 26


def test_a_document_whose_second_request_is_not_sent_is_left_and_its_first_reply_kept() -> None:
    def says(ask: Ask) -> Answer:
        return Answer(status=Status.OVER_BUDGET) if ask.purpose is Purpose.MEND else reply()

    journal = MemoryJournal()
    assert statuses(list(asking(Model(says), journal, steps=(begin, mend_once)).outcomes(sources(1)))) == ["left"]
    assert len(journal.replies) == 1
    assert [row.purpose for row in journal.rows] == ["claims"]


def test_a_step_that_breaks_is_one_failed_document() -> None:
    def breaking(of: Source) -> Pending | Finished | Failed:
        if of.ref.name == "1.txt":
            raise ZeroDivisionError("by nought")
        return begin(of)

    outcomes = list(asking(Model(), steps=(breaking, finish)).outcomes(sources(3)))
    assert statuses(outcomes) == ["done", "failed", "done"]
    reasons = [outcome.result.reason for outcome in outcomes if isinstance(outcome.result, Failed | Crash)]
    assert reasons == ["corpus/1.txt: internal error (ZeroDivisionError: by nought); please report it with the document"]


def test_a_model_that_cannot_be_opened_ends_the_run() -> None:
    shut = asking(Model())
    shut.open_chat = partial(Locked, ConfigError("acme:small: key: set the variable ACME_API_KEY"))
    with pytest.raises(ConfigError, match="ACME_API_KEY"):
        list(shut.outcomes(sources(3)))


def test_what_is_sent_is_told_once_before_the_first_request() -> None:
    told: list[tuple[Foreseen, int]] = []
    model = Model()
    list(asking(model, announce=lambda foreseen: told.append((foreseen, len(model.asked)))).outcomes(sources(12)))
    ((foreseen, before),) = told
    assert before == 0
    assert foreseen.documents >= 1
    assert foreseen.tokens == 90 * foreseen.documents
    told.clear()
    journal = MemoryJournal()
    list(asking(model, journal).outcomes(sources(2)))
    list(asking(model, journal, announce=lambda foreseen: told.append((foreseen, 0))).outcomes(sources(2)))
    assert told == [], "nothing is sent"


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    """Ctrl-C is heard, also where the tests were started in the background."""
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, earlier)


def interrupt_after(seconds: float, times: int = 1) -> None:
    def press() -> None:
        for _ in range(times):
            time.sleep(seconds)
            os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()


def test_ctrl_c_lets_requests_in_flight_end_and_keeps_their_replies() -> None:
    model, journal, lines = Model(seconds=0.3), MemoryJournal(), list[str]()
    interrupted = asking(model, journal, concurrency=4, tell=lines.append)
    interrupt_after(0.15)
    outcomes = list(interrupted.outcomes(sources(20)))
    assert interrupted.stopped is Stop.INTERRUPTED
    assert len(model.asked) == 4
    assert len(journal.replies) == 4
    assert model.cut == 0
    assert "Ctrl-C again" in lines[0]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert {type(outcome.result) for outcome in outcomes} <= {Left, Digested}
    rest = Model()
    list(asking(rest, journal).outcomes(sources(20)))
    assert len(rest.asked) == 16


def test_requests_that_do_not_end_are_cut_when_their_grace_is_over() -> None:
    model = Model(seconds=60)
    interrupt_after(0.1)
    began = time.monotonic()
    assert statuses(list(asking(model, concurrency=2).outcomes(sources(3)))) == ["left"] * 3
    assert time.monotonic() - began < 5
    assert model.cut == 2


def test_a_second_ctrl_c_stops_at_once() -> None:
    model = Model(seconds=60)
    interrupt_after(0.1, times=2)
    with pytest.raises(KeyboardInterrupt):
        list(asking(model, concurrency=2).outcomes(sources(3)))
    assert model.cut == 2


def test_a_document_that_is_left_says_how_to_go_on() -> None:
    model = Model(lambda ask: Answer(status=Status.OVER_BUDGET))
    (outcome,) = asking(model).outcomes(sources(1))
    assert isinstance(outcome.result, Left)
    assert outcome.result.reason == "corpus/0.txt: the run stopped before it was done; run again to go on"


def test_a_later_request_alone_is_foreseen_too() -> None:
    journal, told = MemoryJournal(), list[Foreseen]()
    list(asking(Model(), journal).outcomes(sources(1)))
    list(asking(Model(), journal, steps=(begin, mend_once), announce=told.append).outcomes(sources(1)))
    assert told == [Foreseen(documents=1, bytes=5, tokens=90)]
