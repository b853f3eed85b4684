"""From the cues of a caption file to the passages of a transcript: one order of cleaning for all formats."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.datamodel.document import BlockKind, Source
from pipeline.errors import SourceError
from pipeline.ingest.base import Passage, Reading
from pipeline.ingest.captions.cues import Cue, Track
from pipeline.ingest.captions.highlights import without_highlights
from pipeline.ingest.captions.markup import without_sounds
from pipeline.ingest.captions.rolling import unroll
from pipeline.ingest.captions.speakers import turns
from pipeline.ingest.captions.two_languages import one_language

log = logging.getLogger(__name__)

_SHOWN = 2.0  # seconds that a cue is taken to be shown whose end is not known


def transcript(source: Source, track: Track) -> Reading:
    """The reading of a track: markup off, one language, rolling repeats once, speakers as paragraphs.

    A cue that ends before it starts is mended and logged. Raises SourceError for a track without a cue.
    """
    if not track.cues:
        raise SourceError(f"{source.ref.address}: no caption cue found; check that the file is whole, or name it .txt if it is plain text")
    cues = without_copies(without_highlights(mended(track.cues, source.ref.address)))
    lines = unroll(one_language(cues, wanted=source.metadata.get("language"), original=track.language))
    spoken = [replace(timed, line=line) for timed in lines if (line := without_sounds(timed.line)) is not None]
    return Reading(
        format=track.format,
        passages=[Passage(BlockKind.PARAGRAPH, turn) for turn in turns(spoken)],
        is_transcript=True,
        title=track.title,
        author=track.author,
        url=track.url,
        language=track.language,
        published_metadata=track.published,
    )


def mended(cues: Sequence[Cue], address: str) -> list[Cue]:
    """The cues, each shown for a while at least; those that end before they start are shown until the next one, and the first of them is logged."""
    bad = [cue for cue in cues if cue.end < cue.start]
    if bad:
        number = bad[0].lines[0].number if bad[0].lines else 1
        others = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
        log.warning("%s, line %d: cue ends before it starts%s; its words are kept, check its times", address, number, others)
    following = [*(after.start for _, after in pairwise(cues)), float("inf")]
    return [cue if cue.end >= cue.start else replace(cue, end=_end(cue, after)) for cue, after in zip(cues, following, strict=True)]


def _end(cue: Cue, following: float) -> float:
    return following if cue.start < following <= cue.start + _SHOWN else cue.start + _SHOWN


def without_copies(cues: Sequence[Cue]) -> list[Cue]:
    """The cues without those that say the same in the same time as another: layers of one text."""
    seen: set[tuple[float, float, tuple[str, ...]]] = set()
    kept = []
    for cue in cues:
        key = (cue.start, cue.end, tuple(line.text for line in cue.lines))
        if key not in seen:
            seen.add(key)
            kept.append(cue)
    return kept
