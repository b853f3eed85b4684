from __future__ import annotations

import json

import pytest

from pipeline.errors import UnsupportedError
from pipeline.ingest.captions.json_captions import JsonCaptionsIngestor, json_track
from tests.ingest.sources import read, source


def lines(data: object) -> list[tuple[float, str]]:
    return [(cue.start, line.text.strip()) for cue in json_track(json.dumps(data)).cues for line in cue.lines]


@pytest.mark.parametrize(
    "data",
    [
        {"segments": [{"start": 0.5, "end": 2, "text": " We met."}, {"start": 2, "end": 3, "text": " We left."}]},
        {
            "segments": [
                {"start": 0.5, "end": 2, "words": [{"word": " We"}, {"word": " met."}]},
                {"start": 2, "end": 3, "words": [{"word": " We left."}]},
            ]
        },
        {"transcription": [{"offsets": {"from": 500, "to": 2000}, "text": " We met."}, {"offsets": {"from": 2000, "to": 3000}, "text": " We left."}]},
        {"chunks": [{"timestamp": [0.5, 2.0], "text": " We met."}, {"timestamp": [2.0, None], "text": " We left."}]},
        {"body": [{"from": 0.5, "to": 2, "content": "We met."}, {"from": 2, "to": 3, "content": "We left."}]},
        [{"text": "We met.", "start": 0.5, "duration": 1.5}, {"text": "We left.", "start": "2.0", "duration": 1.0}],
        {
            "words": [
                {"word": "We", "start": 0.5, "end": 1},
                {"word": "met.", "start": 1, "end": 2},
                {"word": "We", "start": 2, "end": 2.2},
                {"word": "left.", "start": 2.2, "end": 3},
            ]
        },
        {
            "events": [
                {"tStartMs": 500, "segs": [{"utf8": "We"}, {"utf8": " met."}]},
                {"tStartMs": 2000, "dDurationMs": 1000, "segs": [{"utf8": "We left."}]},
            ]
        },
    ],
    ids=["whisper", "words-in-segments", "whisper.cpp", "chunks", "bilibili", "list", "words", "json3"],
)
def test_each_shape_is_read(data: object) -> None:
    assert lines(data) == [(0.5, "We met."), (2.0, "We left.")]


def test_words_of_chinese_and_figures_are_joined_without_spaces() -> None:
    words = [{"word": word, "start": n, "end": n + 1} for n, word in enumerate(["我们", "有", "3", ".", "5", "吨", "GPU", "cards", "。"])]
    assert [text for _, text in lines({"words": words})] == ["我们有3.5吨GPU cards。"]


def test_speakers_of_segments_begin_paragraphs() -> None:
    data = {
        "segments": [
            {"start": 0, "end": 1, "text": "We built the bridge.", "speaker": "SPEAKER_00"},
            {"start": 1, "end": 2, "text": "It took four years.", "speaker": "SPEAKER_00"},
            {"start": 2, "end": 3, "text": "And nobody saw it.", "speaker": "SPEAKER_01"},
        ]
    }
    assert read(json.dumps(data), "a.json").text == "We built the bridge.\nIt took four years.\n\nAnd nobody saw it."


def test_a_line_keeps_the_number_of_its_source_line() -> None:
    data = {
        "language": "en",
        "segments": [{"start": 0, "end": 1, "text": "We built the bridge."}, {"start": 1, "end": 2, "text": 'The "text": it stood.'}],
    }
    document = read(json.dumps(data, indent=1), "a.json")
    assert [s.line for s in document.sentences] == [7, 12]


@pytest.mark.parametrize("text", ['{"a": 1}', '{"events": [1, null]}', '{"segments": "none"}', "[" * 100_000, '{"segments": [', "[]"])
def test_other_json_is_no_captions(text: str) -> None:
    assert not JsonCaptionsIngestor().accepts(source(text, "a.json"), text)
    with pytest.raises(UnsupportedError, match=r"^in/a\.json: a JSON file"):
        read(text, "a.json")


@pytest.mark.parametrize("time", ["null", "true", '"x"', "NaN", "1e999", "-5", "[]", '"9:99"'])
def test_odd_times_are_no_reason_to_fail(time: str) -> None:
    text = f'{{"segments": [{{"start": 0, "text": "We met."}}, {{"start": {time}, "end": {time}, "text": "We left."}}]}}'
    found = lines(json.loads(text))
    assert [words for _, words in found] == ["We met.", "We left."]
    assert all(0 <= at < 1000 for at, _ in found)
