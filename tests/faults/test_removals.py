"""What is taken away under a run: a worker, the corpus, the outputs, the room on their disk, the clock. Nothing but that is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.config import Settings
from pipeline.datamodel.protocols import Crash
from pipeline.errors import OutputError
from pipeline.workflows import run_corpus
from tests.faults.looking import check_digests, check_issue, check_ledger, contents, digests
from tests.faults.nursery import ROOT, Nursery
from tests.faults.papers import write
from tests.ingest.documents.test_docx import docx

Item = TypeVar("Item")
Out = TypeVar("Out")
OUTPUTS, CORPUS = Path("outputs"), Path("corpus")
MEMORY = Path("/dev/shm")
ISSUE = ("newsletter", "--week", "2024-W30", "--edition", "zh-Hans+en")
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals, forks and links of POSIX")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(CORPUS, range(8))


def run(*flags: str) -> Result:
    return CliRunner().invoke(main, ["run", "--languages", "zh-Hans,en", *flags], catch_exceptions=False)


def meddling(act: Callable[[int], None]) -> object:
    """An engine that acts before each document is digested."""

    class Meddling:
        def map(self, worker: Callable[[Item], Out], items: Iterable[Item]) -> Iterator[Out | Crash]:
            for number, item in enumerate(items):
                act(number)
                yield worker(item)

    return Meddling()


def test_outputs_that_are_removed_midway_are_whole_after_the_next_run() -> None:
    def remove(number: int) -> None:
        if number == 4:
            shutil.rmtree(OUTPUTS)

    with suppress(OutputError):
        run_corpus(["corpus"], Settings(languages="zh-Hans,en"), engine=meddling(remove))  # type: ignore[arg-type]
    check_digests(OUTPUTS)
    assert run().exit_code == 0
    assert len(digests(OUTPUTS)) == 8
    check_digests(OUTPUTS)
    check_ledger(OUTPUTS)


def test_a_corpus_that_is_removed_midway_fails_what_was_not_read_yet_and_no_more() -> None:
    assert run().exit_code == 0
    write(CORPUS, range(8), version=1)

    def remove(number: int) -> None:
        if number == 2:
            shutil.rmtree(CORPUS)

    report = run_corpus(["corpus"], Settings(languages="zh-Hans,en"), engine=meddling(remove))  # type: ignore[arg-type]
    assert report.count("done") >= 3
    assert report.count("done", "failed") == 8
    assert len(digests(OUTPUTS)) == 8
    check_digests(OUTPUTS)
    write(CORPUS, range(8), version=1)
    assert run().exit_code == 0


@pytest.mark.skipif(not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK), reason="no second disk")
@pytest.mark.parametrize("linked", ["outputs", "outputs/digests", "outputs/newsletter"])
def test_outputs_may_be_on_another_disk(linked: str) -> None:
    assert run("-o", "here").exit_code == 0
    elsewhere = Path(mkdtemp(dir=MEMORY))
    try:
        assert elsewhere.stat().st_dev != CORPUS.stat().st_dev
        Path(linked).parent.mkdir(exist_ok=True)
        Path(linked).symlink_to(elsewhere)
        assert run().exit_code == 0
        assert contents(OUTPUTS) == contents(Path("here"))
        write(CORPUS, [1, 2], version=1)
        assert run().exit_code == 0
        assert len(list((OUTPUTS / "digests/.old").iterdir())) == 2
        issue = CliRunner().invoke(main, list(ISSUE))
        assert issue.exit_code == 0, issue.output
        assert any(elsewhere.iterdir())
        check_issue(OUTPUTS / "newsletter/2024-W30")
    finally:
        shutil.rmtree(elsewhere)


def test_a_clock_at_its_very_beginning_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that lost its clock tells 1970: archives know no day before 1980."""
    (CORPUS / "word.docx").write_bytes(docx())
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(0))
    ended = run()
    assert ended.exit_code == 0, ended.output
    assert len(digests(OUTPUTS)) == 9


@pytest.mark.slow
@ON_POSIX
def test_a_worker_that_is_killed_costs_no_document() -> None:
    write(CORPUS, range(120))
    command = [sys.executable, "-m", "pipeline", "run", "--languages", "zh-Hans,en", "--processes", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    killed = set[int]()
    while process.poll() is None and len(killed) < 2:
        time.sleep(0.02)
        if len(killed) < 1 + (len(digests(OUTPUTS)) > 40) and digests(OUTPUTS):
            for worker in set(workers(process.pid)) - killed:
                os.kill(worker, signal.SIGKILL)
                killed.add(worker)
                break
    _, said = process.communicate(timeout=240)
    assert killed, "no worker was there to be killed"
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert len(digests(OUTPUTS)) == 120
    check_digests(OUTPUTS)
    check_ledger(OUTPUTS)


def workers(driver: int) -> list[int]:
    """The processes of a pool."""
    listed = subprocess.run(["ps", "-ww", "-A", "-o", "ppid=,pid=,args="], capture_output=True, text=True, check=True)
    rows = (row.split(maxsplit=2) for row in listed.stdout.splitlines())
    return [int(row[1]) for row in rows if row[0] == str(driver) and "spawn_main" in row[-1]]


@pytest.mark.slow
@ON_POSIX
def test_a_disk_that_fills_up_under_an_issue_is_one_line_and_the_issue_before_stands(tmp_path: Path) -> None:
    with Nursery(tmp_path) as nursery:
        assert nursery.run("run", "corpus", "--languages", "zh-Hans,en").code == 0
        assert nursery.run(*ISSUE).code == 0
        folder = OUTPUTS / "newsletter/2024-W30"
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        write(CORPUS, range(8), version=1)
        assert nursery.run("run", "corpus", "--languages", "zh-Hans,en").code == 0
        for size in (500, 20_000):
            ended = nursery.run(*ISSUE, file_limit=size)
            assert ended.code == 2, ended.said
            (line,) = ended.said.splitlines()
            assert line.startswith("Error: outputs")
            assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        assert nursery.run(*ISSUE).code == 0
        check_issue(folder)
        assert json.loads((folder / "issue.json").read_bytes())["number"] == 1
