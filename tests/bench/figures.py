"""What a measure tells: a figure, and its ratio to a reference that was measured beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure. said: for a reader; ratio: to its reference, the lower the better; values: what it was made of, for the JSON."""

    name: str
    said: str
    ratio: float
    values: Mapping[str, float] = field(default_factory=dict)


Take = Callable[[], Iterator[Figure]]


def best(tries: Mapping[str, Figure], again: Mapping[str, Figure]) -> dict[str, Figure]:
    """Of each figure the better try."""
    return {name: min(figure, again[name], key=lambda either: either.ratio) for name, figure in tries.items()}
