"""How much a fetch may take: bytes, seconds, hops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pipeline.errors import SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a fetch. Sizes are in bytes, before and after a content coding is undone; times are in seconds.

    total: for all requests of one page together, waiting out of politeness not counted. delay: between two requests to one host.
    crawl_delay, retry_after: the most that a server's own wish is honoured for. fresh: the most that a page is believed to be unchanged unasked.
    """

    body: int = 20_000_000  # as for a file; see storage.corpus
    robots: int = 500_000  # RFC 9309, 2.5: at least 500 KiB are to be read
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    redirects: int = 5
    delay: float = 0.5
    crawl_delay: float = 30.0
    retry_after: float = 10.0
    fresh: float = 86_400.0


class Budget:
    """The seconds that the requests of one page may take together, however slowly each byte comes."""

    def __init__(self, seconds: float) -> None:
        self._all = self._left = seconds

    @asynccontextmanager
    async def spent(self) -> AsyncIterator[None]:
        """Counts what is done inside. Raises SourceError as soon as nothing is left."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError as error:
            raise SourceError(f"not all there after {self._all:g} s; try again later, or save the page and give the file") from error
        finally:
            self._left -= time.monotonic() - started
