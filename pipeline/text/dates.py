"""Dates in Chinese and English text, as ISO at the precision known; relative ones only with an anchor, never by guess.

The grammars are `dates_zh` and `dates_en`, the words `data/dates.toml`, the arithmetic `isodates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.datamodel.fact import Value
from pipeline.datamodel.language import Language
from pipeline.text.calendar.dates_en import english_dates
from pipeline.text.calendar.dates_zh import chinese_dates
from pipeline.text.calendar.reckoning import Reckoned
from pipeline.text.numbers.number_scan import addresses
from pipeline.text.numbers.numerals import lower, prepare

MAX_SURFACE = 40
CHINESE_CUE = re.compile(r"[年月日号周期拜季天晚早晨夜]|\d{4}[-/.]")
ENGLISH_CUE = re.compile(
    r"(?:19|20)\d\d|\d{1,2}/\d{1,2}/|q[1-4]|(?<![a-z])(?:to(?:day|night|morrow)|yesterday|tmrw?|day|week|month|year|quarter"
    r"|fortnight|half|nineteen |two thousand"
    r"|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|new year|valentine|independence"
    r"|halloween|christmas|saint|st |earth|[cf]y ?'?\d)"
)
NUMERAL = "[0-9一二三四五六七八九十〇零]"
CHINESE_CUE_NUMBERED = re.compile(rf"(?<={NUMERAL})[ ]?[年月日号季周]|{NUMERAL}[ ][年月日号季周]|[12]\d{{3}}[-/.]\d")
ENGLISH_CUE_NUMBERED = re.compile(
    r"(?:19|20)\d\d|\d{1,2}/\d{1,2}/|(?<![a-z])(?:q[1-4]|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov"
    r"|dec)[a-z]{0,6}\.?[ -]?\d|(?:nineteen|twenty|two thousand)(?= ))|\d(?:st|nd|rd|th)?[ -](?:of )?(?:jan|feb|mar|apr|may"
    r"|jun|jul|aug|sep|oct|nov|dec)"
)
CHINESE_REACH, ENGLISH_REACH = 24, 56  # how far a date may stretch from its cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
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
    prepared = prepare(text)
    lowered = lower(prepared)
    found = _find(prepared, lowered, anchor)
    outside = addresses(lowered) if found else []
    return [
        Date(start=f.start, end=f.end, surface=text[f.start : f.end][:MAX_SURFACE], iso=f.iso, precision=f.precision, is_resolved=f.is_resolved)
        for f in found
        if f.iso is not None and not any(start <= f.start < end for start, end in outside)
    ]


def date_spans(prepared: str, lowered: str) -> list[tuple[int, int]]:
    """Where a prepared text has dates, resolvable or not, so that their numbers are not taken for amounts. Distances (三天前) are not among them."""
    return [(f.start, f.end) for f in _find(prepared, lowered, None, numbered=True) if not f.is_distance]


def _windows(text: str, cue: re.Pattern[str], reach: int) -> list[tuple[int, int]]:
    """The stretches of `text` around its cues: the grammars look nowhere else."""
    windows: list[tuple[int, int]] = []
    for match in cue.finditer(text):
        start, end = max(0, match.start() - reach), min(len(text), match.end() + reach)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


def _find(prepared: str, lowered: str, anchor: date | None, numbered: bool = False) -> list[Reckoned]:
    """All dates, or those that have numbers in them; of those that overlap the longest, then the first."""
    candidates = [
        *chinese_dates(prepared, _windows(prepared, CHINESE_CUE_NUMBERED if numbered else CHINESE_CUE, CHINESE_REACH), anchor, numbered),
        *english_dates(prepared, lowered, _windows(lowered, ENGLISH_CUE_NUMBERED if numbered else ENGLISH_CUE, ENGLISH_REACH), anchor, numbered),
    ]
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
