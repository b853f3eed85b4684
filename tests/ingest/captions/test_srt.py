from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.captions.srt import SrtIngestor, opens_with_cue
from tests.ingest.sources import read, source

CUES = "1\n00:00:01,500 --> 00:00:03,000\n<i>第一句话。</i>\n\n2\n00:00:03,000 --> 00:00:05,000\n[音乐]\n{\\an8}第二句话，\n还没有完。\n"


def test_cues_keep_their_times_and_lines() -> None:
    document = read(CUES, "talk.srt")
    assert document.is_transcript
    assert [(document.quote(s.n), s.line, s.time) for s in document.sentences] == [("第一句话。", 3, 1.5), ("第二句话，还没有完。", 8, 3.0)]


def test_a_cue_that_ends_before_it_starts_is_kept_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n第一句。\n\n2\n00:02:10,000 --> 00:01:58,200\n第二句。\n\n3\n00:02:11,000 --> 00:02:12,000\n第三句。\n"
    document = read(text, "talk.srt")
    assert [(document.quote(s.n), s.time) for s in document.sentences] == [("第一句。", 1.0), ("第二句。", 130.0), ("第三句。", 131.0)]
    assert caplog.messages == ["in/talk.srt, line 7: cue ends before it starts; its words are kept, check its times"]


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


@pytest.mark.parametrize(
    "times",
    [
        "00:00:01,000 --> 00:00:02,000",
        "0:01.0 --> 0:02.0",
        "00：00：01，000 －－> 00：00：02，000",
        "00: 00: 01, 000 --> 00: 00: 02, 000",
        "0:00:01.000,0:00:02.000",
    ],
)
def test_times_are_read_however_they_are_written(times: str) -> None:
    document = read(f"{times}\n今天的价格没有变化。\n", "a.srt")
    assert [(s.time, document.quote(s.n)) for s in document.sentences] == [(1.0, "今天的价格没有变化。")]


def test_captions_without_numbers_or_empty_lines_are_told_and_read() -> None:
    text = "00:01 --> 00:02\n第一行。\n00:02 --> 00:03\n第二行。\n"
    assert opens_with_cue(text)
    assert read(text, "a.txt").text == "第一行。\n第二行。"


def test_an_arrow_in_prose_is_no_cue() -> None:
    assert not opens_with_cue("价格从 1 元 --> 2 元\n")
