"""Whether what an editor wrote still says what its evidence says: figures first, then names, polarity and who said it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from pipeline.datamodel.issue import Issue
from pipeline.datamodel.language import Edition, Language
from pipeline.text.compare import disagreements
from pipeline.text.dates import find_dates
from pipeline.text.quantities import find_quantities

VALUES = frozenset({"number", "unit", "date"})
FIGURES = VALUES | {"bound"}
_SENTENCES = {
    "figure": "“{said}” was changed by hand away from its evidence, which has {found}",
    "words": "“{said}” is not borne out by its evidence, which has {found}",
    "edition": "“{said}” here, {found} in the other edition; edit that one too",
    "note": "“{said}” is the editor’s own and has no evidence",
    "ignored": "“{said}” is not taken over: {found}",
}
_SHOWN = 60
HANDFUL = 10
_MONTH_AND_DAY = re.compile(r"-(\d\d)-(\d\d)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something an editor should look at again. line: of the edited page, from 1.

    kind: `figure` (a figure that its evidence does not bear out), `words` (a name, a polarity or a speaker that it does not bear out),
    `edition` (another edition now says otherwise), `note` (the editor's own words, which no source bears) or `ignored` (a change that is not
    taken over, `found` says why). said, found: the words at fault, and what the evidence or the other edition has.
    """

    line: int
    kind: str
    said: str
    found: str = ""

    def __str__(self) -> str:
        found = self.found if self.kind == "ignored" else f"“{_short(self.found)}”" if self.found else "nothing of the kind"
        return f"line {self.line}: {_SENTENCES[self.kind].format(said=_short(self.said), found=found)}"


class Said(Protocol):
    """A disagreement, as `text.compare` tells it."""

    @property
    def kind(self) -> str: ...
    @property
    def said(self) -> str: ...
    @property
    def found(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text may stand on. texts: (language, text) of each source or statement by itself."""

    texts: tuple[tuple[Language, str], ...]


def evidence_of(issue: Issue, notes: Iterable[int]) -> Ground:
    """The quotes behind some notes, source by source."""
    by_source: dict[str, list[str]] = {}
    wanted = set(notes)
    for note in issue.notes:
        if note.n in wanted:
            for one in note.evidence:
                by_source.setdefault(one.document, []).append(one.quote)
    return Ground(tuple((issue.voice(document).document.language, "\n".join(quotes)) for document, quotes in by_source.items()))


def found_in(line: int, tag: str, said: str, was: str, ground: Ground) -> Iterator[Finding]:
    """What a changed text says that no source behind it says, and that it did not say before the change.

    A figure that stands in the evidence, but is another than the one its fact had, is found too: that is another fact.
    """
    language = Edition(tag).language
    before = {(one.kind, one.said) for one in _least(was, language, ground)}
    told = {(one.kind, one.said) for one in disagreements(was, was, language, language)}
    seen: set[str] = set()
    for one in _least(said, language, ground):
        if (one.kind, one.said) not in before:
            seen.add(one.said)
            yield Finding(line=line, kind="figure" if one.kind in FIGURES else "words", said=one.said, found=one.found)
    for one in disagreements(said, was, language, language):
        if one.kind in FIGURES and one.said not in seen and (one.kind, one.said) not in told:
            seen.add(one.said)
            yield Finding(line=line, kind="figure", said=one.said, found=one.found or was)
    if not seen:
        days = {value for theirs, text in (*ground.texts, (language, was)) for value, _ in _values(text, theirs) if value[0] == "day"}
        yield from (
            Finding(line=line, kind="figure", said=surface, found=was)
            for value, surface in _values(said, language)
            if value[0] == "day" and value not in days
        )
        borne = {one for theirs, text in (*ground.texts, (language, was)) for one in _measures(text, theirs)}
        amounts = {one[:3] for one in _measures(was, language)}
        if any(one[:3] in amounts and one not in borne for one in _measures(said, language)):
            yield Finding(line=line, kind="figure", said=said, found=was)


def _measures(text: str, language: Language) -> Iterator[tuple[object, ...]]:
    """The figures of a text: unit, lowest and highest, then for how much of what, and how exactly, they are told."""
    return ((one.unit, one.low, one.high, one.per, one.bound) for one in find_quantities(text, language))


def figures_in(line: int, tag: str, said: str, was: str, ground: Ground) -> Iterator[Finding]:
    """Of a heading or a lead: figures and dates that nothing on the page bears out and that it did not have before the change.

    A handful of things that the editor counts himself (two models) is none.
    """
    language = Edition(tag).language
    known = {value for theirs, text in (*ground.texts, (language, was)) for value, _ in _values(text, theirs)}
    for value, surface in _values(said, language):
        if value not in known and not (value[0].startswith("count") and value[2] <= HANDFUL):
            yield Finding(line=line, kind="figure", said=surface)


def _values(text: str, language: Language) -> Iterator[tuple[tuple[str, Decimal, Decimal], str]]:
    """The figures and the days of a text by value, with how they are written there."""
    for figure in find_quantities(text, language):
        yield (figure.unit or "", figure.low, figure.high), figure.surface
    for day in find_dates(text, language):
        if match := _MONTH_AND_DAY.search(day.iso):
            yield ("day", Decimal(match[1]), Decimal(match[2])), text[day.start : day.end]


def differing(line: int, tag: str, said: str, was: str, others: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """Figures that another edition's text, which was not changed, has otherwise. others: (tag, text)."""
    language = Edition(tag).language
    for other, text in others:
        theirs = Edition(other).language
        before = {(one.kind, one.said) for one in disagreements(was, text, language, theirs)}
        for one in disagreements(said, text, language, theirs):
            if one.kind in VALUES and (one.kind, one.said) not in before:
                yield Finding(line=line, kind="edition", said=one.said, found=one.found or text)


def _least(said: str, language: Language, ground: Ground) -> Sequence[Said]:
    """The disagreements with the source that the text agrees with best; with none, none can be told."""
    every = [disagreements(said, text, language, theirs) for theirs, text in ground.texts]
    return min(every, key=len, default=[])


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"
