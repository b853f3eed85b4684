from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.datamodel.digest import Piece, Point
from pipeline.datamodel.fact import Phrase
from pipeline.datamodel.issue import Issue, Story, StoryPoint
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.render.issues.page import chinese_edition, drawn, leading, render_page
from pipeline.render.issues.quotes import Quotes
from tests.factories import EDITIONS
from tests.issues import HOSTILE_ADDRESS, hostile_issue, sample_issue
from tests.render.test_environment import DOCS
from tests.render.test_pages import outline

ISSUE = sample_issue()
PAGE = render_page(ISSUE)
BILINGUAL = (Edition.ZH_HANT_TW, Edition.EN)


def part(page: str, opening: str, closing: str = "</section>") -> str:
    """The page from a piece of markup to the next end of its element."""
    return page.split(opening, 1)[1].split(closing, 1)[0]


def text_of(html: str, tag: str) -> str:
    """What a reader of one edition reads, tags away."""
    others = [t for t in ("zh-Hans", "zh-Hant-TW", "en") if t != tag]
    for other in others:
        html = re.sub(rf'<(span|p|div) class="t[^"]*" lang="{other}">(?:(?!<\1\b).)*?</\1>', "", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def with_point(issue: Issue, **changes: object) -> Issue:
    """The issue whose first point is changed."""
    story: Story = issue.stories[0]
    point: StoryPoint = replace(story.points[0], **changes)  # type: ignore[arg-type]
    return replace(issue, stories=(replace(story, points=(point, *story.points[1:])), *issue.stories[1:]))


def test_the_same_issue_gives_the_same_bytes() -> None:
    assert render_page(sample_issue()) == PAGE


def test_the_page_loads_nothing_and_links_only_to_digests_issues_and_sources() -> None:
    seen = outline(PAGE)
    assert seen.scripts == 1
    assert seen.handlers == []
    assert {a[1:] for a in seen.anchors} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))
    kinds = {re.split(r"(?<=digests/)|(?<=\.\./2024)|(?<=://)", link)[0] for link in seen.loads}
    assert kinds == {"../../digests/", "../2024", "https://"}
    assert "url(" not in PAGE


def test_the_page_allows_its_own_script_and_style_and_no_other() -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', PAGE)
    assert policy
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        digest = base64.b64encode(hashlib.sha256(part(PAGE, f"<{tag}>", f"</{tag}>").encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        (
            Edition.ZH_HANS,
            ["3 个来源一致", "单一来源 A", "说法不一", "第 10 期曾报道：每百万 token 输入 3 美元", "由 C 改写，不算独立来源", "第 12 期"],
        ),
        (Edition.ZH_HANT_TW, ["3 個來源一致", "單一來源 A", "說法不一", "第 10 期曾報導：每百萬 token 輸入 3 美元", "由 C 改寫，不算獨立來源"]),
        (Edition.ZH_HANT_HK, ["3 個來源一致", "單一來源 A", "說法不一", "第 10 期曾報導：每百萬 token 輸入 3 美元"]),
        (Edition.EN, ["3 sources agree", "One source: A", "Where sources differ", "Issue 10 said: $3 per million input tokens", "same text as A"]),
    ],
)
def test_an_edition_alone_says_all_of_it_and_has_no_switch_to_both(edition: Edition, said: list[str]) -> None:
    page = render_page(sample_issue((edition,)))
    plain = " ".join(re.sub(r"<[^>]*>", "", page).split())
    assert [text for text in said if text not in plain] == []
    assert 'id="v-both"' not in page
    assert set(re.findall(r'class="t[^"]*" lang="([^"]*)"', page)) == {str(edition)}


def test_side_by_side_takes_the_first_chinese_edition() -> None:
    assert chinese_edition(ISSUE) is Edition.ZH_HANS
    assert chinese_edition(sample_issue(BILINGUAL)) is Edition.ZH_HANT_TW
    assert chinese_edition(sample_issue((Edition.ZH_HANS, Edition.ZH_HANT_TW))) is None
    assert 'data-zh="zh-Hant-TW"' in render_page(sample_issue(BILINGUAL))


def test_every_edition_has_the_same_marks_in_the_same_order() -> None:
    points = part(PAGE, 'id="story-1"')
    marks = [re.findall(r'data-n="(\d+)"', "".join(re.findall(rf'<p class="t" lang="{tag}">.*?</p>', points))) for tag in EDITIONS]
    assert marks[0] == ["1", "2", "3", "4", "5"]
    assert marks[1:] == [marks[0]] * 2


def test_evidence_names_its_source_its_place_and_where_to_read_it() -> None:
    first = part(PAGE, 'id="e-1-1"', "</details>")
    assert re.findall(r'href="#src-(\w)"', first) == ["A", "A", "B", "B", "C", "C", "F", "F"]
    assert "https://www.youtube.com/watch?v=sample&amp;t=12s" in first
    assert 'digest.html#s3"' in first
    assert "https://news.example/lyra" in first
    assert "Input costs $0.15 per million tokens" in first


def test_a_point_of_one_source_has_no_dots_and_a_follow_up_never_agrees() -> None:
    assert 'class="dots"' not in part(PAGE, 'id="e-1-4"', "</details>")
    follow_up = part(PAGE, 'id="e-f-1"', "</details>")
    assert 'class="dots"' not in follow_up
    assert "Evidence: A and C" in follow_up


def test_a_point_of_derived_texts_alone_says_so() -> None:
    page = render_page(with_point(ISSUE, letters=("F",), independent=0))
    assert "Derived text only: F" in part(page, 'id="e-1-1"', "</details>")


def test_a_passage_that_bears_two_clauses_is_quoted_once() -> None:
    note = replace(ISSUE.notes[1], evidence=ISSUE.notes[0].evidence)
    quotes = Quotes(replace(ISSUE, notes=(ISSUE.notes[0], note, *ISSUE.notes[2:]))).of_point(ISSUE.stories[0].points[0])
    assert [(quote.voice.letter, quote.notes) for quote in quotes] == [(letter, (1, 2)) for letter in "ABCF"]


def test_an_editors_own_words_open_nothing() -> None:
    piece = Piece(phrases={tag: Phrase(f"note for {tag}") for tag in EDITIONS}, origins=dict.fromkeys(EDITIONS, "editor"), note=0, facts=())
    page = render_page(with_point(ISSUE, point=Point(pieces=(piece,)), facts=(), letters=(), independent=0))
    assert "Note for en." in page
    assert 'id="e-1-1"' not in page
    assert 'href="#n0"' not in page


def test_clauses_with_and_without_a_translation_stand_in_one_bullet() -> None:
    price, quote = (ISSUE.stories[1].points[n].point.pieces[0] for n in (0, 3))
    page = render_page(with_point(ISSUE, point=Point(pieces=(price, quote))))
    assert "每百萬 token 輸入" in part(page, 'id="story-1"')
    assert "（英文原文）" in part(page, 'id="story-1"')


def test_disagreement_shows_each_side_with_its_own_words() -> None:
    panel = part(PAGE, 'class="dis"', "</section>")
    assert re.findall(r'href="#src-(\w)"', panel) == ["A", "B"]
    assert "它用的是改进过的分词器" in panel
    assert "分詞器與上一代 Lyra 1 相同" in panel
    assert "<b>the same tokenizer as" in panel
    assert 'class="f' not in panel


def test_figures_have_letters_marks_and_bars_with_their_text() -> None:
    tables = part(PAGE, 'class="nums"')
    assert re.search(r'data-n="7">.*?</a> <span class="ss">B C D</span>', tables)
    assert "Lyra 2 mini: 15 cents; Pine Large: $2" in tables
    assert re.findall(r'<rect class="c\d" [^>]*width="([\d.]+)"', tables) == ["19.5", "260.0"]


def test_a_measure_of_which_all_have_the_same_is_not_drawn_and_the_first_storys_subject_stands_out() -> None:
    table = ISSUE.numbers[1].table
    assert [measure.id for measure, _ in drawn(table)] == ["input_price"]
    same = replace(table, rows=tuple((row, tuple(cell and replace(cell, number=2.0) for cell in cells)) for row, cells in table.rows))
    assert drawn(same) == []
    assert drawn(replace(table, chart=False)) == []
    assert leading(ISSUE, table) == "lyra-2-mini"
    assert leading(replace(ISSUE, stories=()), table) is None


def test_sources_tell_what_does_not_count() -> None:
    sources = [text_of(one, "en") for one in re.findall(r'<li id="src-.*?</li>', PAGE, flags=re.S)]
    assert "Undated" in sources[3]
    assert "same text as A" in sources[4]
    assert "made from C, not independent" in sources[5]


def test_earlier_issues_are_linked() -> None:
    past = part(PAGE, 'class="past"', "</nav>")
    assert re.findall(r'href="([^"]*)"', past) == ["../2024-W29/newsletter.html", "../2024-W28/newsletter.html"]


def test_contents_are_listed_from_three_stories_on() -> None:
    assert 'class="toc"' not in PAGE
    stories = (*ISSUE.stories, replace(ISSUE.stories[1], id="again"))
    assert part(render_page(replace(ISSUE, stories=stories)), 'class="toc"', "</nav>").count("<li>") == 3


def test_an_empty_issue_says_so() -> None:
    page = render_page(replace(ISSUE, stories=(), briefs=(), follow_ups=(), numbers=(), voices=(), notes=(), earlier=()))
    assert "There is nothing to print for this issue." in page


def test_injected_markup_is_text() -> None:
    page = render_page(hostile_issue())
    seen = outline(page)
    assert seen.scripts == 1
    assert seen.handlers == []
    assert not [link for link in seen.loads if "javascript" in link]
    assert HOSTILE_ADDRESS not in page
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_users_template_is_looked_up_first_and_sandboxed(tmp_path: Path) -> None:
    (tmp_path / "issue.html.j2").write_text("MINE {{ pick(issue.title, view) }} {{ notes|length }}", encoding="utf-8")
    assert render_page(ISSUE, tmp_path) == "MINE 模型周报 12"
    other = tmp_path / "other"
    other.mkdir()
    (other / "issue.html.j2").write_text("{{ issue.__class__.__mro__ }}", encoding="utf-8")
    with pytest.raises(ConfigError, match="unsafe"):
        render_page(ISSUE, other)


def test_what_the_template_is_handed_is_documented(tmp_path: Path) -> None:
    row = next(line for line in DOCS.splitlines() if line.startswith("| `issue.html.j2`"))
    names = {
        *re.findall(r"`(\w+)`", row.split("|")[3]),
        *re.findall(r"`(\w+)[(.`]", DOCS.split("## An issue's page\n")[1].split("\n## ")[0].split("|---|")[1]),
    }
    names -= {"voice", "evidence", "digest", "web", "is_moment"}  # of a Quote
    (tmp_path / "issue.html.j2").write_text("".join(f"{{{{ {name} is defined }}}} " for name in sorted(names)), encoding="utf-8")
    assert render_page(ISSUE, tmp_path).split() == ["True"] * len(names)


def test_the_packaged_page_fits_the_sandbox(tmp_path: Path) -> None:
    assert render_page(ISSUE, tmp_path) == PAGE


def test_nothing_stands_before_the_doctype() -> None:
    assert render_page(sample_issue()).startswith("<!doctype html>")
