"""The grammar of English dates and of ISO forms: July 18, 2024; 18/Sep/2020; last Friday; three weeks from tomorrow; Q3 2024; 2024-W30."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.text.calendar.grammar import Grammar, Handler, Row
from pipeline.text.calendar.isodates import iso_day, iso_month, iso_quarter, iso_week, shifted, weekday
from pipeline.text.calendar.reckoning import Reckoned, by_half, by_parts, by_quarter
from pipeline.text.numbers.number_words import read_words

EDGE = r"(?<![A-Za-z0-9$€£])"
END = r"(?![A-Za-z0-9])"


@cache
def words() -> Mapping[str, Any]:
    """The English words of `data/dates.toml`."""
    table: Mapping[str, Any] = tomllib.loads(files("pipeline.text").joinpath("data/dates.toml").read_text(encoding="utf-8"))["english"]
    return table


def _any(rows: Mapping[str, Any]) -> str:
    return "|".join(sorted(map(re.escape, rows), key=lambda w: (-len(w), w))).replace(r"\ ", " +")


TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
ONES = "one|two|three|four|five|six|seven|eight|nine"
SPOKEN = (
    rf"(?:(?:{TEENS}|twenty)(?: hundred)?(?: and)? (?:(?:{TENS})(?:[ -](?:{ONES}))?|{TEENS}|oh (?:{ONES}))(?: (?:{ONES}))?"
    rf"|two thousand(?: and)?(?: (?:(?:{TENS})(?:[ -](?:{ONES}))?|{TEENS}|{ONES}))?)"
)
COUNT = rf"(?P<amount>\d{{1,3}}|an?|(?:{TENS})(?:-(?:{ONES}))?|{TEENS}|{ONES}|a couple of)"
BEFORE_MONTH = ("in", "of", "by", "since", "until", "from", "during", "early", "late")
BEHIND_WORD = "|".join(rf"(?<=\b{word} {month})" for word in BEFORE_MONTH for month in ("may", "march"))
UNIT = r"(?P<unit>day|week|month|year|quarter|fortnight)s?"


Rows = list[tuple[str, str, Handler]]
"""Cue, pattern, handler of every row."""


def _cues() -> Mapping[str, str]:
    """What a row cannot do without, by name: in most texts one look tells that it need not be tried."""
    table = words()
    months = _any(table["months"])
    behind_month = "[abcdg-mp-ru-z]"  # no day begins so (`market`, `decade`), unlike `may first`
    return {
        "parted": r"\d[-/.]\d",
        "run": r"\d{8}",
        "spaced": r"\d{4} \d",
        "month": rf"(?:{months})(?!{behind_month})",
        "year, month": rf"\d{{4}}[-/ ](?:{months})",
        "joined month": rf"(?:{months})\.?[-/]\d|\d[-/](?:{months})",
        "month of": rf"(?:{months})\.? of ",
        "numbered year": r"(?:year(?: of)?|[cf]y) ?'?\d",
        "year behind a word": r"[a-z=(-] ?(?:19|20)\d\d",
        "spoken year": rf" (?:{TEENS}|twenty|two thousand)",
        "lone year": r"^(?:= ?)?(?:19|20)\d\d$",
        "quarter": r"quarter|q[1-4]",
        "half": r"half|h[12]",
        "iso week": r"\d-?w\d",
        "numbered week": r"week \d",
        "a month": r" month",
        "weekday": _any(table["weekdays"]),
        "period": r"week|month|year|quarter",
        "day": _any(table["days"]),
        "feast": _any(table["feasts"]),
        "unit": r" (?:day|week|month|year|quarter|fortnight)",
    }


def _calendar_rows() -> Rows:
    """Dates that name their day, month or year."""
    table = words()
    month = rf"(?P<month>{_any(table['months'])})\.?"
    ordinal = _any(table["ordinals"])
    day = rf"(?:the )?(?P<day>[0-3]?\d(?!\d)(?:st|nd|rd|th)?|{ordinal}|twenty[ -](?:{ONES})|thirty[ -]one|{TEENS}|{ONES})"
    year = rf"(?P<year>[12]\d{{3}}(?!\d)|'?\d\d(?!\d|st|nd|rd|th|%)|{SPOKEN})"
    full = rf"(?P<year>[12]\d{{3}}(?!\d)|{SPOKEN})"
    link = r"(?: ?, ?| of | in |[ -/]| )"
    weekdays = _any(table["weekdays"])
    steps = _any(table["steps"])
    named = rf"(?:(?:{weekdays})\.?,? (?:the )?)?"
    return [
        ("parted", rf"{EDGE}(?P<y>[12]\d{{3}})(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?:(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01]))?(?![\d%]|[-/.]\d)", _iso),
        ("run", r"(?<![\d.,$])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\d,.]\d|\d)", _iso),
        ("spaced", r"(?<![\d.,$])(?P<y>(?:19|20)\d\d) (?P<m>0?[1-9]|1[0-2]) (?P<d>0?[1-9]|[12]\d|3[01])(?![\d%]|[,.]\d)", _iso),
        ("parted", r"(?<![\d.,$/-])(?P<a>0?[1-9]|[12]\d|3[01])(?P<sep>[-/])(?P<b>0?[1-9]|[12]\d|3[01])(?P=sep)(?P<y>[12]\d{3})(?![\d/-])", _slashed),
        ("parted", r"(?<![\d.,$/-])(?P<m>0?[1-9]|1[0-2])(?P<sep>[-/])(?P<y>(?:19|20)\d\d)(?![\d/-])", _iso),
        ("month", rf"{EDGE}{named}{month} ?{day}{END}(?: ?, ?| of | in |[-/]| )'?{year}{END}", _named),
        ("month", rf"{EDGE}{named}{day}(?: of |[-/]| ){month}(?:{link}|(?<=\.)){year}{END}", _named),
        ("year, month", rf"{EDGE}(?P<year>[12]\d{{3}})[-/ ]{month}(?:[-/ ](?P<day>[0-3]?\d(?!\d)))?{END}", _named),
        ("joined month", rf"{EDGE}(?P<year>[12]\d{{3}})[-/](?P<day>[0-3]?\d(?!\d))[-/]{month}{END}", _named),
        ("joined month", rf"{EDGE}{month}[-/](?P<day>[0-3]?\d(?!\d))[-/](?P<year>[12]\d{{3}}){END}", _named),
        ("joined month", rf"{EDGE}{month}[-/](?P<year>[12]\d{{3}})[-/](?P<day>[0-3]?\d(?!\d)){END}", _named),
        ("joined month", rf"{EDGE}(?P<day>[0-3]?\d)[-/](?P<year>[12]\d{{3}})[-/]{month}{END}", _named),
        ("month", rf"{EDGE}{month}(?: of |,? |[-/]| in ){full}{END}", _named),
        ("month of", rf"{EDGE}{month} of '?(?P<year>\d\d){END}", _named),
        ("month", rf"{EDGE}{named}{month} ?{day}{END}(?! ?%| ?(?:percent|million|billion|people|models|users))", _named_loose),
        ("month", rf"{EDGE}{named}(?:the )?(?P<day>[0-3]?\d(?:st|nd|rd|th)?|{ordinal})(?: of |[- ]){month}(?![A-Za-z])", _named_loose),
        ("month", rf"{EDGE}(?P<step>{steps}) (?P<month>{_any(table['months'])}){END}", _step_month),
        ("month", rf"{EDGE}(?P<month>{_any({k: v for k, v in table['months'].items() if len(k) > 3 and k != 'march'})}){END}", _month_alone),
        ("month", rf"(?P<month>ma(?:y|rch)){END}(?:{BEHIND_WORD})", _month_alone),
        ("numbered year", rf"{EDGE}(?:(?:fiscal|calendar) )?(?:(?:the )?year(?: of)? |cy ?|fy ?)'?(?P<year>\d{{4}}|\d\d){END}", _bare_year),
        (
            "year behind a word",
            rf"{EDGE}(?:in|since|by|until|till|from|before|after|during|through|of|mid|mid-|early|late|between|and|or|to|for|year"
            rf"|than|on|not|=|\() ?(?P<year>(?:19|20)\d\d){END}(?! ?[%x×-]\d?| ?(?:percent|million|billion))",
            _bare_year,
        ),
        ("spoken year", rf"{EDGE}(?:in|since|by|until|from|before|after|during|to) (?P<year>{SPOKEN}){END}(?! [a-z]+s{END})", _bare_year),
        ("lone year", r"^= ?(?P<year>(?:19|20)\d\d)$|^(?P<only>(?:19|20)\d\d)$", _bare_year),
    ]


def _part_rows() -> Rows:
    """Quarters, halves, weeks and months of a year, days of a month."""
    ordinal = _any(words()["ordinals"])
    return [
        (
            "quarter",
            rf"{EDGE}(?:(?:the )?(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter|q(?P<q>[1-4]))(?:(?: of| in"
            rf"|,)? (?:(?:fiscal |the )?(?:year )?(?P<year>(?:19|20)\d\d)|(?P<relative>this|last|next) year))?{END}",
            _quarter,
        ),
        ("quarter", rf"{EDGE}(?P<year>(?:19|20)\d\d)[ -]?q(?P<q>[1-4]){END}", _quarter),
        (
            "half",
            rf"{EDGE}(?:(?:the )?(?P<half>first|second) half|h(?P<h>[12]))(?:(?: of| in)?) (?:(?P<year>(?:19|20)\d\d)"
            rf"|(?P<relative>this|last|next) year|the year){END}",
            _half,
        ),
        ("iso week", rf"{EDGE}(?P<year>(?:19|20)\d\d)-?w(?P<week>\d\d)(?:-?(?P<weekday>[1-7]))?{END}", _iso_week),
        ("numbered week", rf"{EDGE}week (?P<week>\d{{1,2}}) of (?P<year>(?:19|20)\d\d){END}", _iso_week),
        (
            "a month",
            rf"{EDGE}(?:the )?(?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{ordinal}) month of (?:(?P<year>(?:19|20)\d\d)|(?P<relative>this|last"
            rf"|next) year){END}",
            _nth_month,
        ),
        (
            "a month",
            rf"{EDGE}(?:the )?(?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{ordinal})(?: day)?(?: of)? (?P<step>this|last|next|the) month{END}",
            _day_of_month,
        ),
    ]


def _relative_rows() -> Rows:
    """What is counted from the anchor."""
    table = words()
    ordinal = _any(table["ordinals"])
    weekdays = _any(table["weekdays"])
    steps = _any(table["steps"])
    return [
        ("weekday", rf"{EDGE}(?P<weekday>{weekdays}) the (?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{ordinal}){END}", _weekday_the),
        (
            "weekday",
            rf"{EDGE}(?P<step>{steps}|this past|this coming|this upcoming|upcoming)(?P<of> week)?(?: ?- ?| )(?P<weekday>{weekdays}){END}",
            _weekday,
        ),
        ("weekday", rf"{EDGE}(?P<weekday>{weekdays})(?: of)? (?P<step>{steps})(?P<of> week){END}", _weekday),
        ("period", rf"{EDGE}(?P<step>{steps}) (?P<period>week|month|year|quarter)(?:'s)?{END}(?!-)(?! (?:and|or) a half| (?:of|in) \d)", _period),
        (
            "period",
            rf"{EDGE}(?:(?:the )?(?:end|beginning|start|middle) of (?:the )?|later |earlier )(?P<step>this |last "
            rf"|next )?(?P<period>year|month){END}",
            _period,
        ),
        ("day", rf"{EDGE}(?:{_any(table['days'])}){END}(?! (?:of|in|when|that|after|before|he|she|we|they|i) )", _day_word),
        (
            "feast",
            rf"{EDGE}(?P<feast>{_any(table['feasts'])})(?:(?: of| in|,)? (?:(?P<year>(?:19|20)\d\d)|(?P<relative>this|last|next) year))?{END}",
            _feast,
        ),
        (
            "unit",
            rf"{EDGE}(?:in )?(?:more than |less than )?{COUNT} {UNIT} (?P<way>ago|later|from now|hence"
            rf"|earlier)(?:,? on (?:{weekdays}))?{END}",
            _distance,
        ),
        ("unit", rf"{EDGE}in {COUNT} {UNIT}(?:(?:'s?)? time)?(?:,? on (?:{weekdays}))?{END}(?! (?:since|of|or|ago|after|from))", _distance),
        (
            "unit",
            rf"{EDGE}(?:more than |less than )?{COUNT} {UNIT} (?P<way>before|after|from) (?P<anchor>today|tomorrow|tmrw|yesterday|now"
            rf"|(?:(?:{_any(table['months'])})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)|\d{{1,2}}/\d{{1,2}}/\d{{4}}"
            rf"|new year){END}",
            _distance_from,
        ),
    ]


@cache
def _grammar() -> Grammar:
    cues, rows = _cues(), [*_calendar_rows(), *_part_rows(), *_relative_rows()]
    return Grammar(Row(cues[cue], pattern, handler) for cue, pattern, handler in rows)


def english_matches(text: str, lowered: str, windows: Sequence[tuple[int, int]]) -> Iterator[tuple[re.Match[str], Handler]]:
    """What may be dates in a prepared text by the English grammar, within `windows`, each with its handler; they may overlap."""
    for match, handler in _grammar().matches(lowered, windows):
        if not (handler is _month_alone and not text[match.start()].isupper()) and not _is_verb(match, text):
            yield match, handler


def _is_verb(match: re.Match[str], text: str) -> bool:
    """True for the small `may` and `march` behind a bare number: `Llama 3 may have`."""
    groups = match.groupdict()
    if groups.get("year") or groups.get("month") not in ("may", "march") or not (groups.get("day") or "").isdigit():
        return False
    return match.start("day") < match.start("month") and text[match.start("month")].islower() and " of " not in match[0]


def _number(written: str) -> int:
    """The value of a day or a count: 4th, twenty-first, three, a."""
    written = " ".join(written.split())
    if written in ("a", "an"):
        return 1
    if written == "a couple of":
        return 2
    if written in words()["ordinals"]:
        return int(words()["ordinals"][written])
    digits = re.match(r"\d+", written)
    if digits:
        return int(digits[0])
    read = read_words(written + " ", 0)
    return int(read.low) if read else 1 if written == "one" else 0


def _year(written: str | None) -> int | None:
    """The year of `2024`, `'87`, `nineteen ninety six`, `two thousand and five`."""
    if not written:
        return None
    digits = written.strip("'")
    if digits.isdigit():
        year = int(digits)
        return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)
    if digits.startswith("two thousand"):
        read = read_words(digits, 0)
        return int(read.low) if read else None
    parts = digits.replace(" hundred", "").replace(" and", "").replace("-", " ").split(" ", 1)
    first = read_words(parts[0], 0)
    rest = read_words(parts[1].replace("oh ", ""), 0)
    return int(first.low) * 100 + int(rest.low) if first and rest and rest.low < 100 else None


def _relative_year(match: re.Match[str], anchor: date | None) -> tuple[int | None, bool]:
    """(year, whether it is relative) of a match with `year` or `relative`."""
    groups = match.groupdict()
    if groups.get("year"):
        return _year(groups["year"]), False
    if groups.get("relative"):
        return (anchor.year + int(words()["steps"][groups["relative"]]) if anchor else None), True
    return None, False


def _span(match: re.Match[str], group: str = "") -> tuple[int, int]:
    """The span of the match, or from a group to its end."""
    return (match.start(group) if group else match.start()), match.end()


def _iso(match: re.Match[str], _: date | None) -> Reckoned | None:
    day = match.groupdict().get("d")
    found = by_parts(*_span(match), int(match["y"]), int(match["m"]), int(day) if day else None, None)
    return None if found.iso is None or (match.groupdict().get("sep") == "." and not day) else found


def _slashed(match: re.Match[str], _: date | None) -> Reckoned | None:
    """12/31/2024 month first, 31/12/2024 where the first cannot be a month."""
    first, second = int(match["a"]), int(match["b"])
    month, day = (first, second) if first <= 12 else (second, first)
    iso = iso_day(int(match["y"]), month, day)
    return Reckoned(*_span(match), iso, "day")


def _month(match: re.Match[str]) -> int:
    return int(words()["months"][match["month"].lower()])


def _named(match: re.Match[str], _: date | None) -> Reckoned | None:
    day = match.groupdict().get("day")
    year = _year(match["year"])
    return by_parts(*_span(match), year, _month(match), _number(day) if day else None, None) if year is not None else None


def _named_loose(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """July 18 without a year."""
    day = _number(match["day"])
    return by_parts(*_span(match), None, _month(match), day, anchor) if 1 <= day <= 31 else None


def _step_month(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """This September, last March."""
    if anchor is None:
        return Reckoned(*_span(match), None, "month")
    step, month = int(words()["steps"][" ".join(match["step"].split())]), _month(match)
    year = anchor.year
    if step > 0 and month <= anchor.month:
        year += 1
    if step < 0 and month >= anchor.month:
        year -= 1
    if match["step"] == "the":
        return None
    return Reckoned(*_span(match), iso_month(year, month), "month", True)


def _month_alone(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    return by_parts(*_span(match), None, _month(match), None, anchor)


def _bare_year(match: re.Match[str], _: date | None) -> Reckoned | None:
    groups = match.groupdict()
    name = "only" if groups.get("only") else "year"
    year = _year(groups[name])
    return Reckoned(match.start(name), match.end(name), f"{year:04d}", "year") if year is not None else None


QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


def _quarter(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative = _relative_year(match, anchor)
    quarter = int(match["q"]) if match.groupdict().get("q") else QUARTERS[match["quarter"]]
    return by_quarter(*_span(match), year, quarter, None if is_relative else anchor, is_relative)


def _half(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative = _relative_year(match, anchor)
    half = int(match["h"]) if match["h"] else QUARTERS[match["half"]]
    return by_half(*_span(match), year, half, None if is_relative else anchor, is_relative)


def _iso_week(match: re.Match[str], _: date | None) -> Reckoned | None:
    week, number = int(match["week"]), match.groupdict().get("weekday")
    if not 1 <= week <= 53:
        return None
    if number:
        try:
            return Reckoned(*_span(match), date.fromisocalendar(int(match["year"]), week, int(number)).isoformat(), "day")
        except ValueError:
            return None
    return Reckoned(*_span(match), f"{match['year']}-W{week:02d}", "week")


def _nth_month(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative = _relative_year(match, anchor)
    month = _number(match["nth"])
    return Reckoned(*_span(match), iso_month(year, month) if year is not None and 1 <= month <= 12 else None, "month", is_relative)


def _day_of_month(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """The 21st this month."""
    if anchor is None:
        return Reckoned(*_span(match), None, "day")
    year, month = map(int, iso_month(anchor.year, anchor.month + int(words()["steps"][match["step"]])).split("-"))
    return Reckoned(*_span(match), iso_day(year, month, _number(match["nth"])), "day", True)


def _weekday_the(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """Tuesday the eleventh: the nearest day of the month that is that weekday."""
    if anchor is None:
        return Reckoned(*_span(match), None, "day")
    day, number = _number(match["nth"]), words()["weekdays"][match["weekday"]]
    months = [iso_month(anchor.year, anchor.month + step) for step in (0, 1, -1)]
    days = [iso for m in months if (iso := iso_day(int(m[:4]), int(m[5:]), day)) and date.fromisoformat(iso).isoweekday() == number]
    return Reckoned(*_span(match), days[0] if days else None, "day", True)


def _weekday(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """Next Friday is in the next week, coming Friday the next to come, this past Friday the last that was."""
    step = " ".join(match["step"].split())
    if step == "the" and not match.groupdict().get("of"):
        return None
    if anchor is None:
        return Reckoned(*_span(match), None, "day")
    number = int(words()["weekdays"][match["weekday"]])
    day: date | None
    if step in ("coming", "this coming", "this upcoming", "upcoming", "the coming") and not match["of"]:
        day = shifted(anchor, (number - anchor.isoweekday() - 1) % 7 + 1, "day")
    elif step in ("this past", "past", "the past") and not match["of"]:
        day = shifted(anchor, -((anchor.isoweekday() - number - 1) % 7 + 1), "day")
    else:
        day = weekday(anchor, int(words()["steps"][step]), number)
    return Reckoned(*_span(match), day.isoformat() if day else None, "day", True)


def _period(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """This month, last year, the end of the year."""
    written, period = " ".join((match["step"] or "this").split()), match["period"]
    if written.startswith("the ") or (written == "the" and period in ("week", "month", "quarter")):
        return None
    if anchor is None:
        return Reckoned(*_span(match), None, period)
    step = int(words()["steps"][written])
    if period == "week":
        day = shifted(anchor, 7 * step, "day")
        iso = iso_week(day) if day else None
    elif period == "month":
        iso = iso_month(anchor.year, anchor.month + step)
    elif period == "quarter":
        iso = iso_quarter(anchor.year, (anchor.month + 2) // 3 + step)
    else:
        iso = f"{anchor.year + step:04d}"
    return Reckoned(*_span(match), iso, period, True)


def _day_word(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    word = " ".join(match[0].split())
    day = shifted(anchor, int(words()["days"][word]), "day") if anchor else None
    return Reckoned(*_span(match), day.isoformat() if day else None, "day", True)


def _feast(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    year, is_relative = _relative_year(match, anchor)
    month, day = map(int, words()["feasts"][" ".join(match["feast"].split())].split("-"))
    if match["feast"] == "new year" and year is None:
        return None
    if is_relative and year is None:
        return Reckoned(*_span(match), None, "day")
    return by_parts(*_span(match), year, month, day, anchor, is_relative)


def _moved(day: date, match: re.Match[str], sign: int) -> date | None:
    return shifted(day, sign * _number(match["amount"]), match["unit"])


def _distance(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """Three weeks ago, in two weeks: days and weeks give a day, months and years the month and the year."""
    if anchor is None:
        return None
    day = _moved(anchor, match, -1 if match.groupdict().get("way") in ("ago", "earlier") else 1)
    if day is None:
        return None
    unit = match["unit"]
    length = {"month": 7, "quarter": 7, "year": 4}.get(unit, 10)
    return Reckoned(*_span(match), day.isoformat()[:length], {"quarter": "month", "fortnight": "day", "week": "day"}.get(unit, unit), True, True)


def _distance_from(match: re.Match[str], anchor: date | None) -> Reckoned | None:
    """Three weeks from tomorrow, 5 days after January 12th."""
    if anchor is None:
        return None
    written = match["anchor"]
    at = {"today": 0, "now": 0, "tomorrow": 1, "tmrw": 1, "yesterday": -1}.get(written)
    base = shifted(anchor, at, "day") if at is not None else _read_anchor(written, anchor)
    day = _moved(base, match, -1 if match["way"] == "before" else 1) if base else None
    return Reckoned(*_span(match), day.isoformat(), "day", True, True) if day else None


def _read_anchor(written: str, anchor: date) -> date | None:
    """The day that a distance is counted from."""
    if written == "new year":
        return date(anchor.year + 1, 1, 1)
    dates = [handler(match, anchor) for match, handler in english_matches(written.title(), written, [(0, len(written))])]
    found = max((f for f in dates if f is not None), key=lambda f: f.end - f.start, default=None)
    if found is None or found.iso is None or len(found.iso) != 10:
        return None
    day = date.fromisoformat(found.iso)
    if not re.search(r"\d{4}", written):
        day = day.replace(year=anchor.year) if day.replace(year=anchor.year) >= anchor else day.replace(year=anchor.year + 1)
    return day


WORDY: frozenset[Handler] = frozenset((_step_month, _month_alone, _weekday, _period, _day_word, _distance, _distance_from))
