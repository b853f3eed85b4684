"""Tasks that an event loop hands out: they wait here, some more urgent than others, until hands are free for them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from pipeline.datamodel.protocols import Crash

Early = TypeVar("Early")
Late = TypeVar("Late")
Result = TypeVar("Result")


@dataclass(eq=False, slots=True)
class Task:
    """An item on its way. step: which of the crew's steps is to be done with it; lost: how many processes were lost while they worked on it."""

    step: int
    item: Any
    result: asyncio.Future[Any]
    lost: int = 0

    def settle(self, result: Any) -> None:
        """Hand over what came of it, to whoever still waits for it."""
        if not self.result.done():
            self.result.set_result(result)

    def fail(self, error: BaseException) -> None:
        """As `settle`, where the step broke its word and raised."""
        if not self.result.done():
            self.result.set_exception(error)


class Hands(Protocol):
    """What does a crew's tasks: processes of this machine, or actors on a cluster. For one crew at a time."""

    async def work(self, crew: Crew[Any, Any, Any]) -> None:
        """Settle the crew's tasks as they come, until cancelled. Raises a PipelineError where that proves impossible."""
        ...


class Crew(Generic[Early, Late, Result]):
    """Does two steps, each over many items; made on the event loop that it serves.

    early, late: the steps; picklable with their items and results, and they must not raise. early_first: told whenever a hand is free and items
    wait for both steps, whether it is to take one for the early step. An item whose processes die ends in a `Crash`. When the hands cannot go on,
    whoever waits is told why.
    """

    def __init__(
        self, hands: Hands, early: Callable[[Early], Result], late: Callable[[Late], Result], early_first: Callable[[], bool] = lambda: True
    ) -> None:
        self.steps: tuple[Callable[[Any], Any], ...] = (early, late)
        self._early_first = early_first
        self._again: deque[Task] = deque()
        self._waiting: tuple[deque[Task], deque[Task]] = (deque(), deque())
        self._many = asyncio.Semaphore(0)
        self._trouble: BaseException | None = None
        self._working = asyncio.get_running_loop().create_task(hands.work(self))
        self._working.add_done_callback(self._ended)

    async def early(self, item: Early) -> Result | Crash:
        """What comes of an item by the early step."""
        return await self._done(0, item)

    async def late(self, item: Late) -> Result | Crash:
        """What comes of an item by the late step."""
        return await self._done(1, item)

    async def next(self) -> Task:
        """The task that is due, as soon as there is one; for the hands, who must settle it or give it back."""
        while True:
            await self._many.acquire()
            task = self._due().popleft()
            if not task.result.done():
                return task

    def give_back(self, task: Task) -> None:
        """A task that must be begun anew, before all others."""
        self._again.append(task)
        self._many.release()

    def drop(self) -> None:
        """Cancel the tasks that wait; those that are worked on go on."""
        for task in (*self._again, *self._waiting[0], *self._waiting[1]):
            task.result.cancel()

    async def close(self) -> None:
        """Let go of the hands; what they work on is lost."""
        self._working.cancel()
        await asyncio.wait([self._working])

    async def _done(self, step: int, item: Early | Late) -> Result | Crash:
        if self._trouble is not None:
            raise self._trouble
        task = Task(step, item, asyncio.get_running_loop().create_future())
        self._waiting[step].append(task)
        self._many.release()
        result: Result | Crash = await task.result
        return result

    def _due(self) -> deque[Task]:
        early, late = self._waiting
        is_early = early and (not late or self._early_first())
        return self._again or (early if is_early else late)

    def _ended(self, working: asyncio.Task[None]) -> None:
        """Where the hands gave up, whoever waits is told."""
        self._trouble = None if working.cancelled() else working.exception()
        if self._trouble is not None:
            for task in (*self._again, *self._waiting[0], *self._waiting[1]):
                task.fail(self._trouble)
