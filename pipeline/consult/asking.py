"""Asks a model for many documents at once. A document is a conversation of pure steps; here requests and replies are carried, and nothing else.

The steps are done by hands elsewhere, processes here or actors on a cluster; the requests run on one event loop beside the caller's thread,
which reads sources and delivers results meanwhile. Requests in flight are bounded, not documents; what was asked before is recalled; each
reply is kept the moment it comes.
"""

from __future__ import annotations

import asyncio
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any, Protocol

from pipeline.datamodel.asking import Answer, Ask, Status
from pipeline.datamodel.document import Source
from pipeline.datamodel.protocols import Crash, Journal, SpendRow
from pipeline.datamodel.report import NOTHING, Failed, Spent, Stop
from pipeline.engines.crew import Crew, Hands
from pipeline.runs.conversing import Finished, Pending
from pipeline.runs.running import Left, Outcome, or_failed

OPEN_A_REQUEST = 20  # documents open for each request in flight: enough that none waits while replies are worked on
OPEN_BYTES = 64_000_000  # of all open sources together
GRACE_SECONDS = 30.0  # what requests in flight get after the first Ctrl-C
STOPS = {Status.QUOTA: Stop.QUOTA, Status.OVER_BUDGET: Stop.COST, Status.INTERRUPTED: Stop.INTERRUPTED}

Step = Pending | Finished | Failed
Begin = Callable[[Source], Step]
GoOn = Callable[[Pending, Mapping[str, Answer]], Step]


class Chat(Protocol):
    """A model that can be asked."""

    async def ask(self, ask: Ask) -> Answer:
        """What became of the request; never raises."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A conversation that waits for answers, packed for its way between processes. estimates: prompt tokens of each of `asks`."""

    asks: tuple[Ask, ...]
    estimates: tuple[int, ...]
    pending: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What the documents begun so far will ask for. bytes: of their sources; tokens: of the prompts that are not recalled."""

    documents: int = 0
    bytes: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a model is asked. concurrency: requests in flight; recalls: False asks anew what is known.

    estimate: prompt tokens of a request, picklable; price: US dollars for an answer, None where it is not known; run: when the run began.
    grace: seconds that requests in flight get after the first Ctrl-C.
    """

    model: str
    run: str
    concurrency: int
    recalls: bool
    estimate: Callable[[Ask], int]
    price: Callable[[Answer], Decimal | None]
    grace: float = GRACE_SECONDS


@dataclass(kw_only=True)
class Asking:
    """Conversations in progress. begin, go_on: the steps, picklable; open_hands: opens what does them, on the caller's thread.

    announce: told once, before the first request, what is foreseen so far.
    tell: told what the user should know while it works. besides: what other models cost, by id. stopped: why no more is asked,
    with the reason that was given.
    """

    terms: Terms
    begin: Begin
    go_on: GoOn
    open_hands: Callable[[], AbstractContextManager[Hands]]
    open_chat: Callable[[], AbstractAsyncContextManager[Chat]]
    journal: Journal
    announce: Callable[[Foreseen], None] = lambda foreseen: None
    tell: Callable[[str], None] = lambda line: None
    spent: Spent = NOTHING
    besides: Mapping[str, Spent] = field(default_factory=dict)
    stopped: Stop | None = None
    reason: str = ""
    _foreseen: Foreseen = field(default_factory=Foreseen)
    _results: SimpleQueue[Outcome | BaseException] = field(default_factory=SimpleQueue)
    _talks: set[asyncio.Task[None]] = field(default_factory=set)
    _asking: dict[str, asyncio.Task[tuple[Answer, Spent]]] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _waiting: int = 0
    _is_announced: bool = False

    def outcomes(self, sources: Iterable[Source]) -> Iterator[Outcome]:
        """What became of each source, as it ends; `sources` is read while not too many are open. Raises what `open_hands` and `open_chat` raise."""
        numbered = enumerate(sources)
        first = next(numbered, None)
        if first is None:
            return
        with self._session(), self._interruptible():
            sizes: dict[int, int] = {}
            entry: tuple[int, Source] | None = first
            while entry or sizes:
                if entry is not None:
                    sizes[entry[0]] = len(entry[1].data)
                    self._loop.call_soon_threadsafe(self._hold, *entry)
                has_room = len(sizes) < OPEN_A_REQUEST * self.terms.concurrency and sum(sizes.values()) < OPEN_BYTES
                may_read = has_room and self.stopped is not Stop.INTERRUPTED
                entry = next(numbered, None) if may_read else None
                for outcome in self._ended(is_awaited=entry is None and bool(sizes)):
                    del sizes[outcome.position]
                    yield outcome

    def _ended(self, is_awaited: bool) -> Iterator[Outcome]:
        """What has ended; is_awaited: wait for the first."""
        while True:
            try:
                result = self._results.get(block=is_awaited)
            except Empty:
                return
            if isinstance(result, BaseException):
                raise result
            yield result
            is_awaited = False

    @contextmanager
    def _session(self) -> Iterator[None]:
        """The event loop on its thread, from the first source to the last result."""
        ready = threading.Event()
        with self.open_hands() as hands:
            thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready, hands)), name="asking", daemon=True)
            thread.start()
            ready.wait()
            try:
                yield
            finally:
                self._loop.call_soon_threadsafe(self._closing.set)
                thread.join()

    async def _serve(self, ready: threading.Event, hands: Hands) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        self._chat: asyncio.Future[Chat] = self._loop.create_future()
        self._places = asyncio.Semaphore(self.terms.concurrency)
        begin, go_on = partial(start, self.begin, self.terms.estimate), partial(carry_on, self.go_on, self.terms.estimate)
        self._crew = Crew(hands, begin, go_on, early_first=lambda: self._waiting < self.terms.concurrency)
        ready.set()
        try:
            async with self.open_chat() as chat:
                self._chat.set_result(chat)
                await self._closing.wait()
                await _cancelled([*self._talks, *self._asking.values()])
        except Exception as error:
            self._results.put(error)
            await self._closing.wait()
            await _cancelled([*self._talks, *self._asking.values()])
        finally:
            await self._crew.close()

    def _hold(self, position: int, source: Source) -> None:
        """Take up a conversation."""
        talk = self._loop.create_task(self._talk(position, source))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, position: int, source: Source) -> None:
        outcome = Outcome(position=position, result=Left("postponed", ""))
        try:
            outcome = await self._outcome(outcome, source)
        except asyncio.CancelledError:
            pass
        except Exception as error:
            self._results.put(error)
            return
        self._results.put(replace(outcome, result=self._left(source)) if isinstance(outcome.result, Left) else outcome)

    def _left(self, source: Source) -> Left:
        address = source.ref.address
        if self.stopped is Stop.QUOTA:
            return Left("failed", f"{address}: not asked ({self.reason})")
        return Left("postponed", f"{address}: the run stopped before it was done; run again to go on")

    async def _outcome(self, left: Outcome, source: Source) -> Outcome:
        """A conversation from its first step to its last."""
        if self.stopped is not None:
            return left
        spent, keys, met = NOTHING, set[str](), Foreseen(documents=1, bytes=len(source.data))
        step: Held | Finished | Failed | Crash = await self._crew.early(source)
        while isinstance(step, Held):
            self._foresee(step, met)
            met = Foreseen()
            asks = {ask.key(self.terms.model): (ask, estimated) for ask, estimated in zip(step.asks, step.estimates, strict=True)}
            keys |= set(asks)
            answers = dict(zip(asks, await asyncio.gather(*(self._answer(key, *entry) for key, entry in asks.items())), strict=True))
            spent = sum((spend for _, spend in answers.values()), spent)
            said = {key: answer for key, (answer, _) in answers.items()}
            refused = next((answer for answer in said.values() if answer.status is Status.UNSAFE), None)
            if refused is not None:
                return replace(left, result=Failed(reason=f"{source.ref.address}: {refused.reason}"), spent=spent)
            if self.stopped is Stop.INTERRUPTED or any(answer.status in STOPS for answer in said.values()):
                return replace(left, spent=spent)
            step = await self._crew.late((source.ref.address, step.pending, said))
        if not isinstance(step, Finished):
            return replace(left, result=step, spent=spent)
        self.journal.forget(keys - set(step.accepted))
        digested = replace(step.digested, row=replace(step.digested.row, status=step.status))
        return replace(left, result=digested, reason=step.reason, spent=spent)

    def _foresee(self, held: Held, met: Foreseen) -> None:
        """Count what is about to be asked. met: the document, when it is first met."""
        unknown = sum(n for ask, n in zip(held.asks, held.estimates, strict=True) if self._recalled(ask.key(self.terms.model)) is None)
        seen = self._foreseen
        self._foreseen = Foreseen(documents=seen.documents + met.documents, bytes=seen.bytes + met.bytes, tokens=seen.tokens + unknown)

    def _recalled(self, key: str) -> Answer | None:
        return self.journal.recall(key) if self.terms.recalls or key in self._asked else None

    async def _answer(self, key: str, ask: Ask, estimated: int) -> tuple[Answer, Spent]:
        """The reply that is known, that is on its way for another document, or that comes; and what it cost this document."""
        known = self._recalled(key)
        if known is not None:
            return known, NOTHING
        if key in self._asking:
            answer, _ = await asyncio.shield(self._asking[key])
            return answer, NOTHING
        task = self._asking[key] = self._loop.create_task(self._request(key, ask, estimated))
        task.add_done_callback(lambda _: self._asking.pop(key))
        return await asyncio.shield(task)

    async def _request(self, key: str, ask: Ask, estimated: int) -> tuple[Answer, Spent]:
        """Send a request when its turn comes, and write down what came of it."""
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            chat = await asyncio.shield(self._chat)
            if self.stopped is not None:
                return Answer(status=Status.INTERRUPTED, attempts=0), NOTHING
            if not self._is_announced:
                self._is_announced = True
                self.announce(self._foreseen)
            answer = await chat.ask(ask)
        finally:
            self._places.release()
        if answer.status in STOPS and self.stopped is None:
            self.stopped, self.reason = STOPS[answer.status], answer.reason
        return answer, self._noted(key, ask, estimated, answer)

    def _noted(self, key: str, ask: Ask, estimated: int, answer: Answer) -> Spent:
        if answer.attempts == 0 or answer.status is Status.OVER_BUDGET:
            return NOTHING
        cost = self.terms.price(answer)
        row = SpendRow(
            run=self.terms.run,
            model=self.terms.model,
            document=ask.document,
            purpose=ask.purpose,
            estimated=estimated,
            answer=answer,
            cost=cost,
        )
        self.journal.keep(key, row)
        self._asked.add(key)
        spent = Spent(requests=answer.attempts, prompt=answer.usage.prompt, completion=answer.usage.completion, cost=cost or Decimal())
        self.spent += spent
        return spent

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """The first Ctrl-C lets requests in flight end and asks no more; the second is a KeyboardInterrupt."""
        earlier = signal.getsignal(signal.SIGINT)
        if threading.current_thread() is not threading.main_thread() or earlier is signal.SIG_IGN:
            yield
            return
        signal.signal(signal.SIGINT, self._on_interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, earlier)

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.stopped is Stop.INTERRUPTED:
            raise KeyboardInterrupt
        self.stopped = Stop.INTERRUPTED
        self._loop.call_soon_threadsafe(self._wind_up)

    def _wind_up(self) -> None:
        """Drop what is not begun; what is in flight has the grace of the terms."""
        if self.terms.grace:
            self.tell(f"Interrupted: requests in flight may end, in at most {self.terms.grace:.0f} s; Ctrl-C again stops at once.")
        self._crew.drop()
        self._loop.call_later(self.terms.grace, self._cut)

    def _cut(self) -> None:
        for task in (*self._talks, *self._asking.values()):
            task.cancel()


def start(begin: Begin, estimate: Callable[[Ask], int], source: Source) -> Held | Finished | Failed:
    """The first step, in a worker."""
    return _packed(or_failed(source.ref.address, begin, source), estimate)


def carry_on(go_on: GoOn, estimate: Callable[[Ask], int], item: tuple[str, bytes, Mapping[str, Answer]]) -> Held | Finished | Failed:
    """A later step, in a worker. item: the source's address, the packed conversation, the answers by key."""
    address, pending, answers = item
    return _packed(or_failed(address, go_on, pickle.loads(pending), answers), estimate)


def _packed(step: Step, estimate: Callable[[Ask], int]) -> Held | Finished | Failed:
    if not isinstance(step, Pending):
        return step
    return Held(asks=step.asks, estimates=tuple(map(estimate, step.asks)), pending=pickle.dumps(step, pickle.HIGHEST_PROTOCOL))


async def _cancelled(tasks: Iterable[asyncio.Task[Any]]) -> None:
    running = [task for task in tasks if not task.done()]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
