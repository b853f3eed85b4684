"""SubStation Alpha captions (`.ass`, `.ssa`): events in columns, in any order, with styles and drawings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter

from pipeline.datamodel.document import Source
from pipeline.ingest.base import Reading, source_lines, suffix
from pipeline.ingest.captions.clock import clock_seconds
from pipeline.ingest.captions.cues import Cue, CueLine, Track
from pipeline.ingest.captions.transcript import transcript

_OPENS = re.compile(r"\ufeff?\s{0,99}(?:;[^\n]{0,300}\n\s{0,99}){0,20}\[Script Info\]", re.I)
_EVENT = re.compile(r"\s*Dialogue\s*:\s*(.*)$", re.I)
_FORMAT = re.compile(r"\s*Format\s*:\s*(.*)$", re.I)
_COLUMNS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_DRAWING = re.compile(r"\{[^{}]{0,300}\\p[1-9][^{}]{0,300}\}.*?(?:\{[^{}]{0,300}\\p0[^{}]{0,300}\}|\Z)")
_BREAK = re.compile(r"\\[Nn]")
_STYLE = re.compile(r"(?:default|main|top|bottom|sub(?:title)?s?|dialogue|.*(?:chs|cht|chn|eng|中|英|字幕).*)", re.I)


class AssIngestor:
    """Reads SubStation Alpha captions."""

    name = "ass"

    def accepts(self, source: Source, text: str) -> bool:
        """True when the text opens with `[Script Info]`, or has events and a name that says so."""
        return _OPENS.match(text) is not None or (suffix(source) in (".ass", ".ssa") and "Dialogue:" in text)

    def read(self, source: Source, text: str) -> Reading:
        """One line for each line of an event, with its time. Raises SourceError for a file without events."""
        return transcript(source, ass_track(text))


def ass_track(text: str) -> Track:
    """The events of an ASS or SSA text in the order of their times; comments and drawings left out."""
    columns: Sequence[str] = _COLUMNS
    in_events = True
    cues = []
    for number, line in enumerate(source_lines(text), start=1):
        if line.lstrip().startswith("["):
            in_events = line.strip().lower() == "[events]"
        elif in_events and (header := _FORMAT.match(line)) is not None:
            columns = [name.strip().lower() for name in header[1].split(",")]
        elif (event := _EVENT.match(line)) is not None and (cue := _cue(event[1], columns, number)) is not None:
            cues.append(cue)
    return Track(format="ass", cues=sorted(cues, key=attrgetter("start")))


def _cue(event: str, columns: Sequence[str], number: int) -> Cue | None:
    """The cue of an event; None where its times are missing or it only draws."""
    fields = dict(zip(columns, event.split(",", len(columns) - 1), strict=False))
    start, end = clock_seconds(fields.get("start", "")), clock_seconds(fields.get("end", ""))
    if start is None or end is None:
        return None
    name = (fields.get("name") or fields.get("actor") or "").strip()
    speaker = name if name and not _STYLE.fullmatch(name) else None
    words = _DRAWING.sub("", fields.get("text", ""))
    lines = tuple(CueLine(line, number, speaker) for line in _BREAK.split(words) if line.strip())
    return Cue(start, end, lines) if lines else None
