"""A model asked by the job: requests gather until no more come, go out together at a lower price, and wait for their replies.

To its caller it is a chat like any other, so a run by jobs is a run like any other. A job is written down before it is handed in and found again by
its mark, and a request stays with its job until its reply was handed over: however a run ends, the next one takes up the jobs that are out.
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from pipeline.datamodel.asking import Answer, Ask, Status, Usage
from pipeline.datamodel.batches import BatchBook, BatchRow
from pipeline.errors import ConfigError
from pipeline.llm.batches.base import MARK, BatchService, Job, JobState
from pipeline.llm.batches.lines import Line, parcels, read_line
from pipeline.llm.batches.registry import open_service
from pipeline.llm.chat import STATUS_OF, outcome
from pipeline.llm.faults import Course, Fault, course, explain, read_fault
from pipeline.llm.heard import heard
from pipeline.llm.models import ModelSpec
from pipeline.llm.money import Budget, Rate, Reservation, cost
from pipeline.llm.tokens import estimate, estimate_ask, upper_bound_ask

MOST_HANDINGS = 3  # of one request
MOST_TRIES = 4  # of a request about a job
FEWEST_A_JOB = 10  # a job is halved down to this where the provider takes no larger ones
TOO_MANY = "token_limit_exceeded"  # the provider's word for more tokens in waiting jobs than an account may have
NO_REPLY = Fault(status=None, message="no reply came, from several batches", dropped=True)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """Seconds. quiet: without a new request until a job is handed in; first, longest: between looks at a job; retry: after a fault."""

    quiet: float = 2.0
    first: float = 5.0
    growth: float = 1.5
    longest: float = 120.0
    retry: float = 5.0


@dataclass(kw_only=True)
class _Waiting:
    """A request that waits for its answer. handed: into how many jobs."""

    ask: Ask
    answer: asyncio.Future[Answer]
    handed: int = 0


@dataclass(kw_only=True)
class BatchChat:
    """Asked by many tasks of one event loop at once, as `Chat` is. tell: told of each job as it goes out and as it ends."""

    spec: ModelSpec
    service: BatchService
    book: BatchBook
    budget: Budget
    calibration: float = 1.0
    pacing: Pacing = Pacing()
    secret: str | None = None
    tell: Callable[[str], None] = lambda line: None
    _waiting: dict[str, _Waiting] = field(default_factory=dict)
    _queue: list[str] = field(default_factory=list)
    _out: dict[str, str] = field(default_factory=dict)
    _unclaimed: dict[str, Line] = field(default_factory=dict)
    _given: dict[str, set[str]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _most_a_job: int | None = None
    _turn: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)
    _last: float = 0.0

    async def ask(self, ask: Ask) -> Answer:
        """What became of `ask`, when the job that it is in has ended. Raises nothing but CancelledError."""
        key = ask.key(self.spec.id)
        if key in self._waiting:
            return await asyncio.shield(self._waiting[key].answer)
        is_paid = key in self._out or key in self._unclaimed
        reservation = Reservation(Decimal(0)) if is_paid else await self.budget.hold(self._most(ask))
        if reservation is None:
            return Answer(
                status=Status.OVER_BUDGET, reason=f"{self.spec.id}: the next request could pass the cap of {self.budget.cap} USD", attempts=0
            )
        actual = Decimal(0)
        waiting = self._waiting[key] = _Waiting(ask=ask, answer=asyncio.get_running_loop().create_future())
        try:
            self._place(key)
            answer = await waiting.answer
            if answer.status is not Status.INTERRUPTED:
                self._hand_over(key)
            actual = cost(self.spec, answer.usage, Rate.BATCH) or Decimal(0)
            return answer
        finally:
            del self._waiting[key]
            self.budget.settle(reservation, actual)

    def open(self) -> None:
        """Take up the jobs of earlier runs, and begin to hand in what gathers."""
        for row in self.book.open(self._address, self.spec.id):
            self._out |= dict.fromkeys(row.keys, row.mark)
            self._begin(self._resume(row))
        self._begin(self._work())

    async def _work(self) -> None:
        """Hand in what has gathered, whenever it grew quiet."""
        clock = asyncio.get_running_loop().time
        while True:
            await self._arrived.wait()
            while (rest := self._last + self.pacing.quiet - clock()) > 0:
                await asyncio.sleep(rest)
            self._arrived.clear()
            self._hand_in()

    async def close(self) -> None:
        """Let go of the jobs that are out; they stay in the book."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._settle_book()
        await self.service.close()

    @property
    def _address(self) -> str:
        return self.spec.base_url or self.spec.provider

    def _most(self, ask: Ask) -> Decimal:
        """What a request can cost at most, in USD."""
        prompt = round(upper_bound_ask(ask, self.spec.tokens) * self.calibration)
        return cost(self.spec, Usage(prompt=prompt, completion=ask.max_output), Rate.BATCH) or Decimal(0)

    def _place(self, key: str) -> None:
        """A request finds its reply, its job, or its place in the next one."""
        if key in self._unclaimed:
            self._arrive(self._unclaimed.pop(key))
        elif key not in self._out:
            self._queue.append(key)
            self._last = asyncio.get_running_loop().time()
            self._arrived.set()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        """A bug, or a book that cannot be written, stops the run: nobody waits for ever."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._stop(tuple(self._waiting), f"{self.spec.id}: {error or type(error).__name__}")

    def _hand_in(self) -> None:
        self._settle_book()
        queue, self._queue = self._queue, []
        asked = [(key, self._waiting[key]) for key in queue if key in self._waiting and key not in self._out]
        lines = ((key, self.service.line(waiting.ask, key)) for key, waiting in asked)
        for parcel in parcels(lines, self._most_a_job or self.service.max_requests, self.service.max_bytes):
            for key in parcel:
                self._waiting[key].handed += 1
            self._begin(self._carry(parcel))

    async def _carry(self, parcel: Mapping[str, bytes]) -> None:
        """A job from its line in the book to its replies."""
        async with self._turn:
            await self._carry_now(parcel)

    async def _carry_now(self, parcel: Mapping[str, bytes]) -> None:
        mark, data = uuid.uuid4().hex, b"".join(parcel.values())
        row = BatchRow(mark=mark, address=self._address, model=self.spec.id, sha256=hashlib.sha256(data).hexdigest(), keys=frozenset(parcel))
        self._out |= dict.fromkeys(parcel, mark)
        self.book.intend(row)
        try:
            job = await self._submitted(row, data)
        except Exception as error:  # each client has errors of its own
            self._give_up(row, read_fault(error))
            return
        self.book.name(mark, job.id)
        many = f"{len(parcel)} {'request' if len(parcel) == 1 else 'requests'}"
        self.tell(f"Batch {job.id}: {many} handed in; waiting, for a day at most. Ctrl-C stops waiting, the same command goes on.")
        await self._follow(replace(row, id=job.id), is_adopted=False)

    async def _submitted(self, row: BatchRow, data: bytes) -> Job:
        """The job, handed in once, even where the answer to that was lost. Raises what the client raises."""
        marks = {MARK: row.mark, "sha256": row.sha256}
        job: Job | None = None
        is_first = True
        while job is None:
            if not is_first:
                job = await self._patiently(lambda: self.service.find(row.mark))
            if job is None:
                try:
                    job = await self.service.submit(data, marks)
                except Exception as error:
                    if not is_first or course(read_fault(error)) is not Course.RETRY:
                        raise
                    await asyncio.sleep(read_fault(error).retry_after or self.pacing.retry)
            is_first = False
        return job

    async def _resume(self, row: BatchRow) -> None:
        """A job of an earlier run; one whose name was never written down is looked for by its mark."""
        if row.id is None:
            try:
                job = await self._patiently(lambda: self.service.find(row.mark))
            except Exception as error:
                self._leave(row, read_fault(error))
                return
            if job is None:
                self._free(row.mark, row.keys)
                self._again(row.keys)
                return
            self.book.name(row.mark, job.id)
            row = replace(row, id=job.id)
        self.tell(f"Batch {row.id}: {len(row.keys)} of its requests wait for their replies since an earlier run.")
        await self._follow(row, is_adopted=True)

    async def _follow(self, row: BatchRow, is_adopted: bool) -> None:
        """Wait for a job and take its replies. One that is cancelled while it is waited for stops the run; one that was before is handed in again."""
        try:
            job, was_awaited = await self._ended(row)
            if job.state is JobState.FAILED:
                self._refused(row, job)
                return
            lines = await self._patiently(lambda: self._lines(job, row.keys))
        except Exception as error:
            self._leave(row, read_fault(error))
            return
        for line in lines.values():
            if line.reply is not None or not self._is_worth_another(line):
                self._arrive(line)
        undone = {key for key in row.keys if key not in lines or (lines[key].reply is None and self._is_worth_another(lines[key]))}
        self.tell(f"Batch {job.id}: {len(row.keys) - len(undone)} of {len(row.keys)} requests answered.")
        self._free(row.mark, undone)
        if job.state is JobState.CANCELLED and was_awaited and undone:
            self._stop(undone, f"{self.spec.id}: the batch {job.id} was cancelled; run again to hand in the rest")
            return
        self._again(undone)

    async def _ended(self, row: BatchRow) -> tuple[Job, bool]:
        """The job at its end, and whether that was waited for."""
        wait, was_awaited = self.pacing.first, False
        while True:
            try:
                job = await self.service.look(row.id or "")
                if job.state is not JobState.WAITING:
                    return job, was_awaited
            except Exception as error:
                if course(read_fault(error)) is not Course.RETRY:
                    raise
            was_awaited = True
            await asyncio.sleep(wait)
            wait = min(self.pacing.longest, wait * self.pacing.growth)

    async def _lines(self, job: Job, keys: Collection[str]) -> dict[str, Line]:
        found = {}
        async for raw in self.service.replies(job):
            line = read_line(raw)
            if line is not None and line.key in keys:
                found[line.key] = line
        return found

    async def _patiently(self, request: Callable[[], Awaitable[Result]]) -> Result:
        """What a request about a job brings, tried again where that helps. Raises what the client raises."""
        for _ in range(MOST_TRIES - 1):
            try:
                return await request()
            except Exception as error:
                fault = read_fault(error)
                if course(fault) is not Course.RETRY:
                    raise
                await asyncio.sleep(fault.retry_after or self.pacing.retry)
        return await request()

    def _is_worth_another(self, line: Line) -> bool:
        """True where nothing came, or a fault that passes."""
        return line.fault is None or course(line.fault) is Course.RETRY

    def _arrive(self, line: Line) -> None:
        """Hand over what came for a request; where nobody asked for it yet, keep it until somebody does."""
        waiting = self._waiting.get(line.key)
        if waiting is None or waiting.answer.done():
            self._unclaimed[line.key] = line
            return
        handed = max(1, waiting.handed)
        if line.reply is not None:
            status, reason = outcome(line.reply)
            usage = line.reply.usage or self._estimated(waiting.ask, line.reply.text)
            text, told = heard(line.reply.text, self.secret), reason and heard(f"{self.spec.id}: {reason}", self.secret)
            answer = Answer(status=status, text=text, usage=usage, attempts=handed, reason=told)
        else:
            answer = self._failed(line.fault or NO_REPLY, handed)
        waiting.answer.set_result(answer)

    def _hand_over(self, key: str) -> None:
        """Whoever asked has the answer now."""
        if (mark := self._out.pop(key, None)) is not None:
            self._given.setdefault(mark, set()).add(key)

    def _answer(self, waiting: _Waiting, answer: Answer) -> None:
        if not waiting.answer.done():
            waiting.answer.set_result(answer)

    def _estimated(self, ask: Ask, text: str) -> Usage:
        prompt = round(estimate_ask(ask, self.spec.tokens) * self.calibration)
        return Usage(prompt=prompt, completion=estimate(text, self.spec.tokens), is_estimated=True)

    def _again(self, keys: Collection[str]) -> None:
        """Into the next job; what was in enough of them fails."""
        for key in keys:
            waiting = self._waiting.get(key)
            if waiting is not None and waiting.handed < MOST_HANDINGS:
                self._place(key)
            elif waiting is not None:
                self._answer(waiting, self._failed(NO_REPLY, waiting.handed))

    def _refused(self, row: BatchRow, job: Job) -> None:
        """A job that the provider did not take: smaller ones, one after another, where it was too much at once; else a fault of all its requests."""
        self._free(row.mark, row.keys)
        if TOO_MANY in job.codes and len(row.keys) > FEWEST_A_JOB:
            self._most_a_job = max(FEWEST_A_JOB, len(row.keys) // 2)
            self._turn = self._turn if isinstance(self._turn, asyncio.Lock) else asyncio.Lock()
            for waiting in (self._waiting[key] for key in row.keys if key in self._waiting):
                waiting.handed -= 1
            self._again(row.keys)
            return
        self._fail(row.keys, Fault(status=400, message=job.reason or "the batch failed", codes=job.codes))

    def _give_up(self, row: BatchRow, fault: Fault) -> None:
        """A job that could not be handed in. Where no answer came it may be there all the same: the next run looks for it."""
        if fault.status is None:
            self._leave(row, fault)
            return
        self._free(row.mark, row.keys)
        self._fail(row.keys, fault)

    def _leave(self, row: BatchRow, fault: Fault) -> None:
        """A job that cannot be followed now is left to the next run; one that the provider does not know is handed in anew."""
        if fault.status == 404:
            self._free(row.mark, row.keys)
            self._again(row.keys)
            return
        self._stop(row.keys, f"{self._failed(fault, 1).reason}; what was handed in is kept: run again to go on")

    def _free(self, mark: str, keys: Collection[str]) -> None:
        """These requests are in no job."""
        for key in keys:
            self._out.pop(key, None)
        self.book.take(mark, keys)

    def _fail(self, keys: Collection[str], fault: Fault) -> None:
        for key in keys:
            if (waiting := self._waiting.get(key)) is not None:
                self._answer(waiting, self._failed(fault, max(1, waiting.handed)))

    def _stop(self, keys: Collection[str], reason: str) -> None:
        for key in keys:
            if (waiting := self._waiting.get(key)) is not None:
                self._answer(waiting, Answer(status=Status.INTERRUPTED, reason=reason, attempts=0))

    def _failed(self, fault: Fault, attempts: int) -> Answer:
        reason = heard(explain(fault, self.spec, attempts), self.secret)
        return Answer(status=STATUS_OF.get(course(fault), Status.FAULT), reason=reason, attempts=attempts)

    def _settle_book(self) -> None:
        """Write down what was handed over some time ago: by now it was kept by whoever asked."""
        given, self._given = self._given, {}
        for mark, keys in given.items():
            self.book.take(mark, keys)


@asynccontextmanager
async def open_batch_chat(
    spec: ModelSpec,
    *,
    book: BatchBook,
    budget: Budget,
    environ: Mapping[str, str],
    calibration: float = 1.0,
    pacing: Pacing = Pacing(),
    tell: Callable[[str], None] = lambda line: None,
) -> AsyncIterator[BatchChat]:
    """A chat by jobs with the model `spec`, with those of earlier runs taken up. Raises ConfigError where its provider has no interface for jobs."""
    check_batch(spec)
    secret = environ.get(spec.key) if spec.key else None
    chat = BatchChat(
        spec=spec,
        service=open_service(spec, secret),
        book=book,
        budget=budget,
        calibration=calibration,
        pacing=pacing,
        secret=secret,
        tell=tell,
    )
    chat.open()
    try:
        yield chat
    finally:
        await chat.close()


def check_batch(spec: ModelSpec) -> None:
    """Raises ConfigError where the model cannot be asked by the job."""
    if spec.batch is None:
        raise ConfigError(f"--batch: {spec.provider} has no batches that this program knows; leave it out, or take a model of openai or mistral")
