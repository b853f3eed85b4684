"""Parts cover a document once, within the limit, and begin at the best borders there are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.document import BlockKind, Document
from pipeline.extract.chunking import Part, headings_of, parts_of
from tests.factories import document

TEXT = "第一节\n\n甲公司很大。乙公司很小。\n\n丙公司在北方。丁公司在南方。\n\n第二节\n\n戊公司卖书。己公司卖面。\n\n庚公司关门。"


def _with_headings() -> Document:
    plain = document(TEXT)
    blocks = tuple(replace(b, kind=BlockKind.HEADING, level=1) if "节" in b.span.of(TEXT) else b for b in plain.blocks)
    return replace(plain, blocks=blocks)


@pytest.mark.parametrize(
    ("limit", "parts"),
    [
        (1000, [Part(1, 9)]),
        (50, [Part(1, 5), Part(6, 9)]),
        (26, [Part(1, 3), Part(4, 5), Part(6, 8), Part(9, 9)]),
        (1, [Part(n, n) for n in range(1, 10)]),
    ],
)
def test_a_part_begins_at_a_heading_else_at_a_block(limit: int, parts: list[Part]) -> None:
    assert parts_of(_with_headings(), limit, len) == parts


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(1, 200))
def test_parts_cover_every_sentence_once_and_keep_the_limit(lengths: list[int], limit: int) -> None:
    found = document("\n".join("字" * length + "。" for length in lengths))
    parts = parts_of(found, limit, len)
    assert [n for part in parts for n in range(part.first, part.last + 1)] == list(range(1, len(found.sentences) + 1))
    for part in parts:
        size = sum(len(found.quote(n)) + 2 for n in range(part.first, part.last + 1))
        assert size <= limit or part.first == part.last


def test_headings_are_those_above_the_sentence() -> None:
    assert headings_of(_with_headings(), 9) == ["第二节"]
    assert headings_of(_with_headings(), 1) == []


def test_halves_are_of_sentences() -> None:
    assert Part(1, 5).halves() == (Part(1, 3), Part(4, 5))
    assert Part(2, 2).halves() is None
