"""What the bench counts as worse, what it measures again, and that it knows what it compares with."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench.commands import empty_python, timed
from tests.bench.figures import Figure
from tests.bench.ledgers import FACTS, made


class Noisy:
    """A measure whose ratios are given, one a time that it is taken."""

    def __init__(self, *ratios: float) -> None:
        self.ratios = list(ratios)

    def __call__(self) -> Iterator[Figure]:
        yield Figure("a stage", "so many chars/s", self.ratios.pop(0))


@pytest.mark.parametrize(
    ("ratios", "kept", "is_worse"),
    [
        ([1.14], 1.14, False),
        ([0.5], 0.5, False),
        ([1.4, 1.1], 1.1, False),
        ([1.4, 1.3, 1.0], 1.0, False),
        ([1.4, 1.2, 1.3], 1.2, True),
    ],
)
def test_a_figure_is_worse_when_three_measures_say_so(ratios: list[float], kept: float, is_worse: bool) -> None:
    take = Noisy(*ratios)
    (row,) = bench.taken(take, {"a stage": 1.0})
    assert (row.figure.ratio, row.is_worse, take.ratios) == (kept, is_worse, [])
    assert ("WORSE" in row.line()) is is_worse


def test_a_figure_without_a_pin_is_new_and_never_worse() -> None:
    (row,) = bench.taken(Noisy(9.9), {})
    assert (row.is_worse, row.line().split()[-1]) == (False, "new")


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, ratio: float, *arguments: str) -> int:
    monkeypatch.setattr(bench, "TAKES", {"one": Noisy(*[ratio] * 3)})
    monkeypatch.setattr(bench, "PINS", folder / "pins.json")
    monkeypatch.setattr(bench, "KEPT", folder / "bench.json")
    try:
        bench.main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_pins_are_set_held_and_told_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, tmp_path, 2.0, "--pin") == 0
    assert json.loads((tmp_path / "pins.json").read_text(encoding="utf-8")) == {"a stage": 2.0}
    assert run(monkeypatch, tmp_path, 2.2) == 0
    capsys.readouterr()
    assert run(monkeypatch, tmp_path, 2.5, "one") == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told == json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert told["figures"]["a stage"] == {"said": "so many chars/s", "ratio": 2.5, "pinned": 2.0}


def test_a_measure_that_there_is_not_is_told() -> None:
    with pytest.raises(SystemExit, match=r"speed: no such measure; there are --pin, start-up, "):
        bench.main(["speed"])


def test_every_figure_of_a_peer_stands_beside_one_of_ours() -> None:
    assert set(bench.PEERS) <= set(json.loads(bench.PINS.read_text(encoding="utf-8")))


def test_a_command_is_timed_with_the_processes_that_it_starts(tmp_path: Path) -> None:
    child = "x = bytearray(80_000_000); sum(range(2_000_000))"
    found = timed(tmp_path, "-c", f"import subprocess, sys; print('said'); subprocess.run([sys.executable, '-c', {child!r}])")
    assert (found.code, found.said.strip()) == (0, "said")
    assert found.peak > 70
    assert 0 < found.cpu <= found.seconds + 0.5
    assert empty_python(tmp_path) < 40
    assert timed(tmp_path, "-c", "import sys; sys.exit(3)").code == 3


def test_the_ledger_is_measured_with_twenty_real_facts_a_document() -> None:
    rows = made()
    assert {len(row.facts) for row in rows} == {FACTS}
    assert len({row.id for row in rows}) == len({row.text_hash for row in rows}) == len(rows)
    assert sys.getsizeof(json.dumps(rows[0].facts[0])) > 500
