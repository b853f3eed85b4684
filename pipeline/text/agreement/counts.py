"""The numbers that a passage gives in any way: in figures, in digits of names, in small numerals, as parts of a whole in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache

from pipeline.text.agreement.amounts import is_age, is_counter
from pipeline.text.agreement.passages import Passage, table
from pipeline.text.agreement.wordlist import pattern_of
from pipeline.text.fold import fold
from pipeline.text.numbers.numerals import read_number
from pipeline.text.quantities import Quantity

_BOUNDED = 16  # characters before a part of a whole in which its bound stands
_MORE = re.compile(r"(?:more than|over|above|exceeding|超过|逾|多于|高于)\s*$")
_LESS = re.compile(r"(?:less than|fewer than|under|below|不到|不足|少于|低于)\s*$")
_ABOVE = frozenset("过超")  # begins a word for more than a part (过半)
_LONG_NUMERAL = re.compile(r"[一二三四五六七八九十百千]")
_HAN_NUMERAL = re.compile(r"(?<=第)[一二三四五六七八九十百千零]{2,}")
_OF_PARTS = re.compile(r"分之|之一")  # beside a numeral that counts parts
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NUMBER = r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|[一二两三四五六七八九十]+"
_OF_EVERY = (
    re.compile(rf"(?<![a-z\d])(?P<part>{_NUMBER}) (?:in|of|out of)(?: every)? (?P<whole>{_NUMBER})(?![a-z\d%.,]*\d|[a-z])"),
    re.compile(rf"每(?P<whole>{_NUMBER})[个名位人家所座辆]?[一-鿿]{{0,6}}?[,，]?(?:中|里|当中)?(?:就|便)?有(?P<part>{_NUMBER})"),
    re.compile(rf"(?P<whole>{_NUMBER})[个名位]?[一-鿿]{{0,6}}?(?:中|里)(?:就|便)?有(?P<part>{_NUMBER})"),
)
_PERCENT = Decimal("0.1")  # parts of a whole are told apart by tenths of a percent
_MOST_DIGITS = 20  # before the point; a longer figure is no part of anything, and has more of them than a Decimal is rounded with


def counted_numbers(passage: Passage) -> frozenset[Decimal]:
    """The numbers of a passage that count things: all but those of measures, money and percents."""
    measured = {number for q in passage.quantities if not is_counter(q) and not is_age(q) for number in (q.number, q.low, q.high)}
    counted = {number for q in passage.quantities if is_counter(q) or is_age(q) for number in (q.number, q.low, q.high)}
    return (plain_numbers(passage) - measured) | counted


@lru_cache(maxsize=512)
def plain_numbers(passage: Passage) -> frozenset[Decimal]:
    """Every number that a passage gives in any way but as a weekday or a quarter: its figures, its digits and its small numerals."""
    found = {number for q in passage.quantities for number in (q.number, q.low, q.high)}
    folded = list(passage.folded)
    for word in passage.words:
        if word.group.startswith("moments"):
            start, end = word.start - passage.span.start, word.end - passage.span.start
            folded[start:end] = " " * (end - start)
    text = "".join(folded)
    found.update(Decimal(digits.replace(",", "")) for digits in _DIGITS.findall(text))
    for match in _numeral_pattern().finditer(text):
        if _OF_PARTS.search(text[max(0, match.start() - 2) : match.end() + 2]):
            continue
        if not (_LONG_NUMERAL.match(text, match.end()) or _LONG_NUMERAL.match(text, max(0, match.start() - 1))) or match.group().isascii():
            found.add(_numerals()[" ".join(match.group().split())])
    long = (read_number(text, match.start()) for match in _HAN_NUMERAL.finditer(text))
    return frozenset(found | {number.low for number in long if number is not None})


@lru_cache(maxsize=512)
def shares_in_words(passage: Passage) -> frozenset[tuple[Decimal, int]]:
    """The percents that a passage gives as parts of a whole in words (a quarter: 25), with 1 for more than that and -1 for less."""
    pattern, values = _fractions()
    found = {(values[" ".join(match.group().split())], match.start()) for match in pattern.finditer(passage.folded)}
    found.update((share, start) for share, start, _ in _of_every(passage.folded))
    return frozenset((share, _side(passage.folded, at) or int(passage.folded[at] in _ABOVE)) for share, at in found)


def counted_share(figure: Quantity, passage: Passage) -> Decimal | None:
    """The part of a whole, in percent, that a figure of the passage counts together with another number (one in eight); None for any other."""
    at = figure.start - passage.span.start
    return next((share for share, start, end in _of_every(passage.folded) if start <= at < end), None)


def percent(share: Decimal) -> Decimal:
    """A percent as precise as parts of a whole are compared."""
    return share.quantize(_PERCENT) if share.adjusted() < _MOST_DIGITS else share


def _side(folded: str, at: int) -> int:
    before = folded[max(0, at - _BOUNDED) : at]
    return 1 if _MORE.search(before) else -1 if _LESS.search(before) else 0


def _of_every(folded: str) -> Iterator[tuple[Decimal, int, int]]:
    """The parts of a whole that are counted (one in eight, 每8人就有1人), in percent, and from where to where they stand."""
    for pattern in _OF_EVERY:
        for match in pattern.finditer(folded):
            part, whole = _number(match.group("part")), _number(match.group("whole"))
            if 0 < part < whole:
                yield 100 * part / whole, *match.span()


def _number(word: str) -> Decimal:
    return Decimal(word) if word.isdigit() else _numerals().get(word, Decimal(0))


@cache
def _numerals() -> Mapping[str, Decimal]:
    return {fold(word): Decimal(number) for number, words in table()["numerals"].items() for word in words}


@cache
def _numeral_pattern() -> re.Pattern[str]:
    return pattern_of(_numerals())


@cache
def _fractions() -> tuple[re.Pattern[str], Mapping[str, Decimal]]:
    values = {fold(word): Decimal(number) for number, words in table()["fractions"].items() for word in words}
    return pattern_of(values), values
