from __future__ import annotations

import asyncio
import os
import time

import pytest

from pipeline.datamodel.protocols import Crash
from pipeline.engines.crew import Crew


def square(number: int) -> int:
    return number * number


def die_on_seven(number: int) -> int:
    if number == 7:
        os._exit(1)
    return number


def slow(number: int) -> int:
    time.sleep(0.05)
    return number


@pytest.mark.parametrize("processes", [0, 2])
def test_tasks_give_their_results(processes: int) -> None:
    async def work() -> list[int | Crash]:
        crew = Crew(processes, early_first=lambda: True)
        try:
            return await asyncio.gather(*(crew.early(square, n) for n in range(20)))
        finally:
            crew.close()

    assert asyncio.run(work()) == [n * n for n in range(20)]


def test_a_task_that_kills_its_process_is_a_crash_and_the_others_are_done() -> None:
    async def work() -> list[int | Crash]:
        crew = Crew(2, early_first=lambda: True)
        try:
            return await asyncio.gather(*(crew.late(die_on_seven, n) for n in range(12)))
        finally:
            crew.close()

    results = asyncio.run(work())
    assert [n for n, result in enumerate(results) if isinstance(result, Crash)] == [7]
    assert [result for result in results if not isinstance(result, Crash)] == [n for n in range(12) if n != 7]


@pytest.mark.parametrize(("early_first", "order"), [(True, [9, 1, 2, 3, 4]), (False, [9, 3, 4, 1, 2])])
def test_the_caller_says_which_tasks_are_urgent(early_first: bool, order: list[int]) -> None:
    done: list[int] = []

    async def one(crew: Crew, number: int, is_early: bool) -> None:
        await (crew.early if is_early else crew.late)(slow, number)
        done.append(number)

    async def work() -> None:
        crew = Crew(0, early_first=lambda: early_first)
        await asyncio.gather(one(crew, 9, True), *(one(crew, n, n < 3) for n in (1, 2, 3, 4)))
        crew.close()

    asyncio.run(work())
    assert done == order


def test_what_waits_can_be_dropped_and_what_runs_ends() -> None:
    async def work() -> list[int | Crash | BaseException]:
        crew = Crew(0, early_first=lambda: True)
        tasks = [asyncio.create_task(crew.early(slow, n)) for n in range(4)]
        await asyncio.sleep(0.01)
        crew.drop()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        later = await crew.late(slow, 8)
        crew.close()
        return [*ended, later]

    first, *dropped, later = asyncio.run(work())
    assert (first, later) == (0, 8)
    assert all(isinstance(result, asyncio.CancelledError) for result in dropped)
