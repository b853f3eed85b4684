"""What of the source is in the digest, and what is not."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.datamodel.digest import Coverage, Note
from pipeline.datamodel.document import Document

MIN_GAP = 4  # sentences; shorter runs are pauses between facts
MAX_GAPS = 3


def coverage(document: Document, notes: Iterable[Note], facts: int, shown: int, rejections: int) -> Coverage:
    """The share of the source that the notes' sentences make, and the longest runs of sentences that no note cites."""
    cited = {n for note in notes for evidence in note.evidence for n in evidence.sentences}
    sizes = [(s.n, len("".join(s.span.of(document.text).split()))) for s in document.sentences]
    whole = sum(size for _, size in sizes)
    part = sum(size for n, size in sizes if n in cited)
    return Coverage(
        cited=part / whole if whole else 0.0,
        facts=facts,
        shown=shown,
        rejections=rejections,
        gaps=_gaps(document, cited),
    )


def _gaps(document: Document, cited: set[int]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    first = 1
    for n in [*sorted(cited), len(document.sentences) + 1]:
        if n - first >= MIN_GAP:
            runs.append((first, n - 1))
        first = n + 1
    longest = sorted(runs, key=lambda run: (document.sentence(run[0]).span.start - document.sentence(run[1]).span.end, run))[:MAX_GAPS]
    return tuple(sorted(longest))
