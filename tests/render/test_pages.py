from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.compose.digest import compose
from pipeline.datamodel.digest import Digest, Piece, Point
from pipeline.datamodel.fact import Phrase
from pipeline.datamodel.language import Edition, Language
from pipeline.errors import ConfigError
from pipeline.render.filters import md_point
from pipeline.render.pages import render
from tests.factories import EDITIONS, claim, document, entity, fact, rejection
from tests.sample import sample_document, sample_facts

DOCUMENT = sample_document()
FACTS = sample_facts(DOCUMENT)
DIGEST = compose(DOCUMENT, FACTS, [rejection(FACTS[0].claim)], EDITIONS, "long")
PAGES = render(DIGEST)
EDITION_PAGES = ["digest.zh-Hans.md", "digest.zh-Hant-TW.md", "digest.en.md"]
HOSTILE = '](javascript:alert(1)) <script>alert("x")</script> [^1] | `a` **b** {{ 7*7 }} &lt; \n# x\n[^9]: y\n<!-- provenance -->'


def body(markdown: str) -> str:
    return markdown.split("---\n", 2)[2].split("<!-- provenance -->")[0]


def notes_used(markdown: str) -> list[str]:
    return re.findall(r"\[\^(\d+)\]", body(markdown))


class Outline(HTMLParser):
    """Collects what a page would load, run or link to."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.scripts = 0
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.scripts += tag == "script"
        self.ids += [given["id"] or ""] if "id" in given else []
        self.handlers += [name for name in given if name.startswith("on") or name == "style"]
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            link = given.get(name)
            if link is not None:
                (self.anchors if link.startswith("#") else self.loads).append(link)


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    return parser


def hostile_digest() -> Digest:
    of = replace(document(f"开头。\n{HOSTILE}\n结尾。" * 30), title=HOSTILE, author=HOSTILE)
    names = entity("evil", HOSTILE)
    texts = dict.fromkeys(("zh-Hans", "zh-Hant-TW", "en"), HOSTILE.replace("[", "").replace("]", ""))
    said = [claim(names, "free", words=HOSTILE), claim(names, "plan", objects=[names])]
    facts = [fact(of, HOSTILE, one, texts) for one in said]
    facts = [replace(f, texts={t: Phrase(HOSTILE) for t in f.texts}, clauses={t: Phrase(HOSTILE) for t in f.clauses}) for f in facts]
    return compose(of, facts, [], EDITIONS, "long")


def test_render_writes_every_edition_a_bilingual_page_and_a_page_for_the_browser() -> None:
    assert list(PAGES) == [*EDITION_PAGES, "digest.bilingual.md", "digest.html"]


def test_render_is_pure() -> None:
    assert render(DIGEST) == PAGES


def test_render_of_one_edition_has_no_bilingual_page() -> None:
    pages = render(compose(DOCUMENT, FACTS, [], (Edition.EN,)))
    assert list(pages) == ["digest.en.md", "digest.html"]
    assert 'id="v-both"' not in pages["digest.html"]


@pytest.mark.parametrize("name", EDITION_PAGES)
def test_front_matter_is_yaml_with_what_a_reader_may_ask(name: str) -> None:
    front = yaml.safe_load(PAGES[name].split("---\n")[1])
    assert front["title"] == DIGEST.title[front["lang"]]
    assert front["source_characters"] == len(DOCUMENT.text)
    assert front["facts"] == len(FACTS)
    assert front["published"] is None
    assert 0 < front["coverage"] < 1


def test_all_editions_have_the_same_items_and_notes() -> None:
    bullets = [re.findall(r"^( *\*|#+|\|)", body(PAGES[name]), flags=re.M) for name in EDITION_PAGES]
    assert bullets[0] == bullets[1] == bullets[2]
    used = [notes_used(PAGES[name]) for name in [*EDITION_PAGES, "digest.bilingual.md"]]
    assert used[0] == used[1] == used[2] == used[3]


def test_every_note_has_one_definition_with_its_quote() -> None:
    for name in EDITION_PAGES:
        defined = re.findall(r"^\[\^(\d+)\]: (.*)$", PAGES[name], flags=re.M)
        assert [n for n, _ in defined] == [str(note.n) for note in DIGEST.notes]
        assert set(notes_used(PAGES[name])) == {n for n, _ in defined}
        for (_, text), note in zip(defined, DIGEST.notes, strict=True):
            assert note.evidence[0].quote.split("\n")[0] in text


def test_figures_are_the_same_in_every_edition() -> None:
    figures = [re.findall(r"\d+(?:\.\d+)?%", re.sub(r"\[\^\d+\]", "", body(PAGES[name]))) for name in EDITION_PAGES]
    assert sorted(figures[0]) == sorted(figures[1]) == sorted(figures[2])


def test_sections_are_numbered_in_the_editions_own_numerals() -> None:
    assert "\n## 一、GPT-4o mini\n" in PAGES["digest.zh-Hans.md"]
    assert "\n## 1. GPT-4o mini\n" in PAGES["digest.en.md"]


def test_english_clauses_begin_with_capitals_only_where_a_line_begins() -> None:
    assert "* **Specifications**: context window: 128K tokens[^" in PAGES["digest.en.md"]
    assert "; knowledge cutoff: October 2023.[^" in PAGES["digest.en.md"]


def test_untranslated_words_are_quoted_and_marked() -> None:
    assert "From the source (in Chinese)\n\n* “这样一来越狱和提示注入就难多了”.[^" in PAGES["digest.en.md"]
    assert re.search(r"\* \*\*Sam Altman\*\*: “[^”]*” \(in Chinese\)\.\[\^", PAGES["digest.en.md"])
    assert "这样一来越狱和提示注入就难多了。[^" in PAGES["digest.zh-Hans.md"]
    assert "Sentences marked “in Chinese”" in PAGES["digest.en.md"]


def test_the_bilingual_page_shows_untranslated_words_once() -> None:
    assert PAGES["digest.bilingual.md"].split("<!-- provenance -->")[0].count("这样一来越狱和提示注入就难多了") == 1
    assert re.search(r"\n\* Mistral NeMo 12B 压缩源代码的效率提高约 30%。\[\^\d+\]  \n  Mistral NeMo 12B compresses", PAGES["digest.bilingual.md"])


@pytest.mark.parametrize("name", [*EDITION_PAGES, "digest.bilingual.md"])
def test_points_of_a_list_stand_line_under_line(name: str) -> None:
    assert not re.search(r"^ *\* .*\n(?: +\S.*\n)?\n+ *\* ", body(PAGES[name]), flags=re.M)


def test_what_goes_on_is_joined_without_a_semicolon() -> None:
    piece = Piece(phrases={"zh-Hans": Phrase("增至 3 元"), "en": Phrase("to $3")}, origins={}, note=1, facts=(), continues=True)
    before = replace(piece, phrases={"zh-Hans": Phrase("营收增长 2%"), "en": Phrase("revenue up 2%")}, continues=False)
    point = Point(pieces=(before, piece))
    assert [str(md_point(point, tag, "zh-Hans")) for tag in ("zh-Hans", "en")] == ["营收增长 2%[^1]，增至 3 元。[^1]", "Revenue up 2%[^1] to $3.[^1]"]


def test_a_quotation_is_not_quoted_twice() -> None:
    assert "““" not in PAGES["digest.en.md"]


def test_provenance_tells_what_was_left_out() -> None:
    about = PAGES["digest.en.md"].split("<!-- provenance -->")[1]
    assert "not shown: " in about
    assert "does not bear them out: 1." in about
    assert "Longest passages without a cited sentence: 0:04–0:28" in about


def test_english_source_is_marked_in_chinese_editions() -> None:
    of = document("Acme moved house in a hurry. The old hall has a new roof. " * 8, Language.EN)
    acme = entity("acme", "Acme", kind="organization")
    said = fact(of, "The old hall has a new roof", claim(acme, "free", words="The old hall has a new roof"), {"en": "The old hall has a new roof"})
    pages = render(compose(of, [said], [], EDITIONS, "long"))
    assert "“The old hall has a new roof”（英文原文）" in pages["digest.zh-Hans.md"]
    assert "「The old hall has a new roof」（英文原文）" in pages["digest.zh-Hant-TW.md"]
    assert "(in " not in pages["digest.en.md"]


def test_nothing_found_is_said() -> None:
    pages = render(compose(DOCUMENT, [], [], EDITIONS))
    assert "No fact was found" in pages["digest.en.md"]
    assert "没有找到可以核实的事实" in pages["digest.html"]


# ── the page ──


def test_page_needs_nothing_from_outside() -> None:
    seen = outline(PAGES["digest.html"])
    assert seen.loads == []
    assert seen.handlers == []
    assert "url(" not in PAGES["digest.html"]
    assert "@import" not in PAGES["digest.html"]


def test_page_has_every_anchor_that_it_links_to_once() -> None:
    seen = outline(PAGES["digest.html"])
    assert {a[1:] for a in seen.anchors} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_page_allows_its_own_script_and_style_and_no_other() -> None:
    html = PAGES["digest.html"]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    for part, tag in (("script-src", "script"), ("style-src", "style")):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", html, flags=re.S)
        assert text
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"{part} 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]


def test_page_marks_the_exact_evidence_in_the_source() -> None:
    for note in DIGEST.notes:
        marked = re.findall(rf'<span(?: id="s\d+")? data-s="\d+" data-n="(?:\d+ )*{note.n}(?: \d+)*">([^<]*)</span>', PAGES["digest.html"])
        assert "".join(marked) == "".join(e.quote.replace("\n", "") for e in note.evidence)


def test_page_holds_the_whole_source() -> None:
    panel = PAGES["digest.html"].split('id="sb"')[1].split("</aside>")[0]
    text = "".join(re.sub(r"<[^>]*>", "", panel.split(">", 1)[1]).split())
    assert text == "".join(DOCUMENT.text.split())


def test_page_draws_bars_from_zero_with_a_text_beside() -> None:
    widths = [float(w) for w in re.findall(r'<rect class="c\d" x="0" [^>]*width="([\d.]+)"', PAGES["digest.html"])]
    assert widths[:3] == [213.2, 202.5, 191.9]
    assert "GPT-4o mini: 82.0%; Gemini 1.5 Flash: 77.9%; Claude 3 Haiku: 73.8%" in PAGES["digest.html"]


# ── hostile input and the user's templates ──


def test_hostile_text_is_text_in_markdown() -> None:
    page = render(hostile_digest())["digest.en.md"]
    assert page.count("\n<!-- provenance -->\n") == 1
    inner = body(page)
    assert "<script" not in page.split("---\n", 2)[2]
    assert not re.search(r"(?<!\\)\]\(", inner)
    assert not re.search(r"^\[\^9\]:", page, flags=re.M)
    assert r"\{\{ 7\*7 }}" in inner


def test_markdown_has_no_html_escapes_but_the_needed_ones() -> None:
    pages = render(replace(DIGEST, title=dict.fromkeys(DIGEST.title, 'Hugging Face\'s "R&D" <b>')))
    assert '\n# Hugging Face\'s "R&D" &lt;b>\n' in pages["digest.en.md"]
    assert '\n# Hugging Face\'s "R&D" &lt;b>\n' in pages["digest.bilingual.md"]
    assert "&#" not in "".join(PAGES[name] for name in EDITION_PAGES)


def test_hostile_text_is_text_on_the_page() -> None:
    html = render(hostile_digest())["digest.html"]
    assert outline(html).scripts == 1
    assert outline(html).loads == []
    assert "<script>alert" not in html


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60).filter(lambda t: t.strip()))
def test_any_title_survives(title: str) -> None:
    pages = render(replace(DIGEST, title=dict.fromkeys(DIGEST.title, title)))
    front = yaml.safe_load(pages["digest.en.md"].split("\n---\n")[0].removeprefix("---\n"))
    assert front["title"] == title
    assert outline(pages["digest.html"]).scripts == 1


def test_users_template_is_looked_up_first(tmp_path: Path) -> None:
    (tmp_path / "digest.md.j2").write_text("MINE {{ digest.title[tag] }}\n", encoding="utf-8")
    pages = render(DIGEST, tmp_path)
    assert pages["digest.en.md"] == "MINE GPT-4o mini replaces GPT-3.5 Turbo\n"
    assert pages["digest.html"] == PAGES["digest.html"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% if %}", r"digest\.md\.j2, line 1: .*; correct the template"),
        ("{{ nothing }}", "'nothing' is undefined; correct the template"),
        ("{{ digest.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_users_wrong_template_is_told(tmp_path: Path, template: str, message: str) -> None:
    (tmp_path / "digest.md.j2").write_text(template, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        render(DIGEST, tmp_path)
