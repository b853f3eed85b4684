"""Minutes to read an issue."""

from __future__ import annotations

from pipeline.compose.issues.reading import minutes


def test_chinese_and_english_are_read_at_their_own_pace() -> None:
    text = {"en": "a" * 1300, "zh-Hans": "字" * 700}
    assert minutes([text], (), (), (), ["en", "zh-Hans"]) == {"en": 2, "zh-Hans": 2}


def test_an_empty_issue_takes_a_minute() -> None:
    assert minutes([], (), (), (), ["en"]) == {"en": 1}
