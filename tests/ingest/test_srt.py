from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.srt import SrtIngestor
from tests.ingest.sources import read, source

CUES = "1\n00:00:01,500 --> 00:00:03,000\n<i>第一句话。</i>\n\n2\n00:00:03,000 --> 00:00:05,000\n[音乐]\n{\\an8}第二句话，\n还没有完。\n"


def test_cues_keep_their_times_and_lines() -> None:
    document = read(CUES, "talk.srt")
    assert document.is_transcript
    assert [(document.quote(s.n), s.line, s.time) for s in document.sentences] == [("第一句话。", 3, 1.5), ("第二句话，还没有完。", 8, 3.0)]


def test_a_cue_that_ends_before_it_starts_names_line_and_times() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n好\n\n2\n00:02:10,000 --> 00:01:58,200\n坏\n"
    with pytest.raises(SourceError) as caught:
        SrtIngestor().read(source(text, "talk.srt"), text)
    assert str(caught.value) == "in/talk.srt, line 6: cue ends before it starts (00:02:10,000 → 00:01:58,200); correct the times or remove the cue"


def test_a_file_without_cues_is_an_error() -> None:
    with pytest.raises(SourceError, match="no caption cue found"):
        read("只有文字", "talk.srt")


def test_captions_are_told_by_their_first_cue() -> None:
    assert SrtIngestor().accepts(source(CUES, "talk.txt"), CUES)
    assert not SrtIngestor().accepts(source("第 1 章\n正文", "a.txt"), "第 1 章\n正文")


def test_a_number_that_is_spoken_stays() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n答案是\n42\n\n2\n00:00:02,000 --> 00:00:04,000\n不是四十三。\n"
    assert "42" in read(text, "a.srt").text


def test_english_lines_of_a_sentence_are_joined_with_a_space() -> None:
    lines = ("The company cut", "the price by half,", "and users cheered.")
    text = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n\n" for n, line in enumerate(lines, start=1))
    assert read(text, "a.srt").text == "The company cut the price by half, and users cheered."


def test_greetings_in_edited_captions_stay() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n大家好。\n\n2\n00:00:02,000 --> 00:00:04,000\n今天讲价格。\n"
    assert read(text, "a.srt").text.startswith("大家好。")
