"""Captions in two languages, Chinese and another: told by their lines, and one of the two kept throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import groupby, pairwise

from pipeline.ingest.captions.cues import Cue

_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’-][A-Za-zÀ-ɏ]+)*")
_STOP = re.compile(r"[.!?。！？][\"”’」』)）]*\s*\Z")
_STACKED = 0.5  # share of cues with both languages from which a file is in two; a talk that mixes words has its English within lines
_ALTERNATING = 0.8  # share of cues after which the language changes
_MIN_CUES = 3
_FULLER = 1.1  # times as many cues in one language as in the other from which it is the fuller one
_NAME_WORDS = 4  # a longer line in Latin letters is no Chinese line
_MORE_STOPS = 0.15  # by how much the share of lines with a full stop must differ


class _Side(StrEnum):
    """The languages of a file, as a line's letters tell them."""

    HAN = "han"
    LATIN = "latin"


def one_language(cues: Sequence[Cue], *, wanted: str | None = None, original: str | None = None) -> list[Cue]:
    """The cues in one language, where a file has each of them in Chinese and in another one, line by line, cue by cue or one after all of the other.

    wanted, original: tags of the language that the user asks for and of the one that the file names. What is kept is the first, else the
    fuller one, else the second, else the one with more full stops, which is the original more often, else the one that comes first. Cues in
    the other language alone go too.
    """
    if not _is_in_two(cues):
        return list(cues)
    kept = _by_tag(wanted) or _fuller(cues) or _by_tag(original) or _by_stops(cues) or _first(cues)
    first = _first(cues)
    return [cue for cue in (_only(cue, kept, first) for cue in cues) if cue.lines]


def _side(text: str) -> _Side | None:
    """The language of a line; None for one without words."""
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    if not han and not words:
        return None
    return _Side.HAN if han >= words else _Side.LATIN


def _sides(cue: Cue) -> list[_Side]:
    """The languages of a cue's lines in their order, each run once."""
    found = [side for line in cue.lines if (side := _side(line.text)) is not None]
    return [side for side, _ in groupby(found)]


def _is_in_two(cues: Sequence[Cue]) -> bool:
    filled = [(cue, sides) for cue in cues if (sides := _sides(cue))]
    if len(filled) < _MIN_CUES:
        return False
    both = sum(len(sides) == 2 for _, sides in filled)
    if both >= max(2, _STACKED * len(filled)):
        return True
    single = [(cue, sides[0]) for cue, sides in filled if len(sides) == 1]
    if len(single) < 2 * _MIN_CUES or len(single) < len(filled) / 2:
        return False
    changes = sum(a is not b for (_, a), (_, b) in pairwise(single))
    return changes >= _ALTERNATING * (len(single) - 1) or _is_said_twice(single)


def _is_said_twice(cues: Sequence[tuple[Cue, _Side]]) -> bool:
    """True where most cues of each language are shown together with one of the other: the tracks lie one after the other, or in runs."""
    han = sorted(cue.start for cue, side in cues if side is _Side.HAN)
    latin = sorted(cue.start for cue, side in cues if side is _Side.LATIN)
    if min(len(han), len(latin)) < max(_MIN_CUES, 0.3 * max(len(han), len(latin))):
        return False
    rounded = {round(start, 1) for start in latin}
    together = sum(bool({round(start, 1), round(start + 0.1, 1), round(start - 0.1, 1)} & rounded) for start in han)
    return together >= 0.5 * min(len(han), len(latin))


def _by_tag(tag: str | None) -> _Side | None:
    if not tag:
        return None
    return _Side.HAN if tag.lower().startswith(("zh", "yue", "cmn", "chi")) else _Side.LATIN


def _fuller(cues: Sequence[Cue]) -> _Side | None:
    """The language that more cues have, where it is more by far."""
    counts = {side: sum(side in _sides(cue) for cue in cues) for side in _Side}
    fuller, other = sorted(_Side, key=lambda side: -counts[side])
    return fuller if counts[fuller] >= _FULLER * counts[other] else None


def _by_stops(cues: Sequence[Cue]) -> _Side | None:
    """The language whose lines end with a full stop more often."""
    lines = {side: list(_lines(cues, side)) for side in _Side}
    stops = {side: sum(_STOP.search(text) is not None for text in texts) / max(1, len(texts)) for side, texts in lines.items()}
    more, other = sorted(_Side, key=lambda side: -stops[side])
    return more if stops[more] >= stops[other] + _MORE_STOPS else None


def _lines(cues: Sequence[Cue], side: _Side) -> Iterator[str]:
    return (line.text for cue in cues for line in cue.lines if _side(line.text) is side)


def _first(cues: Sequence[Cue]) -> _Side:
    """The language that stands above, or before, the other more often."""
    openings = [sides[0] for cue in cues if len(sides := _sides(cue)) >= 2] or [sides[0] for cue in cues if (sides := _sides(cue))][:1]
    return _Side.HAN if openings.count(_Side.HAN) * 2 >= len(openings) else _Side.LATIN


def _only(cue: Cue, kept: _Side, first: _Side) -> Cue:
    """The cue's lines in the language kept. Of two lines in Latin letters, one may be the Chinese line with no more than a name in it."""
    sides = [_side(line.text) for line in cue.lines]
    if sides == [_Side.LATIN, _Side.LATIN]:
        words = [_WORD.findall(line.text.casefold()) for line in cue.lines]
        chinese, other = words if first is _Side.HAN else words[::-1]
        if len(chinese) <= _NAME_WORDS and set(chinese) <= set(other):
            return replace(cue, lines=(cue.lines[0 if kept is first else 1],))
    return replace(cue, lines=tuple(line for line, side in zip(cue.lines, sides, strict=True) if side in (kept, None)))
