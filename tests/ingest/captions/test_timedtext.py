from __future__ import annotations

import pytest

from pipeline.ingest.captions.timedtext import TimedTextIngestor, timedtext_track
from tests.ingest.sources import source

TTML = """<?xml version="1.0" encoding="utf-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25" ttp:tickRate="1000" xml:lang="en">
<head><metadata><p>not shown</p></metadata></head>
<body><div>
<p begin="00:00:01.000" end="00:00:02.500"><span style="s">The mill<br/>turns</span>
   slowly</p>
<p begin="3.5s" dur="500ms">at &lt;10&gt; &amp; more</p>
<p begin="00:00:05:05" end="00:00:06:00">by frames</p>
<p begin="7000t" end="8000t"/>
<p begin="9000t" end="9500t">by ticks</p>
</div></body></tt>"""


def test_ttml_times_lines_and_entities() -> None:
    cues = timedtext_track(TTML).cues
    assert [(cue.start, cue.end, [line.text.strip() for line in cue.lines]) for cue in cues] == [
        (1.0, 2.5, ["The mill", "turns slowly"]),
        (3.5, 4.0, ["at <10> & more"]),
        (5.2, 6.0, ["by frames"]),
        (9.0, 9.5, ["by ticks"]),
    ]
    assert [cue.lines[0].number for cue in cues] == [5, 7, 8, 10]
    assert timedtext_track(TTML).language == "en"


def test_youtube_second_generation_appends() -> None:
    text = '<?xml version="1.0"?><timedtext><text t="160" d="900">one two</text><text t="1000" d="900" append="true"> three</text></timedtext>'
    assert [(cue.start, [line.text for line in cue.lines]) for cue in timedtext_track(text).cues] == [(0.16, ["one two three"])]


def test_a_file_that_is_cut_short_gives_what_it_has() -> None:
    text = '<transcript><text start="1" dur="1">one</text><text start="2" dur="1">two'
    assert [line.text for cue in timedtext_track(text).cues for line in cue.lines] == ["one", "two"]


@pytest.mark.parametrize("text", ['<?xml version="1.0"?><rss><channel/></rss>', "<ttx>", "<transcripts></transcripts>", "plain <transcript>"])
def test_other_xml_is_no_captions(text: str) -> None:
    assert not TimedTextIngestor().accepts(source(text, "a.xml"), text)
