"""`Fetcher`: the page at an address as a Source.

What is sent to a server: the address without its fragment, a User-Agent, what can be read, and the marks of a page that is kept. No cookies,
no login, no referrer. Proxies named in the environment are not used: through one, the address that is connected to could not be checked.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import SourceError, UnsupportedError
from pipeline.fetch.addresses import joined, parse, shown
from pipeline.fetch.background import Background
from pipeline.fetch.cache import Cache, Page
from pipeline.fetch.content import check_type, may_be_kept, named_encoding, seconds_fresh, seconds_to_wait, status_meaning
from pipeline.fetch.limits import Budget, Limits
from pipeline.fetch.manners import REDIRECTS, Manners
from pipeline.fetch.networks import Finder, known_addresses, public_addresses
from pipeline.fetch.wire import Answer, TryAgainError, Wire

if TYPE_CHECKING:
    from httpx import URL

log = logging.getLogger(__name__)

_WITH_BODY = (200, 203)
_BUSY = (429, 503)


class Fetcher:
    """Fetches pages; for any number of threads, one host at a time each. Close it, or use it in a `with`."""

    def __init__(self, cache: Path, *, allow_private: bool = False, limits: Limits | None = None, find: Finder | None = None) -> None:
        """cache: the folder that keeps pages. allow_private: whether addresses inside the user's own network are connected to;
        what comes from there is kept apart. find: the addresses that may be connected to, instead of those that allow_private says.
        """
        self._limits = limits or Limits()
        self._cache = Cache(cache / "private" if allow_private else cache)
        self._wire = Wire(self._limits, find or (known_addresses if allow_private else public_addresses))
        self._manners = Manners(self._wire, self._limits)
        self._background = Background()

    def fetch(self, ref: SourceRef) -> Source:
        """The page at `ref.address`, redirects followed. metadata: its final address as `url`.

        `ref.encoding` becomes the encoding that the server names, unless the user named one or the body speaks against it.
        Raises SourceError when the page cannot be had, UnsupportedError for a type that is not read, OutputError when the cache cannot be written.
        """
        try:
            return self._background.run(self._source(ref))
        except UnsupportedError as error:
            raise UnsupportedError(f"{shown(ref.address)}: {error}") from error
        except SourceError as error:
            raise SourceError(f"{shown(ref.address)}: {error}") from error

    def close(self) -> None:
        """End what still runs."""
        self._background.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    async def _source(self, ref: SourceRef) -> Source:
        page = await self._followed(parse(ref.address))
        if not page.body.strip():
            raise SourceError("the page is empty; check the address")
        encoding = ref.encoding or named_encoding(page.headers, page.body)
        log.debug("%s: %d bytes from %s", shown(ref.address), len(page.body), page.url)
        return Source(ref=replace(ref, encoding=encoding), data=page.body, metadata={"url": page.url})

    async def _followed(self, url: URL) -> Page:
        """The page at the end of all redirects."""
        budget = Budget(self._limits.total)
        passed = [url]
        while True:
            try:
                found = await self._found(url, budget)
            except SourceError as error:
                if url is passed[0]:
                    raise
                raise type(error)(f"redirected to {shown(str(url))}: {error}") from error
            if isinstance(found, Page):
                return found
            if found in passed:
                raise SourceError(f"redirects in a circle, back to {shown(str(found))}; save the page from your browser and give the file")
            if len(passed) > self._limits.redirects:
                raise SourceError(f"redirects more than {self._limits.redirects} times, last to {shown(str(found))}; give the final address")
            passed.append(url := found)

    async def _found(self, url: URL, budget: Budget) -> Page | URL:
        """The page at an address, from the cache while it is fresh; or the address that it redirects to."""
        kept = self._cache.get(str(url))
        if kept is not None and kept.is_fresh(self._limits.fresh):
            return kept
        async with self._manners.turn(url):
            try:
                return await self._asked(url, kept, budget)
            except TryAgainError as error:
                await asyncio.sleep(error.pause)
            try:
                return await self._asked(url, kept, budget)
            except TryAgainError as error:
                raise SourceError(str(error)) from error

    async def _asked(self, url: URL, kept: Page | None, budget: Budget) -> Page | URL:
        async with self._wire.get(url, kept.conditions if kept else {}, budget) as answer:
            if answer.status in REDIRECTS and "location" in answer.headers:
                return joined(url, answer.headers["location"])
            if answer.status == 304 and kept is not None:
                return self._keep(replace(kept, headers={**kept.headers, **_without_type(answer)}), answer)
            if answer.status in _WITH_BODY:
                check_type(answer.headers)
                return self._keep(Page(url=str(url), headers=answer.headers, body=await answer.read(self._limits.body)), answer)
        pause = seconds_to_wait(answer.headers) if answer.status in _BUSY else None
        if pause is not None and pause <= self._limits.retry_after:
            raise TryAgainError(status_meaning(answer.status), pause)
        raise SourceError(status_meaning(answer.status))

    def _keep(self, page: Page, answer: Answer) -> Page:
        page = replace(page, fresh_until=time.time() + seconds_fresh(answer.headers, self._limits.fresh))
        if may_be_kept(answer.headers):
            self._cache.put(page)
        else:
            self._cache.drop(page.url)
        return page


def _without_type(answer: Answer) -> dict[str, str]:
    """The headers of a 304 that renew those kept: not what it says of a body, which it has none of."""
    return {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
