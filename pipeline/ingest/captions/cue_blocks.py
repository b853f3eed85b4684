"""Cues written as blocks of a line with times and the lines under it: what SubRip and WebVTT have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest.captions.clock import Times, cue_times
from pipeline.ingest.captions.cues import Cue, CueLine

_COMMENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


def read_blocks(lines: Sequence[str], *, has_names: bool) -> list[Cue]:
    """The cues of a file's lines in their order. has_names: cues may be named by any word, and comments stand between them (WebVTT)."""
    timed = [(index, times) for index, line in enumerate(lines) if (times := cue_times(line)) is not None]
    cues = []
    for place, (index, times) in enumerate(timed):
        end = timed[place + 1][0] if place + 1 < len(timed) else len(lines)
        if place + 1 < len(timed) and _is_name(lines, end - 1, index, has_names=has_names):
            end -= 1
        cues.append(_cue(times, [(number + 1, lines[number]) for number in range(index + 1, end)], has_comments=has_names))
    return cues


def _is_name(lines: Sequence[str], at: int, times_at: int, *, has_names: bool) -> bool:
    """True for the line before a cue's times that numbers or names the cue."""
    text = lines[at].strip()
    if at <= times_at or not text:
        return False
    return text.isdigit() or (has_names and not lines[at - 1].strip())


def _cue(times: Times, rows: Sequence[tuple[int, str]], *, has_comments: bool) -> Cue:
    """A cue of the numbered lines under its times. A comment lasts from an empty line to the next."""
    lines: list[CueLine] = []
    is_comment = False
    is_after_gap = True
    leading = bool(rows) and not rows[0][1].strip()
    for number, text in rows:
        if not text.strip():
            is_comment, is_after_gap = False, True
            continue
        is_comment = is_comment or (has_comments and is_after_gap and bool(lines or leading) and _COMMENT.match(text) is not None)
        if not is_comment:
            lines.append(CueLine(text, number))
        is_after_gap = False
    return Cue(times.start, times.end, tuple(lines), at_bottom=leading and bool(lines))
