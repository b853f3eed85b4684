"""A text read for comparison: its sentences and clauses with their figures, moments, names and marks."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from pipeline.datamodel.document import Span
from pipeline.datamodel.language import Language
from pipeline.text.agreement.stance import Mark, find_marks
from pipeline.text.agreement.wordlist import pattern_of
from pipeline.text.dates import Date
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from pipeline.text.quantities import Quantity
from pipeline.text.readings import TextReading, reading_of
from pipeline.text.sentences import split_clauses, split_sentences

_MONTH = re.compile(
    r"(?<![\d.])(?P<han>1[0-2]|0?[1-9])\s?月"
    r"|(?:(?<=in )|(?<=of )|(?<=by )|(?<=to )|(?<=from )|(?<=last )|(?<=this )|(?<=next )"
    r"|(?<=late )|(?<=mid-)|(?<=and )|(?<=until )|(?<=since ))May\b",
    re.ASCII,
)
_HAN_RUN = re.compile(r"[㐀-鿿豈-﫿]+")
_LATIN_WORD = re.compile(r"[a-z][a-z0-9'-]*[a-z0-9]|[a-z]")
_MOST_CLAUSES = 30  # of a sentence; no sentence of prose has as many
_NAMES = ("bodies", "people")
_AGED = re.compile(r"[- ]old\b")
_CUT = re.compile(r"[本员立为因就熟功果绩年都家群]")  # behind 成, where it is no tenth (成本)
_NAMED_KINDS = frozenset({"organization", "person", "model", "product", "place", "benchmark"})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """kind: `number`, `unit`, `date`, `name`, `polarity`, `bound` or `attribution`. said: the words at fault; found: what the source has, or ''."""

    kind: str
    said: str
    found: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a table in a text: the group and the row it stands for."""

    start: int
    end: int
    group: str
    row: str
    surface: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passage:
    """A sentence or a clause. Everything found in it has offsets over the whole text. clauses: a sentence's; a clause has none.

    names: the first surface by a name's id; spellings: its other spellings, folded; kin: the ids of its maker and of what it is part of.
    """

    span: Span
    text: str
    folded: str
    language: Language
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    words: tuple[Word, ...]
    marks: tuple[Mark, ...]
    names: Mapping[str, str]
    spellings: Mapping[str, tuple[str, ...]]
    kin: frozenset[str]
    grams: frozenset[str]
    clauses: tuple[Passage, ...] = field(default=())

    def has_name(self, name: str, of: Passage) -> bool:
        """True when the passage has a name that `of` has, by its id or in any of its spellings."""
        return name in self.names or any(spelling in self.folded for spelling in of.spellings.get(name, ()))

    def well_known(self) -> dict[str, Word]:
        """The well-known bodies and people that the passage names, by their rows."""
        return {word.row: word for word in self.words if word.group.startswith(_NAMES)}

    def rows(self, group: str) -> dict[str, str]:
        """The rows of a group of the tables that the passage names, with the first surface of each."""
        found: dict[str, str] = {}
        for word in self.words:
            if word.group == group:
                found.setdefault(word.row, word.surface)
        return found


@cache
def table() -> Mapping[str, Any]:
    """`data/compare.toml`, read once."""
    return tomllib.loads(resources.files("pipeline.text").joinpath("data/compare.toml").read_text(encoding="utf-8"))


@cache
def stop_words() -> frozenset[str]:
    """English words that say nothing by themselves."""
    return frozenset(table()["stop"]["words"])


def read_passages(text: str, language: Language, glossary: Glossary, sentences: Sequence[Span] | None = None) -> list[Passage]:
    """The sentences of `text`, each with its clauses. sentences: where they stand, if that is known; else they are split here."""
    reading = TextReading(text, language, glossary) if sentences is None else reading_of(text, language, glossary)
    quantities, dates, folded = _figures(reading), reading.dates(), reading.folded
    words = sorted(find_words(folded, text), key=lambda word: word.start)
    marks = find_marks(text)
    mentions = [m for m in reading.mentions if m.entity.kind in _NAMED_KINDS]

    def passage(span: Span, clauses: Sequence[Passage] = ()) -> Passage:
        named = _within(mentions, span)
        return Passage(
            span=span,
            text=span.of(text),
            folded=span.of(folded),
            language=language,
            quantities=_within(quantities, span),
            dates=_within(dates, span),
            words=_within(words, span),
            marks=_within(marks, span),
            names={m.entity.id: m.surface for m in reversed(named)},
            spellings={m.entity.id: tuple(sorted(set(map(fold, m.entity.names.values())))) for m in named},
            kin=frozenset(kin for m in named for kin in _kin(m.entity.id, glossary)),
            grams=grams(span.of(folded), language),
            clauses=tuple(clauses),
        )

    sentences = split_sentences(text, language) if sentences is None else sentences
    return [passage(s, [passage(c.shifted(s.start)) for c in _clauses(s.of(text), language)]) for s in sentences]


def _figures(reading: TextReading) -> list[Quantity]:
    """The figures of a text, years of age marked as such (six-year-old), without what only looks like a figure (405B 成本)."""
    text = reading.text
    found = [q for q in reading.figures if not (q.unit_surface == "成" and _CUT.match(text, q.end))]
    return [replace(q, unit_surface="year-old") if q.unit == "year" and _AGED.match(text, q.end) else q for q in found]


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


_T = TypeVar("_T", bound=_Placed)
_START = attrgetter("start")


def _within(found: Sequence[_T], span: Span) -> tuple[_T, ...]:
    """Those of what was found, in order, that begin in a span."""
    if not found:
        return ()
    first = bisect_left(found, span.start, key=_START)
    return tuple(found[first : bisect_left(found, span.end, first, key=_START)])


def _clauses(sentence: str, language: Language) -> list[Span]:
    """The clauses of a sentence; of an endless one the rest after the first many is one."""
    clauses = split_clauses(sentence, language)
    if len(clauses) <= _MOST_CLAUSES:
        return clauses
    return [*clauses[: _MOST_CLAUSES - 1], Span(clauses[_MOST_CLAUSES - 1].start, clauses[-1].end)]


def _kin(name: str, glossary: Glossary) -> list[str]:
    """The ids of who makes what has an id, and of what it is a part or size of."""
    return [kin for kin in (glossary.related(name), glossary.parent(name)) if kin is not None]


def grams(folded: str, language: Language) -> frozenset[str]:
    """What two texts of one language share when they say the same: pairs of Han characters, or words without their endings."""
    if language.is_chinese:
        runs = _HAN_RUN.findall(folded)
        pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
        return frozenset(pairs | set(_LATIN_WORD.findall(folded)))
    return frozenset(stem(word) for word in _LATIN_WORD.findall(folded) if word not in stop_words())


def stem(word: str) -> str:
    """An English word without the commonest endings.

    >>> [stem(w) for w in ("rumours", "closed", "closing", "company's")]
    ['rumour', 'clos', 'clos', 'company']
    """
    word = word.removesuffix("'s").removesuffix("'")
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def find_words(folded: str, text: str) -> Iterable[Word]:
    """The words of the tables of moments, places, speech, scope, parties and measures, and well-known names."""
    names = list(_listed(_named(), folded, text))
    yield from names
    longer = {at: word for word in names for at in range(word.start, word.end)}
    for word in _listed(_lexicon(), folded, text):
        name = longer.get(word.start)
        if word.group != "places" or name is None or name.end - name.start <= word.end - word.start:
            yield word
    yield from _listed(_common(), folded, text)
    for match in _MONTH.finditer(text):
        digits = match.group("han")
        yield Word(*match.span(), "moments.month", f"{int(digits):02d}" if digits else "05", match.group())
    for pattern, parts in _month_parts():
        for match in pattern.finditer(folded):
            for row in parts[match.group("part")]:
                yield Word(match.start(), match.end(), "moments.part", row, text[match.start() : match.end()])


def _listed(lexicon: tuple[re.Pattern[str], _Rows], folded: str, text: str) -> Iterator[Word]:
    pattern, rows = lexicon
    for match in pattern.finditer(folded):
        for group, row in rows[" ".join(match.group().split())]:
            yield Word(match.start(), match.end(), group, row, text[match.start() : match.end()])


@cache
def _month_parts() -> tuple[tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]], ...]:
    """Parts of a month or year, behind it in Chinese (7月底) and before it in English (late July)."""
    found = []
    for side in ("behind", "before"):
        rows: dict[str, tuple[str, ...]] = {}
        for row, words in table()["parts"][side].items():
            for word in words:
                rows[word] = (*rows.get(word, ()), row)
        words = "|".join(re.escape(word) for word in sorted(rows, key=lambda word: (-len(word), word)))
        span = table()["parts"]["spans"][side]
        pattern = rf"(?:{span})(?P<part>{words})" if side == "behind" else rf"\b(?P<part>{words})[ -](?:{span})\b"
        found.append((re.compile(pattern), rows))
    return tuple(found)


_Rows = Mapping[str, tuple[tuple[str, str], ...]]


@cache
def _lexicon() -> tuple[re.Pattern[str], _Rows]:
    groups = {f"moments.{name}": group for name, group in table()["moments"].items()}
    groups.update(
        {
            name: table()[name]
            for name in (
                "places",
                "implied",
                "scope",
                "speech",
                "concepts",
                "topics",
                "reach",
                "titles",
                "parties",
                "parties_back",
                "compared",
                "events",
                "basis",
            )
        }
    )
    return _word_list(groups)


@cache
def _common() -> tuple[re.Pattern[str], _Rows]:
    """The common words of `data/lexicon.toml`, found beside those of the tables."""
    return _word_list(tomllib.loads(resources.files("pipeline.text").joinpath("data/lexicon.toml").read_text(encoding="utf-8")))


@cache
def _named() -> tuple[re.Pattern[str], _Rows]:
    """The well-known names of `data/names.toml`: bodies and people by their classes, and places."""
    read = tomllib.loads(resources.files("pipeline.text").joinpath("data/names.toml").read_text(encoding="utf-8"))
    classes = {f"{kind}.{name}": rows for kind in _NAMES for name, rows in read[kind].items()}
    return _word_list({**classes, "places": read["places"]})


def _word_list(groups: Mapping[str, Mapping[str, Sequence[str]]]) -> tuple[re.Pattern[str], _Rows]:
    rows: dict[str, list[tuple[str, str]]] = {}
    for group, members in groups.items():
        for row, words in members.items():
            for word in words if row != "anyone" else ():
                rows.setdefault(fold(word), []).append((group, row))
    return pattern_of(rows), {word: tuple(found) for word, found in rows.items()}


def subjects(passage: Passage) -> set[str]:
    """The measures, topics and offices that a passage names, by their rows."""
    return {word.row for word in passage.words if word.group in ("concepts", "topics", "titles")}
