"""When two figures are one: the same amount of the same unit, in whatever measure, money or counter it is written."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from pipeline.text.fold import fold
from pipeline.text.quantities import Quantity

_AGES = frozenset({"岁", "周岁", "years old", "year old", "year-old"})
_COUNTED = (
    frozenset("字"),
    frozenset("页"),
    frozenset("章"),
    frozenset("集"),
    frozenset("首"),
    frozenset("户"),
    frozenset("人名位"),
    frozenset("票"),
    frozenset("席"),
)
_MONTHS_A_YEAR = 12
_PERIODS = frozenset({"day", "week", "month", "quarter", "year", "hour", "minute", "second"})
# Money of one plain name: the country is told only where it must be (all dollars are 元 in Chinese).
_PLAIN_MONEY = (
    (frozenset({"元", "块", "块钱"}), frozenset({"CNY", "TWD", "HKD", "JPY"})),
    (frozenset({"克朗", "krone", "kroner", "krona", "kronor", "crowns"}), frozenset({"NOK", "SEK", "DKK", "ISK", "CZK"})),
    (frozenset({"法郎", "franc", "francs"}), frozenset({"CHF", "FRF", "XOF", "XAF", "BEF"})),
    (frozenset({"比索", "peso", "pesos"}), frozenset({"MXN", "PHP", "ARS", "CLP", "COP"})),
    (frozenset({"卢比", "rupee", "rupees"}), frozenset({"INR", "PKR", "LKR", "NPR"})),
    (frozenset({"第纳尔", "dinar", "dinars"}), frozenset({"KWD", "RSD", "JOD", "DZD", "IQD"})),
    (frozenset({"$", "dollar", "dollars"}), frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD"})),
)


def same_figure(a: Quantity, b: Quantity) -> bool:
    """True when the two are one amount of one unit."""
    if a.low != b.low and a.number != b.number and "year" not in (a.unit, b.unit):
        return False
    if a.unit == b.unit == "year":
        return (a.low, a.high) == (b.low, b.high)
    return _amounts(a) == _amounts(b) and same_unit(a, b)


def same_share(a: Quantity, b: Quantity) -> bool:
    """True when one is a share in percent and the other the same as a fraction (五成, 一半)."""
    for percent, fraction in ((a, b), (b, a)):
        if percent.unit == "percent" and is_counter(fraction) and (percent.low, percent.high) == (fraction.low * 100, fraction.high * 100):
            return True
    return False


def same_unit(a: Quantity, b: Quantity) -> bool:
    """True when the units agree; a bare number or a counter agrees with every counter."""
    if a.unit == b.unit or {a.unit, b.unit} == {"year", "month"}:
        return True
    if all(is_counter(q) or is_age(q) for q in (a, b)):
        return True
    return any(q.unit is not None and may_be_money(q.unit, other) for q, other in ((a, b), (b, a)))


def may_be_money(unit: str, quantity: Quantity) -> bool:
    """True when the quantity is of money with a plain name that may be that of `unit` (元, of Taiwan’s dollars)."""
    return any(fold(quantity.unit_surface or "") in names and {unit, quantity.unit} <= monies for names, monies in _PLAIN_MONEY)


def other_period(a: Quantity, b: Quantity) -> bool:
    """True when two figures are counted by different times (6 dollars a month, 6 dollars a day)."""
    return a.per != b.per and a.per in _PERIODS and b.per in _PERIODS


def other_counter(a: Quantity, b: Quantity) -> bool:
    """True when two figures count what cannot be the same (60万字, 60万页)."""
    kinds = [next((i for i, words in enumerate(_COUNTED) if fold(q.unit_surface or "") in words), None) for q in (a, b)]
    return None not in kinds and kinds[0] != kinds[1]


def alike_amounts(figure: Quantity) -> tuple[Decimal, ...]:
    """The amounts of which every figure that is the same, or the same as a share, has one."""
    found = (figure.low, figure.number, figure.low * 100, figure.low / 100)
    return (*found, *(end * _MONTHS_A_YEAR for end in found[:1])) if figure.unit == "year" else found


def is_counter(quantity: Quantity) -> bool:
    """True for a bare number and for things counted."""
    unit = quantity.unit or ""
    return unit == "" or unit.startswith("count") or unit in ("point", "times", "rank")


def is_age(quantity: Quantity) -> bool:
    """True for years of age, which English writes as a bare number after a name."""
    return quantity.unit_surface is not None and _is_word_of_age(quantity.unit_surface)


@cache
def _is_word_of_age(unit: str) -> bool:
    return fold(unit) in _AGES


def _amounts(quantity: Quantity) -> tuple[Decimal, Decimal]:
    """Its ends in base units; of an age in years, of other years in months."""
    if is_age(quantity):
        return quantity.number, quantity.number * quantity.high / quantity.low if quantity.low else quantity.number
    if quantity.unit == "year":
        return quantity.low * _MONTHS_A_YEAR, quantity.high * _MONTHS_A_YEAR
    return quantity.low, quantity.high
