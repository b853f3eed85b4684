"""Which figure and which moment goes with what: a statement that gives one thing the figure or the day of another.

A clause is cut into segments of one figure each (3人死亡、87人受伤; rent rose 8%, while wages grew 3%). A figure or moment of the statement is
misplaced when the segments of the source that have it share nothing with the statement's, and one with another figure of its unit, or
another moment of its group, shares much. Words decide within one language, measures and topics between two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from pipeline.text.agreement.amounts import alike_amounts, same_figure, same_share
from pipeline.text.agreement.linking import latin_names
from pipeline.text.agreement.passages import Disagreement, Passage, Word, grams
from pipeline.text.agreement.sounds import heard_as
from pipeline.text.quantities import Quantity

_SEPARATOR = re.compile(r"[、，,；;。！？|(（]\s*|(?<=[㐀-鿿])\n|\.\s|(?<=\s)(?:and|while|but|whereas|with)\s|(?<![㐀-鿿])和|另有|以及|而(?![且])")
_MUCH = 2  # words shared from which two segments speak of one thing
_MOST = 30  # segments of a sentence; no sentence of prose has as many
_SUBJECTS = ("concepts", "topics", "places")


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a clause: its words without figures and moments, the measures and topics it names, its figures (none of names) and moments.

    carried: the moments of the segments before it in its sentence, where it has none of its own.
    """

    words: frozenset[str]
    subjects: frozenset[str]
    figures: tuple[Quantity, ...]
    moments: tuple[Word, ...]
    carried: tuple[Word, ...]
    is_chinese: bool
    names: tuple[str, ...]
    text: str

    def moments_of_words(self) -> tuple[Word, ...]:
        """Its moments; those carried only where it says something."""
        return (*self.moments, *self.carried) if self.words else self.moments

    def shared(self, other: _Segment) -> int:
        """How much two segments share: words in one language, measures and topics else."""
        if self.is_chinese == other.is_chinese:
            return len(self.words & other.words)
        return _MUCH * (len(self.subjects & other.subjects) + len(self.heard(other)))

    def heard(self, other: _Segment) -> set[tuple[int, int]]:
        """The places of names that a segment of the other language has by their sound."""
        latin, han = (other, self) if self.is_chinese else (self, other)
        return {place for name in latin.names if (place := heard_as(name, han.text)) is not None}


def misplaced(statement: Passage, everything: Sequence[Passage]) -> Iterator[Disagreement]:
    """Figures and moments that the source has for something else than the statement."""
    ours = [segment for segment in _segments(statement) if segment.figures or segment.moments][:_MOST]
    if not ours:
        return
    theirs = [segment for passage in everything if passage.quantities or _has_moments(passage) for segment in _segments(passage)]
    by_amount, by_unit = _indexed(theirs)
    timed = [segment for segment in theirs if segment.moments or segment.carried]
    told = {(w.group, w.row) for segment in ours for w in segment.moments}
    for segment in ours:
        for figure in segment.figures:
            other = _other_figure(figure, segment, by_amount, by_unit)
            if other is not None:
                yield Disagreement("number", figure.surface, other.surface)
        for moment in segment.moments:
            word = _other_moment(moment, segment, timed, told)
            if word is not None:
                yield Disagreement("date", moment.surface, word.surface)
    yield from _of_another_year(ours, by_amount, told)


def _has_moments(passage: Passage) -> bool:
    return any(word.group.startswith("moments") for word in passage.words)


def _indexed(segments: Sequence[_Segment]) -> tuple[dict[Decimal, list[_Segment]], dict[str | None, list[_Segment]]]:
    """The segments by the amounts of their figures, and by their units."""
    by_amount: dict[Decimal, list[_Segment]] = defaultdict(list)
    by_unit: dict[str | None, list[_Segment]] = defaultdict(list)
    for segment in segments:
        for amount in {amount for q in segment.figures for amount in alike_amounts(q)}:
            by_amount[amount].append(segment)
        for unit in {q.unit for q in segment.figures}:
            by_unit[unit].append(segment)
    return by_amount, by_unit


def _other_figure(
    figure: Quantity, segment: _Segment, by_amount: Mapping[Decimal, list[_Segment]], by_unit: Mapping[str | None, list[_Segment]]
) -> Quantity | None:
    holders = _holders(figure, by_amount)
    rivals = _rivals(segment, holders, by_unit.get(figure.unit, [])) if figure.unit is not None else []
    return next((q for rival in rivals for q in rival.figures if q.unit == figure.unit and not _is_same(figure, q)), None)


def _holders(figure: Quantity, by_amount: Mapping[Decimal, list[_Segment]]) -> list[_Segment]:
    """The segments that have a figure, the first many of them."""
    likely = {id(other): other for amount in dict.fromkeys(alike_amounts(figure)) for other in by_amount.get(amount, ())[:_MOST]}
    return [other for other in likely.values() if any(_is_same(figure, q) for q in other.figures)]


def _other_moment(moment: Word, segment: _Segment, theirs: Sequence[_Segment], told: Set[tuple[str, str]]) -> Word | None:
    """Another moment of its group that the source has for what the segment tells of; told: all those that the statement has."""
    holders = [other for other in theirs if any((w.group, w.row) == (moment.group, moment.row) for w in other.moments_of_words())]
    rivals = _rivals(segment, holders[:_MOST], theirs)
    return next((w for rival in rivals for w in rival.moments if w.group == moment.group and (w.group, w.row) not in told), None)


def _rivals(segment: _Segment, holders: Sequence[_Segment], theirs: Sequence[_Segment]) -> list[_Segment]:
    """The segments that speak of what the statement's does, far more than all that hold its figure or moment; none where a holder says too
    little to tell."""
    if not holders or not all(holder.words if holder.is_chinese == segment.is_chinese else holder.subjects for holder in holders):
        return []
    least = _MUCH + 2 * max(segment.shared(holder) for holder in holders)
    return [other for other in theirs if segment.shared(other) >= least]


def _of_another_year(ours: Sequence[_Segment], by_amount: Mapping[Decimal, list[_Segment]], told: Set[tuple[str, str]]) -> Iterator[Disagreement]:
    """A figure that the source gives for last year, told of this."""
    for segment in ours:
        for moment in segment.moments:
            for figure in segment.figures:
                beside = [w for other in _holders(figure, by_amount) for w in other.moments if w.group == moment.group]
                if beside and not any((word.group, word.row) in told for word in beside):
                    yield Disagreement("date", moment.surface, beside[0].surface)


def _is_same(a: Quantity, b: Quantity) -> bool:
    if a.unit == b.unit and a.low != b.low and a.number != b.number:
        return False
    return same_figure(a, b) or same_share(a, b)


@lru_cache(maxsize=512)
def _segments(passage: Passage) -> tuple[_Segment, ...]:
    """The segments of a passage, in order; remembered, because every statement is held against them."""
    start, end = passage.span.start, passage.span.end
    cuts = [match.start() + start for match in _SEPARATOR.finditer(passage.folded) if not _is_inside(match.start() + start, passage)]
    borders = [start, *cuts, end]
    found: list[_Segment] = []
    for a, b in pairwise(borders):
        if b > a:
            found.append(_segment(passage, a, b, (*found[-1].carried, *found[-1].moments) if found else ()))
    return tuple(found)


def _is_inside(at: int, passage: Passage) -> bool:
    return any(q.start <= at < q.end for q in passage.quantities)


def _segment(passage: Passage, start: int, end: int, before: Sequence[Word]) -> _Segment:
    offset = passage.span.start
    figures = tuple(q for q in passage.quantities if start <= q.start < end and not any(q.surface in name for name in passage.names.values()))
    words = [word for word in passage.words if start <= word.start < end]
    moments = tuple(word for word in words if word.group.startswith("moments"))
    text = list(passage.folded[start - offset : end - offset])
    for a, b in [(figure.start, figure.end) for figure in figures] + [(word.start, word.end) for word in moments]:
        text[a - start : b - start] = " " * (min(b, end) - a)
    return _Segment(
        words=grams("".join(text), passage.language),
        subjects=frozenset(word.row for word in words if word.group in _SUBJECTS),
        figures=figures,
        moments=moments,
        carried=tuple({w.group: w for w in before if not any(w.group == own.group for own in moments)}.values()),
        is_chinese=passage.language.is_chinese,
        names=() if passage.language.is_chinese else _names_in(passage, start, end),
        text=passage.text[start - offset : end - offset],
    )


def _names_in(passage: Passage, start: int, end: int) -> tuple[str, ...]:
    text = passage.text[start - passage.span.start : end - passage.span.start]
    return tuple(name for name in latin_names(passage) if name in text)
