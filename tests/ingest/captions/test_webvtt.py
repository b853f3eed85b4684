from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.captions.webvtt import WebVttIngestor, webvtt_track
from tests.ingest.sources import block_texts, read, source

EDITED = """WEBVTT - Workshop

STYLE
::cue { color: white }

NOTE
from 00:10 on
it was checked

REGION
id:left

opening
00:01.000 --> 00:03.000 align:start position:0%
<v Ada Reed>We opened the &quot;blue&quot;&nbsp;door.</v>

2
00:00:03.000 --> 00:00:05.000
<v Ada Reed>It took an hour.
<v.loud Tom>Two <i>hours</i>.

NOTE not for the reader

00:00:05.000 --> 00:00:06.000
NOTE this well.
"""


def test_comments_styles_names_and_settings_are_not_said() -> None:
    track = webvtt_track(EDITED)
    assert [(cue.start, cue.end, [line.number for line in cue.lines]) for cue in track.cues] == [
        (1.0, 3.0, [15]),
        (3.0, 5.0, [19, 20]),
        (5.0, 6.0, [25]),
    ]


def test_voices_begin_paragraphs_and_tags_and_entities_go() -> None:
    document = read(EDITED, "talk.vtt")
    assert block_texts(document) == ['We opened the "blue" door.\nIt took an hour.', "Two hours.\nNOTE this well."]
    assert (document.format, document.is_transcript) == ("vtt", True)


def test_the_header_decides_not_the_name() -> None:
    assert WebVttIngestor().accepts(source(EDITED, "talk.srt"), EDITED)
    assert not WebVttIngestor().accepts(source("WEBVTTS are a kind of boat.", "a.txt"), "WEBVTTS are a kind of boat.")


def test_the_language_of_the_header_is_kept() -> None:
    assert webvtt_track("WEBVTT\nKind: captions\nLanguage: zh-Hant\n\n00:01.000 --> 00:02.000\n好\n").language == "zh-Hant"


def test_a_file_without_cues_is_an_error() -> None:
    with pytest.raises(SourceError, match=r"^in/a\.vtt: no caption cue found; "):
        read("WEBVTT\n\nNOTE nothing here\n", "a.vtt")
