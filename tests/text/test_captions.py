import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.language import Language
from pipeline.text.captions import Break, label_breaks, looks_like_captions, paragraph_starts

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "captions.json").read_text(encoding="utf-8"))
FLOORS = {"ferry-zh-Hans": 0.9, "tea-zh-Hant": 0.8, "crm-en": 0.95, "phone-zh-Hans": 0.75}  # share of right labels; raise them, never lower them
LINES = st.lists(st.text(st.sampled_from(list("在的了我们时候比如，。ab ")), max_size=12) | st.text(max_size=12), max_size=20)


@pytest.mark.parametrize("case", VECTORS["pairs"], ids=lambda case: case["id"])
def test_label_breaks_judges_the_pairs(case: dict[str, Any]) -> None:
    assert label_breaks(case["lines"], Language(case["language"])) == case["expected"]


@pytest.mark.parametrize("case", VECTORS["transcripts"], ids=lambda case: case["id"])
def test_label_breaks_reaches_its_floor_on_transcripts(case: dict[str, Any]) -> None:
    lines = case["lines"]
    labels = label_breaks([line["text"] for line in lines])
    right = sum(label == line["label"] or label in line["also"] for label, line in zip(labels, lines, strict=True))
    assert right / len(lines) >= FLOORS[case["id"]]


def test_both_scripts_are_judged_alike() -> None:
    hans = ["随着气温下降", "续航也会缩短", "接下来", "我们看看价格", "在国外", "它卖得更贵"]
    hant = ["隨著氣溫下降", "續航也會縮短", "接下來", "我們看看價格", "在國外", "它賣得更貴"]
    assert label_breaks(hans) == label_breaks(hant)


def test_paragraphs_begin_at_new_topics() -> None:
    lines = ["大家好，我是小林", "今天讲讲电动船", "它很安静", "好了，接下来看价格", "单程票两块钱", "最后我们来看缺点", "冬天续航会缩短"]
    breaks = [Break.SENTENCE_END] * len(lines)
    assert paragraph_starts(lines, breaks) == [0, 3, 5]
    assert paragraph_starts(lines, [Break.CLAUSE_COMMA] * len(lines)) == [0]
    assert paragraph_starts([], []) == []


def test_punctuated_captions_are_joined_by_their_marks() -> None:
    lines = ["The ferry is quiet,", "and it smells of", "nothing. It crosses", "eight times a day.", "It is new."]
    labels = ["clause_comma", "no_break", "no_break", "sentence_end", "sentence_end"]
    assert [str(label) for label in label_breaks(lines, Language.EN)] == labels


def test_a_decimal_point_that_became_a_full_stop_ends_nothing() -> None:
    lines = ["这个数大约是0。", "73，比一小。", "2024年的值是0。", "2025年还没有。"]
    assert [str(label) for label in label_breaks(lines)] == ["no_break", "sentence_end", "sentence_end", "sentence_end"]


@given(LINES)
def test_every_line_has_a_label(lines: list[str]) -> None:
    assert len(label_breaks(lines)) == len(lines)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line["text"] for line in VECTORS["transcripts"][0]["lines"]], True),
        ([line["text"] for line in VECTORS["transcripts"][2]["lines"]], True),
        (["第一段写得很长，有好几句话。每一句都有句号，所以它是文章。"] * 12, False),
        (["太少的行"] * 3, False),
        (["这是一行没有标点却长得出奇的文字" * 6] * 12, False),
    ],
)
def test_looks_like_captions_tells_caption_lines_from_prose(lines: list[str], expected: bool) -> None:
    assert looks_like_captions(lines) is expected


@pytest.mark.parametrize("line", ["字" * 200_000, "的" * 200_000, "在中" * 100_000, "，" * 200_000, "1" * 200_000, "来看" * 100_000, "a" * 200_000])
def test_labelling_is_linear_in_hostile_lines(line: str) -> None:
    start = time.perf_counter()
    label_breaks([line, line], Language.ZH_HANS)
    assert time.perf_counter() - start < 5
