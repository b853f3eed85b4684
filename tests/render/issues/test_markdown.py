"""An issue's Markdown: what stands in it, in each edition alike, and nothing in it that could act."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import yaml
from lxml.html import fragment_fromstring
from markdown_it import MarkdownIt

from pipeline.datamodel.issue import Issue
from pipeline.datamodel.language import Edition
from pipeline.render.issues.markdown import render_markdown
from pipeline.render.parity import PROVENANCE, body, check_pages
from tests.issues import hostile_issue, sample_issue

TITLES = ("a: b # c", "“引号” & 'x'", "---", "true", "2024-07-28", "- x\n- y", '\\" {{ x }} {% y %}', "null", "\x85\u2028x", "📰", "[x]: {y}", "")


def front(page: str) -> dict[str, object]:
    return dict(yaml.safe_load(page.split("---\n")[1]))


def test_pages_are_one_an_edition_and_a_bilingual_one() -> None:
    names = ["newsletter.zh-Hans.md", "newsletter.zh-Hant-TW.md", "newsletter.en.md", "newsletter.bilingual.md"]
    assert list(render_markdown(sample_issue())) == names


@pytest.mark.parametrize("editions", [(Edition.EN,), (Edition.ZH_HANS, Edition.ZH_HANT_TW)])
def test_there_is_no_bilingual_page_of_one_language(editions: tuple[Edition, ...]) -> None:
    assert "newsletter.bilingual.md" not in render_markdown(sample_issue(editions))


def test_the_same_issue_gives_the_same_bytes() -> None:
    assert render_markdown(sample_issue()) == render_markdown(sample_issue())


@pytest.mark.parametrize("make", [sample_issue, hostile_issue])
def test_editions_do_not_differ(make: Callable[..., Issue]) -> None:
    issue = make()
    check_pages(render_markdown(issue), issue.editions)


def test_front_matter_is_what_site_generators_read() -> None:
    told = front(render_markdown(sample_issue())["newsletter.zh-Hant-TW.md"])
    assert told["title"] == "小模型賣 15 美分，大模型跟著降價"
    assert str(told["date"]) == "2024-07-28"
    assert told["lang"] == "zh-Hant-TW"
    assert told["slug"] == "2024-w30"
    assert told["tags"] == ["Lyra-2-mini", "Pine-Large"]
    assert told["number"] == 12
    assert str(told["description"]).startswith("北光的 Lyra 2 mini")


@pytest.mark.parametrize("title", TITLES)
def test_any_title_comes_back_from_the_front_matter(title: str) -> None:
    issue = replace(sample_issue(), headline=dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), title))
    assert front(render_markdown(issue)["newsletter.en.md"])["title"] == " ".join(title.split())


def test_evidence_stands_in_footnotes_with_letter_place_and_quote() -> None:
    page = render_markdown(sample_issue())["newsletter.en.md"]
    marks = re.findall(r"\[\^(\d+)\](?!:)", page)
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", page, re.M))
    assert set(marks) == set(notes)
    assert "**C** line 3 “On MMLU the small model reaches 82%”" in notes["4"]
    assert "[0:12](https://www.youtube.com/watch?v=sample&t=12s)" in notes["1"]


def test_sides_of_a_disagreement_have_their_evidence() -> None:
    page = render_markdown(sample_issue())["newsletter.zh-Hans.md"]
    assert "**说法不一：Lyra 2 mini 的分词器**" in page
    note = re.search(r"与 Lyra 1 相同。\[\^(\d+)\]", page)
    assert note
    assert f"[^{note[1]}]: **B** 第 4 行“分詞器與上一代 Lyra 1 相同”" in page


def test_only_sources_that_count_agree() -> None:
    page = render_markdown(sample_issue())["newsletter.en.md"]
    assert re.search(r"15 cents per million input tokens.*\(A, B and C agree\)", page)
    assert re.search(r"voice comes to Lyra 2 mini in August.*\(A and C; issue 11 had: ", page, re.I), (
        "a follow-up shows evidence, never that they agree"
    )


def test_what_was_told_before_is_marked() -> None:
    page = render_markdown(sample_issue())["newsletter.zh-Hant-TW.md"]
    assert re.search(r"\* \*\*更新\*\*：每百萬 token 輸入 2 美元。.*第 10 期刊出：每百萬 token 輸入 3 美元）", page)


def test_provenance_stands_apart() -> None:
    page = render_markdown(sample_issue())["newsletter.zh-Hans.md"]
    above, _, below = page.partition(f"\n{PROVENANCE}\n")
    assert below
    assert "[^1]:" not in above
    assert "来源" in below
    assert re.findall(r"^## ", below, re.M) == ["## "], "one last section"


@pytest.mark.parametrize("edition", ["zh-Hans", "zh-Hant-TW", "en", "bilingual"])
def test_nothing_that_a_source_wrote_acts(edition: str) -> None:
    page = render_markdown(hostile_issue())[f"newsletter.{edition}.md"]
    text = page.split("---\n", 2)[2]
    assert "<script" not in text
    assert "<img" not in text
    assert not re.search(r"(?<!\\)\]\(javascript:", text)
    assert "{{" not in text.replace("\\{", ""), "a shortcode of Hugo or a tag of Hexo"
    assert text.count(f"\n{PROVENANCE}\n") == 1
    assert not re.search(r"^# x", text, re.M)
    known = set(re.findall(r"^\[\^(\d+)\]:", text, re.M))
    assert set(re.findall(r"(?<!\\)\[\^(\d+)\]", text)) == known


@pytest.mark.parametrize(("edition", "foreign"), [("zh-Hant-TW", "“”"), ("en", "「」《》；：")])
def test_each_edition_has_its_own_marks(edition: str, foreign: str) -> None:
    above = body(render_markdown(sample_issue())[f"newsletter.{edition}.md"])
    assert not set(above) & set(foreign)


def test_bold_labels_end_before_their_colon() -> None:
    """CommonMark does not close `**更新：**` before a letter."""
    for page in render_markdown(sample_issue()).values():
        assert not re.search(r"[：，。]\*\*\w", page)


def as_html(page: str) -> str:
    text = page.split("---\n", 2)[2]
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


@pytest.mark.parametrize("edition", ["zh-Hans", "zh-Hant-TW", "en", "bilingual"])
def test_a_parser_reads_what_was_meant(edition: str) -> None:
    shown = as_html(render_markdown(sample_issue())[f"newsletter.{edition}.md"])
    assert "**" not in shown, "bold that a parser does not close"
    assert not re.search(r"(?<!\w)\*|\*(?!\w)", shown)
    assert shown.count("<table>") == 2
    assert shown.count("<h2>") == 6
    plain = as_html(render_markdown(hostile_issue())[f"newsletter.{edition}.md"])
    tree = fragment_fromstring(plain, create_parent="div")
    tags = {"div", "p", "h1", "h2", "ul", "li", "strong", "em", "a", "br", "table", "thead", "tbody", "tr", "th", "td"}
    assert {node.tag for node in tree.iter() if isinstance(node.tag, str)} <= tags
    assert all(re.match(r"https?://|\.\./", str(node.get("href"))) for node in tree.iter("a"))
