"""A sentence calls the rows whose cues stand in it: those of words by its words, those of Han and signs by their characters."""

from __future__ import annotations

import pytest

from pipeline.extract.calling import Calling

CUES = [["发布", "推出"], ["release", "open-sourc"], ["made up", "up from"], ["%"], ["as fast"], ["up"], ["a"]]


@pytest.mark.parametrize(
    "text",
    ["", "发，布", "正式发布", "unreleased", "it made them up", "made up of", "up, from", "90%", "open-sourced as fast as a", "推出 open sourced"],
)
def test_it_is_what_a_look_for_each_cue_would_find(text: str) -> None:
    assert Calling(CUES).rows(text, frozenset(text)) == [n for n, row in enumerate(CUES) if any(cue in text for cue in row)]
