"""What changes while a run is under way or between two runs: a document, the clock, the network. Nothing is mixed, lost or paid for twice."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.config import Settings
from pipeline.datamodel.protocols import Crash
from pipeline.workflows import run_corpus
from tests.faults.looking import check_digests, check_ledger, contents, digests, stamps
from tests.faults.papers import paper, place, write
from tests.fetch.server import Request, Site, reply, serving
from tests.servers.mock_openai import MockServer

Item = TypeVar("Item")
Out = TypeVar("Out")
OUTPUTS, CORPUS = Path("outputs"), Path("corpus")
MANY = 6


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "a-key")
    write(CORPUS, range(MANY))


def run(*flags: str) -> Result:
    return CliRunner().invoke(main, ["run", "--languages", "zh-Hans,en", *flags], catch_exceptions=False)


def statuses() -> list[str]:
    return [document["status"] for document in json.loads((OUTPUTS / "run.json").read_bytes())["documents"]]


class Meddling:
    """An engine in whose hands sources change: each is written anew after it was read, and before it is digested."""

    def map(self, worker: Callable[[Item], Out], items: Iterable[Item]) -> Iterator[Out | Crash]:
        for n, item in enumerate(items):
            write(CORPUS, [n], version=1)
            yield worker(item)


def told(n: int) -> str:
    (folder,) = (folder for folder in digests(OUTPUTS) if folder.name.startswith(place(CORPUS, n).stem))
    return "".join((folder / "document.txt").read_text(encoding="utf-8").split())


def test_a_document_that_changes_midway_is_digested_as_it_was_read_and_again_by_the_next_run() -> None:
    run_corpus(["corpus"], Settings(languages="zh-Hans,en"), engine=Meddling())  # type: ignore[arg-type]
    in_order = sorted(range(MANY), key=lambda n: place(CORPUS, n).name)
    check_digests(OUTPUTS)
    assert [told(n) for n in in_order] == ["".join(paper(n).split()) for n in in_order]
    assert run().exit_code == 0
    assert statuses() == ["done"] * MANY
    assert [told(n) for n in in_order] == ["".join(paper(n, 1).split()) for n in in_order]
    assert len(list((OUTPUTS / "digests/.old").iterdir())) == MANY


def test_a_document_that_goes_midway_is_one_failure_and_the_others_are_delivered() -> None:
    class Removing:
        def map(self, worker: Callable[[Item], Out], items: Iterable[Item]) -> Iterator[Out | Crash]:
            for item in items:
                place(CORPUS, 5).unlink(missing_ok=True)
                yield worker(item)

    report = run_corpus(["corpus"], Settings(), engine=Removing())
    assert (report.count("done"), report.count("failed")) == (MANY - 1, 1)
    (failed,) = (document for document in report.documents if document.status == "failed")
    assert failed.reason is not None
    assert "cannot be read (No such file or directory)" in failed.reason


def test_a_clock_that_was_set_back_changes_nothing() -> None:
    """What a run leaves whose clock was ten years ahead: its moments in the ledger, in `document.json`, in `run.json` and on the files."""
    assert run().exit_code == 0
    ahead = f"{date.today().year + 10}"
    with closing(sqlite3.connect(OUTPUTS / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE documents SET since = ? || substr(since, 5)", [ahead])
        ledger.execute("UPDATE runs SET started = ? || substr(started, 5), finished = ? || substr(finished, 5)", [ahead, ahead])
    for path in [*OUTPUTS.rglob("*"), *CORPUS.iterdir()]:
        os.utime(path, (time.time() + 3_650 * 86_400,) * 2)
    before = stamps(OUTPUTS)
    assert run().exit_code == 0
    assert (statuses(), stamps(OUTPUTS)) == (["unchanged"] * MANY, before)
    write(CORPUS, [2], version=1)
    assert run().exit_code == 0
    assert sorted(statuses()) == ["done", *["unchanged"] * (MANY - 1)]
    with closing(sqlite3.connect(OUTPUTS / "ledger.sqlite")) as ledger:
        assert {since[:4] for (since,) in ledger.execute("SELECT since FROM documents")} == {ahead}, "first recorded is first recorded"
    issue = CliRunner().invoke(main, ["newsletter", "--week", "2024-W30", "--edition", "zh-Hans+en"], catch_exceptions=False)
    assert issue.exit_code == 0, issue.output
    check_ledger(OUTPUTS)


def nothing(body: dict[str, Any]) -> dict[str, Any]:
    return {"c": [], "t": []}


@pytest.mark.slow
def test_when_the_network_goes_the_rules_do_what_is_left_and_the_next_run_asks_for_that_alone() -> None:
    with MockServer(nothing) as server:
        flags = ("--model", "openai:gpt-4o-mini", "--base-url", server.base_url, "--concurrency", "1")
        server.script("ok", "ok", *["drop"] * 99)
        first = run(*flags)
        asked = len(server.log)
        assert first.exit_code == 1
        assert statuses().count("partial") + statuses().count("failed") == MANY - 2, first.output
        check_digests(OUTPUTS)
        server.faults.clear()
        assert run(*flags).exit_code == 0
        assert len(server.log) == asked + MANY - 2, "the two that were answered are not asked for again"
        assert run(*flags).exit_code == 0
        assert len(server.log) == asked + MANY - 2
    write(CORPUS, [0], version=1)
    assert run(*flags).exit_code == 1, "the server is not there at all"
    assert statuses().count("unchanged") == MANY - 1
    check_digests(OUTPUTS)


def test_a_page_of_which_half_came_is_a_failure_and_is_asked_for_again() -> None:
    text = "Acme released Nimbus 7 on July 22, 2024. Nimbus 7 scored 71.5% on MMLU."

    def cut(request: Request, connection: Any) -> bytes | None:
        connection.sendall(reply(body=text)[:-30])
        return None

    with serving() as site:
        feed(site, cut)
        flags = (f"{site.address}/list.txt", "--allow-private")
        assert run(*flags).exit_code == 1
        assert sorted(statuses()) == ["done", "failed"]
        feed(site, reply(body=text))
        again = run(*flags)
        assert again.exit_code == 0, again.output
    assert "Nimbus 7" in "".join(data.decode() for name, data in contents(OUTPUTS).items() if name.endswith("digest.en.md"))


def feed(site: Site, page: Any) -> None:
    other = "Mistral released Codestral Mamba. Codestral Mamba scored 75.0% on HumanEval.\n"
    site.replies = {"/list.txt": reply(body=f"{site.address}/a.txt\n{site.address}/b.txt\n"), "/a.txt": reply(body=other), "/b.txt": page}
