"""A text as the readers of figures and of dates see it: prepared once for both."""

from __future__ import annotations

from functools import cached_property, lru_cache

from pipeline.text.numbers.number_scan import addresses
from pipeline.text.numbers.numerals import lower, prepare


class Prepared:
    """A text, and the same prepared (`prepare`) and in lower case: all three of one length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.prepared = prepare(text)
        self.lowered = lower(self.prepared)

    @cached_property
    def addresses(self) -> list[tuple[int, int]]:
        """As `addresses` has them."""
        return addresses(self.lowered)


@lru_cache(maxsize=8)
def prepared_of(text: str) -> Prepared:
    """The text prepared; the last are remembered, as whoever asks for its dates asks for its figures too."""
    return Prepared(text)
