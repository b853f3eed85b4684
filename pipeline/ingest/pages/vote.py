"""Two readings of one page, made one: what both have stays, what only one has must look like text.

The first reading, of the page's own elements, gives order, tables and code; the second tells where it let in too much, and gives what it missed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Passage
from pipeline.ingest.pages.cues import Cues

_NOT_LETTERS = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[。！？!?…:：;；](?:[\W_]{0,3})$|\.(?:[\W_]{0,3})$")
_STRUCTURED = (BlockKind.CODE, BlockKind.TABLE_ROW)
_AGREED = 0.5  # share of the longer reading's letters that both have, below which they are of different parts of the page
_LONG = 80  # characters of a passage that is a paragraph
_CONTAINED = 0.8  # share of the shorter reading's letters from which it is a part of the longer
_LONG_KEY = 30  # letters of a passage by which a passage that holds several of them is told


@dataclass(frozen=True, slots=True)
class _Voter:
    """A reading with its passages' letters, and which of them the other reading has too."""

    passages: Sequence[Passage]
    keys: list[str]
    shared: list[bool]

    @property
    def letters(self) -> int:
        """Letters of all its passages."""
        return sum(map(len, self.keys))

    @property
    def agreed(self) -> int:
        """Letters of the passages that the other reading has too."""
        return sum(len(key) for key, is_shared in zip(self.keys, self.shared, strict=True) if is_shared)

    def likelihood(self, cues: Cues) -> float:
        """How likely this reading is the article: it says what the page's head says, and is long."""
        return cues.factor("\n".join(passage.text for passage in self.passages)) * math.sqrt(self.letters)

    def place(self, index: int) -> str:
        """Where a passage stands among those that both readings have: `head`, `mid` or `tail`."""
        if True not in self.shared[:index]:
            return "head"
        return "mid" if True in self.shared[index:] else "tail"


def vote(first: Sequence[Passage], second: Sequence[Passage], cues: Cues, captions: str = "") -> list[Passage]:
    """The passages of the first reading that the second bears out or that are text by themselves, with paragraphs that only the second has.

    Of two readings that hardly agree, the longer where it has the other within it, else the likelier by the page's head.
    captions: the words of the figures' captions, which stay though no reading but the first has them.
    """
    if not first or not second:
        return list(first or second)
    ours, theirs = _voters(first, second)
    agreed = max(ours.agreed, theirs.agreed)
    shorter, longer = sorted((ours, theirs), key=lambda reading: reading.letters)
    if agreed < _AGREED * longer.letters:
        is_part = agreed >= _CONTAINED * shorter.letters
        return list(longer.passages if is_part else max((ours, theirs), key=lambda reading: reading.likelihood(cues)).passages)
    kept = [_is_kept(ours, index, captions) for index in range(len(first))]
    return _merged(ours, theirs, kept)


def _voters(first: Sequence[Passage], second: Sequence[Passage]) -> tuple[_Voter, _Voter]:
    keys = [[_NOT_LETTERS.sub("", passage.text).casefold() for passage in passages] for passages in (first, second)]
    texts = ["|".join(row) for row in keys]
    shared = [[bool(key) and key in texts[1 - side] for key in keys[side]] for side in (0, 1)]
    return _Voter(first, keys[0], shared[0]), _Voter(second, keys[1], shared[1])


def _is_kept(ours: _Voter, index: int, captions: str) -> bool:
    passage = ours.passages[index]
    if ours.shared[index]:
        return True
    place = ours.place(index)
    if place != "mid":
        return place == "head" and _is_paragraph(passage)
    if passage.kind is BlockKind.HEADING:
        after = next((later for later in range(index + 1, len(ours.passages)) if ours.passages[later].kind is not BlockKind.HEADING), index)
        return ours.shared[after]
    return passage.kind in _STRUCTURED or passage.text in captions or _SENTENCE_END.search(passage.text) is not None


def _is_paragraph(passage: Passage) -> bool:
    return passage.kind is not BlockKind.HEADING and len(passage.text) >= _LONG and _SENTENCE_END.search(passage.text) is not None


def _merged(ours: _Voter, theirs: _Voter, kept: Sequence[bool]) -> list[Passage]:
    """What is kept of the first reading, and the paragraphs that only the second has before what follows them there."""
    at = {key: index for index, key in reversed(list(enumerate(ours.keys)))}
    long_keys = [key for key in ours.keys if len(key) >= _LONG_KEY]
    added: dict[int, list[Passage]] = {}
    position = len(ours.keys)
    for index in range(len(theirs.keys) - 1, -1, -1):
        key = theirs.keys[index]
        if theirs.shared[index]:
            position = at.get(key, position)
        elif _is_paragraph(theirs.passages[index]) and not any(other in key for other in long_keys):
            added.setdefault(position, []).insert(0, theirs.passages[index])
    merged: list[Passage] = []
    for index, passage in enumerate(ours.passages):
        merged += added.get(index, ())
        merged += [passage] if kept[index] else ()
    return merged + added.get(len(ours.keys), [])
