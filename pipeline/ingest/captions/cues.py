"""What all caption formats become: cues of lines with their times, on one track."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CueLine:
    """A line of a cue. number: of its source line, from 1. speaker: who says it, where the format itself tells."""

    text: str
    number: int
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from second `start` to second `end`. at_bottom: an empty line stands above its first line."""

    start: float
    end: float
    lines: tuple[CueLine, ...]
    at_bottom: bool = False


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line that is said once, from second `time` on."""

    line: CueLine
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The cues of a caption file with what the file says of itself. language: a tag, as the file has it. published: ISO or digits."""

    format: str
    cues: Sequence[Cue]
    title: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
