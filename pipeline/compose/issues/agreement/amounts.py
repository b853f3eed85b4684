"""Two values of one thing: the same, one of them coarser, both possible, or at odds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources

from pipeline.datamodel.fact import Bound, Claim, Value

DAY = 10  # characters of a full ISO date
ABOUT = Fraction(1, 10)  # of an amount, that "about" may leave out
ROUNDED = Fraction(1, 20)  # of an amount, that a rounded figure may leave out at most
LARGE = 1000  # from which on a number is written in rounded form without a word of it
NEAR = Fraction(1, 4)  # of an amount, within which "more than 40%" is still a way to say 45%
PER = re.compile(r"(\d+(?:\.\d+)?) (.+)")
WRITTEN = re.compile(r"\d[\d,]*(?:\.\d+)?")
UP, DOWN = (Bound.AT_LEAST, Bound.MORE_THAN), (Bound.AT_MOST, Bound.LESS_THAN)


class Match(Enum):
    """What a value is to another one."""

    SAME = "same"  # one amount, or one the rounding of the other
    VAGUER = "vaguer"  # the first allows the second, and says less
    OPEN = "open"  # both may be right
    AT_ODDS = "at odds"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value as it is compared. low, high: in the unit, for one of what it is counted by. bound: `""`, `"up"` or `"down"`.

    quantum: what one in the last digit that counts is worth. digits: how many are written, with decimals.
    is_about: said to be no exact figure.
    """

    unit: str
    low: Fraction
    high: Fraction
    bound: str
    quantum: Fraction
    digits: int
    is_about: bool

    @property
    def key(self) -> str:
        """The amount without how it is written."""
        return f"{_plain(self.low)}..{_plain(self.high)} {self.unit} {self.bound}".strip()

    def written(self) -> str:
        """The amount with how it is written, to be `read_amount` later."""
        return ";".join((self.unit, _plain(self.low), _plain(self.high), self.bound, _plain(self.quantum), "about" if self.is_about else ""))


def amount(claim: Claim) -> Amount | None:
    """What a claim's value is compared by; None where it has none or is dated."""
    value = claim.value
    if value is None or value.is_date:
        return None
    tables = _tables()
    unit = tables.wider.get(value.unit, value.unit)
    if claim.type in tables.scores and unit in tables.score_units:
        unit = tables.score_units[0]
    is_limit = claim.attribute is not None and claim.attribute.id in tables.limits
    return measured(value, unit, is_limit)


def read_amount(written: str) -> Amount | None:
    """The amount that was `written`; None for what is none."""
    parts = written.split(";")
    if len(parts) != 6:
        return None
    unit, low, high, bound, quantum, about = parts
    try:
        return Amount(unit, Fraction(low), Fraction(high), bound, Fraction(quantum), 0, bool(about))
    except (ValueError, ZeroDivisionError):
        return None


@lru_cache(maxsize=65536)
def measured(value: Value, unit: str, is_limit: bool) -> Amount:
    """A value in a unit. is_limit: it is told of what is a limit itself, so that "up to" adds nothing."""
    number, thing = _per(value.per)
    low, high = Fraction(value.low) / number, Fraction(value.high) / number
    bound = "up" if value.bound in UP else "down" if value.bound in DOWN and not is_limit else ""
    return Amount(
        unit=f"{unit}/{thing}" if thing else unit,
        low=low,
        high=high,
        bound=bound,
        quantum=_quantum(value, low),
        digits=_digits(value),
        is_about=value.bound is Bound.ABOUT,
    )


def match(one: Amount, other: Amount) -> Match:
    """What `one` is to `other`, of one unit.

    >>> def of(surface, low, bound=Bound.EXACT):
    ...     return measured(Value(surface=surface, low=low, high=low, unit="percent", bound=bound), "percent", False)
    >>> [match(of("82%", "82"), of(*fine)).value for fine in (("82.0%", "82.0"), ("82.3%", "82.3"), ("84.1%", "84.1"))]
    ['same', 'same', 'at odds']
    >>> match(of("四成", "40", Bound.MORE_THAN), of("45%", "45")).value
    'vaguer'
    """
    if (one.low, one.high, one.bound) == (other.low, other.high, other.bound) or is_rounded(one, other) or is_rounded(other, one):
        return Match.SAME
    if one.bound and _allows(one, other):
        return Match.VAGUER
    first, second = _reach(one, other), _reach(other, one)
    apart = first[0] is not None and second[1] is not None and first[0] > second[1]
    return Match.AT_ODDS if apart or (second[0] is not None and first[1] is not None and second[0] > first[1]) else Match.OPEN


def is_rounded(coarse: Amount, fine: Amount) -> bool:
    """True where one exact figure, or one said to be about right, is the other with fewer digits."""
    if coarse.bound or fine.bound or coarse.low != coarse.high or fine.low != fine.high or coarse.quantum <= fine.quantum:
        return False
    return abs(coarse.low - fine.low) * 2 <= min(coarse.quantum, abs(fine.low) * 2 * ROUNDED)


def dates_match(one: str, other: str) -> Match:
    """What a date is to another one, both ISO at the precision known; `--07-18` has no year."""
    if one == other:
        return Match.SAME
    coarse, fine = sorted((one, other), key=lambda day: (len(day.lstrip("-")), day))
    if fine.startswith(coarse) or (coarse.startswith("--") and fine.endswith(coarse[1:])):
        return Match.SAME
    return Match.AT_ODDS


def precision(claim: Claim) -> tuple[int, int]:
    """How precisely a claim's value is written: a finer one sorts behind."""
    value = claim.value
    if value is None:
        return (0, 0)
    return (len(value.low.lstrip("-")), 0) if value.is_date else (-(value.bound is Bound.ABOUT), _digits(value))


def _allows(open_ended: Amount, other: Amount) -> bool:
    """True for an exact figure that is no further than the open end's own measure: more than 40% is 45%, not 400%."""
    if other.bound:
        return False
    beyond = other.low - open_ended.low if open_ended.bound == "up" else open_ended.high - other.high
    return 0 <= beyond <= abs(open_ended.low) * NEAR


def _reach(of: Amount, beside: Amount) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most that an amount may be, beside one of another precision; None: no end."""
    if of.bound == "up":
        return (of.low, None)
    if of.bound == "down":
        return (None, of.high)
    give = abs(of.low) * ABOUT if of.is_about else Fraction(0)
    if of.quantum >= beside.quantum:
        give = max(give, min(of.quantum, abs(of.low) * ROUNDED))
    return (of.low - give, of.high + give)


def _quantum(value: Value, low: Fraction) -> Fraction:
    """What one in the last digit written is worth: of 443,956 it is 1, of 44.4万 it is 1,000.

    Noughts at the end count for nothing in thousands and more, and where the words say "about": 16,000 may stand for 16,384, but 20 for no 21.
    """
    found = WRITTEN.search(value.surface)
    whole, _, decimals = (found[0] if found else value.low).replace(",", "").partition(".")
    digits = (whole + decimals).lstrip("0")
    if not digits or not low:
        return Fraction(0)
    scale = abs(low) / Fraction(int(digits))
    if decimals or not (value.bound is Bound.ABOUT or scale >= LARGE or int(digits) >= LARGE):
        return scale
    return scale * Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))


@lru_cache(maxsize=65536)
def _digits(value: Value) -> int:
    """How many digits a value is written with, decimals before all: 82.0% has more than 82%, 443,956 more than 44.4万; $0.60 as 60 cents."""
    found = WRITTEN.search(value.surface)
    whole, _, decimals = (found[0] if found else "").replace(",", "").partition(".")
    is_money = value.unit.isupper()
    return len((whole + decimals).lstrip("0")) if decimals and not is_money else len((whole + decimals).strip("0"))


def _per(per: str | None) -> tuple[Fraction, str]:
    """How many of what a value is counted by."""
    found = PER.fullmatch(per or "")
    return (Fraction(found[1]), found[2]) if found else (Fraction(1), per or "")


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"


@dataclass(frozen=True, slots=True)
class _Tables:
    """`data/amounts.toml`."""

    wider: Mapping[str, str]
    scores: tuple[str, ...]
    score_units: tuple[str, ...]
    limits: tuple[str, ...]


@cache
def _tables() -> _Tables:
    rows = tomllib.loads(resources.files("pipeline.compose.issues.agreement").joinpath("data", "amounts.toml").read_text(encoding="utf-8"))
    return _Tables(rows["wider"], tuple(rows["scores"]["types"]), tuple(rows["scores"]["units"]), tuple(rows["limits"]["attributes"]))
