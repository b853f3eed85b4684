from __future__ import annotations

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.texts.islands import as_markdown, unwrapped
from pipeline.ingest.texts.markdown import read_blocks


def blocks(text: str) -> list[tuple[str, int, str]]:
    return [(str(passage.kind), passage.lines[0].number, passage.text) for passage in read_blocks(text.split("\n"))]


def test_the_lines_keep_their_number() -> None:
    text = "<script>\nvar a;\n\n</script>\n{% codeblock %}\nx\n{% endcodeblock %}\n\\[\nE\n\\]\n<Tabs>\n[TOC]\nend"
    assert len(as_markdown(text.split("\n"))) == len(text.split("\n"))
    assert blocks(text) == [("code", 6, "x"), ("code", 9, "E"), ("paragraph", 13, "end")]


def test_an_html_table_becomes_rows() -> None:
    text = '<table class="a">\n<tr>\n<th>模型</th>\n<th>价格<br>美元</th>\n</tr>\n<tr><td>A</td><td><b>5</b></td></tr></table>\n\n之后'
    assert blocks(text) == [("table_row", 2, "模型 | 价格 美元"), ("table_row", 6, "A | 5"), ("paragraph", 8, "之后")]


def test_an_html_table_on_one_line_becomes_rows() -> None:
    text = "<table><tr><td>A</td><td>5</td></tr><tr><td>B</td><td>6</td></tr></table>"
    assert [(kind, text) for kind, _, text in blocks(text)] == [("table_row", "A | 5"), ("table_row", "B | 6")]


def test_a_table_that_is_never_closed_stays() -> None:
    assert blocks("<table>\n<b>words</b>") == [("paragraph", 2, "words")]


def test_islands_within_code_stay() -> None:
    text = "```\n<table>\n[TOC]\n<script>\n$$\n```\nafter"
    assert [(kind, words) for kind, _, words in blocks(text)] == [("code", "<table>\n[TOC]\n<script>\n$$"), ("paragraph", "after")]


def test_html_headings_are_headings() -> None:
    assert [(kind, words) for kind, _, words in blocks('<h2 align="center">A *small* tool</h2>\n<h3></h3>')] == [("heading", "A small tool")]


def test_a_callouts_title_stays() -> None:
    assert [words for _, _, words in blocks("> [!TIP] Good to know\n> It is cheap.")] == ["Good to know", "It is cheap."]
    assert [words for _, _, words in blocks('!!! warning\n    It is slow.\n\n??? note "More"\n    It is new.')] == [
        "It is slow.",
        "More",
        "It is new.",
    ]


def test_only_a_fence_around_the_whole_is_taken_off() -> None:
    whole = ["Here it is:", "```markdown", "# Title", "A line of words that is long enough.", "```"]
    assert [passage.kind for passage in read_blocks(unwrapped(whole))] == [BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]
    part = ["```markdown", "# Title", "```", *["A line of words that is long enough."] * 5]
    assert unwrapped(part) == part
