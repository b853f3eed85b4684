"""Days of the issue's own year without it: a weekly that says July 18 means this year's. Full dates of other years stay whole."""

from __future__ import annotations

import re
from functools import cache

from pipeline.datamodel.document import Span
from pipeline.datamodel.fact import Phrase
from pipeline.datamodel.issue import Period
from pipeline.datamodel.language import Edition


def within_year(phrase: Phrase, tag: str, period: Period) -> Phrase:
    """The phrase without the year of its full dates, where that is the year in which the whole period lies.

    >>> from datetime import date
    >>> week = Period(id="2024-W30", since=date(2024, 7, 22), until=date(2024, 7, 28))
    >>> within_year(Phrase("released on July 18, 2024"), "en", week).text, within_year(Phrase("2024 年 7 月 18 日發布"), "zh-Hant-TW", week).text
    ('released on July 18', '7 月 18 日發布')
    """
    if period.since.year != period.until.year or str(period.since.year) not in phrase.text:
        return phrase
    text, mark = phrase.text, phrase.mark
    for match in reversed(list(_full_date(period.since.year, tag == Edition.EN).finditer(phrase.text))):
        start, end = match.span("year")
        text = text[:start] + text[end:]
        if mark is not None:
            mark = Span(_moved(mark.start, start, end), _moved(mark.end, start, end))
    return Phrase(text, mark)


def _moved(offset: int, start: int, end: int) -> int:
    return offset if offset <= start else max(start, offset - (end - start))


@cache
def _full_date(year: int, is_english: bool) -> re.Pattern[str]:
    if is_english:
        return re.compile(rf"[A-Z][a-z]+ \d{{1,2}}(?P<year>, {year}\b)")
    return re.compile(rf"(?P<year>(?<!\d){year} ?年 ?)(?=\d{{1,2}} ?月 ?\d{{1,2}} ?日)")
