"""Reads sources from where they are: files when their turn comes, what is far away a few at a time ahead of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from threading import Lock, Thread

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.protocols import Fetcher
from pipeline.errors import SourceError
from pipeline.runs.gathering import Part, is_address
from pipeline.storage.corpus import read_source
from pipeline.storage.stores import is_stored

AHEAD = 8  # that are read before their turn: at 50 ms each 160 a second, which is more than two cores digest
PATIENCE = 300.0  # seconds for one whose turn has come; a page has its own bounds, which are closer


class Reader:
    """Reads a source from where it is. make: makes the fetcher, when the first web address asks for one."""

    def __init__(self, make: Callable[[], Fetcher]) -> None:
        self._make = make
        self._fetcher: Fetcher | None = None
        self._is_closed = False
        self._making = Lock()
        self._early: dict[SourceRef, Future[Source]] = {}

    def __call__(self, ref: SourceRef) -> Source:
        """The source's bytes. Raises SourceError, MissingDependencyError for a store whose package is missing, OutputError."""
        if not is_address(ref.address):
            return read_source(ref)
        try:
            return (self._early.pop(ref, None) or self._begun(ref)).result(PATIENCE)
        except TimeoutError as error:
            raise SourceError(f"{ref.address}: no answer within {PATIENCE / 60:.0f} minutes; run again later") from error

    def ahead(self, parts: Iterable[Part]) -> Iterator[Part]:
        """The parts in order; while one is taken, the next that are far away are being read."""
        waiting: deque[Part] = deque()
        for part in parts:
            waiting.append(part)
            if isinstance(part, SourceRef) and is_address(part.address) and part not in self._early:
                self._early[part] = self._begun(part)
            if len(waiting) > AHEAD:
                yield from self._turn(waiting.popleft())
        while waiting:
            yield from self._turn(waiting.popleft())

    def _turn(self, part: Part) -> Iterator[Part]:
        yield part
        if isinstance(part, SourceRef):
            self._early.pop(part, None)  # nobody wanted it

    def close(self) -> None:
        """Release the fetcher, if one was made."""
        with self._making:
            self._is_closed = True
            if self._fetcher is not None:
                self._fetcher.close()

    def _begun(self, ref: SourceRef) -> Future[Source]:
        """A reading that goes on in a thread of its own, which keeps no program from ending."""
        future: Future[Source] = Future()
        Thread(target=self._read, args=(ref, future), name=f"read {ref.address}", daemon=True).start()
        return future

    def _read(self, ref: SourceRef, future: Future[Source]) -> None:
        try:
            future.set_result(read_source(ref) if is_stored(ref.address) else self._fetching().fetch(ref))
        except BaseException as error:
            future.set_exception(error)

    def _fetching(self) -> Fetcher:
        with self._making:
            if self._is_closed:
                raise SourceError("the run has ended")
            if self._fetcher is None:
                self._fetcher = self._make()
            return self._fetcher
