"""Figures that a source does not write but gives: a difference, a factor, a share of an amount, a rounded amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.datamodel.fact import Bound
from pipeline.text.agreement.amounts import is_age, is_counter, same_unit
from pipeline.text.agreement.counts import shares_in_words
from pipeline.text.agreement.passages import Passage
from pipeline.text.agreement.stance import Mark
from pipeline.text.quantities import Quantity

_CHANGES = frozenset({"direction", "degree", "comparison", "range", "expectation"})  # families that go with a difference
_PERCENTS = frozenset({"percent", "percentage point"})
_MOST = 12  # figures of a passage that are looked at
_ROUND = Decimal("0.1")  # by what share a rounded amount may be off
_ROUGH = (Bound.ABOUT, Bound.MORE_THAN, Bound.LESS_THAN)
_MOST_DIGITS = 26
_HUNDRED = Decimal(100)
_COARSE = Decimal("0.05")  # how far a factor may be off where it is called about so


def is_derived(figure: Quantity, statement: Passage, near: Sequence[Passage], everything: Sequence[Passage]) -> bool:
    """True where a figure of the statement follows from those of one near passage, or is a share of an amount that stands anywhere."""
    return any(_follows(figure, statement, passage) for passage in near) or _is_part(figure, near, everything)


def _follows(figure: Quantity, statement: Passage, passage: Passage) -> bool:
    figures = [q for q in passage.quantities if q.low == q.high][:_MOST]
    if figure.low == figure.high and any(_is_rounded(figure, q) for q in figures):
        return True
    pairs = [(a, b) for a, b in combinations(figures, 2) if (a.unit == b.unit and a.unit) or {a.unit, b.unit} <= _PERCENTS]
    if figure.unit == "times" or (figure.unit == "percent" and _has_change(statement.marks)):
        return any(_is_factor(figure, a.low, b.low) for a, b in pairs if a.unit == b.unit and _is_amount(a) and _is_amount(b))
    if any(_is_telling(figure, a, b) and figure.low == abs(a.low - b.low) for a, b in pairs):
        return True
    if not (_has_change(statement.marks) or _has_change(passage.marks)):
        return False
    if any(b.unit is None and a.end < b.start and figure.number in (a.number - b.number, a.number + b.number) for a, b in combinations(figures, 2)):
        return is_counter(figure)
    return any(_is_of_unit(figure, a, b) and figure.low in _differences(a, b, passage) for a, b in pairs)


def _is_telling(figure: Quantity, a: Quantity, b: Quantity) -> bool:
    """True for three amounts of one measure or money that are not small: one is no difference of the others by chance."""
    return figure.unit == a.unit == b.unit and not is_counter(figure) and figure.unit not in _PERCENTS and _precision(figure.low) > 1


def _is_amount(figure: Quantity) -> bool:
    """True for what may be compared with another: neither a factor nor a part of a whole."""
    return figure.unit != "times" and (figure.low >= 1 or not is_counter(figure))


def _has_change(marks: Sequence[Mark]) -> bool:
    return any(mark.family in _CHANGES for mark in marks)


def _is_of_unit(figure: Quantity, a: Quantity, b: Quantity) -> bool:
    if figure.unit == "percentage point":
        return a.unit == b.unit == "percent"
    return (figure.unit != "percent" and same_unit(figure, a) and same_unit(figure, b)) or {"percent", "percentage point"} == {a.unit, b.unit}


def _differences(a: Quantity, b: Quantity, passage: Passage) -> set[Decimal]:
    """What one of two figures is more than the other, and, where the passage says that one is a difference, what the other becomes by it."""
    found = {abs(a.low - b.low)}
    is_step = _has_change([mark for mark in passage.marks if a.start <= mark.start])
    small, large = sorted((a.low, b.low))
    return found | {large + small} if is_step and small * 2 < large else found


def _is_factor(figure: Quantity, a: Decimal, b: Decimal) -> bool:
    """True where one of two amounts is so many times, or so many percent more or less than, the other."""
    if not a or not b:
        return False
    margin = _COARSE if figure.bound is not Bound.EXACT else Decimal(0)
    for small, large in ((a, b), (b, a)):
        factor = large / small
        if figure.unit == "times" and abs(factor - figure.low) <= max(margin, Decimal("0.005")) * figure.low:
            return True
        if figure.unit == "percent" and figure.low and _is_rounding(figure.low, abs(factor - 1) * _HUNDRED):
            return True
    return False


def _is_part(figure: Quantity, near: Sequence[Passage], everything: Sequence[Passage]) -> bool:
    """True for a share of an amount that the source gives (25 for half of 50)."""
    if figure.low != figure.high or figure.unit in _PERCENTS:
        return False
    shares = {share for p in near for share, side in shares_in_words(p) if not side} | set(_fractions(near))
    amounts = {q.low for p in everything for q in p.quantities if same_unit(figure, q) and (figure.unit or q.unit is None)}
    return any(share and amount * share == figure.low * _HUNDRED for amount in amounts for share in shares if share != _HUNDRED)


def _fractions(passages: Sequence[Passage]) -> Iterator[Decimal]:
    for passage in passages:
        for q in passage.quantities:
            if q.unit == "percent":
                yield q.low
            elif is_counter(q) and 0 < q.low < 1:
                yield q.low * _HUNDRED


def _is_rounded(figure: Quantity, other: Quantity) -> bool:
    """True for an amount that is called about, over or under what the source gives more exactly (nearly 8 million for 7.8 million)."""
    if figure.bound not in _ROUGH or is_age(figure) or not same_unit(figure, other) or _precision(other.low) <= _precision(figure.low):
        return False
    off = figure.low - other.low
    if not other.low or abs(off) > _ROUND * abs(other.low) or abs(off) >= _step(figure.low):
        return False
    return off < 0 if figure.bound is Bound.MORE_THAN else off > 0 or figure.bound is Bound.ABOUT


def _step(number: Decimal) -> Decimal:
    """What the last digit other than zero of a number counts: 100000 for 7800000."""
    return Decimal(1).scaleb(number.normalize().as_tuple().exponent)  # type: ignore[arg-type]


def _precision(number: Decimal) -> int:
    """How many digits a number has up to the last that is not zero."""
    return len(number.normalize().as_tuple().digits)


def _is_rounding(short: Decimal, exact: Decimal) -> bool:
    """True where a number is another to as many digits behind the point as it has; figures of more digits than a Decimal is rounded with are none."""
    places = _places(short)
    return exact.adjusted() + places < _MOST_DIGITS and round(exact, places) == short


def _places(number: Decimal) -> int:
    """How many digits behind the point a number has."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
