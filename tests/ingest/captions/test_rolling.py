from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pipeline.ingest.captions.cues import Track
from pipeline.ingest.captions.rolling import unroll
from pipeline.ingest.captions.texts import track_of
from pipeline.ingest.captions.transcript import transcript
from tests.ingest.captions.rolling_forms import FORMS, plain_srt, scroll_srt
from tests.ingest.sources import read, source

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "rolling.json").read_text(encoding="utf-8"))
CASES = VECTORS["cases"]
TALKS = VECTORS["talks"]
WORD = re.compile(r"[㐀-鿿]|[^\W㐀-鿿]+(?:[.,'][^\W㐀-鿿]+)*")


def words(lines: Sequence[str]) -> list[str]:
    return WORD.findall(" ".join(lines))


def spoken(text: str, name: str) -> list[str]:
    track = track_of(text)
    assert track is not None
    return words([passage.text for passage in transcript(source(text, name), track).passages])


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_word_is_read_once_and_genuine_repeats_stay(case: dict[str, list[str]]) -> None:
    document = read("\n".join(case["source"]), str(case["name"]))
    assert document.is_transcript
    assert words([document.text]) == words(case["says"])


@pytest.mark.parametrize("case", [case for case in CASES if "times" in case], ids=[case["id"] for case in CASES if "times" in case])
def test_a_line_has_the_time_at_which_it_began_to_be_shown(case: Mapping[str, Sequence[object]]) -> None:
    track = track_of("\n".join(map(str, case["source"])))
    assert track is not None
    passages = transcript(source("x", str(case["name"])), track).passages
    assert [line.time for passage in passages for line in passage.lines] == list(case["times"])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("talk", TALKS)
def test_every_form_of_a_talk_says_the_same(talk: str, form: str) -> None:
    suffix, write = FORMS[form]
    assert spoken(write(TALKS[talk]), f"talk.{suffix}") == words(TALKS[talk])


@pytest.mark.parametrize("form", FORMS)
def test_talks_full_of_repeats_keep_them(form: str) -> None:
    rng = random.Random(form)
    vocabulary = ["we", "think", "no", "yes", "price", "the", "model", "fast"]
    suffix, write = FORMS[form]
    for _ in range(6):
        lines: list[str] = []
        for _ in range(rng.randint(8, 24)):
            again = lines[-1:] if rng.random() < 0.2 else []
            lines += again or [" ".join(rng.choice(vocabulary) for _ in range(rng.choice([1, 2, 4, 6])))]
        assert spoken(write(lines), f"talk.{suffix}") == words(lines)


def test_a_line_still_shown_after_a_pause_is_not_said_again() -> None:
    text = scroll_srt(["one two three", "four five six", "seven eight nine", "ten eleven twelve"]).replace("00:00:04,000 -->", "00:00:05,000 -->")
    assert spoken(text, "a.srt") == words(["one two three four five six seven eight nine ten eleven twelve"])


def test_no_cues_are_no_lines() -> None:
    assert unroll(Track(format="srt", cues=[]).cues) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["No.", "No.", "No, I said.", "No, I said no.", "Stop.", "Stop it.", "Go.", "Fine."],
        ["la la la", "la la la la", "la la", "oh oh", "oh oh oh", "we go home", "we go home", "la la la", "la la la la"],
        ["再来", "再来一次", "好", "好", "好了", "我们走", "我们走", "回家", "再见", "再见"],
        ["We think that the price is fair.", "We think that the price is high.", "We think that the price is high."],
    ],
)
def test_edited_captions_are_left_alone_however_much_they_repeat(lines: list[str]) -> None:
    track = track_of(plain_srt(lines))
    assert track is not None
    assert [timed.line.text for timed in unroll(track.cues)] == lines
