"""What a template is handed is what docs/templates.md says, object by object; its example gives a page."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2.filters import FILTERS

from pipeline.compose.digest import compose
from pipeline.datamodel import digest as composed
from pipeline.datamodel import document as read
from pipeline.datamodel import fact as found
from pipeline.errors import ConfigError
from pipeline.render.environment import check_templates, html_environment, markdown_environment, page_environment
from pipeline.render.joining import Run
from pipeline.render.pages import render
from pipeline.render.sandbox import MAX_OUTPUT, MAX_SECONDS, MAX_STEPS, MAX_TEXT
from pipeline.render.source import Part, Row
from tests.factories import EDITIONS
from tests.sample import sample_document, sample_facts

DOCS = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
OBJECTS = [
    *(composed.Digest, composed.Point, composed.Piece, composed.Section, composed.Group, composed.Table, composed.Cell, composed.Note),
    *(composed.Coverage, read.Document, read.SourceRef, read.Published, read.Sentence, read.Block, read.LineStart, read.Span),
    *(found.Fact, found.Claim, found.Entity, found.Value, found.Evidence, found.Phrase, found.Rejection, Run, Row, Part),
]
NAMES = {one.__name__ for one in OBJECTS}


def rows(section: str) -> list[str]:
    """The first cells of the table under a heading, without arguments."""
    text = DOCS.split(f" {section}\n", 1)[1].split("\n#", 1)[0]
    return [re.sub(r"\(.*", "", cell) for cell in re.findall(r"^\| `([^`]+)`", text, flags=re.M)]


@pytest.mark.parametrize("kind", OBJECTS, ids=lambda kind: kind.__name__)
def test_every_field_is_documented_and_no_other(kind: type) -> None:
    own = [name for name, value in vars(kind).items() if not name.startswith("_") and (callable(value) or isinstance(value, property))]
    assert rows(kind.__name__) == [*(field.name for field in fields(kind)), *own]


def test_every_object_within_reach_is_documented() -> None:
    mentioned = {name for kind in OBJECTS for field in fields(kind) for name in re.findall(r"\b[A-Z]\w+", str(field.type))}
    known = {name for module in (composed, read, found) for name, value in vars(module).items() if hasattr(value, "__dataclass_fields__")}
    assert mentioned & known <= NAMES


def test_every_filter_is_documented() -> None:
    own = {name for one in (markdown_environment(), html_environment()) for name in one.filters} - set(FILTERS)
    assert set(rows("Filters")) == own


@pytest.mark.parametrize("template", ["digest.md.j2", "bilingual.md.j2", "digest.html.j2"])
def test_what_each_template_is_handed_is_documented(template: str, tmp_path: Path) -> None:
    row = next(line for line in DOCS.splitlines() if line.startswith(f"| `{template}`"))
    names = re.findall(r"`(\w+)`", row.split("|")[3])
    shown = "".join(f"{{{{ {name} is defined }}}} " for name in names)
    page = "digest.html" if "html" in template else "digest.bilingual.md" if "bilingual" in template else "digest.en.md"
    (tmp_path / template).write_text(shown, encoding="utf-8")
    assert render(digest(), tmp_path)[page].split() == ["True"] * len(names)


def test_the_bounds_are_documented() -> None:
    said = DOCS.split("## The sandbox\n")[1].split("\n## ")[0]
    assert f"{MAX_STEPS:,}" in said
    for number, unit in ((MAX_OUTPUT // 10**6, "million"), (MAX_TEXT // 10**6, "million"), (int(MAX_SECONDS), "seconds")):
        assert f"{number} {unit}" in said


def test_the_example_gives_the_page_that_it_names(tmp_path: Path) -> None:
    example = DOCS.split("```jinja\n")[1].split("```")[0]
    name = re.findall(r"digest\.brief\.html\.j2", example)[0]
    (tmp_path / name).write_text(example, encoding="utf-8")
    check_templates(tmp_path)
    page = render(digest(), tmp_path)["digest.brief.html"]
    assert page.count("<article") == len(EDITIONS)
    assert page.count("<li>") == len(EDITIONS) * len(digest().key_points)
    assert "<b>60%" in page


def test_texts_are_escaped_for_the_kind_of_page(tmp_path: Path) -> None:
    for ending in ("md", "html"):
        (tmp_path / f"digest.raw.{ending}.j2").write_text('{% set text = "<b>*x*</b>" %}{{ text }}{{ text ~ 1 }}', encoding="utf-8")
    pages = render(digest(), tmp_path)
    assert pages["digest.raw.html"] == "&lt;b&gt;*x*&lt;/b&gt;" * 2 + "1\n"
    assert pages["digest.raw.md"] == "&lt;b>\\*x\\*&lt;/b>" * 2 + "1\n"


def test_a_template_that_is_wrong_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "digest.md.j2").write_text("fine\n{% for %}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"digest\.md\.j2, line 2: "):
        check_templates(tmp_path)
    (tmp_path / "digest.md.j2").write_text("fine\n\n{{ digest.nothing }}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"digest\.md\.j2, line 3\): .*nothing"):
        render(digest(), tmp_path)


def test_pages_of_another_kind_are_refused() -> None:
    with pytest.raises(ConfigError, match="written as md or html"):
        page_environment("digest.x.csv")


def digest() -> composed.Digest:
    """A digest of the sample document."""
    document = sample_document()
    return compose(document, sample_facts(document), [], EDITIONS)
