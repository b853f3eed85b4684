"""Conversations whose steps are done on a Ray cluster: the requests, the journal and the key stay with the driver."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.datamodel.asking import Answer
from pipeline.datamodel.document import Source
from pipeline.datamodel.protocols import Crash
from pipeline.datamodel.report import Failed
from pipeline.engines.cluster import actors_at
from pipeline.errors import ConfigError
from pipeline.runs.conversing import Finished, Pending
from tests.consult.test_asking import MemoryJournal, Model, asking, begin, finish, sources, statuses
from tests.servers.mock_openai import MockServer
from tests.servers.nimbus import TEXT, replied

KEY = "a-key-that-no-machine-of-the-cluster-may-see"

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def die_the_first_time(name: str) -> None:
    """End this process, but not when it was ended before for the same name."""
    mark = Path(os.environ["PYTHON_TEST_MARKS"]) / name
    if not mark.exists():
        mark.touch()
        os._exit(1)


def begin_or_die(source: Source) -> Pending | Finished | Failed:
    if source.ref.name == "3.txt":
        die_the_first_time("begun")
    return begin(source)


def finish_or_die(pending: Pending, answers: Mapping[str, Answer]) -> Pending | Finished | Failed:
    if pending.source.ref.name in {"5.txt", "9.txt"}:
        die_the_first_time(pending.source.ref.name)
    if pending.source.ref.name == "7.txt":
        os._exit(1)
    return finish(pending, answers)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    import ray

    monkeypatch.setenv("PYTHON_TEST_MARKS", str(tmp_path))
    ray.init(address="local", num_cpus=2, include_dashboard=False, configure_logging=False, log_to_driver=False)
    yield ray
    ray.shutdown()


def test_a_step_that_is_lost_is_done_again_and_no_request_is_sent_twice(machine: object) -> None:
    model, journal = Model(), MemoryJournal()
    working = asking(model, journal, steps=(begin_or_die, finish_or_die))
    working.open_hands = partial(actors_at, None)
    outcomes = list(working.outcomes(sources(20)))
    assert statuses(outcomes) == ["crash" if n == 7 else "done" for n in range(20)]
    assert sorted(model.asked) == sorted(f"{n}.txt" for n in range(20))
    assert working.spent.requests == len(journal.rows) == 20
    [lost] = [outcome.result.reason for outcome in outcomes if isinstance(outcome.result, Crash)]
    assert lost.startswith("3 processes that worked on it were lost")


def test_a_cluster_that_is_not_there_is_told_before_anything_is_asked() -> None:
    model = Model()
    working = asking(model)
    working.open_hands = partial(actors_at, "127.0.0.1:1")
    with pytest.raises(ConfigError, match="no cluster is reached there"):
        list(working.outcomes(sources(3)))
    assert model.asked == []


def test_requests_in_flight_do_not_wait_for_the_cluster(machine: object) -> None:
    model = Model(seconds=0.3)
    working = asking(model, concurrency=30)
    working.open_hands = partial(actors_at, None)
    assert statuses(list(working.outcomes(sources(60)))) == ["done"] * 60
    assert model.most > 10


class Onlooker:
    """Answers, and looks at what the processes of the cluster can see of this one. seen: their names; leaks: those that hold the key."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.leaks: set[str] = set()

    def __call__(self, body: dict[str, Any]) -> dict[str, Any]:
        for process in Path("/proc").iterdir():
            if process.name.isdecimal() and process.name != str(os.getpid()):
                self._look(process)
        return replied(body)

    def _look(self, process: Path) -> None:
        try:
            name, environment = (process / "cmdline").read_bytes().split(b"\0")[0].decode(errors="replace"), (process / "environ").read_bytes()
        except OSError:
            return
        if "ray" in name:
            self.seen.add(Path(name).name)
            if KEY.encode() in environment:
                self.leaks.add(name)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
def test_a_run_on_a_cluster_gives_the_bytes_of_one_here_and_no_process_of_it_holds_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("RAY_AUTH_MODE", raising=False)
    (tmp_path / "corpus").mkdir()
    for n in range(12):
        (tmp_path / "corpus" / f"{n:03}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
    made, onlooker = [], Onlooker()
    with MockServer(onlooker) as server:
        for engine in ("local", "ray"):
            folder = tmp_path / engine
            flags = ["--model", "openai:gpt-4o-mini", "--base-url", server.base_url, "--engine", engine, "-o", str(folder)]
            result = CliRunner().invoke(main, ["run", str(tmp_path / "corpus"), *flags])
            assert result.exit_code == 0, result.output
            assert "RAY_" not in result.output
            made.append({path.relative_to(folder): path.read_bytes() for path in (folder / "digests").rglob("*.*") if path.is_file()})
        assert len(server.log) == 24
    assert len(made[0]) > 50
    assert made[0] == made[1]
    assert any(name.startswith("ray::_Actor") for name in onlooker.seen), onlooker.seen
    assert "raylet" in onlooker.seen
    assert onlooker.leaks == set()
    assert json.loads((tmp_path / "ray" / "run.json").read_text(encoding="utf-8"))["totals"]["requests"] == 12
