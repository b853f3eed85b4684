"""Rolling captions: each word once, though cue after cue shows again what was said before.

Automatic captions scroll (`A` · `A B` · `B C`), grow (`I` · `I think` · `I think that`) or both, with cues of 10 ms between. A cue then
begins with what the cue before it ended with; what follows that overlap is new. A file rolls when its cues do so as a rule, by whole lines
and without a gap; in any other file a repeat is one that was said. Within a rolling file a phrase said again stands below the line that
repeats, so that it is new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from pipeline.ingest.captions.cues import Cue, CueLine, TimedLine

_TOKEN = re.compile(r"[㐀-鿿豈-﫿぀-ヿ]|[^\W_㐀-鿿豈-﫿぀-ヿ]+")
_GAP = 0.3  # seconds between cues that still follow one another; automatic captions abut
_LONG_GAP = 3.0  # seconds after which a line still stands above a new one, in a file that scrolls
_BRIEF = 0.1  # seconds; a cue too short to be read only holds what is shown (10 ms in YouTube's)
_SCROLLS = 0.35  # share of the cues that follow one another from which scrolling is the file's form; scrolling files have .5 to 1
_GROWS = 0.4  # the same for lines that go on growing, which edited captions seem to do now and then ("Stop." · "Stop it.")
_BOTH = 0.4  # the same for cues that scroll or grow
_CHAINS = 0.2  # the same where lines grow twice and more
_MERGES = 0.5  # the same for overlaps that begin within a line
_CHAINED = 0.8  # the same for cues that begin with what the cue before them added
_MIN_ROLLS = 2
_MIN_MERGED = 3  # words or characters of an overlap that begins within a line
_MIN_HELD = 4  # words of a line that, shown again unchanged among growing lines, is held; said again it would grow again
_HOLDS = 0.15  # share of unchanged cues from which a file of growing lines is one that repeats them


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cue as words. starts: the index of each line's first word, and the number of words at the end."""

    cue: Cue
    words: tuple[str, ...]
    starts: tuple[int, ...]

    @property
    def is_brief(self) -> bool:
        """True for a cue that nobody could read."""
        return self.cue.end - self.cue.start <= _BRIEF


class _Step(Enum):
    """What a cue does after the one before it: shows its last lines above new ones, makes a line longer, shows it again for a flash or for
    a time, goes on from within a line, or says what is new."""

    SCROLLS = auto()
    GROWS = auto()
    FLASHES = auto()
    HOLDS = auto()
    MERGES = auto()
    NEW = auto()


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a file repeats itself: from a line's start on, with lines that go on growing, from within a line, by cues that stay unchanged."""

    rolls: bool
    grows: bool
    merges: bool
    holds: bool


def unroll(cues: Sequence[Cue]) -> list[TimedLine]:
    """The lines of cues in order, each once, with the time at which it began to be shown."""
    shown = [_look(cue) for cue in cues]
    habits = _habits(shown)
    said: list[TimedLine] = []
    before: _Shown | None = None
    fresh = 0
    for now in shown:
        known = 0
        if before is not None and _follows(before, now):
            known = _overlap(before, now, habits, fresh)
        elif before is not None and habits.rolls and _follows(before, now, _LONG_GAP):
            known = max((n for n in _line_overlaps(before, now) if n in now.starts[1:-1]), default=0)
        _say(said, now, known)
        before, fresh = now, len(now.words) - known
    return said


def _look(cue: Cue) -> _Shown:
    words: list[str] = []
    starts = []
    for line in cue.lines:
        starts.append(len(words))
        words.extend(_TOKEN.findall(line.text.casefold()))
    return _Shown(cue, tuple(words), (*starts, len(words)))


def _follows(before: _Shown, now: _Shown, gap: float = _GAP) -> bool:
    return bool(before.words and now.words) and before.cue.start <= now.cue.start <= before.cue.end + gap


def _habits(shown: Sequence[_Shown]) -> _Habits:
    """What most cues of a file do, judged by those whose repeat cannot be a phrase said again."""
    steps = [_step(before, now) for before, now in pairwise(shown) if _follows(before, now)]
    total, counts = len(steps), Counter(steps)
    least = min(_MIN_ROLLS, total)
    chains = sum(step is following is _Step.GROWS for step, following in pairwise(steps))
    scrolls = counts[_Step.SCROLLS] > 0 and counts[_Step.SCROLLS] + counts[_Step.FLASHES] >= max(least, _SCROLLS * total)
    grown = counts[_Step.GROWS]
    both = grown + counts[_Step.SCROLLS] >= _BOTH * total
    grows = grown >= max(least, 1) and (grown >= _GROWS * total or both or (chains >= _MIN_ROLLS and grown >= _CHAINS * total))
    return _Habits(
        rolls=scrolls or grows,
        grows=grows,
        merges=counts[_Step.MERGES] >= max(_MIN_ROLLS, _MERGES * total) or _chained(shown) >= max(_MIN_ROLLS, _CHAINED * total),
        holds=scrolls or counts[_Step.HOLDS] >= max(_MIN_ROLLS, _HOLDS * total),
    )


def _step(before: _Shown, now: _Shown) -> _Step:
    """What a cue does after the one before it. An overlap counts where words follow that are not in it."""
    if now.is_brief and len(now.words) in _line_overlaps(before, now):
        return _Step.FLASHES
    if before.words == now.words:
        return _Step.HOLDS
    overlap = max((n for n in _line_overlaps(before, now) if n < len(now.words)), default=0)
    if overlap and set(now.words[overlap:]) - set(now.words[:overlap]):
        return _Step.SCROLLS if overlap in now.starts else _Step.GROWS
    if _grown_overlap(before, now):
        return _Step.GROWS
    return _Step.MERGES if _merged_overlap(before, now) else _Step.NEW


def _chained(shown: Sequence[_Shown]) -> int:
    """How many cues begin with just the words that the cue before them added, and go on."""
    found = 0
    fresh = len(shown[0].words) if shown else 0
    for before, now in pairwise(shown):
        begins = _follows(before, now) and 0 < fresh < len(now.words) and before.words[-fresh:] == now.words[:fresh]
        found += begins
        fresh = len(now.words) - fresh if begins else len(now.words)
    return found


def _line_overlaps(before: _Shown, now: _Shown) -> list[int]:
    """Numbers of words at the end of `before`, from a line's start on, that `now` begins with."""
    size = len(before.words)
    return [size - start for start in sorted(set(before.starts)) if start < size and before.words[start:] == now.words[: size - start]]


def _grown_overlap(before: _Shown, now: _Shown) -> int:
    """The same where the last word itself has grown (`I thi` · `I think`); 0 where it has not."""
    size = len(before.words)
    for start in sorted(set(before.starts)):
        last = size - start - 1
        if not 0 < last < len(now.words) or before.words[start:-1] != now.words[:last]:
            continue
        if now.words[last] != before.words[-1] and now.words[last].startswith(before.words[-1]):
            return last + 1
    return 0


def _merged_overlap(before: _Shown, now: _Shown) -> int:
    """The number of words at the end of `before`, from anywhere in a line on, that `now` begins with and goes on after; 0 where they are few."""
    longest = min(len(before.words), len(now.words) - 1)
    first = now.words[:_MIN_MERGED]
    for size in range(longest, _MIN_MERGED - 1, -1):
        at = len(before.words) - size
        if before.words[at : at + _MIN_MERGED] == first and before.words[at:] == now.words[:size]:
            return size
    return 0


def _overlap(before: _Shown, now: _Shown, habits: _Habits, fresh: int) -> int:
    """How many of the first words of `now` were said before. fresh: the number of words at the end of `before` that were new in it."""
    overlaps = _line_overlaps(before, now)
    whole = len(now.words)
    if whole in overlaps and now.is_brief:
        return whole
    if habits.rolls:
        again = [n for n in overlaps if n < whole and (habits.grows or n in now.starts)]
        if again:
            return max(again)
        if whole in overlaps and not now.cue.at_bottom and (habits.holds or before.words != now.words or whole >= _MIN_HELD):
            return whole
        grown = _grown_overlap(before, now) if habits.grows else 0
        if grown:
            return grown
    if habits.merges:
        return fresh if 0 < fresh < whole and before.words[-fresh:] == now.words[:fresh] else _merged_overlap(before, now)
    return 0


def _say(said: list[TimedLine], now: _Shown, known: int) -> None:
    """Appends the lines of a cue but for its first `known` words; a line that grew takes the place of what was said of it."""
    for line, start, end in zip(now.cue.lines, now.starts, now.starts[1:], strict=False):
        if start >= known:
            if end > start or not known:
                said.append(TimedLine(line, now.cue.start))
        elif end >= known and _grew(said[-1].line, line, known - start):
            said[-1] = TimedLine(replace(line, number=said[-1].line.number), said[-1].time)
        elif end > known:
            said.append(TimedLine(_rest(line, known - start), now.cue.start))


def _grew(before: CueLine, now: CueLine, known: int) -> bool:
    """True when the `known` words that a line begins with are all of another line; the last of them may have grown."""
    old, new = (_TOKEN.findall(line.text.casefold()) for line in (before, now))
    return len(old) == known and old[:-1] == new[: known - 1] and new[known - 1].startswith(old[-1])


def _rest(line: CueLine, known: int) -> CueLine:
    """The line after its first `known` words."""
    match = list(_TOKEN.finditer(line.text))[known]
    before = line.text[: match.start()]
    opening = len(before) - len(before.rstrip("“‘\"'(（「『《$¥€£#@+-−"))
    return replace(line, text=line.text[match.start() - opening :])
