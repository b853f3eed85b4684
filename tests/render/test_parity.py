"""Editions whose pages have another structure fail, whoever wrote the template."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose.digest import compose
from pipeline.errors import ConfigError
from pipeline.render.pages import render
from pipeline.render.parity import check_pages
from tests.factories import EDITIONS
from tests.sample import sample_document, sample_facts

DOCUMENT = sample_document()
DIGEST = compose(DOCUMENT, sample_facts(DOCUMENT), [], EDITIONS)
EVEN = "---\nlang: x\n---\n# T\n\n* one.[^1]\n* two.[^2] [more](https://example.org/a)\n\n| a |\n\n<!-- provenance -->\n\n{}\n\n[^1]: {}\n"


def pages(english: str) -> dict[str, str]:
    return {"digest.zh-Hans.md": EVEN.format("* x", "“q”"), "digest.en.md": english}


def test_what_is_told_of_each_edition_apart_may_differ() -> None:
    check_pages(pages(EVEN.format("* x\n* y", "“q” (in Chinese)")), EDITIONS)


def test_the_words_of_a_heading_may_be_a_sources_own_with_an_address() -> None:
    own = EVEN.replace("# T", "# How http://a.example works [^1]: x").replace("\n* two", "\n* **See https://b.example** <!-- h:00000000 -->\n* two")
    other = EVEN.replace("\n* two", "\n* **T** <!-- h:00000000 -->\n* two")
    check_pages({"newsletter.zh-Hans.md": other.format("* x", "“q”"), "newsletter.en.md": own.format("* x", "“q”")}, EDITIONS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("* two.[^2]", "two.[^2]", "digest.en.md has 1 list items and digest.zh-Hans.md 2"),
        ("[^2]", "[^3]", "digest.en.md has [^3] where digest.zh-Hans.md has [^2]"),
        ("[^2]", "", "1 notes"),
        ("org/a", "org/b", "https://example.org/b"),
        ("# T", "# T\n\n## More", "2 headings"),
        ("| a |", "| a |\n| b |", "2 table rows"),
    ],
)
def test_another_structure_is_told(old: str, new: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        check_pages(pages(EVEN.replace(old, new).format("* x", "“q”")), EDITIONS)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_pages_of_extra_templates_are_compared_within_their_name() -> None:
    check_pages({"digest.a.zh-Hans.html": "<h2>x</h2>", "digest.b.en.html": "<p>x</p>"}, EDITIONS)
    with pytest.raises(ConfigError, match="headings"):
        check_pages({"digest.a.zh-Hans.html": "<h2>x</h2>", "digest.a.en.html": "<p>x</p>"}, EDITIONS)


def test_a_template_that_drops_a_section_in_one_edition_fails(tmp_path: Path) -> None:
    (tmp_path / "digest.md.j2").write_text(
        '# {{ digest.title[tag] }}\n\n{% for s in digest.sections if tag != "en" %}\n## {{ s.heading|name(tag) }}\n\n{% endfor %}\n', encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=r"digest\.en\.md has 1 headings"):
        render(DIGEST, tmp_path)
