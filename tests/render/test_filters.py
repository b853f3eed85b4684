from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.render.filters import kept_together, markdown_escape, place
from tests.factories import document, evidence


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("GPT-4o mini 82.0%", "GPT-4o mini 82.0%"),
        ("snake_case_name", "snake_case_name"),
        ("_leading_", "\\_leading\\_"),
        ("[a](b)", "\\[a\\](b)"),
        ("![a](b)", "!\\[a\\](b)"),
        ("[^1]", "\\[^1\\]"),
        ("<img src=x>", "&lt;img src=x>"),
        ("a < b && c", "a &lt; b && c"),
        ("&lt;", "&amp;lt;"),
        ("# heading", "\\# heading"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("2024. A year", "2024\\. A year"),
        ("1.5 percent", "1.5 percent"),
        ("~~gone~~", "\\~~gone\\~~"),
        ("one\n\n# two", "one # two"),
        ("a\u2028b\u0085c", "a b c"),
        ("`code`", "\\`code\\`"),
    ],
)
def test_markdown_escape_leaves_text_that_is_text(text: str, escaped: str) -> None:
    assert markdown_escape(text) == escaped


@given(st.text())
def test_markdown_escape_leaves_no_markup(text: str) -> None:
    escaped = markdown_escape(text)
    assert len(escaped.splitlines()) <= 1
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]`*<]", escaped)


def test_model_names_and_counters_do_not_break() -> None:
    assert kept_together("GPT-4o mini 在 7 月") == '<span class="nb">GPT-4o mini</span> 在 7\u00a0月'


@given(st.text())
def test_kept_together_escapes(text: str) -> None:
    assert "<" not in re.sub(r'<span class="nb">|</span>', "", kept_together(text))


@pytest.mark.parametrize(("quote", "en", "zh"), [("一行", "line 1", "第 1 行"), ("一行。\n第二", "lines 1–2", "第 1–2 行")])
def test_place_names_the_lines(quote: str, en: str, zh: str) -> None:
    of = document("第一行。\n第二行。")
    assert place(evidence(of, quote), of, "en") == en
    assert place(evidence(of, quote), of, "zh-Hans") == zh


def test_place_names_the_sentence_where_no_line_is_known() -> None:
    of = document("第一行。\n第二行。")
    assert place(replace(evidence(of, "二行"), line=None), of, "en") == "sentence 2"
