from __future__ import annotations

import asyncio
import time

from pipeline.llm.pace import Pace


async def _run(pace: Pace, count: int, *, tokens: int = 0, seconds: float = 0.0) -> tuple[list[float], int]:
    """When each turn began, from now, and the most at once."""
    began, now, most, started = [], 0, 0, time.monotonic()

    async def one() -> None:
        nonlocal now, most
        async with pace.turn(tokens):
            began.append(time.monotonic() - started)
            now += 1
            most = max(most, now)
            await asyncio.sleep(seconds)
            now -= 1

    await asyncio.gather(*(one() for _ in range(count)))
    return began, most


def test_no_more_than_so_many_at_once() -> None:
    _, most = asyncio.run(_run(Pace(3, None, None), 12, seconds=0.01))
    assert most == 3


def test_requests_a_minute() -> None:
    began, _ = asyncio.run(_run(Pace(50, 600, None), 14))
    assert sum(1 for moment in began if moment < 0.05) <= 11
    assert 0.35 <= max(began) < 1.0


def test_tokens_a_minute() -> None:
    began, _ = asyncio.run(_run(Pace(50, None, 60_000), 6, tokens=250))
    assert 0.45 <= max(began) < 1.0


def test_a_pause_holds_all_back() -> None:
    async def run() -> list[float]:
        pace = Pace(4, None, None)
        pace.pause(0.1)
        pace.pause(0.2)
        pace.pause(0.05)
        return (await _run(pace, 4))[0]

    assert min(asyncio.run(run())) >= 0.19
