"""The grammar of Chinese dates (in prepared text: Simplified, half width): 2023年10月, 上周五, 民国113年, 今年2月, 三季度, 三天前."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.text.calendar.grammar import Grammar, Handler, Row
from pipeline.text.calendar.isodates import iso_month, iso_quarter, iso_week, shifted, weekday
from pipeline.text.calendar.reckoning import Reckoned, by_half, by_parts, by_quarter
from pipeline.text.numbers.numerals import read_han

H = "〇零一二三四五六七八九"
S = "[ ]?"
DAY = (
    r"(?P<day>[0-3]?\d|[一二三四五六七八九]|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)(?!\d)"
    rf"(?:{S}[日号](?!线|店|楼|院|门|机|球)|(?={S}[-~至到]{S}\d{{1,2}}{S}[日号]))"
)
MONTH = rf"(?P<month>0?[1-9](?!\d)|1[0-2](?!\d)|十[一二]?|[一二三四五六七八九]|正){S}月"


@cache
def words() -> Mapping[str, Any]:
    """The Chinese words of `data/dates.toml`."""
    table: Mapping[str, Any] = tomllib.loads(files("pipeline.text").joinpath("data/dates.toml").read_text(encoding="utf-8"))["chinese"]
    return table


def _any(rows: Mapping[str, Any]) -> str:
    return "|".join(sorted(map(re.escape, rows), key=lambda w: (-len(w), w)))


def small(written: str) -> int:
    """The value of a day, a month or a count in digits or Han numerals."""
    return 1 if written == "正" else int(read_han(written.replace(" ", ""))[0])


def year_of(written: str) -> int:
    """The year of `2023`, `08`, 二〇二三, 零八."""
    digits = "".join(str(H.index(c) - 1 if H.index(c) > 1 else 0) if c in H else c for c in written)
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


@cache
def _grammar() -> Grammar:
    table = words()
    full_year = (
        rf"(?<![\d.])(?:公元)?(?P<year>[12]\d{{3}}|[一二][{H}]{{3}}|0\d|[零〇][{H}]"
        rf"|(?<![\u4e00-\u9fff])\d\d(?={S}年{S}\d{{1,2}}{S}月)){S}年(?!级|龄|历史|之久|前的|来的)度?(?:的|里|间)?"
    )
    counted = r"(?!(?<=[\u4e00-\u9fff])后年(?:产|均|收|营|利|销|运|化|增|发电|处理|吞吐))"  # 合并后年产能: what is counted by the year
    relative_year = rf"{counted}(?P<relative>{_any(table['years'])})(?:年底|的)?"
    era = rf"(?P<era>{_any(table['eras'])}){S}(?P<count>\d{{1,3}}|[一二三四五六七八九十百零]{{1,5}}|元){S}年"
    year = rf"(?:{full_year}|{relative_year}|{era})"
    steps = _any(table["steps"])
    rows: list[tuple[str, str, Handler]] = [
        ("年", rf"{year}{S}(?:{MONTH}份?(?:的?{S}{DAY})?)?", _calendar_date),
        (
            "月",
            rf"(?<![\d个多半几余年])(?<!年 ){MONTH}(?!球|亮|光|饼|经|薪|租|费|票|子|老|入|活|供|均|度|更|销|产|收|季|个|牙)份?(?:的?{S}{DAY})?",
            _calendar_date,
        ),
        ("季|Q", rf"{year}?{S}(?<!前)(?<!个)(?:第?{S}(?P<quarter>[一二三四1-4])季度?(?!节)|(?<![A-Za-z])Q(?P<q>[1-4])(?![A-Za-z\d]))", _quarter),
        ("半年", rf"{year}?{S}(?P<half>上|下|前|后)半年(?!来|内|时间|后|前|里)", _half),
        ("第", rf"{year}{S}第{S}(?P<week>\d{{1,2}}|[一二三四五十]{{1,3}}){S}周", _numbered_week),
        ("第", rf"{year}{S}(?:的)?第{S}(?P<nth>\d{{1,2}}|[一二三四五六七八九十]{{1,2}}){S}个月", _nth_month),
        (
            "周|星期|礼拜",
            rf"(?P<step>{steps}){S}(?:(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])|周(?!年|期|报|刊|边)|(?:星期|礼拜)(?!天))",
            _week,
        ),
        ("月|季", rf"(?P<step>{steps}){S}(?:月|季度?)(?!球|亮|节|刊)(?:份)?(?:的?{S}{DAY})?", _step),
        (_any(table["days"]), rf"(?:{_any(table['days'])})", _day_word),
        (
            "日",
            rf"(?<![\d月.一二三四五六七八九十])(?P<lone>[0-3]?\d|[一二]?十[一二三四五六七八九]?){S}日(?!元|本|圆|子|均|活|报|游|货|币|线|志|常|期)",
            _lone_day,
        ),
        (r"\d[-/.]", r"(?<![\d.])(?P<y>[12]\d{3})(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?![\d%])", _numeric),
        (
            "前|后",
            rf"(?P<amount>\d{{1,3}}|半|[一二两三四五六七八九十]{{1,3}}){S}(?P<unit>天|日|周|个星期|星期|个礼拜|个月|年|个季度)(?:之)?(?P<way>前|后)(?!的|端|台|卫|线|锋|景|沿)",
            _distance,
        ),
    ]
    return Grammar(Row(*row) for row in rows)


def chinese_matches(text: str, windows: Sequence[tuple[int, int]]) -> list[tuple[re.Match[str], Handler]]:
    """What may be dates in a prepared text by the Chinese grammar, within `windows`, each with its handler; they may overlap."""
    return _grammar().matches(text, windows)


def _year(match: re.Match[str], anchor: date | None) -> tuple[int | None, bool, bool]:
    """(year, whether it is relative, whether one is written)."""
    groups = match.groupdict()
    if groups.get("year"):
        return year_of(groups["year"]), False, True
    if groups.get("era"):
        count = 1 if groups["count"] == "元" else small(groups["count"])
        return words()["eras"][groups["era"]] + count, False, True
    if groups.get("relative"):
        return (anchor.year + words()["years"][groups["relative"]] if anchor else None), True, True
    return None, False, False


def _calendar_date(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative, written = _year(match, anchor)
    month = small(match["month"]) if match["month"] else None
    day = small(match["day"]) if match["day"] else None
    end = match.end()
    if is_relative and anchor is None:
        return Reckoned(match.start(), end, None, "day" if day else "month" if month else "year")
    if (not written and month is None) or match.string[max(0, match.start() - 2) : match.start()] in LUNAR:
        return None
    while end > match.start() and match.string[end - 1] in " 的":
        end -= 1
    return by_parts(match.start(), end, year, month, day, anchor, is_relative)


def _quarter(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative, written = _year(match, anchor)
    quarter = small(match["quarter"] or match["q"])
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    if not written and match["q"] and anchor is None:
        return Reckoned(start, match.end(), None, "quarter")
    return by_quarter(start, match.end(), year, quarter, None if is_relative else anchor, is_relative)


def _half(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative, written = _year(match, anchor)
    if match["half"] in "前后" and not written:
        return None
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    return by_half(start, match.end(), year, 1 if match["half"] in "上前" else 2, None if is_relative else anchor, is_relative)


def _numbered_week(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative, _ = _year(match, anchor)
    week = small(match["week"])
    iso = f"{year:04d}-W{week:02d}" if year is not None and 1 <= week <= 53 else None
    return Reckoned(match.start(), match.end(), iso, "week", is_relative)


def _nth_month(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative, _ = _year(match, anchor)
    month = small(match["nth"])
    iso = iso_month(year, month) if year is not None and 1 <= month <= 12 else None
    return Reckoned(match.start(), match.end(), iso, "month", is_relative)


def _week(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """上周, 下下周三, 本周末."""
    number = match["weekday"]
    precision = "day" if number and number != "末" else "week"
    if anchor is None:
        return Reckoned(match.start(), match.end(), None, precision)
    weeks = words()["steps"][match["step"]]
    day = weekday(anchor, weeks, "一二三四五六日".index("日" if number == "天" else number) + 1 if precision == "day" else 1)
    if day is None:
        return None
    return Reckoned(match.start(), match.end(), day.isoformat() if precision == "day" else iso_week(day), precision, True)


def _step(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """上个月, 本月十日, 下季度."""
    is_quarter = "季" in match[0]
    if is_quarter and match["step"] in ("上", "下") and not match[0].endswith("度"):
        return None
    if anchor is None:
        return Reckoned(match.start(), match.end(), None, "quarter" if is_quarter else "month")
    steps = words()["steps"][match["step"]]
    if is_quarter:
        return Reckoned(match.start(), match.end(), iso_quarter(anchor.year, (anchor.month + 2) // 3 + steps), "quarter", True)
    year, month = map(int, iso_month(anchor.year, anchor.month + steps).split("-"))
    return by_parts(match.start(), match.end(), year, month, small(match["day"]) if match["day"] else None, None, True)


def _day_word(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """今天, 昨日; not 今日头条."""
    if any(match.string.startswith(word, match.start()) for word in words()["not_days"]):
        return None
    day = shifted(anchor, words()["days"][match[0]], "day") if anchor else None
    return Reckoned(match.start(), match.end(), day.isoformat() if day else None, "day", True)


def _lone_day(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """29日: of the month, nearest to the anchor, in which it lies."""
    day = small(match["lone"])
    if not 1 <= day <= 31:
        return None
    if anchor is None:
        return Reckoned(match.start(), match.end(), None, "day")
    months = [m for step in (-1, 0, 1) if (m := shifted(anchor.replace(day=1), step, "month"))]
    days = [m.replace(day=day) for m in months if shifted(m.replace(day=28), 4, "day") and _has_day(m, day)]
    best = min(days, key=lambda d: (abs((d - anchor).days), d), default=None)
    return Reckoned(match.start(), match.end(), best.isoformat() if best else None, "day", True)


def _has_day(month: date, day: int) -> bool:
    """True when the month has that day."""
    try:
        month.replace(day=day)
    except ValueError:
        return False
    return True


def _numeric(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    found = by_parts(match.start(), match.end(), int(match["y"]), int(match["m"]), int(match["d"]), None)
    return None if found.iso is None and match["sep"] == "." else found


LUNAR = ("农历", "阴历", "旧历")
UNITS = {
    "天": "day",
    "日": "day",
    "周": "week",
    "个星期": "week",
    "星期": "week",
    "个礼拜": "week",
    "个月": "month",
    "年": "year",
    "个季度": "quarter",
}


def _distance(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """三天前, 两周后: at the precision of the unit."""
    if anchor is None or match["amount"] == "半":
        return None
    unit = UNITS[match["unit"]]
    day = shifted(anchor, small(match["amount"]) * (-1 if match["way"] == "前" else 1), unit)
    if day is None:
        return None
    precision = "day" if unit in ("day", "week") else "month" if unit in ("month", "quarter") else "year"
    return Reckoned(match.start(), match.end(), day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]], precision, True, True)


WORDY: frozenset[Handler] = frozenset((_half, _week, _day_word, _distance))
