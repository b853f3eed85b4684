"""Figures of a statement against those of its source: number, unit, scale, bound, and the digits and ordinals that belong to none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from decimal import Decimal
from functools import cache

from pipeline.datamodel.fact import Bound
from pipeline.text.agreement.amounts import is_counter, other_counter, other_period, same_figure, same_share, same_unit
from pipeline.text.agreement.arithmetic import is_derived
from pipeline.text.agreement.counts import counted_numbers, counted_share, percent, plain_numbers, shares_in_words
from pipeline.text.agreement.nearness import likeness
from pipeline.text.agreement.passages import Disagreement, Passage, Word, table
from pipeline.text.agreement.stance import LIMIT, Mark
from pipeline.text.agreement.wordlist import pattern_of
from pipeline.text.dates import Date
from pipeline.text.fold import fold
from pipeline.text.quantities import Quantity

_DIRECTIONS = {Bound.AT_LEAST: 1, Bound.MORE_THAN: 1, Bound.AT_MOST: -1, Bound.LESS_THAN: -1}
_PERIODS = {Decimal(604800): "week", Decimal(86400): "day", Decimal(3600): "hour", Decimal(60): "minute"}
_NAMED_PERIODS = frozenset({"minute", "hour", "day", "week", "month", "year", "decade"})
_FACTORS = {
    Decimal(2): re.compile(r"\btwice\b|\bdoubl(?:e|ed|es|ing)\b|一倍|翻[倍番]|加倍|倍增"),
    Decimal(3): re.compile(r"\bthrice\b|\btripl(?:e|ed|es|ing)\b|\bthreefold\b"),
}
_REST = re.compile(r"其余|剩余|余下|剩下|\bthe rest\b|\bremain(?:ing|der)\b")
_HALF_YEAR = 6  # months
_FIRST = re.compile(r"(?:[前头]|\bfirst |\bpast |\blast |过去|近)\Z")  # of months that are a time
_TIMES = frozenset({"second", "month", "year"})
_SMALL = 5
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_DATE = re.compile(r"\s*[年月日号]")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def figure_disagreements(statement: Passage, passages: Sequence[Passage], everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Figures that the source does not have, has of another unit, or bounds otherwise; digits and ordinals that it does not have."""
    numbers = {number for passage in passages for number in plain_numbers(passage)}
    counted = {number for passage in passages for number in counted_numbers(passage)}
    bounds = {q.start: _bounds_of(q, passage) for passage in passages for q in passage.quantities}
    theirs = [q for passage in passages for q in passage.quantities]
    for figure in statement.quantities:
        if _overlaps(figure, statement.dates) or _overlaps(figure, [w for w in statement.words if w.group.startswith(("moments", "compared"))]):
            continue
        sides = _sides_of_share(figure, statement, passages)
        if sides:
            if _bound_of(figure, statement) not in sides:
                yield Disagreement("bound", _outer(figure, statement), "")
            continue
        same = [q for q in theirs if same_figure(figure, q) or same_share(figure, q)]
        if same:
            if not any(_bounds_of(figure, statement) & bounds[q.start] for q in same):
                yield Disagreement("bound", _outer(figure, statement), same[0].surface)
            elif all(other_period(figure, q) or other_counter(figure, q) for q in same):
                yield Disagreement("unit", _outer(figure, statement), same[0].surface)
        elif _is_rest(figure, passages) or _is_period(figure, theirs) or _is_in_words(figure, passages) or _is_step(figure, statement, theirs):
            continue
        elif not _is_counted(figure, theirs, numbers if figure.unit is None else counted) and not is_derived(figure, statement, passages, everything):
            yield _other_figure(figure, statement, passages)
    yield from _digits(statement, numbers)
    yield from _ordinals(statement, numbers)


def _sides_of_share(figure: Quantity, statement: Passage, passages: Sequence[Passage]) -> set[int]:
    """How the source bounds the share that a figure is or is part of (a quarter, one in eight, 12.5%), where it gives it in words, or in
    figures that the statement puts in words; empty where it does not."""
    shares = {(percent(share), side) for passage in passages for share, side in shares_in_words(passage)}
    counted = counted_share(figure, statement)
    if counted is not None:
        figures = {(percent(q.low), _bound_of(q, p)) for p in passages for q in p.quantities if q.unit == "percent"}
        figures |= {(percent(q.low * 100), _bound_of(q, p)) for p in passages for q in p.quantities if is_counter(q) and 0 < q.low < 1}
        return {0, 1, -1} if any(share == percent(counted) for share, _ in shares | figures) else set()
    share = figure.number if figure.unit == "percent" else figure.low * 100 if is_counter(figure) and figure.low < 1 else None
    return {side for part, side in shares if share is not None and part == percent(share)}


def _is_rest(figure: Quantity, passages: Sequence[Passage]) -> bool:
    """True for the share that is left of another (其余, the rest)."""
    if figure.unit != "percent":
        return False
    rest = [percent(q.low) for p in passages if _REST.search(p.folded) for q in p.quantities if q.unit == "percent"]
    return percent(100 - figure.low) in rest


def _is_period(figure: Quantity, theirs: Sequence[Quantity]) -> bool:
    """True for the one month or year by which the source counts a figure (一年60美元 for $60 a year)."""
    period = _PERIODS.get(figure.low, "") if figure.unit == "second" else figure.unit
    return (figure.low == 1 or figure.unit == "second") and period in {q.per for q in theirs}


def _is_in_words(figure: Quantity, passages: Sequence[Passage]) -> bool:
    """True for a factor or a single measure that the source has in words (twice the share, almost a minute)."""
    if figure.unit == "times":
        words = _FACTORS.get(figure.low)
    elif figure.unit == "month" and figure.low == _HALF_YEAR:
        words = re.compile(r"\bhalf (?:a|the) year\b|\bhalf-year\b|半年")
    else:
        period = _PERIODS.get(figure.low, "") if figure.unit == "second" else figure.unit if figure.low == 1 else None
        words = re.compile(rf"\b(?:an?|one|每|一)\s?(?:\w+ )?{period}\b") if period in _NAMED_PERIODS else None
    return words is not None and any(words.search(passage.folded) for passage in passages)


def _is_step(figure: Quantity, statement: Passage, theirs: Sequence[Quantity]) -> bool:
    """True for what is no range but a step and where it leads (raised by $4 to $101), both of which the source has."""
    before = statement.folded[: figure.start - statement.span.start].rstrip()
    return figure.low != figure.high and before.endswith(" by") and {figure.low, figure.high} <= {q.low for q in theirs}


def _is_counted(figure: Quantity, theirs: Sequence[Quantity], numbers: Set[Decimal]) -> bool:
    """True for a count that the source gives in another way, or a small one that sums up what it lists (two countries)."""
    if figure.unit == "times" and figure.low == figure.high and figure.number in numbers:
        return not any(q.unit == "times" for q in theirs)
    if not is_counter(figure) or figure.unit == "times" or any(q.unit == figure.unit is not None for q in theirs):
        return False
    is_sum = figure.unit is not None and figure.high <= _SMALL and not any(is_counter(q) and q.high <= _SMALL for q in theirs)
    return is_sum or {figure.low, figure.high} <= numbers


def _overlaps(figure: Quantity, others: Iterable[Date | Word]) -> bool:
    return any(other.start < figure.end and figure.start < other.end for other in others)


def _bound_of(figure: Quantity, passage: Passage) -> int:
    """1 for a lower bound, -1 for an upper one; also one that stands apart from its figure, in the same clause (最多可去除自来水中99.2%)."""
    if figure.bound in _DIRECTIONS and not _is_within(figure, passage):
        return _DIRECTIONS[figure.bound]
    for clause in passage.clauses:
        if clause.span.start <= figure.start < clause.span.end:
            sides = {mark.side for mark in clause.marks if mark.family == LIMIT and _nearest(mark, clause) == figure.start}
            return {"most": -1, "least": 1}[sides.pop()] if len(sides) == 1 else 0
    return 0


def _bounds_of(figure: Quantity, passage: Passage) -> set[int]:
    """How a figure may be bounded: `over 48 weeks` is more than these, or their course."""
    start = figure.outer_start - passage.span.start
    is_either = figure.unit in _TIMES and passage.folded[start:].startswith("over ")
    return {0, 1} if is_either else {_bound_of(figure, passage)}


def _is_within(figure: Quantity, passage: Passage) -> bool:
    """True for a time within which something happens (48周内), which bounds nothing."""
    end = figure.outer_end - passage.span.start
    return figure.unit in _TIMES and passage.folded[:end].endswith("内")


def _nearest(mark: Mark, clause: Passage) -> int:
    """Where the figure begins that a mark limits: the one right before it, else the first behind it, else the last before it."""
    before = [q for q in clause.quantities if q.end <= mark.end]
    behind = [q for q in clause.quantities if q.end > mark.end]
    if before and (mark.start - before[-1].end <= 1 or not behind):
        return before[-1].start
    return behind[0].start


def _outer(figure: Quantity, statement: Passage) -> str:
    start = statement.span.start
    return statement.text[figure.outer_start - start : figure.outer_end - start] or figure.surface


def _other_figure(figure: Quantity, statement: Passage, passages: Sequence[Passage]) -> Disagreement:
    """What is wrong with a figure that the source does not have: its unit or scale where its digits stand there instead, else the number.

    A lone digit is found by chance in many figures: there the likest passage that has a figure of the unit decides.
    """
    ranked = sorted(passages, key=lambda passage: -likeness(statement, passage))
    kin = [[q for q in passage.quantities if same_unit(figure, q)] for passage in ranked]
    nearest = next((same for same in kin if same), [])
    candidates = [q for same in kin for q in same] if _is_telling(figure) else nearest
    slips = [q for q in candidates if _is_scale_slip(figure, q)]
    alike = [q for passage in ranked for q in passage.quantities if is_counter(q) == is_counter(figure)]
    others = [q for q in alike if not same_unit(figure, q) and _is_number_of(figure, q)]
    if (slips and (_is_telling(figure) or _is_number_of(figure, slips[0]) or len(slips) == len(nearest))) or (
        others and (_is_telling(figure) or not nearest)
    ):
        return Disagreement("unit", figure.surface, (slips or others)[0].surface)
    if figure.unit is None and _YEAR.fullmatch(figure.surface):
        return Disagreement("date", figure.surface, "")
    kind = "date" if figure.unit == "month" and _FIRST.search(statement.folded[: figure.start - statement.span.start]) else "number"
    return Disagreement(kind, figure.surface, nearest[0].surface if nearest else "")


def _is_telling(figure: Quantity) -> bool:
    """True when the digits of a figure are too many to be another's by chance."""
    return len(digits_of(figure)) > 1


def _is_scale_slip(figure: Quantity, other: Quantity) -> bool:
    """True when two figures of a unit have the same digits at another scale (1.2万, 12万) or in another measure (29.3 km, 29.3 miles)."""
    if _is_number_of(figure, other):
        return fold(figure.unit_surface or "") != fold(other.unit_surface or "")
    is_large = not is_counter(figure) or _is_telling(figure) or min(figure.low, other.low) >= 1000
    return is_large and digits_of(figure) == digits_of(other)


def _is_number_of(figure: Quantity, other: Quantity) -> bool:
    """True when two figures are written with the same numbers."""
    if (figure.low == figure.high) != (other.low == other.high):
        return False
    return (figure.low, figure.high) == (other.low, other.high) or (figure.low == figure.high and figure.number == other.number)


def digits_of(quantity: Quantity) -> str:
    """The digits of a figure's ends in base units, without zeros at the ends."""
    ends = dict.fromkeys((quantity.low, quantity.high) if quantity.low != quantity.high else (quantity.number,))
    return "-".join(re.sub(r"\D", "", f"{number:f}").strip("0") for number in ends)


def _digits(statement: Passage, numbers: Set[Decimal]) -> Iterator[Disagreement]:
    """Digits that belong to no figure or date (those of a name) and that the source does not have."""
    covered = [(x.start, x.end) for found in (statement.quantities, statement.dates, statement.words) for x in found]
    for match in _DIGITS.finditer(statement.folded):
        start, end = (statement.span.start + offset for offset in match.span())
        if any(a < end and start < b for a, b in covered):
            continue
        if Decimal(match.group().replace(",", "")) not in numbers:
            kind = "date" if _OF_DATE.match(statement.folded, match.end()) or _YEAR.fullmatch(match.group()) else "number"
            yield Disagreement(kind, statement.text[match.start() : match.end()], "")


def _ordinals(statement: Passage, numbers: Set[Decimal]) -> Iterator[Disagreement]:
    """A place in an order (第三座, the third) other than the first, which the source does not give."""
    moments = [(w.start, w.end) for w in statement.words if w.group.startswith("moments")]
    pattern, values = _ordinal_words()
    for match in pattern.finditer(statement.folded):
        start, end = (statement.span.start + offset for offset in match.span())
        if not any(a < end and start < b for a, b in moments) and values[match.group()] not in numbers:
            yield Disagreement("number", statement.text[match.start() : match.end()], "")


@cache
def _ordinal_words() -> tuple[re.Pattern[str], dict[str, Decimal]]:
    values = {fold(word): Decimal(number) for number, words in table()["ordinals"].items() for word in words}
    return pattern_of(values), values
