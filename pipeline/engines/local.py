"""Runs a worker in a pool of processes on this machine; results come in the order of the items."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing.connection import wait
from typing import TypeVar

from pipeline.datamodel.protocols import Crash

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 4  # items handed out for each process, so that none idles while the driver writes
HELD = 32  # results for each process that may wait for an earlier item's, so that none idles while another works on a long one
COLLECTED = (10_000, 20, 20)  # objects until garbage is looked for: the tables live as long as the process, and an item's objects die with it
MOST = 61 if os.name == "nt" else 10_000  # processes of a pool; Windows cannot wait for more
WORTH_A_POOL = 24  # each process loads its tables first, which costs about as much as digesting this many articles


class LocalEngine:
    """A pool of processes. processes: how many (default: one a core); 1 runs everything in this process.

    A process that dies takes the items in flight with it: each is tried once more alone, and yields a `Crash` when it dies again.
    """

    def __init__(self, processes: int | None = None) -> None:
        if processes is not None and processes < 1:
            raise ValueError("processes must be at least 1")
        self._processes = processes or os.cpu_count() or 1

    def map(self, worker: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | Crash]:
        """See `datamodel.protocols.Engine`."""
        waiting = iter(items)
        first = list(islice(waiting, WORTH_A_POOL))
        if self._processes == 1 or len(first) < WORTH_A_POOL:
            yield from map(worker, chain(first, waiting))
        else:
            yield from self._in_pool(worker, chain(first, waiting))

    def _in_pool(self, worker: Callable[[Item], Result], items: Iterator[Item]) -> Iterator[Result | Crash]:
        pool = make_pool(self._processes)
        flying: deque[tuple[Item, Future[Result]]] = deque()
        try:
            while True:
                working = [future for _, future in flying if not future.done()]
                room = min(self._processes * AHEAD - len(working), self._processes * HELD - len(flying))
                for item in islice(items, max(0, room)):
                    working.append(_submitted(pool, worker, item))
                    flying.append((item, working[-1]))
                if not flying:
                    return
                if not flying[0][1].done():
                    wait_for(working, return_when=FIRST_COMPLETED)
                    continue
                item, future = flying.popleft()
                try:
                    result = future.result()
                except BrokenProcessPool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    yield alone(worker, item)
                    pool = make_pool(self._processes)
                    flying = deque((other, _again(pool, worker, other, earlier)) for other, earlier in flying)
                else:
                    yield result
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _again(pool: ProcessPoolExecutor, worker: Callable[[Item], Result], item: Item, earlier: Future[Result]) -> Future[Result]:
    """The earlier future if it holds a result, else a new one."""
    if earlier.done() and not earlier.cancelled() and earlier.exception() is None:
        return earlier
    return _submitted(pool, worker, item)


def _submitted(pool: ProcessPoolExecutor, worker: Callable[[Item], Result], item: Item) -> Future[Result]:
    """The item's future; of a pool that broke meanwhile, one that says so."""
    try:
        return pool.submit(worker, item)
    except BrokenProcessPool as broken:
        future: Future[Result] = Future()
        future.set_exception(broken)
        return future


def alone(worker: Callable[[Item], Result], item: Item) -> Result | Crash:
    """The result in a process of its own, or that it died again."""
    with make_pool(1) as pool:
        try:
            return pool.submit(worker, item).result()
        except BrokenProcessPool:
            return Crash("the process that worked on it died (out of memory?); split the document or run it alone")


def make_pool(processes: int, at_start: Callable[[], None] | None = None) -> ProcessPoolExecutor:
    """Processes that end with this one. at_start: what each does first."""
    return ProcessPoolExecutor(min(processes, MOST), mp_context=multiprocessing.get_context("spawn"), initializer=_start, initargs=(at_start,))


def _start(at_start: Callable[[], None] | None) -> None:
    gc.set_threshold(*COLLECTED)
    _die_with_driver()
    if at_start is not None:
        at_start()


def _die_with_driver() -> None:
    """End this process when the driver is killed; it would wait for work for ever."""
    driver = multiprocessing.parent_process()
    if driver is not None:
        threading.Thread(target=_await_end, args=(driver.sentinel,), daemon=True).start()


def _await_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
