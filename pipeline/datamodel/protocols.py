"""What is handed about: an engine that runs a worker over many items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs one function over many items."""

    def map(self, worker: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Results in the order of `items`, as they come; `items` is read as slowly as results are taken.

        `worker` and the items must be picklable, and `worker` must not raise: a failure is a result.
        """
        ...
