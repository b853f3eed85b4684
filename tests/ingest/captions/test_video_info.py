from __future__ import annotations

import json

import pytest

from pipeline.errors import SourceError
from tests.ingest.sources import read

CUES = "WEBVTT\n\n00:00:02.000 --> 00:00:03.000\n{}\n"
INFO = {
    "id": "x1",
    "title": "How the bridge was built",
    "channel": "River Lab",
    "upload_date": "20240718",
    "webpage_url": "https://www.youtube.com/watch?v=x1",
    "formats": [],
    "language": "en",
}


def entry(words: str) -> list[dict[str, str]]:
    return [{"ext": "srv1", "url": "https://example.org/a"}, {"ext": "vtt", "data": CUES.format(words)}]


def test_captions_within_are_read_with_what_is_known_of_the_video() -> None:
    info = {**INFO, "automatic_captions": {"fr": entry("Le pont."), "en": entry("The bridge took four years.")}}
    document = read(json.dumps(info), "talk.info.json")
    assert document.text == "The bridge took four years."
    assert (document.title, document.author, document.url) == (INFO["title"], "River Lab", INFO["webpage_url"])
    assert document.published is not None
    assert (document.published.date, document.published.origin) == ("2024-07-18", "metadata")
    assert [(s.time, s.line) for s in document.sentences] == [(2.0, 1)]


def test_captions_by_people_come_before_those_by_machines_and_chat_is_none() -> None:
    info = {
        **INFO,
        "subtitles": {"live_chat": entry("A joke."), "en": entry("The bridge stood.")},
        "automatic_captions": {"en": entry("the britches did")},
    }
    assert read(json.dumps(info), "talk.info.json").text == "The bridge stood."


def test_addresses_alone_tell_what_to_do() -> None:
    info = {**INFO, "subtitles": {"en": [{"ext": "vtt", "url": "https://example.org/a.vtt"}]}}
    with pytest.raises(SourceError, match=r"^in/talk\.info\.json: .*without its captions; get them with yt-dlp --write-subs"):
        read(json.dumps(info), "talk.info.json")
