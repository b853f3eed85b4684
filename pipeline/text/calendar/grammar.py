"""How a grammar of dates is read over a text: each row only where the cue stands without which it cannot match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from pipeline.text.calendar.reckoning import Reckoned

Handler = Callable[["re.Match[str]", date | None], Reckoned | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A way to write a date. cue: what stands in every text that `pattern` matches, quickly looked for; handler: what the match says."""

    cue: str
    pattern: str
    handler: Handler


class Grammar:
    """Rows in the order of their rank, filed under their cues."""

    def __init__(self, rows: Iterable[Row]) -> None:
        known: dict[str, list[tuple[int, re.Pattern[str], Handler]]] = {}
        for rank, row in enumerate(rows):
            known.setdefault(row.cue, []).append((rank, re.compile(row.pattern), row.handler))
        self._rows = {re.compile(cue): filed for cue, filed in known.items()}

    def matches(self, text: str, windows: Sequence[tuple[int, int]]) -> list[tuple[re.Match[str], Handler]]:
        """The matches of all rows within `windows`, those of a row together, with its handler; they may overlap."""
        if not windows:
            return []
        found: list[tuple[int, re.Match[str], Handler]] = []
        for cue, rows in self._rows.items():
            if near := [(start, end) for start, end in windows if cue.search(text, start, end)]:
                found += [
                    (rank, match, handler) for start, end in near for rank, pattern, handler in rows for match in pattern.finditer(text, start, end)
                ]
        return [(match, handler) for _, match, handler in sorted(found, key=itemgetter(0))]
