from __future__ import annotations

import pytest

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Passage
from pipeline.ingest.texts.markdown import MarkdownIngestor, read_blocks, read_front_matter
from tests.ingest.sources import source


def blocks(text: str) -> list[tuple[str, int, str]]:
    return [(str(passage.kind), passage.level, passage.text) for passage in read_blocks(text.split("\n"))]


def lines(passages: list[Passage]) -> list[int]:
    return [passage.lines[0].number for passage in passages]


def test_headings_of_both_kinds_keep_their_rank() -> None:
    assert blocks("# One #\n\nTwo\n===\n\n### Three") == [("heading", 1, "One"), ("heading", 1, "Two"), ("heading", 3, "Three")]


def test_a_hash_without_a_space_is_a_tag_not_a_heading() -> None:
    assert blocks("#AI") == [("paragraph", 0, "#AI")]


def test_lists_lose_their_marks_and_keep_their_depth() -> None:
    text = "1. 第一\n2. 第二\n   - 里层\n      * 更里层\n- [x] 做完\n3、第三"
    assert blocks(text) == [
        ("list_item", 1, "第一"),
        ("list_item", 1, "第二"),
        ("list_item", 2, "里层"),
        ("list_item", 3, "更里层"),
        ("list_item", 1, "做完"),
        ("list_item", 1, "第三"),
    ]


def test_a_decimal_does_not_open_a_list() -> None:
    assert blocks("1.5 倍的速度\n") == [("paragraph", 0, "1.5 倍的速度")]


def test_wrapped_list_items_and_paragraphs_are_one_block() -> None:
    text = "- an item that goes\n  on here\n\nA paragraph that was\nwrapped by hand."
    assert blocks(text) == [("list_item", 1, "an item that goes\non here"), ("paragraph", 0, "A paragraph that was\nwrapped by hand.")]


def test_unwrapped_chinese_lines_are_paragraphs_of_their_own() -> None:
    assert [kind for kind, _, _ in blocks("第一行没有句号\n第二行很短\n第三行")] == ["paragraph"] * 3


def test_tables_become_rows_without_their_rule() -> None:
    text = "| 模型 | **价格** |\n|---|:--:|\n| A | `5` |\n\nB | 6\n--|--\nC | 7"
    assert [text for kind, _, text in blocks(text) if kind == "table_row"] == ["模型 | 价格", "A | 5", "B | 6", "C | 7"]


def test_code_is_kept_as_it_is() -> None:
    found = read_blocks(["前文", "", "```python", "def f(*a):", "", "    return **a", "```", "后文"])
    assert [passage.kind for passage in found] == [BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.PARAGRAPH]
    assert found[1].text == "def f(*a):\n\n    return **a"
    assert lines(found) == [1, 4, 8]


def test_quotes_and_lists_in_quotes_are_told() -> None:
    assert blocks("> 引用的话\n\n> > 再引\n> - 条目\n\n正文") == [
        ("quote", 0, "引用的话"),
        ("quote", 0, "再引"),
        ("list_item", 1, "条目"),
        ("paragraph", 0, "正文"),
    ]


def test_rules_comments_and_link_definitions_go() -> None:
    assert blocks("***\n<!-- one\ntwo -->\n[1]: https://example.org\n---\n正文") == [("paragraph", 0, "正文")]


def test_a_bold_line_is_a_heading_but_a_bold_sentence_is_not() -> None:
    assert [kind for kind, _, _ in blocks("**一、背景**\n\n**这是一句话。**")] == ["heading", "paragraph"]


def test_front_matter_gives_its_scalar_fields() -> None:
    fields, length = read_front_matter("---\ntitle: '标题: 副题'\ndate: 2024-07-29 10:00:00\ntags:\n  - a\n  - b\nnested: {a: 1}\n---\n正文")
    assert fields == {"title": "标题: 副题", "date": "2024-07-29 10:00:00", "tags": "a, b"}
    assert length > 0


def test_front_matter_that_is_no_yaml_is_read_line_by_line() -> None:
    fields, _ = read_front_matter('---\ntitle: A: B: C\nauthor: "Ann\n---\n')
    assert fields["title"] == "A: B: C"


@pytest.mark.parametrize("text", ["---\n没有结束", "正文\n---\na: b\n---\n", "--- a\n"])
def test_what_is_no_front_matter_stays(text: str) -> None:
    assert read_front_matter(text) == ({}, 0)


def test_yaml_aliases_are_not_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(12))
    assert read_front_matter(f"---\n{bomb}---\n")[0]["a"] == "x, x"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", "---\ntitle: x\n---\n正文", True),
        ("a.txt", "# 题\n\n**粗** 与 [链](http://a.b)", True),
        ("a.md", "没有记号", True),
        ("a.txt", "普通的一句话。\n又一句 * 星号。", False),
    ],
)
def test_markdown_is_told_by_content_before_name(name: str, text: str, expected: bool) -> None:
    assert MarkdownIngestor().accepts(source(text, name), text) is expected


def test_the_title_is_the_front_matters_or_the_first_heading() -> None:
    def title(text: str) -> str | None:
        return MarkdownIngestor().read(source(text), text).title

    assert title("---\ntitle: 甲\n---\n# 乙\n正文") == "甲"
    assert title("# 乙\n正文") == "乙"
    assert title("前言\n\n## 丙\n\n## 丁\n") is None


def test_line_numbers_go_on_after_front_matter() -> None:
    text = "---\ntitle: 甲\n---\n\n# 乙\n\n正文"
    assert lines(list(MarkdownIngestor().read(source(text), text).passages)) == [5, 7]
