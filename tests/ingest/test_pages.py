"""Whole pages of many kinds: what is the article comes in, what stands beside it does not, and the page's own fields are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest

from tests.ingest.sources import block_texts, read


class _Case(TypedDict):
    page: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    has: list[str]
    lacks: list[str]


HERE = Path(__file__).parent
CASES: list[_Case] = json.loads((HERE.parent / "vectors" / "pages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["page"])
def test_the_article_of_a_page_and_nothing_else(case: _Case) -> None:
    document = read((HERE / "pages" / f"{case['page']}.html").read_bytes(), f"{case['page']}.html")
    blocks = block_texts(document)
    assert [text for text in case["has"] if not any(text in block for block in blocks)] == []
    assert [text for text in case["lacks"] if text in document.text] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["page"])
def test_the_fields_of_a_page(case: _Case) -> None:
    document = read((HERE / "pages" / f"{case['page']}.html").read_bytes(), "page.html")
    assert document.title == case["title"]
    assert document.author == case["author"]
    assert (document.published.date if document.published else None) == case["published"]
    assert document.url == case["url"]
