"""Captions that light up one word after the other: the same line in cue after cue, with its mark moving on (Whisper's `highlight_words`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.ingest.captions.cues import Cue
from pipeline.ingest.captions.markup import without_markup

_MARK = re.compile(r"<(?:u|b|i|c|font)[\s.>]|\{\\(?:1?c|b|u)", re.I)
_GAP = 0.3  # seconds between cues that still follow one another
_HABIT = 0.3  # share of cues that go on with a line from which a file lights up words; an edited file marks a repeated word now and then


def without_highlights(cues: Sequence[Cue]) -> list[Cue]:
    """The cues without markup, those in which a mark moves on along one line as one cue. A mark that goes back begins the line again."""
    plain = [without_markup(cue) for cue in cues]
    places = [_place(cue) for cue in cues]
    goes_on = [False]
    at: int | None = None
    for (before, now), (was, place) in zip(pairwise(plain), pairwise(places), strict=True):
        at = at if was is None else was
        goes_on.append(_is_same(before, now) and (was, place) != (None, None) and (place is None or at is None or place > at))
    if sum(goes_on) < max(2, _HABIT * len(cues)):
        return plain
    found: list[Cue] = []
    for cue, is_more in zip(plain, goes_on, strict=False):
        if is_more and found:
            found[-1] = replace(found[-1], end=max(found[-1].end, cue.end))
        else:
            found.append(cue)
    return found


def _place(cue: Cue) -> int | None:
    """Where the first mark stands in the cue's words; None without one."""
    match = _MARK.search("\n".join(line.text for line in cue.lines))
    return match.start() if match is not None else None


def _is_same(before: Cue, now: Cue) -> bool:
    """True when a cue follows another at once and has its words."""
    if not before.lines or not before.start <= now.start <= before.end + _GAP:
        return False
    return [line.text for line in before.lines] == [line.text for line in now.lines]
