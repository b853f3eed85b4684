"""Which rows of the pattern tables a sentence calls: those one of whose cues stands in it.

A cue is looked up rather than tried: one with a word in it by the words of the sentence, and any word tells only once what cues it is of;
the others (Han, signs, tokens) by their first character.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

WORD = re.compile("[a-z]{2,}")
REMEMBERED = 1 << 14  # words whose cues are known

Calls = tuple[tuple[str, tuple[int, ...]], ...]
"""Cues that may stand in a sentence, each with the numbers of the rows that it calls."""


class Calling:
    """The cues of a language's rows.

    >>> calling = Calling([["sold", "made up"], ["发布"], ["up"]])
    >>> [calling.rows(text, frozenset(text)) for text in ("it unsold, made up", "made, then up", "发，布", "发布")]
    [[0, 2], [2], [], [1]]
    """

    def __init__(self, cues: Iterable[Collection[str]]) -> None:
        numbers: dict[str, list[int]] = {}
        for n, row in enumerate(cues):
            for cue in dict.fromkeys(row):
                numbers.setdefault(cue, []).append(n)
        calls = {cue: (cue, tuple(called)) for cue, called in numbers.items()}
        self._firsts = _filed((cue[0], call) for cue, call in calls.items() if not WORD.search(cue))
        self._words = _filed((max(WORD.findall(cue), key=len), call) for cue, call in calls.items() if WORD.search(cue))
        self._calls_of = lru_cache(REMEMBERED)(self._called_by)

    def rows(self, text: str, characters: frozenset[str]) -> list[int]:
        """The numbers of the rows whose cues stand in a masked sentence of these characters, in order."""
        calls = [call for first in self._firsts.keys() & characters for call in self._firsts[first]]
        if self._words:
            calls += [call for word in set(WORD.findall(text)) for call in self._calls_of(word)]
        return sorted({n for cue, numbers in calls if cue in text for n in numbers})

    def _called_by(self, word: str) -> Calls:
        """The calls whose cue's longest word stands in a word of a sentence."""
        return tuple(call for part, calls in self._words.items() if part in word for call in calls)


def _filed(calls: Iterable[tuple[str, tuple[str, tuple[int, ...]]]]) -> Mapping[str, Sequence[tuple[str, tuple[int, ...]]]]:
    filed: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for key, call in calls:
        filed.setdefault(key, []).append(call)
    return filed
