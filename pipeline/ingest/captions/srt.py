"""SubRip captions (`.srt`), and SubViewer's (`.sbv`), which differ in the line of times."""

from __future__ import annotations

import re

from pipeline.datamodel.document import Source
from pipeline.ingest.base import Reading, source_lines, suffix
from pipeline.ingest.captions.clock import cue_times
from pipeline.ingest.captions.cue_blocks import read_blocks
from pipeline.ingest.captions.cues import Track
from pipeline.ingest.captions.transcript import transcript

_HEAD = 2000  # characters in which the first cue stands
_SBV_TIMES = re.compile(r"^(\d{1,2}:\d\d:\d\d\.\d{3}),(\d{1,2}:\d\d:\d\d\.\d{3})[ \t]*$", re.M)


class SrtIngestor:
    """Reads SubRip captions."""

    name = "srt"

    def accepts(self, source: Source, text: str) -> bool:
        """True when the text opens with a cue, or when its name says so."""
        return opens_with_cue(text) or suffix(source) in (".srt", ".sbv")

    def read(self, source: Source, text: str) -> Reading:
        """One line for each line of a cue, with the cue's time. Raises SourceError for a file without cues."""
        return transcript(source, srt_track(text))


def opens_with_cue(text: str) -> bool:
    """True when the first line with words, or the one after a cue's number, has a cue's times."""
    head = [line for line in source_lines(text[:_HEAD].lstrip("\ufeff")) if line.strip()][:2]
    if not head:
        return False
    return _is_times(head[0]) or (len(head) == 2 and head[0].strip().isdigit() and _is_times(head[1]))


def srt_track(text: str) -> Track:
    """The cues of a SubRip or SubViewer text."""
    return Track(format="srt", cues=read_blocks(source_lines(_SBV_TIMES.sub(r"\1 --> \2", text)), has_names=False))


def _is_times(line: str) -> bool:
    return cue_times(line) is not None or _SBV_TIMES.match(line) is not None
