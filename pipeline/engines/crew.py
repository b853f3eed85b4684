"""A few processes to which an event loop hands single tasks, some of which are more urgent than others."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from pipeline.datamodel.protocols import Crash
from pipeline.engines.local import alone, make_pool

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 1  # tasks handed out beyond one a process, so that none idles while the next is chosen


class Crew:
    """Runs tasks of two kinds, `early` and `late`. processes: how many (default: one a core); 0: a thread of this process.

    early_first: told whenever a process is free and tasks of both kinds wait, whether an early one is to be taken. A task whose process dies
    is tried once more alone, and ends in a `Crash` when that dies too. For one event loop; the processes ignore Ctrl-C, which is the driver's.
    """

    def __init__(self, processes: int | None, early_first: Callable[[], bool]) -> None:
        self._processes = (os.cpu_count() or 1) if processes is None else processes
        self._early_first = early_first
        self._pool = self._made()
        self._free = self._processes + AHEAD if self._processes else 1
        self._early: deque[asyncio.Future[None]] = deque()
        self._late: deque[asyncio.Future[None]] = deque()
        self._mending = asyncio.Lock()

    async def early(self, worker: Callable[[Item], Result], item: Item) -> Result | Crash:
        """The result of `worker`, which must not raise; both must be picklable."""
        return await self._run(self._early, worker, item)

    async def late(self, worker: Callable[[Item], Result], item: Item) -> Result | Crash:
        """As `early`, for a task of the other kind."""
        return await self._run(self._late, worker, item)

    def drop(self) -> None:
        """Cancel the tasks that wait; those that run go on."""
        for turn in (*self._early, *self._late):
            turn.cancel()

    def close(self) -> None:
        """Begin no more tasks; what runs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, queue: deque[asyncio.Future[None]], worker: Callable[[Item], Result], item: Item) -> Result | Crash:
        await self._place(queue)
        try:
            return await self._done(worker, item)
        finally:
            self._free += 1
            self._next()

    async def _place(self, queue: deque[asyncio.Future[None]]) -> None:
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        self._next()
        try:
            await turn
        except asyncio.CancelledError:
            if turn in queue:
                queue.remove(turn)
            elif not turn.cancelled():
                self._free += 1
                self._next()
            raise

    def _next(self) -> None:
        """Give the free places to whom they are due."""
        while self._free and (self._early or self._late):
            early = self._early and (not self._late or self._early_first())
            turn = (self._early if early else self._late).popleft()
            if not turn.done():
                self._free -= 1
                turn.set_result(None)

    async def _done(self, worker: Callable[[Item], Result], item: Item) -> Result | Crash:
        pool = self._pool
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, worker, item)
        except BrokenProcessPool:
            async with self._mending:
                if self._pool is pool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    self._pool = self._made()
                return await loop.run_in_executor(None, alone, worker, item)

    def _made(self) -> Executor:
        return make_pool(self._processes, _ignore_interrupts) if self._processes else ThreadPoolExecutor(1)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
