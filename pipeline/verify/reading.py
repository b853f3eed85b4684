"""A document as the verifier reads it: where, in which sentence, a name, a figure, a date or a run of words stands.

The text itself is read once for all stages (`text/readings`); here it is looked up sentence by sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property, lru_cache
from typing import Protocol, TypeVar

from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Bound, Entity, Value
from pipeline.text.agreement.amounts import may_be_money
from pipeline.text.dates import Date
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary, Mention
from pipeline.text.quantities import Quantity
from pipeline.text.readings import reading_of as read_text
from pipeline.verify.rules import rules
from pipeline.verify.sentences import Sentences

_SPACE = re.compile(r"\s+")
_PAUSES = re.compile(r"[\s，,]+")  # in a transcript a line break is a pause, which an extractor may write as a comma
_DIRECTIONS = {
    Bound.AT_LEAST: 1,
    Bound.MORE_THAN: 1,
    Bound.AT_MOST: -1,
    Bound.LESS_THAN: -1,
}


@dataclass(frozen=True, slots=True)
class Found:
    """Where something stands; nowhere: why (a rejection's reason) and what stands there instead."""

    spans: tuple[Span, ...]
    reason: str = ""
    instead: str = ""


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Placed = TypeVar("Placed", bound=_Placed)


class Reading:
    """Looks things up in a document's sentences. Spans are over the document's text."""

    def __init__(self, document: Document, glossary: Glossary) -> None:
        self.document = document
        self.glossary = glossary
        self.sentences = Sentences(document)
        self._text = read_text(document.text, document.language, glossary)

    @cached_property
    def _mentions(self) -> Mapping[int, Sequence[Mention]]:
        return self._by_sentence(self._text.mentions)

    @cached_property
    def _quantities(self) -> Mapping[int, Sequence[Quantity]]:
        return self._by_sentence(self._text.figures)

    @cached_property
    def _dates(self) -> Mapping[int, Sequence[Date]]:
        return self._by_sentence(self._text.dates(_anchor(self.document)))

    def _by_sentence(self, found: Sequence[Placed]) -> Mapping[int, Sequence[Placed]]:
        """What was found in the text, by the number of the sentence in which it lies as a whole."""
        placed: dict[int, list[Placed]] = defaultdict(list)
        for one in found if self.document.sentences else ():
            n = self.sentences.at(one.start)
            if one.end <= self.sentences.span(n).end:
                placed[n].append(one)
        return placed

    def name(self, entity: Entity, sentences: Sequence[int]) -> Found:
        """Where the entity is named: by the glossary's spellings, or literally and not as part of another name."""
        spans = [span for n in sentences for span in self._name_in(entity, n)]
        return Found(tuple(spans), "name", "" if spans else self._names_in(sentences))

    def value(self, value: Value, sentences: Sequence[int]) -> Found:
        """Where the figure or the date stands, of the same value, unit, divisor and bound."""
        finder = self._date_in if value.is_date else self._rank_in if value.unit == "rank" else self._quantity_in
        reasons: list[tuple[str, str]] = []
        spans: list[Span] = []
        for n in sentences:
            found = finder(value, n, sentences)
            spans += found.spans
            if not found.spans:
                reasons.append((found.reason, found.instead))
        if spans or not reasons:
            return Found(tuple(spans), "number")
        return Found((), *min(reasons, key=lambda reason: _CLOSENESS.index(reason[0])))

    def words(self, words: str, sentences: Sequence[int]) -> Found:
        """Where the words stand, spaces and line breaks apart; they may run over neighbouring sentences of those given."""
        ignored = _PAUSES if self.document.is_transcript else _SPACE
        places = (find_words(self.document.text, words, run, ignored) for run in self._runs(sentences))
        return Found(tuple(place for place in places if place is not None), "citation")

    def mentions(self, n: int) -> list[tuple[Span, Entity]]:
        """The names of the glossary in a sentence, with their places in the document."""
        return [(Span(m.start, m.end), m.entity) for m in self._mentions.get(n, ())]

    def _runs(self, sentences: Sequence[int]) -> Iterable[Span]:
        """The spans of the sentences, neighbours joined."""
        ordered = sorted(set(sentences))
        runs: list[list[int]] = []
        for n in ordered:
            if runs and n == runs[-1][-1] + 1:
                runs[-1].append(n)
            else:
                runs.append([n])
        for run in runs:
            yield Span(self.sentences.span(run[0]).start, self.sentences.span(run[-1]).end)

    def _name_in(self, entity: Entity, n: int) -> list[Span]:
        mentions = self._mentions.get(n, ())
        spans = [Span(m.start, m.end) for m in mentions if m.entity.id == entity.id]
        if spans:
            return spans
        others = [Span(m.start, m.end) for m in mentions if m.entity.kind not in _MADE_UP]
        sentence = self.sentences.span(n)
        folded = sentence.of(self._text.folded)
        places = (span.shifted(sentence.start) for name in sorted(set(entity.names.values())) for span in literal(name, folded))
        return [span for span in places if not any(other.contains(span) and len(other) > len(span) for other in others)]

    def _names_in(self, sentences: Sequence[int]) -> str:
        return ", ".join(dict.fromkeys(m.surface for n in sentences for m in self._mentions.get(n, ())))

    def _quantity_in(self, value: Value, n: int, cited: Sequence[int]) -> Found:
        quantities = self._quantities.get(n, ())
        beside = [q for m in cited for q in self._quantities.get(m, ())]
        near = Found((), "number", ", ".join(q.surface for q in quantities))
        spans = list(self._sizes_in(value, n))
        for quantity in quantities:
            reason = _difference(value, quantity, quantities, beside)
            if reason == "bound" and value.bound is Bound.ABOUT and quantity.bound is Bound.EXACT and self._is_loosely_about(n, quantity):
                reason = ""
            if not reason:
                spans.append(Span(quantity.outer_start, quantity.outer_end))
            elif _CLOSENESS.index(reason) < _CLOSENESS.index(near.reason):
                near = Found((), reason, quantity.surface)
        return Found(tuple(spans)) if spans else near

    def _is_loosely_about(self, n: int, quantity: Quantity) -> bool:
        """True where a word of about stands in the figure's clause, but apart from it (以大约使用 X 的 50% 成本)."""
        return _ABOUT.search(self.document.text[self.sentences.span(n).start : quantity.start]) is not None

    def _sizes_in(self, value: Value, n: int) -> Iterator[Span]:
        """Places of the parameter count that stands in a model's name (12B)."""
        if value.unit != "parameter" or value.low != value.high:
            return
        for mention in self._mentions.get(n, ()):
            for size in _SIZE.finditer(mention.surface):
                if Decimal(size[1]) * _SCALES[size[2].lower()] == Decimal(value.low):
                    yield Span(mention.start, mention.end)

    def _date_in(self, value: Value, n: int, _: Sequence[int]) -> Found:
        dates = self._dates.get(n, ())
        lows, highs = ([_same_date(end, d.iso) for d in dates] for end in (value.low, value.high))
        if any(lows) and any(highs):
            return Found(tuple(Span(d.start, d.end) for d, low, high in zip(dates, lows, highs, strict=True) if low or high))
        ranged = tuple(Span(d.start, d.end) for d in dates if (d.value().low, d.value().high) == (value.low, value.high))
        return Found(ranged, "date", ", ".join(d.surface for d in dates))

    def _rank_in(self, value: Value, n: int, _: Sequence[int]) -> Found:
        start = self.sentences.span(n).start
        spans = [Span(start + s, start + e) for s, e, rank in ranks(self.document.quote(n)) if str(rank) == value.low == value.high]
        return Found(tuple(spans), "number")


@lru_cache(maxsize=2)
def reading_of(document: Document, glossary: Glossary) -> Reading:
    """The reading of a document; the last are remembered, because the claims of the rules and those of a model are held against one."""
    return Reading(document, glossary)


_MADE_UP = frozenset({"audience"})  # kinds whose names hold the names of others, which are meant as well: `ChatGPT Plus users`
_SIZE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) ?([MBT])(?![A-Za-z])", re.IGNORECASE)
_SCALES = {"m": Decimal(10) ** 6, "b": Decimal(10) ** 9, "t": Decimal(10) ** 12}
_CLOSENESS = ("bound", "unit", "number", "date")  # of a figure that is not the claimed one, the nearest first


def ranks(text: str) -> list[tuple[int, int, int]]:
    """Ranks that `text` gives (data/rules.toml), with their places.

    >>> ranks("排名第二，之前是No. 5")
    [(2, 4, 2), (8, 13, 5)]
    """
    words = rules()["ranks"]["words"]
    found = []
    for match in _rank_pattern().finditer(fold(text)):
        surface = next(group for group in match.groups() if group)
        found.append((match.start(), match.end(), int(surface) if surface.isdigit() else int(words[surface])))
    return found


@cache
def _rank_pattern() -> re.Pattern[str]:
    words = sorted(rules()["ranks"]["words"], key=lambda word: (-len(word), word))
    han = "|".join(re.escape(word) for word in words if len(word) > 1 and not word.isascii())
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    numbers = r"第 ?(\d{1,4}|[一二三四五六七八九十])|(?<![a-z])no\.? ?(\d{1,4})|#(\d{1,4})|\b(\d{1,4})(?:st|nd|rd|th)\b"
    return re.compile(rf"{numbers}|\b({latin})\b|({han})")


def literal(name: str, folded: str) -> list[Span]:
    """Where a name stands in folded text as a whole token; spaces and hyphens between its parts may differ.

    >>> literal("Foo Bar", "the foo-bar 2 and foobar")
    [Span(start=4, end=11), Span(start=18, end=24)]
    """
    known = _literal(name)
    if known is None or known[0] not in folded:
        return []
    return [Span(m.start(), m.end()) for m in known[1].finditer(folded)]


@lru_cache(maxsize=1024)
def _literal(name: str) -> tuple[str, re.Pattern[str]] | None:
    """How a name begins, and its pattern; None where it has no characters of its own."""
    parts = re.findall(r"[^\s\-]+", fold(name))
    if not parts:
        return None
    body = r"[\s\-]*".join(map(re.escape, parts))
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", parts[0]) else ""
    after = r"(?![a-z0-9])(?!\.\d)" if re.search(r"[a-z0-9]\Z", parts[-1]) else ""
    return parts[0], re.compile(before + body + after)


def find_words(text: str, words: str, within: Span, ignored: re.Pattern[str] = _SPACE) -> Span | None:
    """The first place in `within` where the words stand exactly, what is ignored (white space) apart.

    >>> text = "这是\\n第一个 模型"
    >>> find_words(text, "是第一个模型", Span(0, len(text)))
    Span(start=1, end=9)
    """
    source = within.of(text)
    wanted = ignored.sub("", words)
    at = ignored.sub("", source).find(wanted) if wanted else -1
    if at < 0:
        return None
    gaps = [match.span() for match in ignored.finditer(source)]
    return Span(within.start + _place(at, gaps), within.start + _place(at + len(wanted) - 1, gaps) + 1)


def _place(n: int, gaps: Iterable[tuple[int, int]]) -> int:
    """Where the character stands that is the `n`th (from 0) outside the gaps."""
    for start, end in gaps:
        if start > n:
            break
        n += end - start
    return n


def _difference(value: Value, quantity: Quantity, beside: Sequence[Quantity], cited: Sequence[Quantity]) -> str:
    """Why the quantity is not the claimed value, as a rejection's reason; empty when it is.

    beside: the quantities of its sentence; cited: those of all sentences cited, one of which may say what it is counted by.
    """
    theirs = quantity.value()
    if not _same_amount(value, quantity, beside):
        return "unit" if _same_digits(value, quantity) else "number"
    if not _same_unit(value.unit, quantity) or not _same_per(value, theirs, cited):
        return "unit"
    return "" if _same_bound(value.bound, theirs.bound) else "bound"


_ABOUT = re.compile(r"(?:大约|大概|约|約|\babout|\broughly|\baround)[^，。；,.;：:\n]{1,24}$")


def _same_amount(value: Value, quantity: Quantity, beside: Sequence[Quantity]) -> bool:
    try:
        low, high = Decimal(value.low), Decimal(value.high)
    except InvalidOperation:
        return False
    if (quantity.low, quantity.high) == (low, high):
        return True
    if quantity.unit is not None:
        return False
    minors = {q.low / q.number for q in beside if q.unit == value.unit and q.number and q.low == q.high}
    return any((quantity.low * minor, quantity.high * minor) == (low, high) for minor in minors)


def _same_digits(value: Value, quantity: Quantity) -> bool:
    """True when the two differ in scale or unit alone (6023 万 for 6023 亿)."""
    return _digits(value.low) == _digits(str(quantity.low)) != ""


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number.split("E")[0]).strip("0")


_LOOSE_UNITS = ("", "parameter", "token", "point", "times", "rank")


def _same_unit(unit: str, quantity: Quantity) -> bool:
    theirs = quantity.unit or ""
    if unit == theirs or may_be_money(unit, quantity):
        return True
    is_counter = not theirs or theirs.startswith("count")
    return is_counter and (unit in _LOOSE_UNITS or unit.startswith("count") or (quantity.unit is None and "/" in unit))


def _same_per(value: Value, theirs: Value, beside: Sequence[Quantity]) -> bool:
    if value.per == theirs.per:
        return True
    return theirs.per is None and any(q.value().per == value.per for q in beside)


def _same_bound(a: Bound, b: Bound) -> bool:
    """Bounds of one direction agree: 以上 is `at least` to one reader and `more than` to another."""
    return a == b or (_DIRECTIONS.get(a, 0) != 0 and _DIRECTIONS.get(a) == _DIRECTIONS.get(b))


def _same_date(claimed: str, found: str) -> bool:
    """True when the claimed date is the one found, or the same at a coarser precision, or without its year."""
    if claimed == found or found.startswith(claimed + "-"):
        return True
    return claimed.startswith("--") and found[-5:] == claimed[2:] and re.fullmatch(r"(\d{4}|-)-\d\d-\d\d", found) is not None


def _anchor(document: Document) -> date | None:
    """The day from which the document's relative dates count: its publication, where the day is known."""
    if document.published is None or document.published.precision != "day":
        return None
    return date.fromisoformat(document.published.date)
