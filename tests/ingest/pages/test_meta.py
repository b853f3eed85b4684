from __future__ import annotations

import pytest

from pipeline.ingest.pages.meta import PageMeta, read_meta
from pipeline.ingest.pages.tree import parse


def meta(body: str, head: str = "") -> PageMeta:
    tree = parse(f"<html><head><title>Rye and wheat</title>{head}</head><body><h1>Rye and wheat</h1>{body}</body></html>")
    assert tree is not None
    return read_meta(tree)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>发布时间：2024-07-18 10:00 来源：本站</p>", "2024-07-18"),
        ("<span>2024-07-18 10:00:05</span>", "2024-07-18 10:00"),
        ("<div><time datetime='2024-07-18T10:00:00Z'>July 18</time></div>", "2024-07-18T10:00:00Z"),
        ("<span itemprop='datePublished' content='2024-07-18'>yesterday</span>", "2024-07-18"),
        ("<script>var ct = '1721268000';</script>", "2024-07-18 10:00"),
        ("<div class='comment'><time datetime='2024-07-19'>19</time></div>", None),
        ("<aside class='related'><span class='time'>2024-07-19</span></aside>", None),
        ("<ul><li><a href='/x'>Other</a> <time datetime='2024-07-19'>19</time></li></ul>", None),
        ("<p>The mill of 2024-07-18 10:00 is gone; it burnt down in the night.</p>", None),
    ],
    ids=["label", "bare", "time", "microdata", "script", "comment", "related", "list", "prose"],
)
def test_the_date_is_the_pages_own(body: str, expected: str | None) -> None:
    assert meta(body).published == expected


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("<a rel='author' href='/a'>Ann Field</a>", "", "Ann Field"),
        ("<span class='byline'>By Ann Field | Updated today</span>", "", "Ann Field"),
        ("<p>来源：本站　作者：林小满</p>", "", "林小满"),
        ("<div class='comment'><span class='author'>guest 5</span></div>", "", None),
        ("", "<meta name='author' content='责任编辑：王'>", None),
        ("", "<meta name='author' content='admin'>", None),
    ],
    ids=["rel", "byline", "label", "comment", "editor", "admin"],
)
def test_the_author_is_a_name(body: str, head: str, expected: str | None) -> None:
    assert meta(body, head).author == expected


def test_linked_data_that_loop_or_break_are_left() -> None:
    assert meta("", "<script type='application/ld+json'>" + "[" * 50_000 + "</script>").author is None
