from __future__ import annotations

import re

import pytest

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.pages.meta import without_site
from tests.ingest.sources import block_texts, read

SENTENCES = [
    "这家公司周二宣布，它最小的模型降价一半，从今天起对所有用户开放。",
    "分析师认为，这一轮价格战会持续到明年，小公司的日子会更难过。",
    "公司负责人说，他们用新的训练方法把成本降低了四成，速度提高了两成。",
    "不过，也有用户抱怨新模型在长文本任务上的表现不如上一代稳定。",
]
ENGLISH = [
    "The company said on Tuesday that its smallest model would cost half as much from today, and that every user could try it.",
    "Analysts expect the price war to last well into next year, which will make life harder for smaller firms in the field.",
    "Its head of research said that a new way of training had cut costs by forty percent and made the model faster by a fifth.",
    "Some users complained, however, that the new model is less reliable than the old one when the text is long.",
]
HEAD = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title} - 某某网</title>
<meta property="og:site_name" content="某某网"><meta name="author" content="Lin Xiaoman">
<link rel="canonical" href="https://example.org/a"><meta property="article:published_time" content="2024-07-18T09:00:00+08:00">
<script type="application/ld+json">{{"broken": </script></head><body>
<nav><ul><li><a href="/">首页</a></li><li><a href="/b">财经</a></li></ul></nav>
<div class="main"><div class="article-content"><h2>降价 {mark}</h2>
"""
TAIL = """</div>
<div class="related"><ul><li><a href="/1">另一条新闻的标题很长很长</a></li><li><a href="/2">还有一条新闻</a></li></ul></div></div>
<div class="comments"><p>网友甲：写得真好，我要转发给朋友看看。</p></div>
<footer><p>版权所有，未经许可不得转载。地址：某市某路一号。</p></footer></body></html>
"""


def page(sentences: list[str], lang: str = "zh-CN") -> str:
    body = "\n".join(f"<p>{sentence} L{number}</p>" for number, sentence in enumerate(sentences, start=8))
    return (
        HEAD.format(lang=lang, title="小模型降价", mark="L7")
        + body
        + "\n<table><tr><th>模型</th><th>价格</th></tr><tr><td>A</td><td>5</td></tr></table>"
        + TAIL
    )


@pytest.mark.parametrize("sentences", [SENTENCES, ENGLISH], ids=["zh", "en"])
def test_the_article_is_kept_and_the_rest_goes(sentences: list[str]) -> None:
    document = read(page(sentences), "a.html")
    assert all(sentence in document.text for sentence in sentences)
    assert not any(word in document.text for word in ("首页", "另一条新闻", "网友甲", "版权所有"))


@pytest.mark.parametrize("sentences", [SENTENCES, ENGLISH], ids=["zh", "en"])
def test_lines_of_a_page_are_the_sources(sentences: list[str]) -> None:
    document = read(page(sentences), "a.html")
    marks = {int(match.group(1)): document.origin(match.start()).line for match in re.finditer(r"L(\d+)", document.text)}
    assert {8, 9, 10, 11} <= set(marks)
    assert all(marked == line for marked, line in marks.items())


def test_a_page_says_what_it_is() -> None:
    document = read(page(SENTENCES), "a.html")
    assert (document.title, document.author, document.url) == ("小模型降价", "Lin Xiaoman", "https://example.org/a")
    assert document.published is not None
    assert (document.published.date, str(document.published.origin)) == ("2024-07-18", "metadata")


def test_tables_of_a_page_become_rows() -> None:
    document = read(page(SENTENCES), "a.html")
    rows = [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert rows == ["模型 | 价格", "A | 5"]


def test_lists_quotes_and_code_of_a_page_are_told() -> None:
    inner = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    marked = "<ul><li>要点一</li><li>要点<b>二</b></li></ul><blockquote><p>原话。</p></blockquote><pre>x = 1\ny = 2</pre>"
    text = f"<html><body><article>{inner}{marked}</article></body></html>"
    document = read(text, "a.html")
    kinds = {block.span.of(document.text): block.kind for block in document.blocks}
    assert kinds["要点一"] is kinds["要点二"] is BlockKind.LIST_ITEM
    assert kinds["原话。"] is BlockKind.QUOTE
    assert kinds["x = 1\ny = 2"] is BlockKind.CODE


def test_line_breaks_part_paragraphs() -> None:
    text = "<html><body><div id='zoom'>" + "<br><br>".join(SENTENCES) + "</div></body></html>"
    assert block_texts(read(text, "a.htm")) == SENTENCES


def test_nesting_is_read_to_a_sane_depth() -> None:
    inner = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    assert SENTENCES[0] in read("<html><body>" + "<div>" * 100 + inner, "a.html").text


@pytest.mark.parametrize(
    ("title", "site", "heading", "expected"),
    [
        ("小模型降价_财经_某某网", None, None, "小模型降价"),
        ("Small models get cheaper | The Paper", None, None, "Small models get cheaper"),
        ("Small models - The Paper", "The Paper", None, "Small models"),
        ("Small models - a history", "The Paper", None, "Small models - a history"),
        ("降价-某某网", None, "降价", "降价-某某网"),
        ("小模型又降价了-某某网", None, "小模型又降价了", "小模型又降价了"),
        (None, None, "标题", "标题"),
    ],
)
def test_titles_lose_the_sites_name(title: str | None, site: str | None, heading: str | None, expected: str) -> None:
    assert without_site(title, site, heading) == expected
