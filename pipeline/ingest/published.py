"""The publication date of a source and how it is known; the clock is never asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.datamodel.document import DateOrigin, Published
from pipeline.errors import ConfigError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_YMD = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s?年\s?|[-/._])(\d{1,2})(?:(?:\s?月\s?|[-/._])(\d{1,2})(?!\d)|\s?月(?!\d)|(?![\d.A-Za-z]))")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_MDY = re.compile(rf"\b{_MONTH_NAME}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.I)
_DMY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH_NAME},?\s+((?:19|20)\d\d)\b", re.I)
_MY = re.compile(rf"\b{_MONTH_NAME}\s+((?:19|20)\d\d)\b", re.I)
_YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*年?\s*$")
_ROC = re.compile(r"(?:民國|民国|中華民國|中华民国)\s?(\d{2,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_LABEL = re.compile(
    r"^\W{0,3}(?:(?:发布|發布|發佈|发表|發表|刊登|更新|出版|撰写|文章)?(?:时间|時間|日期|于|於)"
    r"|published(?: on| at)?|posted(?: on)?|updated(?: on)?|date)\s?[:：]?\s?(?=\W{0,2}\w)",
    re.I,
)
_DATELINE = re.compile(r"^.{0,30}?(?:电|電|讯|訊|报道|報導|—|–|--)(?=.)")
_MAX_SHORT = 60  # characters of a passage that is a dateline or a headline, not a sentence about some event
_HEAD = 5  # passages at the top in which a date stands for the whole text
_LABEL_HEAD = 12
_ROC_EPOCH = 1911  # year before the first of the Republic's calendar
_ENDS = re.compile(r"[。！？!?；;]")
_COMMENTS = re.compile(
    r"\W{0,4}(?:\d{1,5}\s?(?:条|條|則|则|个|個)?\s?)?(?:(?:网友|網友|读者|讀者|热门|熱門|精选|精選|最新|全部)?(?:评论|評論|留言|回复|回覆|回應|回应|跟帖)(?:区|區)?"
    r"|comments?|replies|responses|leave a (?:comment|reply)|join the (?:discussion|conversation)|discussion)\s?[(（]?\d{0,5}[)）]?\W{0,3}",
    re.I,
)
_COMMENT = re.compile(
    r"\b(?:says|said|wrote|replied|commented|answered|asked|reply|edited|joined|registered|last (?:active|seen))\b|#\d{1,5}\b|\d{1,5}\s?(?:楼|樓)"
    r"|(?:沙发|沙發|板凳|回复|回覆|留言|评论|評論|发表于|發表於|说道|說道|说：|說：|赞|讚|举报|檢舉|引用)",
    re.I,
)
_QUOTES = re.compile(r"(?:wrote|写道|寫道)\s?[:：]$")
_PROSE = 80  # characters of a passage that is the text's own, below which a date by itself no longer stands for the text


def find_published(
    *, given: str | None, metadata: str | None, front_matter: str | None, page: str | None, name: str, passages: Sequence[str]
) -> Published | None:
    """The date from the first of these that has one: what the user gave, the metadata beside the file, front matter, the page's own metadata,
    the file's name, a full date at the top of the text.

    Raises ConfigError when the date that the user gave cannot be read.
    """
    if given is not None:
        found = parse_date(given, DateOrigin.GIVEN)
        if found is None:
            raise ConfigError(f"--published {given!r} is no date; write it as 2024-07-18, 2024-07 or 2024")
        return found
    for said, origin in ((metadata, DateOrigin.METADATA), (front_matter, DateOrigin.FRONT_MATTER), (page, DateOrigin.METADATA)):
        found = parse_date(said, origin) if said else None
        if found is not None:
            return found
    return _in_name(name) or _in_text(passages)


def parse_date(text: str, origin: DateOrigin) -> Published | None:
    """The date in a short text at the precision it has, or None.

    >>> parse_date("July 18, 2024", DateOrigin.TEXT).date, parse_date("2024年7月", DateOrigin.TEXT).date
    ('2024-07-18', '2024-07')
    """
    if match := _ROC.search(text):
        return _published(int(match[1]) + _ROC_EPOCH, int(match[2]), int(match[3]), origin)
    if match := _COMPACT.search(text) or _YMD.search(text):
        year, month, day = match.groups()
        found = _published(int(year), int(month), int(day) if day else None, origin)
        if found is not None:
            return found
    if match := _MDY.search(text):
        return _published(int(match[3]), _month(match[1]), int(match[2]), origin)
    if match := _DMY.search(text):
        return _published(int(match[3]), _month(match[2]), int(match[1]), origin)
    if match := _MY.search(text):
        return _published(int(match[2]), _month(match[1]), None, origin)
    if match := _YEAR.match(text):
        return Published(date=match[1], precision="year", origin=origin)
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()[:3]) + 1


def _published(year: int, month: int, day: int | None, origin: DateOrigin) -> Published | None:
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    if day is None:
        return Published(date=f"{whole:%Y-%m}", precision="month", origin=origin)
    return Published(date=whole.isoformat(), precision="day", origin=origin)


def _in_name(name: str) -> Published | None:
    """A date in the file's name or in the folders above it (`2024/07/19/talk.txt`); a bare year is none."""
    found = parse_date(name, DateOrigin.NAME)
    return found if found is not None and found.precision != "year" else None


def _in_text(passages: Iterable[str]) -> Published | None:
    """A full date at the top: under a label, in a dateline, or in a short passage that is no sentence."""
    prose = 0
    for index, text in zip(range(_LABEL_HEAD), passages, strict=False):
        if _COMMENTS.fullmatch(text):
            return None
        label = _LABEL.match(text[:_MAX_SHORT])
        prose += len(text) >= _PROSE
        if _QUOTES.search(text) or (prose > 1 and _COMMENT.search(text[:_MAX_SHORT])):
            continue
        if label:
            head = text[label.end() : label.end() + 30]
        elif index >= _HEAD or (prose and len(text) < _PROSE and _COMMENT.search(text)) or (prose > 1 and len(text) < _PROSE):
            continue
        elif len(text) <= _MAX_SHORT and not _ENDS.search(text):
            head = text
        elif dateline := _DATELINE.match(text[:_MAX_SHORT]):
            head = dateline.group()
        else:
            continue
        found = parse_date(head, DateOrigin.TEXT)
        if found is not None and found.precision == "day":
            return found
    return None
