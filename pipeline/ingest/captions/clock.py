"""The times of captions, as their formats write them, in seconds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_CLOCK = r"-?(?:(\d{1,3})\s?:\s?)?(\d{1,2})\s?:\s?(\d{1,2})(?:\s?[,.:]\s?(\d{1,9}))?"
_TIMES = re.compile(rf"\s*({_CLOCK})\s*[-–—]{{1,2}}\s?>\s*({_CLOCK})(?:\s.*)?$")
_ONE = re.compile(rf"\s*{_CLOCK}\s*$")
_FULL_WIDTH = str.maketrans("：，．－—＞０１２３４５６７８９", ":,.-->0123456789")
_LATEST = 1e7  # seconds; four months, beyond any recording


@dataclass(frozen=True, slots=True)
class Times:
    """From when to when a cue is shown, in seconds."""

    start: float
    end: float


def cue_times(line: str) -> Times | None:
    """The times of a line `00:00:01,500 --> 00:00:03,000`, whatever follows; None for any other line.

    Full-width marks and stray spaces, as machine translation leaves them, are read too.
    >>> cue_times("00:00:01,500 --> 1:00:03.25 align:start")
    Times(start=1.5, end=3603.25)
    """
    if ">" not in line and "＞" not in line:
        return None
    match = _TIMES.match(line.translate(_FULL_WIDTH))
    if match is None:
        return None
    groups = match.groups()
    return Times(_total(groups[1:5]), _total(groups[6:10]))


def clock_seconds(clock: str) -> float | None:
    """The seconds of a clock with minutes and seconds at least, else None.

    >>> clock_seconds("0:00:01.50"), clock_seconds("01:02"), clock_seconds("12s")
    (1.5, 62.0, None)
    """
    match = _ONE.match(clock)
    return _total(match.groups()) if match is not None else None


def as_seconds(value: object, per_second: float = 1.0) -> float | None:
    """A number of a JSON or XML file as seconds, of which its unit has `per_second`; None for what is no time.

    >>> as_seconds(1500, 1000), as_seconds("2.5"), as_seconds(None), as_seconds("nan")
    (1.5, 2.5, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        seconds = float(value) / per_second
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) and seconds < _LATEST else None


def _total(clock: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = clock
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return round(whole + (int(fraction) / 10 ** len(fraction) if fraction else 0.0), 6)
