"""Good manners towards a host: its robots.txt is read first and kept to, and it gets one request at a time, with a pause between."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.fetch.addresses import host_name, joined
from pipeline.fetch.limits import Budget, Limits
from pipeline.fetch.robots import Robots, parse
from pipeline.fetch.wire import Wire

if TYPE_CHECKING:
    from httpx import URL

REDIRECTS = (301, 302, 303, 307, 308)
_SAVE = "save the page from your browser and give the file"


class Manners:
    """Knows the hosts that were spoken to: what each asks for, and when it may be asked again."""

    def __init__(self, wire: Wire, limits: Limits) -> None:
        self._wire = wire
        self._limits = limits
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._ready: dict[str, float] = {}
        self._rules: dict[str, Robots | str] = {}

    @asynccontextmanager
    async def turn(self, url: URL) -> AsyncIterator[None]:
        """Our turn to ask a host for a page; waits for it. Raises SourceError when its robots.txt does not want us to, or cannot be had."""
        host = host_name(url)
        async with self._locks[host]:
            rules = await self._rules_for(url)
            if not rules.allow(url.raw_path.decode("ascii")):
                raise SourceError(f"the robots.txt of {host} asks programs to leave this page alone; {_SAVE}")
            await asyncio.sleep(self._ready.get(host, 0.0) - time.monotonic())
            try:
                yield
            finally:
                wish = min(rules.crawl_delay, self._limits.crawl_delay)
                self._ready[host] = time.monotonic() + max(self._limits.delay, wish)

    async def _rules_for(self, url: URL) -> Robots:
        """The host's rules, asked for once; so is a host that does not answer."""
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if origin not in self._rules:
            try:
                self._rules[origin] = await self._ask(joined(url, "/robots.txt"))
            except SourceError as error:
                self._rules[origin] = str(error)
        rules = self._rules[origin]
        if isinstance(rules, str):
            raise SourceError(rules)
        return rules

    async def _ask(self, url: URL) -> Robots:
        """The rules in a robots.txt; none where there is no such file. Raises SourceError when the server cannot say."""
        budget = Budget(self._limits.total)
        for _ in range(self._limits.redirects + 1):
            async with self._wire.get(url, {}, budget) as answer:
                if answer.status in REDIRECTS and "location" in answer.headers:
                    url = joined(url, answer.headers["location"])
                    continue
                if answer.status == 200:
                    body = await answer.read(self._limits.body)
                    return parse(body[: self._limits.robots].decode("utf-8", "replace"))
                if answer.status >= 500 or answer.status == 429:
                    raise SourceError(f"its host cannot say what robots may read (robots.txt: {answer.status}); try again later, or {_SAVE}")
                return Robots()
        return Robots()
