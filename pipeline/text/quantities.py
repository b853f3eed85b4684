"""Figures in Chinese and English text: number, unit, per-unit and bound, in base units; nothing is summed or inferred.

How numbers are written is in `numerals` and `number_words`, the units in `units`, words such as 超过 in `bounds`. Dates and times of day,
numbers in names (`GPT-4o`, `Llama 3.1`), versions, addresses and idioms are no quantities.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.datamodel.fact import Bound, Value
from pipeline.datamodel.language import Language
from pipeline.text import measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure in a text.

    start, end: number and unit, code points, half-open. number: the amount as written, scale words applied (`15` for 15 美分). low, high: in base
    units (`0.15`), equal where it is no range. unit: the base unit, None for a bare number. unit_surface: the unit as written. per: what it
    is counted by (`1000000 token`, `month`). outer_start, outer_end: with the words of bound and per-unit (超过 … 以上, 每百万 token …).
    is_ambiguous: the figure can be read in more than one way (兆, 磅 of money or weight).
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
