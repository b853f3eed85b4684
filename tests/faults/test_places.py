"""An outputs folder that cannot be written, is full, or is another run's: one line, exit code 2, and nothing lost when it can be written again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.storage.lock import held
from tests.faults.looking import check_digests, check_ledger, contents, digests
from tests.faults.nursery import Nursery
from tests.faults.papers import write

ROOT = Path(__file__).parents[2]
OUTPUTS = Path("outputs")
LANGUAGES = ("--languages", "zh-Hans,en")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("corpus"), range(8))


def run(*flags: str) -> Result:
    return CliRunner().invoke(main, ["run", *LANGUAGES, *flags], catch_exceptions=False)


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


def a_file_for_the_folder() -> None:
    OUTPUTS.write_text("not a folder", encoding="utf-8")


def a_file_for_the_digests() -> None:
    OUTPUTS.mkdir()
    (OUTPUTS / "digests").write_text("not a folder", encoding="utf-8")


def a_folder_for_the_ledger() -> None:
    (OUTPUTS / "ledger.sqlite").mkdir(parents=True)


def a_folder_for_a_page() -> None:
    (OUTPUTS / "index.html").mkdir(parents=True)


def a_folder_for_the_report() -> None:
    (OUTPUTS / "run.json/inner").mkdir(parents=True)


@pytest.mark.parametrize(
    "obstacle", [a_file_for_the_folder, a_file_for_the_digests, a_folder_for_the_ledger, a_folder_for_a_page, a_folder_for_the_report]
)
def test_what_is_in_the_way_of_the_outputs_is_one_line(obstacle: Callable[[], None]) -> None:
    obstacle()
    assert "outputs" in refused(run())
    if OUTPUTS.is_file():
        OUTPUTS.unlink()
    else:
        check_digests(OUTPUTS)
        for name in ("digests", "ledger.sqlite", "index.html", "run.json"):
            path = OUTPUTS / name
            if path.is_dir() and name != "digests":
                shutil.rmtree(path)
            elif path.is_file() and name == "digests":
                path.unlink()
    assert run().exit_code == 0
    assert len(digests(OUTPUTS)) == 8


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


def without_privileges(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command so that permissions bind, also where the tests run as root."""
    bound = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*bound, sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32" or (os.geteuid() == 0 and not shutil.which("setpriv")), reason="permissions do not bind")
@pytest.mark.parametrize("place", [".", "digests"])
def test_a_folder_that_may_only_be_read_is_one_line_and_keeps_what_it_had(place: str) -> None:
    assert run().exit_code == 0
    before = contents(OUTPUTS)
    write(Path("corpus"), range(3), version=1)
    with read_only(OUTPUTS / place):
        ended = without_privileges("run", *LANGUAGES)
        issue = without_privileges("newsletter", "--week", "2024-W30", "--edition", "en")
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Error: outputs")
    assert issue.returncode == (2 if place == "." else 0)
    assert "Traceback" not in issue.stderr
    assert contents(OUTPUTS) == before
    assert run().exit_code == 0
    assert len(digests(OUTPUTS)) == 8


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the size of files")
def test_a_disk_that_fills_up_is_one_line_and_the_next_run_completes(tmp_path: Path) -> None:
    """A process may write no file beyond a size, which stops it as a full disk does: in the ledger, or in the pages of a long document."""
    Path("corpus/2024-07-01-long.txt").write_text("The mill by the river still grinds the corn of the valley.\n" * 2_000, encoding="utf-8")
    few, all_of_it = ("run", "corpus", *LANGUAGES, "--include", "*-00[0-3]*"), ("run", "corpus", *LANGUAGES, "--processes", "1")
    assert run("-o", "undisturbed").exit_code == 0
    stopped = set()
    with Nursery(tmp_path) as nursery:
        for begins, size in [(None, 2_000), (None, 60_000), (few, 20_000), (few, 110_000)]:
            shutil.rmtree(OUTPUTS, ignore_errors=True)
            assert begins is None or nursery.run(*begins).code == 0
            before = contents(OUTPUTS)
            ended = nursery.run(*all_of_it, file_limit=size)
            assert ended.code == 2, f"{size} bytes: {ended.said}"
            (line,) = ended.said.splitlines()
            assert line.startswith("Error: outputs"), line
            stopped.add(line.removeprefix("Error: ").partition(":")[0].rpartition("/")[2])
            check_digests(OUTPUTS)
            assert before.items() <= contents(OUTPUTS).items()
            again = nursery.run(*all_of_it)
            assert again.code == 0, again.said
            check_ledger(OUTPUTS)
            assert contents(OUTPUTS) == contents(Path("undisturbed"))
    assert stopped == {"ledger.sqlite", "outputs"}


def test_a_folder_that_another_run_holds_is_one_line() -> None:
    assert run().exit_code == 0
    before = contents(OUTPUTS)
    write(Path("corpus"), range(3), version=1)
    with held(OUTPUTS):
        said = "Error: outputs: another run uses this folder; wait for it, or choose another with --outputs"
        assert refused(run()) == said
        assert refused(CliRunner().invoke(main, ["newsletter", "--week", "2024-W30"])) == said
        assert contents(OUTPUTS) == before
        assert run("-o", "others").exit_code == 0


@pytest.mark.slow
def test_of_two_runs_at_once_one_digests_and_the_other_says_so() -> None:
    write(Path("corpus"), range(40))
    command = [sys.executable, "-m", "pipeline", "run", *LANGUAGES]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    codes = sorted(process.returncode for process in both)
    if codes == [0, 2]:
        assert any("another run uses this folder" in err for _, err in said)
    else:
        assert codes == [0, 0], "the first had ended before the second began"
    check_digests(OUTPUTS)
    check_ledger(OUTPUTS)
    assert len(digests(OUTPUTS)) == 40
