from __future__ import annotations

import pytest

from pipeline.ingest.captions.cues import CueLine, TimedLine
from pipeline.ingest.captions.speakers import turns


def said(*lines: str) -> list[list[str]]:
    return [[line.text for line in turn] for turn in turns([TimedLine(CueLine(text, n), n // 2) for n, text in enumerate(lines)])]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("We met.", ">> Where?", "In Oslo. >> When?"), [["We met."], ["Where?", "In Oslo."], ["When?"]]),
        ((">>> The news.", ">> JOHN: Hello.", "MARY: Hi."), [["The news."], ["Hello."], ["Hi."]]),
        (("- Where?", "- In Oslo."), [["Where?"], ["In Oslo."]]),
        (("-Where?", "-In Oslo."), [["Where?"], ["In Oslo."]]),
        (
            ("主持人：你好吗？", "王小明：很好。", "真的很好。", "王小明：谢谢。", "主持人：好。"),
            [["你好吗？"], ["很好。", "真的很好。", "谢谢。"], ["好。"]],
        ),
        (("Ada: We built it.", "Tom: When?", "Ada: In May.", "Tom: Good."), [["We built it."], ["When?"], ["In May."], ["Good."]]),
        (("Speaker 1: Yes.", "Speaker 2: No."), [["Yes."], ["No."]]),
        (("[Host] Yes.", "[Guest] No."), [["Yes."], ["No."]]),
        (("記者：多少錢？", "答：三百元。"), [["多少錢？"], ["三百元。"]]),
        (("HOST:", "Yes."), [["Yes."]]),
    ],
)
def test_a_change_of_speaker_begins_a_paragraph_and_labels_go(lines: tuple[str, ...], expected: list[list[str]]) -> None:
    assert said(*lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ("问题是：价格太高了", "比如：一百元", "问题是：没有人买", "比如：两百元"),
        ("Remember: it costs 3 dollars.", "Step 1: open it.", "Remember: close it.", "Step 2: close it."),
        ("it was -5 degrees", "-5 is cold"),
        ("the price is 3:1", "NASA: an agency", "at 10:30"),
        ("这是一个拉伸", "-挤压-旋转的动作"),
        ("see https://example.org", "Note: yes"),
        ("it was late", "— and it rained"),
    ],
)
def test_other_words_before_a_colon_and_other_dashes_stay(lines: tuple[str, ...]) -> None:
    assert said(*lines) == [list(lines)]
