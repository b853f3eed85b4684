"""How fast requests go out: so many at once, so many requests and tokens a minute, and a pause of all when the server asks for one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BURST_SECONDS = 1.0  # what may go out at once, as a share of a minute's allowance


class Allowance:
    """An allowance that refills evenly. per_minute: requests or tokens; None never waits."""

    def __init__(self, per_minute: int | None) -> None:
        self._rate = per_minute / 60 if per_minute else None
        self._level = max(1.0, (self._rate or 0) * BURST_SECONDS)
        self._most = self._level
        self._at = time.monotonic()

    def take(self, amount: float) -> float:
        """Take `amount`; the seconds to wait before it may be used."""
        if self._rate is None:
            return 0.0
        now = time.monotonic()
        self._level = min(self._most, self._level + (now - self._at) * self._rate) - amount
        self._at = now
        return max(0.0, -self._level / self._rate)


class Pace:
    """Turns for requests. A pause is for all of them, those that wait in line too."""

    def __init__(self, in_flight: int, requests_per_minute: int | None, tokens_per_minute: int | None) -> None:
        self._places = asyncio.Semaphore(in_flight)
        self._requests = Allowance(requests_per_minute)
        self._tokens = Allowance(tokens_per_minute)
        self._paused_until = 0.0

    @asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[None]:
        """A place among those in flight, taken when the allowances and a pause permit. tokens: of prompt and reply together."""
        async with self._places:
            wait = max(self._requests.take(1), self._tokens.take(tokens))
            if wait:
                await asyncio.sleep(wait)
            while (pause := self._paused_until - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            yield

    def pause(self, seconds: float) -> None:
        """No request goes out for `seconds` from now. A longer pause that is under way goes on."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)
