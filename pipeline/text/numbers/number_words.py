"""English number words: `twenty-one trillion`, `3 million and a half`, `two thirds of a million`, `half a dozen`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline.text.numbers.numerals import DIGITS, Numeral, tables


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary with its patterns. start: words that may open a number."""

    small: dict[str, int]
    tens: dict[str, int]
    scales: dict[str, int]
    dozens: dict[str, int]
    fractions: dict[str, int]
    ordinals: frozenset[str]
    start: re.Pattern[str]
    token: re.Pattern[str]
    scale_follows: re.Pattern[str]


@cache
def _words() -> _Words:
    table = tables()["english"]
    start = sorted({*table["digits"], *table["tens"], "half", "hundred", "quarter", "a", "an", *table["scales"], "dozen"}, key=lambda w: (-len(w), w))
    scales = sorted({*table["scales"], *table["dozens"], "hundred"}, key=lambda w: (-len(w), w))
    known = sorted(
        {
            *table["digits"],
            *table["tens"],
            *table["scales"],
            *table["dozens"],
            *table["fractions"],
            *table["ordinals"],
            "hundred",
            "a",
            "an",
            "and",
            "point",
            "of",
        },
        key=lambda w: (-len(w), w),
    )
    return _Words(
        small=table["digits"],
        tens=table["tens"],
        scales=table["scales"],
        dozens=table["dozens"],
        fractions=table["fractions"],
        ordinals=frozenset(table["ordinals"]),
        start=re.compile(rf"(?:{'|'.join(start)})(?![A-Za-z])", re.IGNORECASE),
        token=re.compile(rf"[ ]{{0,2}}-?[ ]{{0,2}}({'|'.join(known)})(?![A-Za-z])|[ ]{{0,2}}({DIGITS})(?![\w%])", re.IGNORECASE),
        scale_follows=re.compile(rf"[ ]{{0,2}}-?[ ]{{0,2}}(?:{'|'.join(scales)})(?![A-Za-z])", re.IGNORECASE),
    )


class _Reader:
    """Reads one number from its tokens; knows at each step where the number so far ends."""

    def __init__(self, text: str, at: int, first: Numeral | None = None) -> None:
        self.words = _words()
        self.text = text
        self.at = at
        self.first = first

    def next(self, at: int) -> tuple[str, int]:
        """The next word in lower case (or digits) and its end; `""` where none follows."""
        match = self.words.token.match(self.text, at)
        return ((match[1] or match[2]).lower(), match.end()) if match else ("", at)

    def cardinal(self, at: int) -> tuple[Decimal, int, bool] | None:
        """(value, end, is scaled) of a whole number in words, or of digits with scale words, at `at`."""
        total, current, end, last, scaled, empty = Decimal(0), Decimal(0), at, "", False, True
        top = 0
        if self.first is not None and at == self.first.start:
            current, end, last, empty = self.first.low, self.first.end, "digits", False
        while True:
            word, stop = self.next(end)
            if word == "and" and last in ("hundred", "scale"):
                word, stop = self.next(stop)
                if self._fraction_follows(word, stop):
                    break
            if word in self.words.small and (last in ("", "hundred", "scale") or (last == "tens" and 0 < self.words.small[word] < 10)):
                current, last = current + self.words.small[word], "small"
            elif word in self.words.tens and last in ("", "hundred", "scale"):
                current, last = current + self.words.tens[word], "tens"
            elif word == "hundred" and last in ("", "small", "tens", "digits") and (current < 100):
                current, last, scaled = (current or Decimal(1)) * 100, "hundred", True
            elif word in self.words.scales and (last or at == end):
                power = self.words.scales[word]
                if last == "scale" and not current:
                    total *= Decimal(10) ** power
                elif top and power >= top:
                    break
                else:
                    total, current = total + (current or Decimal(1)) * Decimal(10) ** power, Decimal(0)
                top, last, scaled = power, "scale", True
            elif word and word[0].isdigit() and self._fits(word, stop, last, top):
                current, last = current + Decimal(word.replace(",", "")), "digits"
            else:
                break
            end, empty = stop, False
        return None if empty else (total + current, end, scaled)

    def _fits(self, digits: str, end: int, last: str, top: int) -> bool:
        """True where digits behind a scale word go on with its number: `4 thousand 3 hundred`, not `3 hundred and 2 hundred`."""
        if last not in ("hundred", "scale"):
            return False
        power = top if last == "scale" else 2
        return self._power(end) < (top if last == "scale" else 1) and Decimal(digits.replace(",", "")) < Decimal(10) ** power

    def _power(self, end: int) -> int:
        """The power of ten of the scale word at `end`, 0 where there is none."""
        word = self.next(end)[0]
        return 2 if word == "hundred" else self.words.scales.get(word, 0)

    def _fraction_follows(self, word: str, end: int) -> bool:
        """True when `word` and what follows it read as `a half`, `three quarters`: the part behind `and` of a mixed number."""
        if word in ("a", "an", "one") or word in self.words.small or word in self.words.tens:
            return self.next(self._last_word(end))[0] in self.words.fractions
        return False

    def _last_word(self, end: int) -> int:
        """The end of the number words that go on at `end`."""
        word, stop = self.next(end)
        while word in self.words.small or word in self.words.tens:
            end = stop
            word, stop = self.next(end)
        return end

    def fraction(self, at: int) -> tuple[Decimal, int] | None:
        """(value, end) of `a half`, `three quarters`, `fifty-four hundredths` at `at`."""
        word, end = self.next(at)
        if word in ("a", "an"):
            top: Decimal | None = Decimal(1)
        else:
            read = self.cardinal(at)
            top, end = (read[0], read[1]) if read else (None, at)
        name, stop = self.next(end)
        if top is None or name not in self.words.fractions:
            return None
        return top / self.words.fractions[name], stop

    def number(self) -> Numeral | None:
        """The whole number: cardinal, fraction, mixed, with decimals, dozens or `of a million` behind it."""
        at = self.at
        word, after = self.next(at)
        value: Decimal | None = None
        end, scaled = at, False
        if word in ("a", "an"):
            follower, stop = self.next(after)
            if follower == "hundred" or follower in self.words.scales:
                read = _Reader(self.text, after).cardinal(after)
                value, end, scaled = read if read else (None, at, False)
            elif follower in self.words.dozens:
                value, end, scaled = Decimal(12), stop, True
            elif follower in self.words.fractions:
                value, end = Decimal(1) / self.words.fractions[follower], stop
        elif word in ("half", "quarter"):
            value, end = Decimal(1) / self.words.fractions[word], after
        else:
            read = self.cardinal(at)
            if read:
                value, end, scaled = read
        if value is None:
            return None
        return self._tail(value, end, scaled)

    def _tail(self, value: Decimal, end: int, scaled: bool) -> Numeral | None:
        """The number with what may follow it."""
        word, stop = self.next(end)
        if word in self.words.ordinals and word not in ("second", "seconds") and self.text[end : end + 1] == "-" and value % 10 == 0 and value < 100:
            return None
        if word == "and":
            part = self.fraction(stop)
            if part:
                unit = self._scale_of(value) if scaled and value % 1000 == 0 else Decimal(1)
                name, after = self.next(part[1])
                if scaled and name in self.words.scales:
                    unit, part = Decimal(10) ** self.words.scales[name], (part[0], after)
                value, end = value + part[0] * unit, part[1]
        elif word == "point" and (decimals := self._decimals(stop)):
            value, end = value + decimals[0], decimals[1]
        elif word in self.words.fractions and (self.at != end) and self._is_denominator(word, value):
            value, end = value / self.words.fractions[word], stop
        elif word in self.words.tens and (parts := self._large_denominator(word, stop, value)):
            value, end = value / parts[0], parts[1]
        word, stop = self.next(end)
        if value < 1000 and word == "of" and self.next(stop)[0] in ("a", "an"):
            word, stop = self.next(self.next(stop)[1])
            if word not in self.words.scales:
                word = ""
        elif word in ("a", "an") and value < 1:
            word, stop = self.next(stop)
        if word in self.words.scales and value != int(value):
            value, end, scaled = value * Decimal(10) ** self.words.scales[word], stop, True
        elif word in self.words.dozens:
            value, end, scaled = value * 12, stop, True
        return Numeral(self.at, end, value, value, "words", is_scaled=scaled)

    def _large_denominator(self, tens: str, end: int, value: Decimal) -> tuple[Decimal, int] | None:
        """(denominator, end) of `twenty-firsts` behind a number: a plural, or any behind one."""
        word, stop = self.next(end)
        ones = {"first": 1, "firsts": 1, **{w: v for w, v in self.words.fractions.items() if 2 < v < 10 and not w.startswith("quarter")}}
        if word in ones and (word.endswith("s") or value == 1):
            return Decimal(self.words.tens[tens] + ones[word]), stop
        return None

    def _is_denominator(self, word: str, value: Decimal) -> bool:
        """True when a fraction's name behind `value` is its denominator: `one third`, `two thirds`, not `one quarter earlier` twice told."""
        return word.endswith("s") or word == "half" or value == 1

    def _scale_of(self, value: Decimal) -> Decimal:
        """The smallest scale in `value`: `3 million and a half` is 3.5 million."""
        return max((Decimal(10) ** p for p in (3, 6, 9, 12) if value % Decimal(10) ** p == 0), default=Decimal(1))

    def _decimals(self, at: int) -> tuple[Decimal, int] | None:
        """The digits behind `point`."""
        digits, end = "", at
        word, stop = self.next(at)
        while word in self.words.small and self.words.small[word] < 10:
            digits, end = digits + str(self.words.small[word]), stop
            word, stop = self.next(end)
        return (Decimal("0." + digits), end) if digits else None


def read_words(text: str, at: int) -> Numeral | None:
    """The number in English words that begins at `at`.

    >>> read_words("two hundred and three thousand users", 0).low, read_words("half a million", 0).low
    (Decimal('203000'), Decimal('500000.0'))
    """
    if not _words().start.match(text, at):
        return None
    return _Reader(text, at).number()


def extend_words(text: str, first: Numeral) -> Numeral:
    """A number in digits with the scale words and fractions that follow it: `3 million and a half`, `4 thousand 3 hundred and 21`."""
    if _words().scale_follows.match(text, first.end) is None:
        return first
    return _Reader(text, first.start, first).number() or first
