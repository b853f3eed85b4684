"""Runs a worker on the machines of a Ray cluster; results come in the order of the items, and the driver alone keeps them.

The driver reads the items and hands them out a few at a time, so that a run of any length fits in its memory.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

from pipeline.datamodel.protocols import Crash
from pipeline.engines.cluster import actors_at
from pipeline.engines.crew import Crew, Hands

Item = TypeVar("Item")
Result = TypeVar("Result")

HELD = 16  # items for each CPU that may be out, or done and waiting for an earlier one


class RayEngine:
    """A crew of `Actors`. address: of the cluster (`auto`, `ray://host:10001`); None: one on this machine, ended with the run. most: actors at once.

    The machines need the same version of this package; no setting and no key goes to them but what stands in the worker. Raises
    MissingDependencyError without the extra, ConfigError where the cluster cannot be reached or gives no CPU, ModelError where it is lost.
    """

    def __init__(self, address: str | None = None, most: int | None = None) -> None:
        self._address = address
        self._most = most

    def map(self, worker: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | Crash]:
        """See `datamodel.protocols.Engine`."""
        with actors_at(self._address, self._most) as actors, _at_work(actors, worker) as sent_out:
            flying: deque[Future[Result | Crash]] = deque()
            for item in items:
                flying.append(sent_out(item))
                while flying and (flying[0].done() or len(flying) >= HELD * actors.places):
                    yield flying.popleft().result()
            while flying:
                yield flying.popleft().result()


@contextmanager
def _at_work(hands: Hands, worker: Callable[[Item], Result]) -> Iterator[Callable[[Item], Future[Result | Crash]]]:
    """A crew on an event loop of its own, on a thread beside the caller's, that is sent items."""
    ready: Future[tuple[Crew[Item, Item, Result], asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        crew, is_over = Crew(hands, worker, worker), asyncio.Event()
        ready.set_result((crew, asyncio.get_running_loop(), is_over))
        await is_over.wait()
        await crew.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="crew", daemon=True)
    thread.start()
    crew, loop, is_over = ready.result()
    try:
        yield lambda item: asyncio.run_coroutine_threadsafe(crew.early(item), loop)
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join()
