"""docs/reference.md is what the program would write now, and says something of everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline import cli, errors
from pipeline.config import Settings
from tests.docs.pages import PAGES, ROOT
from tests.docs.records import NAMES, field_rows
from tests.docs.reference import EXITS, PAGE, page

TEXT = page()
FILES = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == TEXT, "run `make docs`"


def test_every_exit_code_is_explained() -> None:
    assert set(EXITS) == {0, *(code for name, code in vars(cli).items() if name.startswith("EXIT_"))}


def test_every_setting_is_explained() -> None:
    table = TEXT.split("\n## Settings\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]
    assert [row[0].strip("`") for row in rows] == list(Settings.model_fields)
    assert [row[0] for row in rows if row[-1].startswith("`PIPELINE_") or not row[-1].strip("| ")] == []


def test_every_error_stands_in_the_tree() -> None:
    named = {name for name, found in vars(errors).items() if isinstance(found, type)}
    assert set(re.findall(r"^ *\* `(\w+)`", TEXT.split("\n## Errors\n")[1], re.M)) == named


@pytest.mark.parametrize("file", field_rows())
def test_every_field_has_its_meaning_in_the_page_of_files(file: str) -> None:
    missing = (
        {path.split(".")[-1].removesuffix("[]") for path, _, _ in field_rows()[file]} - set(re.findall(r"\w+", FILES)) - {"TAG", *NAMES.values()}
    )
    assert missing == set()


@pytest.mark.parametrize(
    "path", [path for path in PAGES if not path.match("sample-issue/newsletter.*")], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_links_lead_somewhere(path: Path) -> None:
    for target, anchor in re.findall(
        r"(?<!`)\]\(([^)#\s]*)(?:#([^)\s]+))?\)", re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    ):
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            heads = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}, f"{target}#{anchor}"
