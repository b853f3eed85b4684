"""YouTube's own captions in JSON (`json3`): events with segments, windows, and events that append to a window's line."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.ingest.captions.clock import as_seconds
from pipeline.ingest.captions.cues import Cue, CueLine

_PER_SECOND = 1000.0  # its times are milliseconds


def is_json3(data: object) -> bool:
    """True for a mapping whose `events` are YouTube's."""
    events = data.get("events") if isinstance(data, dict) else None
    return isinstance(events, list) and any(isinstance(event, dict) and "tStartMs" in event for event in events)


def json3_cues(data: object) -> list[Cue]:
    """The cues of the events with words, in their order. An event that appends goes on with the line before it in its window.

    The number of a line is that of its event among all of them, from 1, until the lines of the file are known.
    """
    events = data.get("events") if isinstance(data, dict) else None
    cues: list[Cue] = []
    by_window: dict[object, int] = {}
    for number, event in enumerate(events if isinstance(events, list) else [], start=1):
        if not isinstance(event, dict):
            continue
        text, start = _text(event), as_seconds(event.get("tStartMs"), _PER_SECOND)
        if start is None or not text:
            continue
        end = start + (as_seconds(event.get("dDurationMs"), _PER_SECOND) or 0.0)
        window = event.get("wWinId") if isinstance(event.get("wWinId"), (int, str)) else None
        before = by_window.get(window)
        if event.get("aAppend") and before is not None and not text.startswith("\n"):
            cues[before] = _appended(cues[before], text, end, number)
        elif text.strip():
            by_window[window] = len(cues)
            cues.append(Cue(start, end, tuple(CueLine(line, number) for line in text.split("\n") if line.strip())))
        elif event.get("aAppend"):
            by_window.pop(window, None)
    return cues


def _text(event: Mapping[str, object]) -> str:
    segments = event.get("segs")
    if not isinstance(segments, list):
        return ""
    return "".join(said for segment in segments if isinstance(segment, dict) and isinstance(said := segment.get("utf8"), str))


def _appended(cue: Cue, text: str, end: float, number: int) -> Cue:
    """The cue with a text that goes on with its last line; a line break in the text begins a new one."""
    first, *others = text.split("\n")
    last = cue.lines[-1]
    grown = CueLine(last.text + first, last.number)
    return Cue(cue.start, max(cue.end, end), (*cue.lines[:-1], grown, *(CueLine(line, number) for line in others if line.strip())))
