from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.ingest.caption_texts import track_of
from pipeline.ingest.cues import Track
from pipeline.ingest.rolling import unroll
from pipeline.ingest.transcript import transcript
from tests.ingest.rolling_forms import FORMS, scroll_srt
from tests.ingest.sources import read, source

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "rolling.json").read_text(encoding="utf-8"))
WORD = re.compile(r"[㐀-鿿]|[^\W㐀-鿿]+(?:[.,'][^\W㐀-鿿]+)*")
TRUTHS = {
    "en": ["so we put the sensor on the bridge", "and then we waited for the rain", "and nothing happened", "no", "no", "no", "it was very very quiet",
           "so we put the sensor on the bridge", "again", "again", "and it's working now", "it's working now", "for the first time",
           "for the first time in years", "we measured 4.5 millimetres", "of movement in 30 days"],
    "en-punctuated": ["Did the pump fail?", "No. No. No.", "It did not fail.", "It did not fail.", "The valve did,", "and the valve costs $12.50.", "Yes.",
                      "Yes.", "We bought 3,000 of them,", "we bought 3,000 of them,", "and we kept them all."],
    "zh-Hans": ["我们把传感器装在桥上", "然后等下雨", "结果什么也没有", "不行", "不行", "不行", "再试一次", "再试一次", "非常非常安静", "我们把传感器装在桥上",
                "这次测到了4.5毫米", "三十天的位移", "对", "对", "对对对"],
    "zh-Hant": ["這座水庫蓋了十二年", "花了三十億元", "下大雨的時候", "下大雨的時候", "水位會升高八公尺", "慢慢升高", "慢慢升高", "沒有問題", "沒有問題",
                "真的沒有問題", "整個工程都在山裡"],
}  # fmt: skip


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
def test_a_line_has_the_time_at_which_it_began_to_be_shown(case: dict[str, list[str]]) -> None:
    track = track_of("\n".join(case["source"]))
    assert track is not None
    passages = transcript(source("x", str(case["name"])), track).passages
    assert [line.time for passage in passages for line in passage.lines] == case["times"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("truth", TRUTHS)
def test_every_form_of_a_talk_says_the_same(truth: str, form: str) -> None:
    suffix, write = FORMS[form]
    assert spoken(write(TRUTHS[truth]), f"talk.{suffix}") == words(TRUTHS[truth])


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
