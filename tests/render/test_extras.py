"""Extra pages: the packaged template for newsletter platforms, and the user's own."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.compose.digest import compose
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.render.environment import check_templates
from pipeline.render.extras import extra_templates
from pipeline.render.pages import render
from tests.factories import EDITIONS
from tests.sample import sample_document, sample_facts

DOCUMENT = sample_document()
DIGEST = compose(DOCUMENT, sample_facts(DOCUMENT), [], EDITIONS, "long")
PAGES = render(DIGEST, extras=["wechat"])
WECHAT = ["digest.wechat.zh-Hans.html", "digest.wechat.zh-Hant-TW.html"]
KEPT = {"section", "p", "span", "strong", "sup", "h1", "h2", "h3", "ul", "li", "br", "table", "thead", "tbody", "tr", "th", "td"}


class Body(HTMLParser):
    """The elements of a page's body, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.inside:
            self.elements.append((tag, dict(attrs)))
        self.inside = self.inside or tag == "body"


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    body = Body()
    body.feed(page)
    return body.elements


def test_extra_pages_are_written_only_when_asked_for() -> None:
    assert [name for name in PAGES if "wechat" in name] == WECHAT
    assert {name: page for name, page in PAGES.items() if "wechat" not in name} == render(DIGEST)
    assert not [name for name in render(compose(DOCUMENT, DIGEST.facts, [], (Edition.EN,)), extras=["wechat"]) if "wechat" in name]


@pytest.mark.parametrize("name", WECHAT)
def test_the_platforms_strip_nothing(name: str) -> None:
    found = elements(PAGES[name])
    assert {tag for tag, _ in found} <= KEPT
    assert {key for _, attributes in found for key in attributes} == {"style"}
    assert not re.search(r"<(?:script|style|link|img|a)\b|url\(|@import|position:|javascript:", PAGES[name])
    assert all(attributes.get("style") for tag, attributes in found if tag in ("section", "p", "h1", "h2", "h3", "li", "td", "th"))


@pytest.mark.parametrize("name", WECHAT)
def test_every_clause_has_its_reference_at_the_end(name: str) -> None:
    body, references = PAGES[name].rsplit("</sup>", 1)
    used = set(re.findall(r">\[(\d+)\]$", f"{body}", flags=re.M)) | set(re.findall(r">\[(\d+)\]</sup>", PAGES[name]))
    assert used == {str(note.n) for note in DIGEST.notes} == set(re.findall(r">\[(\d+)\]</span>", references))
    for note in DIGEST.notes:
        assert note.evidence[0].quote.split("\n")[0] in references


def test_each_edition_is_in_its_own_script() -> None:
    assert "要点" in PAGES[WECHAT[0]]
    assert "重點" in PAGES[WECHAT[1]]


def test_hostile_texts_are_escaped() -> None:
    from tests.render.test_pages import hostile_digest

    for name in WECHAT:
        assert "<script" not in render(hostile_digest(), extras=["wechat"])[name]


def test_own_templates_give_pages_besides(tmp_path: Path) -> None:
    (tmp_path / "digest.brief.md.j2").write_text("{% for tag in tags %}\n* {{ digest.title[tag] }}\n{% endfor %}\n", encoding="utf-8")
    (tmp_path / "edition.card.html.j2").write_text('{% if tag != "en" %}<h1>{{ digest.title[tag] }}</h1>{% endif %}\n', encoding="utf-8")
    (tmp_path / "_parts.html.j2").write_text("{{ nothing }}", encoding="utf-8")
    check_templates(tmp_path)
    pages = render(DIGEST, tmp_path)
    assert set(pages) - set(render(DIGEST)) == {"digest.brief.md", "digest.card.zh-Hans.html", "digest.card.zh-Hant-TW.html"}
    assert pages["digest.brief.md"].count("* ") == len(EDITIONS)
    assert pages["digest.card.zh-Hans.html"] == f"<h1>{DIGEST.title['zh-Hans']}</h1>\n"


def test_an_own_template_goes_before_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "edition.wechat.html.j2").write_text("<p>{{ tag }}</p>", encoding="utf-8")
    assert render(DIGEST, tmp_path)["digest.wechat.zh-Hans.html"] == "<p>zh-Hans</p>\n"


@pytest.mark.parametrize(
    ("file", "said"),
    [("digest.en.md.j2", "take another name"), ("digest.bilingual.html.j2", "take another name"), ("digest.data.csv.j2", "md or html")],
)
def test_names_that_give_no_page_are_refused(file: str, said: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        render(DIGEST, tmp_path)


def test_an_extra_that_there_is_not_is_refused() -> None:
    with pytest.raises(ConfigError, match="no template wechatt; the packaged ones are wechat"):
        extra_templates(None, ["wechatt"])
