"""One way to ask any model: paced, within a budget and a deadline, tried again where that helps; whatever happens is an `Answer`."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.datamodel.asking import Answer, Ask, Status, Usage
from pipeline.errors import ConfigError, MissingDependencyError
from pipeline.llm.faults import Course, Fault, course, explain, read_fault
from pipeline.llm.heard import heard
from pipeline.llm.models import ModelSpec, readiness
from pipeline.llm.money import Budget, cost
from pipeline.llm.pace import Pace
from pipeline.llm.tokens import estimate, estimate_ask, upper_bound_ask
from pipeline.llm.wires.base import Finish, Reply, Wire
from pipeline.llm.wires.registry import open_wire

MAX_TIMEOUTS = 2  # a server that hangs twice will hang again
MAX_NAMED_SHARE = 4  # a limit that names its end is no failure: it counts so much less
MAX_BACKOFF = 8.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLimits:
    """Bounds of a chat. in_flight: requests at once; deadline: seconds from a request to the end of its reply, however slowly it comes;
    attempts: requests for one ask; longest_wait: seconds that a server may ask to wait; backoff: seconds before the second attempt.
    """

    in_flight: int = 10
    deadline: float = 120.0
    attempts: int = 4
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    longest_wait: float = 120.0
    backoff: float = 0.5


class Chat:
    """A model that can be asked, by many tasks of one event loop at once."""

    def __init__(self, spec: ModelSpec, wire: Wire, limits: ChatLimits, budget: Budget, *, secret: str | None, calibration: float) -> None:
        self.spec = spec
        self._wire = wire
        self._limits = limits
        self._budget = budget
        self._secret = secret
        self._calibration = calibration
        self._pace = Pace(limits.in_flight, limits.requests_per_minute, limits.tokens_per_minute)
        self._closed: Answer | None = None
        self._has_heard = False

    async def ask(self, ask: Ask) -> Answer:
        """What became of `ask`. Raises nothing but CancelledError.

        The chat is closed, and no more requests are made, after a spent quota, a refused key, an unknown model, a wait that is too long, or
        where no server has ever answered.
        """
        try:
            return await self._ask(replace(ask, max_output=min(ask.max_output, self.spec.output)))
        except Exception as error:  # a bug in a client must not lose a document
            return self._failed(Status.FAULT, read_fault(error), 1)

    async def _ask(self, ask: Ask) -> Answer:
        tokens = self._prompt(ask) + ask.max_output if self._limits.tokens_per_minute else 0
        timeouts, named, wait = 0, 0, 0.0
        for attempt in range(1, self._limits.attempts * MAX_NAMED_SHARE + 1):
            await asyncio.sleep(wait)
            async with self._pace.turn(tokens):
                if self._closed is not None:
                    return replace(self._closed, attempts=attempt - 1)
                got = await self._attempt(ask)
            if isinstance(got, Answer):
                self._has_heard = True
                return replace(got, attempts=attempt)
            fault = got
            self._has_heard = self._has_heard or fault.status is not None
            timeouts += fault.timed_out
            named += fault.status == 429 and fault.retry_after is not None
            if not self._is_retried(fault) or timeouts == MAX_TIMEOUTS or attempt - named >= self._limits.attempts:
                break
            wait = self._wait(fault, attempt)
        return self._failed(STATUS_OF.get(course(fault), Status.FAULT), fault, attempt)

    async def _attempt(self, ask: Ask) -> Answer | Fault:
        """One request, its cost held before and settled after."""
        reservation = await self._budget.hold(self._most(ask))
        if reservation is None:
            return Answer(status=Status.OVER_BUDGET, reason=f"{self.spec.id}: the next request could pass the cap of {self._budget.cap} USD")
        actual = Decimal(0)
        try:
            async with asyncio.timeout(self._limits.deadline):
                reply = await self._wire.send(ask)
            answer = self._answer(ask, reply)
            actual = cost(self.spec, answer.usage) or Decimal(0)
            return answer
        except TimeoutError:
            return Fault(status=None, message=f"no whole reply within {self._limits.deadline:g} s", timed_out=True)
        except Exception as error:  # each client has errors of its own
            return read_fault(error)
        finally:
            self._budget.settle(reservation, actual)

    def _most(self, ask: Ask) -> Decimal:
        """What one request can cost at most, in USD; not reckoned where nothing holds it back."""
        if self._budget.cap is None:
            return Decimal(0)
        prompt = round(upper_bound_ask(ask, self.spec.tokens) * self._calibration)
        return cost(self.spec, Usage(prompt=prompt, completion=ask.max_output)) or Decimal(0)

    def _answer(self, ask: Ask, reply: Reply) -> Answer:
        """What a reply amounts to."""
        status, reason = outcome(reply)
        text = "" if reply.finish is Finish.PROMPT_CUT else heard(reply.text, self._secret)
        told = reason and heard(f"{self.spec.id}: {reason}", self._secret)
        return Answer(status=status, text=text, usage=reply.usage or self._estimated(ask, reply), reason=told)

    def _estimated(self, ask: Ask, reply: Reply) -> Usage:
        return Usage(prompt=self._prompt(ask), completion=estimate(reply.text, self.spec.tokens), is_estimated=True)

    def _prompt(self, ask: Ask) -> int:
        """About how many tokens the prompt takes."""
        return round(estimate_ask(ask, self.spec.tokens) * self._calibration)

    def _is_retried(self, fault: Fault) -> bool:
        return course(fault) is Course.RETRY and (fault.retry_after or 0) <= self._limits.longest_wait

    def _wait(self, fault: Fault, attempt: int) -> float:
        """Seconds before the next attempt; a server that names a time pauses all."""
        if fault.retry_after is not None:
            self._pace.pause(fault.retry_after)
            return 0.0
        return min(MAX_BACKOFF, self._limits.backoff * 2.0 ** (attempt - 1)) * random.uniform(0.75, 1.25)

    def _failed(self, status: Status, fault: Fault, attempts: int) -> Answer:
        reason = explain(fault, self.spec, attempts)
        too_long = course(fault) is Course.RETRY and (fault.retry_after or 0) > self._limits.longest_wait
        if too_long:
            reason = f"{self.spec.id}: the server asks to wait {fault.retry_after:.0f} s ({fault.status}: {fault.message}); run again later"
        answer = Answer(status=status, reason=heard(reason, self._secret), attempts=attempts)
        is_alone = fault.dropped and not self._has_heard
        if too_long or is_alone or course(fault) in (Course.QUOTA, Course.CLOSED):
            self._closed = answer
        return answer


STATUS_OF = {Course.QUOTA: Status.QUOTA, Course.CLOSED: Status.QUOTA, Course.FILTERED: Status.FILTERED, Course.TOO_LONG: Status.TRUNCATED}


@asynccontextmanager
async def open_chat(
    spec: ModelSpec, *, limits: ChatLimits, budget: Budget, environ: Mapping[str, str], calibration: float = 1.0
) -> AsyncIterator[Chat]:
    """A chat with the model `spec`. environ: where its key is; calibration: what estimates of its tokens are multiplied by.

    Raises ConfigError where the key or the address is missing, or the price is under a cap; MissingDependencyError where the package is.
    """
    _refuse_unready(spec, budget, environ)
    secret = environ.get(spec.key, "").strip() or None if spec.key else None
    wire = await open_wire(spec, secret)
    try:
        yield Chat(spec, wire, limits, budget, secret=secret, calibration=calibration)
    finally:
        await wire.close()


def _refuse_unready(spec: ModelSpec, budget: Budget, environ: Mapping[str, str]) -> None:
    found = readiness(spec, environ)
    if not found.ready:
        error = MissingDependencyError if found.missing[0].startswith("package") else ConfigError
        raise error(f"{spec.id}: {found.missing[0]}")
    if budget.cap is not None and spec.price is None:
        raise ConfigError(f"{spec.id}: its price is not known, so a cap cannot be kept; give it a price in a table of models of your own")


def outcome(reply: Reply) -> tuple[Status, str]:
    """What a reply amounts to, and why where it is not an answer."""
    match reply.finish:
        case Finish.REFUSED:
            return Status.REFUSED, f"the model refuses: {reply.refusal or reply.text}"[:200]
        case Finish.FILTERED:
            return Status.FILTERED, "the provider's filter stopped the reply"
        case Finish.PROMPT_CUT:
            return Status.TRUNCATED, "the server read a part of the prompt only; give it a larger window"
        case Finish.LENGTH:
            return Status.TRUNCATED, "the reply is cut at its limit"
    return (Status.ANSWERED, "") if reply.text.strip() else (Status.EMPTY, "the reply is empty")
