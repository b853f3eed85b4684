"""Figures in Chinese and English text: number, unit, per-unit and bound, in base units; nothing is summed or inferred.

How numbers are written is in `numerals` and `number_words`, the units in `units`, words such as 超过 in `bounds`. Dates and times of day,
numbers in names (`GPT-4o`, `Llama 3.1`), versions, addresses and idioms are no quantities.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from pipeline.datamodel.fact import Bound, Value
from pipeline.datamodel.language import Language
from pipeline.text.dates import date_spans
from pipeline.text.numbers.bounds import bound_after, bound_before
from pipeline.text.numbers.measures import Draft, Measurer
from pipeline.text.numbers.number_scan import find_numerals, may_have_numerals, merged
from pipeline.text.numbers.numerals import Numeral
from pipeline.text.numbers.prepared import Prepared, prepared_of
from pipeline.text.numbers.rates import TIMES, Rate, closing_rate, opening_rates
from pipeline.text.numbers.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure in a text.

    start, end: number and unit, code points, half-open. number: the amount as written, scale words applied (`15` for 15 美分). low, high: in base
    units (`0.15`), equal where it is no range. unit: the base unit, None for a bare number. unit_surface: the unit as written. per: what it
    is counted by (`1000000 token`, `month`). outer_start, outer_end: with the words of bound and per-unit (超过 … 以上, 每百万 token …).
    is_ambiguous: the figure can be read in more than one way (兆, 磅 of money or weight). is_divisor: the amount that another figure is
    counted by (the 百万 of 每百万 token); that figure has it in `per`.
    """

    start: int
    end: int
    surface: str
    number: Decimal
    low: Decimal
    high: Decimal
    unit: str | None
    unit_surface: str | None
    per: str | None
    bound: Bound
    is_ambiguous: bool
    outer_start: int
    outer_end: int
    is_divisor: bool = False

    def value(self) -> Value:
        """The figure as a fact's value; the unit of a bare number is `count`."""
        return Value(
            surface=self.surface[:MAX_SURFACE],
            low=plain(self.low),
            high=plain(self.high),
            unit=self.unit or "count",
            per=self.per,
            bound=self.bound,
            unit_surface=self.unit_surface,
        )


MAX_SURFACE = 40


def plain(number: Decimal) -> str:
    """A number as facts write it: no exponent, no trailing zeros behind the point that its source does not write.

    >>> plain(Decimal("4.050E+11")), plain(Decimal("82.0")), plain(Decimal("0.60"))
    ('405000000000', '82.0', '0.60')
    """
    return f"{number:f}"


def find_quantities(text: str, language: Language) -> list[Quantity]:
    """The figures of `text`, sorted, not overlapping. The language decides nothing but what a bare number may be; both are read in either.

    >>> [(q.surface, str(q.low), q.unit, q.bound.value) for q in find_quantities("训练了超过100种语言", Language.ZH_HANS)]
    [('100种语言', '100', 'count:language', 'more_than')]
    >>> [(q.number, q.unit, q.per, q.is_divisor) for q in find_quantities("每百万输入token 15美分", Language.ZH_HANS)]
    [(Decimal('1000000'), 'token', None, True), (Decimal('15'), 'USD', '1000000 token', False)]
    """
    prepared = prepared_of(text)
    found = _measured(prepared) if may_have_numerals(prepared.lowered) else []
    twice = [_twice(text, match) for match in TWICE.finditer(prepared.lowered)]
    return sorted([*found, *twice], key=lambda q: q.start) if twice else found


def _measured(text: Prepared) -> list[Quantity]:
    """The numbers of a text with their units."""
    skipped = merged([*text.addresses, *date_spans(text.text)])
    numerals = find_numerals(text.prepared, text.lowered, skipped)
    return _Assembler(text).quantities(numerals) if numerals else []


def find_figures(text: str, language: Language) -> list[Quantity]:
    """The quantities of `text` that say something of their own: all but divisors."""
    return [quantity for quantity in find_quantities(text, language) if not quantity.is_divisor]


TWICE = re.compile(r"twice(?<![a-z]twice)(?= as [a-z])")


def _twice(text: str, match: re.Match[str]) -> Quantity:
    """The factor in `twice as fast`; elsewhere `twice` counts occasions and is no figure."""
    start, end = match.span()
    two = Decimal(2)
    return Quantity(
        start=start, end=end, surface=text[start:end], number=two, low=two, high=two, unit="times", unit_surface=None, per=None, bound=Bound.EXACT,
        is_ambiguous=False, outer_start=start, outer_end=end,
    )  # fmt: skip


RANGE = re.compile(r"[ ]?(?:-|~|–|至|到|或|to)[ ]?", re.IGNORECASE)
FROM = re.compile(r"(?:从|由|自|from|From)[^\d，。,;；\n]{0,8}$")
BETWEEN = re.compile(r"(?:between|介于|在|处于)[^\d，。\n]{0,6}$", re.IGNORECASE)
BETWEEN_AND = re.compile(r"[ ]?(?:and|和|与|到|至)[ ]?")
BETWEEN_END = re.compile(r"[ ]?之间")


class _Assembler:
    """Joins numerals, units, ranges, per-units and bounds into quantities."""

    def __init__(self, text: Prepared) -> None:
        self.text = text.text
        self.prepared = text.prepared
        self.lowered = text.lowered
        self.rates = opening_rates(text.prepared, text.lowered)
        self.measurer = Measurer(text.prepared, text.lowered)
        self.attached: set[Rate] = set()
        self.closed: list[tuple[int, int]] = []

    def quantities(self, numerals: list[Numeral]) -> list[Quantity]:
        """The quantities of the numerals, in order."""
        drafts = self._drafts(numerals)
        drafts = self._ranges(drafts)
        closed = {at for start, end in self.closed for at in range(start, end)}
        self.rates = [rate for rate in self.rates if rate.start not in closed]
        self._attach_rates(drafts)
        drafts = sorted([*drafts, *self._divisors(numerals)], key=lambda draft: draft.start)
        found = [self._finish(draft) for draft in drafts]
        return [q for q in found if q is not None]

    def _divisors(self, numerals: list[Numeral]) -> Iterator[Draft]:
        """The amounts of per-units; one that no figure took (每100万输入 token 的价格) is a figure of its own."""
        for rate in self.rates:
            first = bisect_right(numerals, rate.start, key=_START)
            if rate.amount != 1 and first < len(numerals) and numerals[first].start < rate.end:
                numeral = numerals[first]
                draft = Draft(numeral, numeral.start, numeral.end, rate.amount, rate.amount, unit=rate.unit, unit_start=rate.end, unit_end=rate.end)
                draft.outer_start, draft.outer_end = rate.start, rate.end
                draft.is_divisor = rate in self.attached
                yield draft

    def _drafts(self, numerals: list[Numeral]) -> list[Draft]:
        """A draft for each numeral that measures something and is no part of an earlier figure or of a per-unit."""
        drafts: list[Draft] = []
        end = 0
        inside = {at for rate in self.rates for at in range(rate.start, rate.end)}
        for numeral in numerals:
            if numeral.start < end or numeral.start in inside:
                continue
            experts = EXPERTS.match(self.prepared, numeral.start)
            if experts:
                drafts += self._expert_drafts(numeral, experts)
                end = drafts[-1].end
                continue
            draft = self.measurer.draft(numeral, end)
            if draft is not None and draft.start >= end:
                rate = closing_rate(self.prepared, self.lowered, draft.end)
                if rate is not None:
                    self._give_rate(draft, rate)
                    self.closed.append((rate.start, rate.end))
                drafts.append(draft)
                end = max(draft.end, draft.outer_end)
        return drafts

    def _expert_drafts(self, numeral: Numeral, match: re.Match[str]) -> list[Draft]:
        """`8×22B`: eight experts of 22 billion parameters."""
        experts = Draft(numeral, match.start(1), match.end(1), Decimal(match[1]), Decimal(match[1]), counter="count:expert model")
        size = Decimal(match[2]) * Decimal(10) ** 9
        draft = Draft(numeral, match.start(2), match.end(), size, size, unit=Unit("parameter", "parameter", Decimal(1)))
        draft.unit_start, draft.unit_end = match.end() - 1, match.end()
        for each in (experts, draft):
            each.outer_start, each.outer_end = each.start, each.end
        return [experts, draft]

    def _ranges(self, drafts: list[Draft]) -> list[Draft]:
        """Joins `96%-97%`, 30 到 40, `between 5 and 10`."""
        joined: list[Draft] = []
        for draft in drafts:
            if joined and self._is_range(joined[-1], draft):
                self._join(joined[-1], draft)
            else:
                joined.append(draft)
        return joined

    def _is_range(self, first: Draft, second: Draft) -> bool:
        """True where two figures are the ends of one range."""
        text = self.prepared
        if second.start - first.end > 5 or first.per or first.low != first.high or (first.numeral.kind == "words" and second.numeral.kind != "words"):
            return False
        gap = text[first.end : second.start]
        between = (
            BETWEEN_AND.fullmatch(gap)
            and BETWEEN.search(text, max(0, first.start - 12), first.start)
            and (gap.strip() == "and" or BETWEEN_END.match(text, second.end))
        )
        if not between and not RANGE.fullmatch(gap):
            return False
        if not between and FROM.search(text, max(0, first.start - 12), first.start):
            return False
        is_prefixed = first.unit is not None and first.unit_start < first.numeral.start and first.unit.is_money and second.base is None
        if first.base and first.base != second.base and not is_prefixed:
            return False
        own, other = (draft.unit.factor if draft.unit else Decimal(1) for draft in (first, second))
        own, other = (other, other) if first.unit is None else (own, own) if second.unit is None else (own, other)
        return self._scaled_like(first, second) * own < second.high * other

    def _scaled_like(self, first: Draft, second: Draft) -> Decimal:
        """The lower end of a range, with the scale word that only the upper one has (3 到 5 万)."""
        mantissa = self._mantissa(second)
        if first.numeral.is_scaled or not second.numeral.is_scaled or first.low >= mantissa or not mantissa:
            return first.low
        return first.low * second.high / mantissa

    def _mantissa(self, draft: Draft) -> Decimal:
        """The number before its scale word: 5 of 5 万."""
        number = draft.high
        power = next((p for p in (12, 8, 6, 4, 9, 3) if number % Decimal(10) ** p == 0 and number >= Decimal(10) ** p), 0)
        written = re.match(r"[\d.,]+", self.prepared[draft.numeral.start : draft.numeral.end])
        if written and written[0].replace(",", "").replace(".", "", 1).isdigit():
            return Decimal(written[0].replace(",", ""))
        return number / Decimal(10) ** power

    def _join(self, first: Draft, second: Draft) -> None:
        """Makes `first` the range up to `second`."""
        first.low = self._scaled_like(first, second)
        if first.unit is None and first.counter is None:
            first.unit, first.counter = second.unit, second.counter
            first.high = second.high
        elif first.unit is not None and second.unit is not None:
            first.high = second.high * second.unit.factor / first.unit.factor
        else:
            first.high = second.high
        if second.base is not None:
            first.unit_start, first.unit_end = second.unit_start, second.unit_end
        first.end, first.outer_end = second.end, max(second.end, second.outer_end)
        first.per = second.per
        first.rate = second.rate

    def _give_rate(self, draft: Draft, rate: Rate) -> None:
        """Gives the figure its per-unit; a count by the second becomes a compound unit."""
        if draft.per is not None or (draft.unit is not None and draft.unit.name in TIMES):
            return
        if rate.unit.name in TIMES and draft.unit is not None and draft.unit.base == "metre" and rate.unit.base == "second" and rate.amount == 1:
            draft.unit = Unit("metre/second", draft.unit.name, draft.unit.factor / rate.unit.factor)
        elif rate.unit.name == "second" and rate.amount == 1 and not (draft.unit and (draft.unit.is_money or draft.unit.base == "percent")):
            base = draft.base or "count"
            draft.unit = Unit(f"{base}/second", base, draft.unit.factor if draft.unit else Decimal(1))
        else:
            draft.per = rate.per
        draft.outer_start, draft.outer_end = min(draft.outer_start, rate.start), max(draft.outer_end, rate.end)

    def _attach_rates(self, drafts: list[Draft]) -> None:
        """Gives each per-unit that stands before its figure to the figure, and to those that are coordinated with it."""
        taken: set[int] = set()
        for rate in self.rates:
            first = bisect_left(drafts, rate.end, key=_START)
            for i, draft in enumerate(drafts[first : first + MAX_BEHIND], first):
                if draft.start - rate.end > MAX_RATE_GAP:
                    break
                gap = self.prepared[rate.end : draft.start]
                if i in taken or not self._belongs(rate, draft, gap):
                    if SENTENCE_END.search(gap):
                        break
                    continue
                self._give_rate(draft, rate)
                self.attached.add(rate)
                if len(gap) > ADJACENT:
                    draft.outer_start = draft.start
                taken.add(i)
                self._coordinated(drafts, i, rate, taken)
                break

    def _belongs(self, rate: Rate, draft: Draft, gap: str) -> bool:
        """True where a per-unit counts the figure behind it, over what stands between."""
        if draft.per is not None or SENTENCE_END.search(gap):
            return False
        if draft.unit is not None and draft.unit.is_money:
            return rate.unit.base == "token" or (len(gap) <= 16 and not CLAUSE_END.search(gap))
        if draft.unit is not None and draft.unit.name in TIMES:
            return False
        if rate.unit.name in TIMES:
            return len(gap) <= 8 and not CLAUSE_END.search(gap)
        return len(gap.strip()) == 0 and rate.unit.name in ("person", "share", "household")

    def _coordinated(self, drafts: list[Draft], first: int, rate: Rate, taken: set[int]) -> None:
        """15 美分和 60 美分: the second sum has the per-unit of the first."""
        for i in range(first + 1, min(first + 3, len(drafts))):
            before, draft = drafts[i - 1], drafts[i]
            if draft.base != drafts[first].base or not COORDINATED.fullmatch(self.prepared, before.end, draft.start):
                return
            if draft.per is None and drafts[first].per is not None:
                draft.per = rate.per
            taken.add(i)

    def _finish(self, draft: Draft) -> Quantity | None:
        """The quantity of a draft, in base units, with its bound."""
        factor = draft.unit.factor if draft.unit else Decimal(1)
        is_money = draft.unit is not None and draft.unit.is_money
        is_scaled = draft.numeral.is_scaled or (factor != 1 and not is_money) or max(abs(draft.low), abs(draft.high)) >= 10**6
        bound = self._bound(draft)
        low, high = sorted((draft.low * factor, draft.high * factor))
        end = draft.end
        if end - draft.start > MAX_SURFACE:
            end = max(draft.numeral.end, draft.start + 1)
        return Quantity(
            start=draft.start,
            end=end,
            surface=self.text[draft.start : end][:MAX_SURFACE],
            number=draft.low,
            low=_tidy(low, is_scaled),
            high=_tidy(high, is_scaled),
            unit=draft.base,
            unit_surface=self.text[draft.unit_start : draft.unit_end].strip() or None,
            per=draft.per,
            bound=bound,
            is_ambiguous=draft.is_ambiguous,
            outer_start=draft.outer_start,
            outer_end=max(draft.outer_end, end),
            is_divisor=draft.is_divisor,
        )

    def _bound(self, draft: Draft) -> Bound:
        """The bound of a figure from the words before, inside and behind it; the tighter wins over `about`."""
        bounds = [draft.bound] if draft.bound else []
        for start in sorted({draft.start, draft.outer_start}, reverse=True):
            before = bound_before(self.lowered, start)
            if before is not None:
                bounds.append(before[0])
                draft.outer_start = min(draft.outer_start, before[1])
                break
        for end in sorted({draft.end, draft.outer_end}):
            after = bound_after(self.lowered, end)
            if after is not None:
                bounds.append(after[0])
                draft.outer_end = max(draft.outer_end, after[1])
                break
        strict = [b for b in bounds if b is not Bound.ABOUT]
        if draft.low != draft.high and not strict:
            return Bound.ABOUT if bounds else Bound.EXACT
        return (strict or bounds or [Bound.EXACT])[0]


def _tidy(number: Decimal, is_scaled: bool) -> Decimal:
    """The number without the exponent or the zeros that scale words and units leave (`4E+12`, `2700000.0`); 82.0 stays as it is written."""
    if is_scaled:
        number = number.normalize()
    exponent = number.as_tuple().exponent
    return Decimal(int(number)) if isinstance(exponent, int) and 0 < exponent < 20 else number


_START = attrgetter("start")
MAX_RATE_GAP = 48
MAX_BEHIND = 4  # figures after a per-unit that it may belong to
ADJACENT = 16
SENTENCE_END = re.compile(r"[。！？!?]|\n\s*\n|\. |每")
CLAUSE_END = re.compile(r"[，；,;：:\n]")
COORDINATED = re.compile(r"(?:[ ]?(?:和|、|及|以及|与|/|and|or|,|，)[ ]?)")
EXPERTS = re.compile(r"(\d{1,3})[ ]?[×xX*][ ]?(\d{1,4}(?:\.\d+)?)[Bb](?![A-Za-z0-9])")
