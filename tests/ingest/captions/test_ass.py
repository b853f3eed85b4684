from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.captions.ass import AssIngestor, ass_track
from tests.ingest.sources import block_texts, read, source

HEAD = """[Script Info]
; by hand
Title: Workshop

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
EVENTS = r"""Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not shown
Dialogue: 0,0:00:03.00,0:00:05.50,Default,Ada,0,0,0,,{\an8\fad(100,200)}Second, with a comma\Nand a line.
Dialogue: 0,0:00:01.00,0:00:02.00,Default,Tom,0,0,0,,First\hof all.
Dialogue: 1,0:00:01.00,0:00:02.00,Default,Tom,0,0,0,,{\bord3}First\hof all.
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\p1}m 0 0 l 100 0 100 100{\p0}
"""


def test_events_are_put_in_order_and_layers_and_drawings_left_out() -> None:
    document = read(HEAD + EVENTS, "talk.ass")
    assert block_texts(document) == ["First of all.", "Second, with a comma and a line."]
    assert [(s.time, s.line) for s in document.sentences] == [(1.0, 13), (3.0, 12)]


def test_columns_are_read_by_their_names() -> None:
    text = (
        HEAD.replace("Layer, Start, End, Style, Name", "Marked, End, Start, Style, Name")
        + "Dialogue: 0,0:00:05.00,0:00:03.00,D,,0,0,0,,Turned round.\n"
    )
    assert [(cue.start, cue.end) for cue in ass_track(text).cues] == [(3.0, 5.0)]


def test_a_script_is_told_by_its_first_section() -> None:
    assert AssIngestor().accepts(source(HEAD, "a.txt"), HEAD)
    with pytest.raises(SourceError, match="no caption cue found"):
        read(HEAD, "a.ass")
