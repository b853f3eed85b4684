import json
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.document import Span
from pipeline.datamodel.language import Language
from pipeline.text.sentences import split_clauses, split_sentences

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "sentences.json").read_text(encoding="utf-8"))
TEXTS = st.text(st.sampled_from(list("字说a Z1。！？.!?…，,:“”「」()（）《》\"'\n ；、[]")), max_size=80) | st.text(max_size=60)


@pytest.mark.parametrize("case", VECTORS["sentences"], ids=lambda case: case["id"])
def test_split_sentences_finds_the_sentences_of_the_vectors(case: dict[str, Any]) -> None:
    assert [span.of(case["input"]) for span in split_sentences(case["input"], Language(case["language"]))] == case["expected"]


@pytest.mark.parametrize("case", VECTORS["clauses"], ids=lambda case: case["id"])
def test_split_clauses_finds_the_clauses_of_the_vectors(case: dict[str, Any]) -> None:
    assert [span.of(case["input"]) for span in split_clauses(case["input"], Language(case["language"]))] == case["expected"]


@pytest.mark.parametrize("split", [split_sentences, split_clauses])
@given(text=TEXTS)
def test_spans_cover_every_non_space_character_once_and_in_order(split: Callable[[str, Language], list[Span]], text: str) -> None:
    spans = split(text, Language.ZH_HANS)
    assert all(span.start < span.end for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    covered = "".join(span.of(text) for span in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(span.of(text) == span.of(text).strip() for span in spans)


@pytest.mark.parametrize("unit", ["字", "。", "“", "”", "（", "（）", '"', "a.", "Mr. ", ".[1", "…", "\n ", "，", "！”"])
def test_splitting_is_linear_in_hostile_text(unit: str) -> None:
    text = unit * (50_000 // len(unit))
    start = time.perf_counter()
    split_sentences(text, Language.ZH_HANS)
    split_clauses(text, Language.ZH_HANS)
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize("text", ["词" * 3000, "价格下调，" * 500, "the price fell and " * 200, "a" * 599 + "，" + "b" * 700])
def test_what_never_ends_is_cut_at_a_border_and_nothing_is_lost(text: str) -> None:
    spans = split_sentences(text, Language.ZH_HANS)
    assert len(spans) > 1
    assert max(map(len, spans)) <= 600
    assert "".join(span.of(text) for span in spans).replace(" ", "") == text.replace(" ", "")
    if "，" in text:
        assert spans[0].of(text).endswith("，")
