"""Hands on this machine: a pool of processes, or a thread of this one."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from pipeline.datamodel.protocols import Crash
from pipeline.engines.crew import Crew
from pipeline.engines.local import alone, make_pool

WORTH_PROCESSES = 8  # items; fewer are done before processes have loaded their tables
AHEAD = 1  # tasks handed out beyond one a process, so that none idles while the next is chosen


class Processes:
    """Hands. processes: how many (default: one a core); 0: a thread of this process.

    A task whose process dies is tried once more alone, and ends in a `Crash` when that dies too. The processes ignore Ctrl-C, which is the driver's.
    """

    def __init__(self, processes: int | None) -> None:
        self._processes = (os.cpu_count() or 1) if processes is None else processes
        self._pool = self._made()
        self._mending = asyncio.Lock()

    async def work(self, crew: Crew[Any, Any, Any]) -> None:
        """See `crew.Hands`."""
        await asyncio.gather(*(self._work(crew) for _ in range(self._processes + AHEAD if self._processes else 1)))

    def close(self) -> None:
        """Begin no more tasks; what runs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _work(self, crew: Crew[Any, Any, Any]) -> None:
        while True:
            task = await crew.next()
            try:
                task.settle(await self._done(crew.steps[task.step], task.item))
            except Exception as error:
                task.fail(error)

    async def _done(self, step: Callable[[Any], Any], item: Any) -> Any | Crash:
        pool = self._pool
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, step, item)
        except BrokenProcessPool:
            async with self._mending:
                if self._pool is pool:
                    self.close()
                    self._pool = self._made()
                return await loop.run_in_executor(None, alone, step, item)

    def _made(self) -> Executor:
        return make_pool(self._processes, _ignore_interrupts) if self._processes else ThreadPoolExecutor(1)


@contextmanager
def processes_here(processes: int | None) -> Iterator[Processes]:
    """`Processes`, closed in the end."""
    hands = Processes(processes)
    try:
        yield hands
    finally:
        hands.close()


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
