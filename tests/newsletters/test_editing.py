"""An editor's pages taken over: one or several, each finding with the page and the line, and nothing read that is no page."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.datamodel.issue import Issue
from pipeline.datamodel.language import Edition
from pipeline.errors import ConfigError
from pipeline.newsletters.editing import read_pages, take_over
from pipeline.render.issues.markdown import render_markdown
from tests.issues import sample_issue

EDITIONS = (Edition.ZH_HANT_TW, Edition.EN)
TW, EN, BOTH = "newsletter.zh-Hant-TW.md", "newsletter.en.md", "newsletter.bilingual.md"


@pytest.fixture
def issue() -> Issue:
    return sample_issue(EDITIONS)


@pytest.fixture
def pages(tmp_path: Path, issue: Issue) -> Path:
    for name, text in render_markdown(issue).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def change(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_without_a_page_the_issue_stays(issue: Issue) -> None:
    work = take_over((), issue)
    assert work.issue is issue
    assert (work.edits, work.findings, work.figures) == (0, (), 0)


def test_findings_name_the_page_and_the_line(pages: Path, issue: Issue) -> None:
    path = change(pages / TW, "* MMLU 得分 82.0%", "* MMLU 得分 92.0%")
    line = path.read_text(encoding="utf-8").split("* MMLU 得分 92.0%")[0].count("\n") + 1
    work = take_over(read_pages([path]), issue)
    assert work.findings[0] == f"{path}, line {line}: “92.0%” was changed by hand away from its evidence, which has “82.0%”"
    assert (work.edits, work.figures) == (1, 1)


def test_the_same_figure_in_both_languages_is_found_in_both(pages: Path, issue: Issue) -> None:
    chinese, english = change(pages / TW, "得分 82.0%", "得分 92.0%"), change(pages / EN, "Scores 82.0%", "Scores 92.0%")
    work = take_over(read_pages([chinese, english]), issue)
    assert {finding.split(",")[0] for finding in work.findings if "evidence" in finding} == {str(chinese), str(english)}
    page = render_markdown(work.issue)[BOTH]
    assert "得分 92.0%" in page
    assert "Scores 92.0%" in page


def test_the_second_page_says_only_its_words(pages: Path, issue: Issue) -> None:
    struck = pages / TW
    struck.write_text("".join(line for line in struck.read_text(encoding="utf-8").splitlines(True) if "僅供研究用途" not in line), encoding="utf-8")
    english = change(pages / EN, "123 billion parameters.", "123 billion of them.")
    shown = render_markdown(take_over(read_pages([struck, english]), issue).issue)[EN]
    assert "123 billion of them." in shown
    assert "Research use only" not in shown


def test_of_two_pages_that_change_the_same_words_the_later_wins(pages: Path, issue: Issue) -> None:
    first, second = change(pages / EN, "Research use only.", "For research."), change(pages / BOTH, "Research use only.", "Only for research.")
    shown = render_markdown(take_over(read_pages([first, second]), issue).issue)[EN]
    assert "Only for research." in shown


def test_a_note_that_one_page_added_is_translated_in_another(pages: Path, issue: Issue) -> None:
    chinese = change(pages / TW, "* 僅供研究用途", "* 我們試用了一週。\n* 僅供研究用途")
    once = render_markdown(take_over(read_pages([chinese]), issue).issue)
    (pages / EN).write_text(once[EN], encoding="utf-8")
    english = change(pages / EN, "“我們試用了一週” (in Chinese).", "We tried it for a week.")
    shown = render_markdown(take_over(read_pages([chinese, english]), issue).issue)
    assert "**Editor’s note**: We tried it for a week." in shown[EN]
    assert "**編者按**：我們試用了一週。" in shown[TW]


def test_what_cannot_be_read_is_named(tmp_path: Path, pages: Path) -> None:
    (tmp_path / "odd.md").write_bytes(b"---\nissue: \xff\n---\n")
    with pytest.raises(ConfigError, match=r"nowhere\.md: cannot be read"):
        read_pages([tmp_path / "nowhere.md"])
    with pytest.raises(ConfigError, match=r"odd\.md: not in UTF-8"):
        read_pages([tmp_path / "odd.md"])
    other = tmp_path / "other.md"
    other.write_text((pages / EN).read_text(encoding="utf-8").replace('issue: "2024-W30"', 'issue: "2024-W31"'), encoding="utf-8")
    with pytest.raises(ConfigError, match="make one issue at a time"):
        read_pages([pages / TW, other])
