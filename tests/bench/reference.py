"""The task that every measure is held against: what Python's own pattern engine and dictionaries do with a text, a fixed number of times."""

from __future__ import annotations

import re
import resource
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

WORDS = re.compile(r"[\d.]+|[A-Za-z]+|[\u4e00-\u9fff]")
TEXT = "每百万 token 输入 15 美分，输出 60 美分；GPT-4o mini 的上下文窗口是 128K token. It scores 82.0% on MMLU, above both. " * 600
ROUNDS_BESIDE = 8  # of the reference, on each side of work that is done once


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of CPU of the fastest round, child processes included, and what that is of the reference's fastest round."""

    seconds: float
    ratio: float


def timed_beside(work: Callable[[], object], rounds: int) -> Timed:
    """The work and the reference by turns, so that both meet the same machine; the first round does not count."""
    work()
    pairs = [(cpu_of(work), cpu_of(_reference)) for _ in range(rounds)]
    seconds = min(mine for mine, _ in pairs)
    return Timed(seconds, seconds / min(reference for _, reference in pairs))


class Beside:
    """The reference, timed right before and right after work that is too long for rounds."""

    def __init__(self) -> None:
        self._before = _fastest()

    def ratio(self, cpu: float) -> float:
        """What that many seconds of CPU are of the reference's."""
        return cpu / min(self._before, _fastest())


def cpu_of(work: Callable[[], object]) -> float:
    """Seconds of CPU that the work takes, with those of processes that end in it."""
    before = _cpu()
    work()
    return _cpu() - before


def _fastest() -> float:
    return min(cpu_of(_reference) for _ in range(ROUNDS_BESIDE))


def _reference() -> Counter[str]:
    return Counter(WORDS.findall(TEXT))


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
