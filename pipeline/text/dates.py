"""Dates in Chinese and English text, as ISO at the precision known; relative ones only with an anchor, never by guess.

The grammars are `dates_zh` and `dates_en`, the words `data/dates.toml`, the arithmetic `isodates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from pipeline.datamodel.fact import Value
from pipeline.datamodel.language import Language
from pipeline.text.calendar import dates_en, dates_zh
from pipeline.text.calendar.dates_en import english_matches
from pipeline.text.calendar.dates_zh import chinese_matches
from pipeline.text.calendar.grammar import Handler
from pipeline.text.calendar.reckoning import Reckoned
from pipeline.text.numbers.prepared import prepared_of

MAX_SURFACE = 40
CHINESE_CUE = re.compile(r"[年月日号周期拜季天晚早晨夜]|\d{4}[-/.]")
ENGLISH_CUE = re.compile(
    r"(?=[0-9ac-fhijmnoqstvwy])"  # nothing begins otherwise, and this is quickly seen
    r"(?:(?:19|20)\d\d|\d{1,2}/\d{1,2}/|q[1-4]|(?<![a-z])(?:to(?:day|night|morrow)|yesterday|tmrw?|day|week|month|year|quarter"
    r"|fortnight|half|nineteen |two thousand"
    r"|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|new year|valentine|independence"
    r"|halloween|christmas|saint|st |earth|[cf]y ?'?\d))"
)
ASCII = re.compile(r"[\x00-\x7f]{3,}")
WORDY = dates_zh.WORDY | dates_en.WORDY  # what reads dates without a number in them
CHINESE_REACH, ENGLISH_REACH = 24, 56  # how far a date may stretch from its cue


class Date(NamedTuple):
    """A date in a text.

    start, end: code points, half-open. iso: `2024-07-18`, `2024-07`, `2024-W30`, `2024-Q3`, `2024-H1`, `2024`; `--07-18`, `--07` without a year.
    precision: `year` `half` `quarter` `month` `week` `day`. is_resolved: True when the anchor was needed.
    """

    start: int
    end: int
    surface: str
    iso: str
    precision: str
    is_resolved: bool

    def value(self) -> Value:
        """The date as a fact's value, unit `date`."""
        return Value(surface=self.surface[:MAX_SURFACE], low=self.iso, high=self.iso, unit="date")


def find_dates(text: str, language: Language, anchor: date | None = None) -> list[Date]:
    """The dates of `text`, sorted, not overlapping. Relative words and lone days of the month are returned only where `anchor` resolves them.

    >>> [d.iso for d in find_dates("知识截至2023年10月，7月18日发布", Language.ZH_HANS)]
    ['2023-10', '--07-18']
    >>> [(d.iso, d.is_resolved) for d in find_dates("released last Friday", Language.EN, date(2024, 7, 31))]
    [('2024-07-26', True)]
    """
    found = _dates_of(text).reckoned(anchor)
    outside = prepared_of(text).addresses if found else []
    return [
        Date(start=f.start, end=f.end, surface=text[f.start : f.end][:MAX_SURFACE], iso=f.iso, precision=f.precision, is_resolved=f.is_resolved)
        for f in found
        if f.iso is not None and not any(start <= f.start < end for start, end in outside)
    ]


def date_spans(text: str) -> list[tuple[int, int]]:
    """Where a text has dates, resolvable or not, so that their numbers are not taken for amounts. Distances (三天前) are not among them."""
    return [(f.start, f.end) for f in _dates_of(text).reckoned(None, without=WORDY) if not f.is_distance]


class _Dates:
    """Where the grammars of dates match in a text: looked for once, whatever day its relative words are counted from."""

    def __init__(self, text: str) -> None:
        self._text = prepared_of(text)

    @cached_property
    def _matches(self) -> list[tuple[re.Match[str], Handler]]:
        prepared, lowered = self._text.prepared, self._text.lowered
        chinese = _windows(CHINESE_CUE.finditer(prepared), 0, len(prepared), CHINESE_REACH)
        english: list[tuple[int, int]] = []
        for run in ASCII.finditer(lowered):  # nothing else stands in an English date
            first, last = run.start(), min(run.end() + 1, len(lowered))
            english += _windows(ENGLISH_CUE.finditer(lowered, first, last), first, last, ENGLISH_REACH)
        return [*chinese_matches(prepared, chinese), *english_matches(prepared, lowered, english)]

    def reckoned(self, anchor: date | None, without: frozenset[Handler] = frozenset()) -> list[Reckoned]:
        """The dates in order, but for what some handlers read; of those that overlap the longest, then the first."""
        candidates = [found for match, handler in self._matches if handler not in without and (found := handler(match, anchor)) is not None]
        taken: list[Reckoned] = []
        end = -1
        for found in sorted(candidates, key=lambda f: (f.start, -f.end, f.iso is None)):
            if found.start >= end:
                taken.append(found)
                end = found.end
            elif taken and found.end - found.start > taken[-1].end - taken[-1].start:
                taken[-1] = found
                end = found.end
        return taken


_dates_of = lru_cache(maxsize=8)(_Dates)


def _windows(cues: Iterable[re.Match[str]], first: int, last: int, reach: int) -> list[tuple[int, int]]:
    """The stretches around cues, between two offsets: the grammars look nowhere else."""
    windows: list[tuple[int, int]] = []
    for match in cues:
        start, end = max(first, match.start() - reach), min(last, match.end() + reach)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows
