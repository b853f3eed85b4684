"""Whole texts as people save them (transcripts, newsletters, forums, light markups): nothing of their markup is left in the document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TypedDict

import pytest

from tests.ingest.sources import read


class _Case(TypedDict):
    id: str
    name: str
    text: list[str]
    title: str | None
    published: str | None
    blocks: list[str]


CASES: list[_Case] = json.loads((Path(__file__).parents[1] / "vectors" / "residue.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_is_left_is_the_text(case: _Case) -> None:
    document = read("\n".join(case["text"]) + "\n", case["name"])
    assert [f"{block.kind} {block.span.of(document.text)}" for block in document.blocks] == case["blocks"]
    assert document.title == case["title"]
    assert (document.published and document.published.date) == case["published"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_sentence_stands_on_the_line_that_the_map_names(case: _Case) -> None:
    document = read("\n".join(case["text"]) + "\n", case["name"])
    for sentence in document.sentences:
        words = re.findall(r"[A-Za-z]{3,}|[\u3400-\u9fff]{2}", sentence.span.of(document.text))
        assert sentence.line is not None
        assert not words or any(word in case["text"][sentence.line - 1] for word in words)
