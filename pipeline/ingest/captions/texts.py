"""A caption text that comes without a name of its own: its track, by its content."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.ingest.captions.ass import ass_track
from pipeline.ingest.captions.cues import Track
from pipeline.ingest.captions.json_captions import json_track
from pipeline.ingest.captions.srt import srt_track
from pipeline.ingest.captions.timedtext import timedtext_track
from pipeline.ingest.captions.webvtt import webvtt_track

_TRACKS: tuple[tuple[tuple[str, ...], Callable[[str], Track]], ...] = (
    (("WEBVTT",), webvtt_track),
    (("{", "["), json_track),
    (("<",), timedtext_track),
    (("[Script Info]",), ass_track),
    (("",), srt_track),
)


def track_of(text: str) -> Track | None:
    """The first track with a cue that the text can be read as; None where it is no captions."""
    text = text.lstrip("\ufeff \t\r\n")
    tracks = (read(text) for openings, read in _TRACKS if text.startswith(openings))
    return next((track for track in tracks if track.cues), None)
