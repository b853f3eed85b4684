"""Per-units: 每百万 token, `per million input tokens`, `/month`, `a share`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.text.numbers.number_words import read_words
from pipeline.text.numbers.numerals import read_number
from pipeline.text.numbers.units import Unit, is_latin, unit_at, units


@dataclass(frozen=True, slots=True)
class Rate:
    """What a figure is counted by. amount: how many of `unit`."""

    start: int
    end: int
    amount: Decimal
    unit: Unit

    @property
    def per(self) -> str:
        """As facts write it: `1000000 token`, `month`."""
        return self.unit.name if self.amount == 1 else f"{self.amount.normalize():f} {self.unit.name}"


CHINESE_KIND = re.compile(r"(?:[ ]?(?:个|名|位|张|条|的|输入|输出|输入和输出|输入/输出|文本|图像|音频|缓存|混合|活跃|付费))*[ ]?")
ENGLISH_KIND = re.compile(
    r"(?:[ -]?(?:input|output|cached|prompt|completion|text|audio|blended|image|active|paid|and|or|/|additional|extra|single|generated))*[ -]?",
    re.IGNORECASE,
)
CLOSING = re.compile(r"[ ]?(?:/[ ]?|每(?=[\w ])|(?:per|each|every|for each|for every)[ ]|(?<![A-Za-z])an? |-an?-|(?<= )an? )", re.IGNORECASE)
OPENING = re.compile(r"每(?!一?次?个?人都)[ ]?|p(?<![a-z].)er |f(?<![a-z].)or (?:every|each) ")  # in lower case
ELSEWHEN = re.compile(r" (?:earlier|ago|later|before|old|from|after|in advance)(?![a-z])")
SCALE = re.compile(
    r"[ ]?(百万|千万|千|万|百|亿|million|billion|thousand|hundred|M|m|K|k)(?:(?<=[a-zA-Z])(?![A-Za-z0-9])|(?<![a-zA-Z]))", re.IGNORECASE
)
POWERS = {"百万": 6, "千万": 7, "千": 3, "万": 4, "百": 2, "亿": 8, "million": 6, "billion": 9, "thousand": 3, "hundred": 2, "m": 6, "k": 3}
TIMES = frozenset(("second", "minute", "hour", "day", "week", "month", "quarter", "year", "millisecond", "decade"))
SHORT = {
    "月": "month",
    "年": "year",
    "日": "day",
    "天": "day",
    "周": "week",
    "季": "quarter",
    "季度": "quarter",
    "时": "hour",
    "次": "time",
    "股": "share",
    "台": "unit",
    "人": "person",
    "桶": "barrel",
    "张": "image",
    "户": "household",
    "辆": "vehicle",
    "场": "game",
}
SHORT_ENGLISH = re.compile(
    r"(annum|head|capita|share|seat|user|month|quarter|piece|dozen|item|game|call|request|image|shot|hr|yr|mo|sec|unit|vehicle|song|minute)s?"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
NAMES = {"annum": "year", "head": "person", "capita": "person", "hr": "hour", "yr": "year", "mo": "month", "sec": "second", "call": "request"}


def rate_at(text: str, lowered: str, lead_start: int, at: int) -> Rate | None:
    """The per-unit whose amount and unit begin at `at`, behind its `每`, `/` or `per` at `lead_start`."""
    amount = Decimal(1)
    end = at
    scale = SCALE.match(text, at)
    if scale:
        amount, end = Decimal(10) ** POWERS[scale[1].lower()], scale.end()
    elif text[at : at + 1].isdigit() or text[at : at + 1] in "一两三四五六七八九十":
        numeral = read_number(text, at)
        if numeral is None:
            return None
        amount, end = numeral.low, numeral.end
        scale = SCALE.match(text, end)
        if scale and numeral.kind == "digits" and not numeral.is_scaled:
            amount, end = amount * Decimal(10) ** POWERS[scale[1].lower()], scale.end()
    elif is_latin(text[at : at + 1]) and (words := read_words(text, at)) is not None:
        amount, end = words.low, words.end
    found = _unit(text, lowered, end)
    if found is None:
        return None
    unit, stop = found
    if amount != 1 and unit.is_money:
        return None
    return Rate(lead_start, stop, amount, unit)


def _unit(text: str, lowered: str, at: int) -> tuple[Unit, int] | None:
    """The unit that is counted by, behind words such as `input`; its end."""
    for pattern in (CHINESE_KIND, ENGLISH_KIND):
        kind = pattern.match(text, at)
        assert kind is not None
        place = kind.end()
        while place < len(text) and text[place] == " ":
            place += 1
        found = unit_at(text, lowered, place)
        if found is not None and not found.unit.is_money and found.unit.base not in ("percent", "point", "times", "degree"):
            return found.unit, found.end
        short = SHORT_ENGLISH.match(text, place)
        if short:
            name = short[1].lower()
            return Unit("count:" + name, NAMES.get(name, name), Decimal(1)), short.end()
        for word in (text[place : place + 2], text[place : place + 1]):
            is_weekday = word == "周" and text[place + 1 : place + 2] in tuple("一二三四五六日末")
            if word in SHORT and not is_weekday and (word not in "月日" or place == at):
                return Unit("count:" + SHORT[word], SHORT[word], Decimal(1)), place + len(word)
    return None


def closing_rate(text: str, lowered: str, at: int) -> Rate | None:
    """The per-unit that follows a figure which ends at `at`: `/百万 tokens`, `per month`, `a share`, 每股."""
    lead = CLOSING.match(text, at)
    if lead is None or lead.end() >= len(text):
        return None
    rate = rate_at(text, lowered, lead.start(), lead.end())
    return None if rate is not None and ELSEWHEN.match(lowered, rate.end) else rate


def opening_rates(text: str, lowered: str) -> list[Rate]:
    """Every per-unit that opens with 每 or `per`, in order."""
    rates = []
    for lead in OPENING.finditer(lowered):
        rate = rate_at(text, lowered, lead.start(), lead.end()) if lead.end() < len(text) else None
        if rate is not None and rate.unit.name not in units().dozens:
            rates.append(rate)
    return rates
