from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.wording.quotes import CORNERED, CURVED, CURVED_WITHIN, Marks, is_quoted, pairs, requoted


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("他说“读过‘甲’”", CORNERED, "他说「读过『甲』」"),
        ("他说「读过『甲』」", CURVED, "他说“读过‘甲’”"),
        ("他说「读过『甲』」", CURVED_WITHIN, "他说‘读过“甲”’"),
        ('他说"甲"和"乙”', CURVED, "他说“甲”和“乙”"),
        ("„Gut“, 他说", CORNERED, "「Gut」, 他说"),
        ("it’s ‘so’ good", CORNERED, "it’s ‘so’ good"),
        ("『甲』和‘乙’", CORNERED, "『甲』和『乙』"),
        ("“没有完", CORNERED, "“没有完"),
    ],
)
def test_pairs_are_written_level_by_level(text: str, marks: Marks, expected: str) -> None:
    assert requoted(text, marks) == expected


@pytest.mark.parametrize(("text", "quoted"), [("“甲”", True), ("「甲『乙』」", True), ("“甲”和“乙”", False), ("甲", False), ("“甲", False)])
def test_one_pair_round_the_whole_text_is_a_quotation(text: str, quoted: bool) -> None:
    assert is_quoted(text) is quoted


@pytest.mark.parametrize("text", ["“", "甲”", "“甲』", "『甲”", '"'])
def test_a_mark_without_its_half_makes_no_pairs(text: str) -> None:
    assert pairs(text) is None


@given(st.text("甲a“”‘’「」『』„\"'", max_size=30), st.sampled_from([CORNERED, CURVED]))
def test_requoting_keeps_the_length_and_all_but_the_marks(text: str, marks: Marks) -> None:
    written = requoted(text, marks)
    assert len(written) == len(text)
    assert requoted(written, marks) == written


def test_a_long_text_of_marks_is_read_in_linear_time() -> None:
    assert pairs("“" * 200_000) is None
    assert len(pairs("“甲”" * 100_000) or ()) == 100_000
