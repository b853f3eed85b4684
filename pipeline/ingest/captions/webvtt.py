"""WebVTT captions (`.vtt`): cues with settings, comments, styles and voices."""

from __future__ import annotations

import re

from pipeline.datamodel.document import Source
from pipeline.ingest.base import Reading, source_lines, suffix
from pipeline.ingest.captions.cue_blocks import read_blocks
from pipeline.ingest.captions.cues import Track
from pipeline.ingest.captions.transcript import transcript

_HEADER = re.compile(r"\ufeff?WEBVTT(?:[ \t\r\n]|\Z)")
_LANGUAGE = re.compile(r"^Language:[ \t]{0,9}([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})[ \t]*\r?$", re.M)
_HEAD = 1000


class WebVttIngestor:
    """Reads WebVTT captions."""

    name = "vtt"

    def accepts(self, source: Source, text: str) -> bool:
        """True when the text opens with `WEBVTT`, or when its name says so."""
        return _HEADER.match(text) is not None or suffix(source) == ".vtt"

    def read(self, source: Source, text: str) -> Reading:
        """One line for each line of a cue, with the cue's time. Raises SourceError for a file without cues."""
        return transcript(source, webvtt_track(text))


def webvtt_track(text: str) -> Track:
    """The cues of a WebVTT text, and the language that its header names."""
    header = text[:_HEAD].partition("-->")[0]
    language = _LANGUAGE.search(header)
    return Track(format="vtt", cues=read_blocks(source_lines(text), has_names=True), language=language[1] if language else None)
