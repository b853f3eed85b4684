"""The newsletter's folder: all or nothing, edits kept, numbers kept, nothing pruned."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.datamodel.issue import Issue, Period, Printed
from pipeline.datamodel.language import Edition
from pipeline.errors import OutputError
from pipeline.storage.issues import Issues
from tests.issues import sample_issue

PAGES = {"newsletter.en.md": b"one\n", "newsletter.html": b"<p>one"}
PRINTED = (Printed(key="price", value="15", texts={"en": "costs 15 cents"}, story="mini"),)
EARLIER = Period(id="2024-W29", since=date(2024, 7, 15), until=date(2024, 7, 21))


def deliver(outputs: Path, issue: Issue | None = None, pages: Mapping[str, bytes] = PAGES) -> Issues:
    issues = Issues(outputs)
    issues.deliver(issue or sample_issue(), PRINTED, pages)
    return issues


def test_an_issue_is_written_whole_and_comes_back_for_the_ones_after_it(tmp_path: Path) -> None:
    issue = sample_issue()
    paths = Issues(tmp_path).deliver(issue, PRINTED, PAGES)
    assert {path.name for path in paths} == {*PAGES, "issue.json"}
    assert (tmp_path / "newsletter/2024-W30/newsletter.en.md").read_bytes() == b"one\n"
    after = Period(id="2024-W31", since=date(2024, 7, 29), until=date(2024, 8, 4))
    (found,) = Issues(tmp_path).before(after)
    assert (found.period, found.number, found.printed) == (issue.period, issue.number, PRINTED)
    assert (found.title, found.headline, found.lead) == (issue.title, issue.headline, issue.lead)
    assert Issues(tmp_path).before(issue.period) == ()
    assert Issues(tmp_path).editions(issue.period) == issue.editions


def test_issue_json_holds_what_the_contract_names(tmp_path: Path) -> None:
    issue = sample_issue()
    deliver(tmp_path)
    record = json.loads((tmp_path / "newsletter/2024-W30/issue.json").read_text(encoding="utf-8"))
    assert (record["id"], record["number"], record["since"], record["until"]) == ("2024-W30", issue.number, "2024-07-22", "2024-07-28")
    assert record["editions"] == list(issue.editions)
    assert len(record["stories"]) == len(issue.stories) + len(issue.briefs)
    voices = {voice["id"] for voice in record["documents"]}
    for story in record["stories"]:
        assert story["status"] in ("new", "update", "follow_up", "repeat")
        assert set(story["title"]) >= set(record["editions"])
        assert set(story["documents"]) <= voices
        known = {fact["id"] for fact in story["facts"]}
        assert {fact for conflict in story["conflicts"] for fact in conflict} <= known
        for fact in story["facts"]:
            assert {evidence["document"] for evidence in fact["evidence"]} <= set(fact["documents"]) | voices
            assert {"kind", "type", "subject", "attribute", "value", "texts", "origins", "extractor", "importance"} <= set(fact)
    assert any(story["conflicts"] for story in record["stories"])


def test_an_issue_keeps_its_number_and_the_next_gets_the_next(tmp_path: Path) -> None:
    issue = sample_issue()
    assert Issues(tmp_path).number(issue.period) == 1
    deliver(tmp_path, replace(issue, number=7))
    assert Issues(tmp_path).number(issue.period) == 7
    assert Issues(tmp_path).number(EARLIER) == 8


def test_what_an_editor_changed_is_known_until_it_is_written_again(tmp_path: Path) -> None:
    period = sample_issue().period
    issues = deliver(tmp_path)
    assert issues.edited(period) == []
    assert issues.is_as_written(period, "newsletter.html", b"<p>one")
    assert not issues.is_as_written(EARLIER, "newsletter.html", b"<p>one")
    page = tmp_path / "newsletter/2024-W30/newsletter.en.md"
    page.write_text("mine\n", encoding="utf-8")
    assert Issues(tmp_path).edited(period) == [page]
    deliver(tmp_path, pages={"newsletter.html": b"<p>two"})
    assert Issues(tmp_path).edited(period) == [page], "a page that was not written again is still the editor's"
    deliver(tmp_path)
    assert Issues(tmp_path).edited(period) == []


def test_a_page_that_the_program_never_wrote_is_an_editors(tmp_path: Path) -> None:
    page = tmp_path / "newsletter/2024-W30/newsletter.en.md"
    page.parent.mkdir(parents=True)
    page.write_text("mine\n", encoding="utf-8")
    assert Issues(tmp_path).edited(sample_issue().period) == [page]


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    deliver(tmp_path)
    folder = tmp_path / "newsletter/2024-W30"
    (folder / "images").mkdir()
    (folder / "images/cover.png").write_bytes(b"png")
    (folder / "notes.txt").write_text("call them", encoding="utf-8")
    deliver(tmp_path, pages={"newsletter.en.md": b"two\n"})
    assert (folder / "images/cover.png").read_bytes() == b"png"
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "call them"
    assert (folder / "newsletter.html").read_bytes() == b"<p>one"
    assert (folder / "newsletter.en.md").read_bytes() == b"two\n"


def test_a_failure_leaves_the_earlier_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copy2", full)
    (tmp_path / "newsletter/2024-W30/notes.txt").write_text("call them", encoding="utf-8")
    with pytest.raises(OutputError, match="No space left on device"):
        deliver(tmp_path, pages={"newsletter.en.md": b"two\n"})
    assert (tmp_path / "newsletter/2024-W30/newsletter.en.md").read_bytes() == b"one\n"


def test_what_a_killed_run_took_away_is_put_back(tmp_path: Path) -> None:
    deliver(tmp_path)
    folder = tmp_path / "newsletter/2024-W30"
    (folder / "newsletter.en.md").write_text("mine\n", encoding="utf-8")
    (tmp_path / "newsletter/.new").mkdir()
    folder.rename(tmp_path / "newsletter/.new/2024-W30.replaced")
    assert Issues(tmp_path).edited(sample_issue().period) == [folder / "newsletter.en.md"]
    assert (folder / "newsletter.en.md").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("text", ["", "[]", '{"id": "x"}', "\x00"])
def test_a_memory_that_cannot_be_read_is_one_line(tmp_path: Path, text: str) -> None:
    deliver(tmp_path)
    (tmp_path / "newsletter/2024-W30/memory.json").write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match=r"memory\.json: not readable as the memory of an issue"):
        Issues(tmp_path)


def test_issues_are_written_in_one_edition_too(tmp_path: Path) -> None:
    deliver(tmp_path, sample_issue((Edition.EN,)))
    assert Issues(tmp_path).editions(sample_issue().period) == (Edition.EN,)
