from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.datamodel.protocols import Crash
from pipeline.engines.local import AHEAD, HELD, WORTH_A_POOL, LocalEngine


def square(number: int) -> int:
    return number * number


def die_on_seven(number: int) -> int:
    if number == 7:
        os._exit(1)
    return number


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("many", [0, 3, 40])
def test_results_come_in_the_order_of_the_items(processes: int, many: int) -> None:
    assert list(LocalEngine(processes).map(square, range(many))) == [n * n for n in range(many)]


def test_items_are_read_no_faster_than_results_are_taken() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while taken < 10_000:
            taken += 1
            yield taken

    results = LocalEngine(2).map(square, items())
    assert next(results) == 1
    assert taken <= max(WORTH_A_POOL, 2 * HELD)


def wait_or_end(step: tuple[str, Path]) -> bool:
    """`wait`: whether the file appears; `end`: makes it."""
    what, file = step
    if what == "end":
        file.touch()
    late = time.monotonic() + 20
    while what == "wait" and not file.exists() and time.monotonic() < late:
        time.sleep(0.01)
    return file.exists()


def test_no_process_idles_while_another_works_on_a_long_item(tmp_path: Path) -> None:
    short = 2 * HELD - 2
    assert short > max(WORTH_A_POOL, 2 * AHEAD)
    file = tmp_path / "end"
    results = LocalEngine(2).map(wait_or_end, [("wait", file), *[("work", file)] * short, ("end", file)])
    assert next(results) is True, "the others are not worked on before the long one is done"
    assert len(list(results)) == short + 1


def test_an_item_that_kills_its_process_is_a_value_and_the_others_are_delivered() -> None:
    results = list(LocalEngine(2).map(die_on_seven, range(30)))
    assert [n for n, result in enumerate(results) if isinstance(result, Crash)] == [7]
    assert [result for result in results if not isinstance(result, Crash)] == [n for n in range(30) if n != 7]


def test_items_that_come_after_the_process_died_are_delivered_too() -> None:
    results = LocalEngine(2).map(die_on_seven, range(40))
    assert next(results) == 0
    time.sleep(1.5)  # the seventh item is in flight: its death is known before the next item is handed out
    assert [result for result in results if not isinstance(result, Crash)] == [n for n in range(1, 40) if n != 7]


def test_needs_at_least_one_process() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        LocalEngine(0)
