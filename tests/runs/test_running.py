"""Runs over what is fetched: addresses and feeds, by a fetcher that is handed in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.datamodel.document import Source
from pipeline.datamodel.report import RunReport
from pipeline.errors import MissingDependencyError, SourceError
from pipeline.workflows import run_corpus
from tests.runs.test_gathering import Web

FEED = "https://example.org/feed.json"
STORY = "<p>Acme released Nimbus {n} on July 18, 2024. Nimbus {n} scored 8{n}.5% on MMLU and costs 1{n} cents per million input tokens.</p>"
PADDING = "<p>The company says that it wants to hear from those who use it, and that the price will stay as it is until the end of the year.</p>" * 4


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def feed(*numbers: int) -> str:
    items = [
        {"id": str(n), "url": f"https://example.org/{n}", "title": f"Nimbus {n}", "content_html": STORY.format(n=n) + PADDING, "language": "en"}
        for n in numbers
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Acme news", "items": items})


def run(web: Web, *paths: str, force: bool = False) -> RunReport:
    return run_corpus(paths, Settings(force=force, processes=1), fetcher=web)


def statuses(report: RunReport) -> Sequence[tuple[str, str]]:
    return [(document.source, document.status) for document in report.documents]


def test_an_items_digest_is_made_once_and_stays_when_the_feed_drops_it() -> None:
    web = Web({FEED: feed(1, 2)})
    first = run(web, FEED)
    assert statuses(first) == [("https://example.org/1", "done"), ("https://example.org/2", "done")]
    assert all(document.facts for document in first.documents)
    web.pages = {FEED: feed(2, 3)}
    assert statuses(run(web, FEED)) == [("https://example.org/2", "unchanged"), ("https://example.org/3", "done")]
    assert len(list(Path("outputs/digests").iterdir())) == 3
    assert not web.is_closed, "who made the fetcher closes it"


def test_a_feed_in_a_folder_is_not_gone_when_its_items_change() -> None:
    Path("corpus").mkdir()
    Path("corpus/feed.json").write_text(feed(1, 2), encoding="utf-8")
    assert run(Web({}), "corpus").count("done") == 2
    Path("corpus/feed.json").write_text(feed(2), encoding="utf-8")
    assert statuses(run(Web({}), "corpus")) == [("https://example.org/2", "unchanged")]


def test_a_page_that_cannot_be_had_is_one_failed_document() -> None:
    web = Web({"https://example.org/a": f"<html><body><article>{STORY.format(n=1)}{PADDING}</article></body></html>"})
    report = run(web, "https://example.org/a", "https://example.org/b", FEED)
    assert [document.status for document in report.documents] == ["done", "failed", "failed"]
    assert report.documents[1].reason == "https://example.org/b: not found; check the address"


def test_an_empty_feed_is_reported() -> None:
    (document,) = run(Web({FEED: feed()}), FEED).documents
    assert document.status == "failed"
    assert FEED in str(document.reason)


def test_what_needs_an_extra_fails_alone_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("corpus").mkdir()
    for name in "ab":
        Path(f"corpus/{name}.txt").write_text(
            f"Acme released Nimbus {name} on July 18, 2024. It costs 15 cents per million input tokens.", encoding="utf-8"
        )

    def read_document(source: Source) -> object:
        if source.ref.name == "a.txt":
            raise MissingDependencyError(f"{source.ref.address}: PDF files need pypdf; install it with: pip install 'bidigest[pdf]'")
        raise SourceError(f"{source.ref.address}: unreadable; leave it out")

    monkeypatch.setattr("pipeline.runs.digesting.read_document", read_document)
    first, second = run(Web({}), "corpus").documents
    assert first.reason == "corpus/a.txt: PDF files need pypdf; install it with: pip install 'bidigest[pdf]'"
    assert (first.status, second.status) == ("failed", "failed")


def test_the_own_fetcher_is_closed_with_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web({FEED: feed(1)})
    monkeypatch.setattr("pipeline.workflows._fetcher", lambda settings: web)
    run_corpus([FEED], Settings(processes=1))
    assert web.is_closed


def test_a_reference_names_its_document() -> None:
    web = Web({"https://example.org/2024/nimbus.html": f"<html><body><article>{STORY.format(n=1)}{PADDING}</article></body></html>"})
    (document,) = run(web, "https://example.org/2024/nimbus.html").documents
    assert str(document.id).startswith("example-org-2024-nimbus-")
    assert web.asked == ["https://example.org/2024/nimbus.html"]
