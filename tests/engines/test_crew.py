"""The order of tasks, and the hands on this machine."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pipeline.datamodel.protocols import Crash
from pipeline.engines.crew import Crew
from pipeline.engines.processes import processes_here
from pipeline.errors import ConfigError


def square(number: int) -> int:
    return number * number


def die_on_seven(number: int) -> int:
    if number == 7:
        os._exit(1)
    return number


def slow(number: int) -> int:
    time.sleep(0.05)
    return number


def broken(number: int) -> int:
    raise ValueError(f"a bug at {number}")


class NoHands:
    """Hands that give up when they have taken a task."""

    async def work(self, crew: Crew[Any, Any, Any]) -> None:
        crew.give_back(await crew.next())
        raise ConfigError("there is no cluster")


@contextmanager
def crew(processes: int, **given: Any) -> Iterator[Crew[int, int, int]]:
    """A crew whose early step squares, and whose late step is slow."""
    with processes_here(processes) as hands:
        yield Crew(hands, given.pop("early", square), given.pop("late", slow), **given)


@pytest.mark.parametrize("processes", [0, 2])
def test_tasks_give_the_results_of_their_step(processes: int) -> None:
    async def work() -> list[int | Crash]:
        with crew(processes) as working:
            results = await asyncio.gather(*(working.early(n) for n in range(20)), *(working.late(n) for n in range(3)))
            await working.close()
            return results

    assert asyncio.run(work()) == [*(n * n for n in range(20)), 0, 1, 2]


def test_a_task_that_kills_its_process_is_a_crash_and_the_others_are_done() -> None:
    async def work() -> list[int | Crash]:
        with crew(2, late=die_on_seven) as working:
            results = await asyncio.gather(*(working.late(n) for n in range(12)))
            await working.close()
            return results

    results = asyncio.run(work())
    assert [n for n, result in enumerate(results) if isinstance(result, Crash)] == [7]
    assert [result for result in results if not isinstance(result, Crash)] == [n for n in range(12) if n != 7]


@pytest.mark.parametrize(("early_first", "order"), [(True, [1, 2, 3, 4, 5]), (False, [4, 5, 1, 2, 3])])
def test_the_caller_says_which_tasks_are_urgent(early_first: bool, order: list[int]) -> None:
    done: list[int] = []

    async def one(working: Crew[int, int, int], number: int) -> None:
        await (working.early if number < 4 else working.late)(number)
        done.append(number)

    async def work() -> None:
        with crew(0, early_first=lambda: early_first) as working:
            await asyncio.gather(*(one(working, n) for n in range(1, 6)))
            await working.close()

    asyncio.run(work())
    assert done == order


def test_what_waits_can_be_dropped_and_what_runs_ends() -> None:
    async def work() -> list[int | Crash | BaseException]:
        with crew(0) as working:
            tasks = [asyncio.create_task(working.late(n)) for n in range(4)]
            await asyncio.sleep(0.01)
            working.drop()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            later = await working.late(8)
            await working.close()
            return [*ended, later]

    first, *dropped, later = asyncio.run(work())
    assert (first, later) == (0, 8)
    assert all(isinstance(result, asyncio.CancelledError) for result in dropped)


def test_a_step_that_raises_is_told_to_whoever_waits_for_it_and_hurts_no_other() -> None:
    async def work() -> list[int | Crash | BaseException]:
        with crew(0, late=broken) as working:
            ended = await asyncio.gather(working.late(3), working.early(3), return_exceptions=True)
            await working.close()
            return [*ended]

    raised, squared = asyncio.run(work())
    assert isinstance(raised, ValueError)
    assert squared == 9


def test_when_the_hands_give_up_whoever_waits_and_whoever_comes_is_told_why() -> None:
    async def work() -> list[int | Crash | BaseException]:
        working: Crew[int, int, int] = Crew(NoHands(), square, slow)
        ended = await asyncio.gather(*(working.early(n) for n in range(3)), return_exceptions=True)
        return [*ended, *await asyncio.gather(working.late(4), return_exceptions=True)]

    assert [str(error) for error in asyncio.run(work())] == ["there is no cluster"] * 4
