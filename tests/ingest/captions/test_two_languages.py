from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.ingest.captions.cues import Cue, CueLine
from pipeline.ingest.captions.two_languages import one_language

CHINESE = ["我们盖了一座桥", "花了四年", "它很安静", "没有人看到", "后来下雪了"]
ENGLISH = ["We built a bridge.", "It took four years.", "It is quiet.", "Nobody saw it.", "Then it snowed."]


def cues(*rows: Sequence[str]) -> list[Cue]:
    return [Cue(float(n), n + 1.0, tuple(CueLine(text, n) for text in lines)) for n, lines in enumerate(rows)]


def left(found: Sequence[Cue]) -> list[str]:
    return [line.text for cue in found for line in cue.lines]


def stacked(first: Sequence[str], second: Sequence[str]) -> list[Cue]:
    return cues(*zip(first, second, strict=True))


def test_of_two_languages_in_each_cue_the_punctuated_one_is_kept() -> None:
    assert left(one_language(stacked(CHINESE, ENGLISH))) == ENGLISH
    assert left(one_language(stacked([f"{line}。" for line in CHINESE], [line.strip(".") for line in ENGLISH]))) == [f"{line}。" for line in CHINESE]


def test_what_the_user_asks_for_is_kept_before_all() -> None:
    assert left(one_language(stacked(CHINESE, ENGLISH), wanted="zh-Hans")) == CHINESE


def test_what_the_file_names_decides_before_punctuation() -> None:
    assert left(one_language(stacked(CHINESE, ENGLISH), original="zh")) == CHINESE


def test_the_fuller_language_is_kept_throughout() -> None:
    rows = [*zip(CHINESE, ENGLISH, strict=True), ("春天来了",), ("桥还在",)]
    assert left(one_language(cues(*rows), original="en")) == [*CHINESE, "春天来了", "桥还在"]


def test_cues_of_the_other_language_alone_go_too() -> None:
    rows = [("The end",), *zip(CHINESE, ENGLISH, strict=True)]
    assert left(one_language(cues(*rows), wanted="zh")) == CHINESE


def test_a_name_that_both_languages_write_alike_is_kept_once() -> None:
    rows = [*zip(CHINESE, ENGLISH, strict=True), ("River Lab", "River Lab.")]
    assert left(one_language(cues(*rows), wanted="zh")) == [*CHINESE, "River Lab"]
    assert left(one_language(cues(*rows), wanted="en")) == [*ENGLISH, "River Lab."]


def test_cues_that_alternate_are_told_apart() -> None:
    rows = [(line,) for pair in zip(CHINESE, ENGLISH, strict=True) for line in pair]
    assert left(one_language(cues(*rows))) == ENGLISH


def test_tracks_one_after_the_other_are_told_by_their_times() -> None:
    both = [*cues(*((line,) for line in CHINESE)), *cues(*((line,) for line in ENGLISH))]
    assert left(one_language(both)) == ENGLISH


@pytest.mark.parametrize(
    "rows",
    [
        [("我们用 Python 写代码",), ("然后 deploy 到 server",), ("OK",), ("Let's go",), ("它很安静",), ("没有人看到",)],
        [("We built a bridge",), ("in 北京",), ("It is quiet",), ("Nobody saw it",)],
        [("我们盖了一座桥",), ("We built it",), ("花了四年",), ("它很安静",), ("没有人看到",), ("后来下雪了",)],
    ],
)
def test_a_talk_that_mixes_words_is_in_one_language(rows: list[Sequence[str]]) -> None:
    found = cues(*rows)
    assert one_language(found) == found
