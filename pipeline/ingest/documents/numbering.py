"""Passages of a format without lines: each counts as a line of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from pipeline.ingest.base import Passage


def numbered(passages: Iterable[Passage]) -> list[Passage]:
    """The passages with their lines numbered from 1 in reading order."""
    numbers = count(1)
    return [replace(passage, lines=tuple(replace(line, number=next(numbers)) for line in passage.lines)) for passage in passages]
