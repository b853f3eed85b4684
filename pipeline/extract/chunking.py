"""A document in parts that a model's window holds: cut at headings, else between blocks, else between sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.datamodel.document import BlockKind, Document

FILLED = 0.5  # of a part that must be full before a better border is taken
HEADING, BLOCK, SENTENCE = 0, 1, 2  # what begins at a sentence, the best border first

Measure = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences `first` to `last`, by number, both included."""

    first: int
    last: int

    def halves(self) -> tuple[Part, Part] | None:
        """The part in two; None for a single sentence."""
        middle = (self.first + self.last) // 2
        return (Part(self.first, middle), Part(middle + 1, self.last)) if self.first < self.last else None


def parts_of(document: Document, limit: int, measure: Measure) -> list[Part]:
    """The parts of a document, in order, each of at most `limit` tokens by `measure` where it has more than one sentence."""
    sizes = [measure(document.quote(sentence.n)) + 2 for sentence in document.sentences]
    if not sizes:
        return []
    borders = _borders(document)
    parts: list[Part] = []
    first = 0
    while first < len(sizes):
        end = _reach(sizes, first, limit)
        if end < len(sizes):
            end = _best_border(borders, sizes, first, end, limit)
        parts.append(Part(first + 1, end))
        first = end
    return parts


def headings_of(document: Document, n: int) -> list[str]:
    """The headings that sentence `n` stands under, the highest first; its own where it is one is not among them."""
    start = document.sentence(n).span.start
    found: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.span.start >= start:
            break
        if block.kind is BlockKind.HEADING:
            found = [(level, text) for level, text in found if level < block.level]
            found.append((block.level, " ".join(block.span.of(document.text).split())))
    return [text for _, text in found]


def _reach(sizes: Sequence[int], first: int, limit: int) -> int:
    """The index behind the last sentence that fits, at least one sentence on."""
    total = 0
    for index in range(first, len(sizes)):
        total += sizes[index]
        if total > limit and index > first:
            return index
    return len(sizes)


def _best_border(borders: Sequence[int], sizes: Sequence[int], first: int, end: int, limit: int) -> int:
    """The last of the best borders up to `end` that leaves the part filled enough."""
    total, best, chosen = 0, SENTENCE + 1, end
    for index in range(first, end + 1):
        if index > first and total >= FILLED * limit and borders[index] <= best:
            best, chosen = borders[index], index
        total += sizes[index] if index < end else 0
    return chosen


def _borders(document: Document) -> list[int]:
    """What begins at each sentence."""
    starts = [block.span.start for block in document.blocks]
    found, last = [], -1
    for sentence in document.sentences:
        index = max(0, bisect_right(starts, sentence.span.start) - 1)
        is_new = index != last
        last = index
        kind = document.blocks[index].kind if document.blocks else BlockKind.PARAGRAPH
        found.append(HEADING if is_new and kind is BlockKind.HEADING else BLOCK if is_new else SENTENCE)
    return found
