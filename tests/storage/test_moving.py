"""A rename waits for a moment where another program has the file open, and no longer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.storage.moving import move


class Busy:
    """`os.replace` of a system that refuses the first times."""

    def __init__(self, refusals: int) -> None:
        self.left = refusals
        self.replace = os.replace

    def __call__(self, source: Path, target: Path) -> None:
        self.left -= 1
        if self.left >= 0:
            raise PermissionError(13, "another program has it open", str(source))
        self.replace(source, target)


@pytest.mark.parametrize(("refusals", "pauses"), [(0, ()), (1, (0.0, 0.0)), (2, (0.0, 0.0))])
def test_a_file_that_is_open_for_a_moment_is_moved(refusals: int, pauses: tuple[float, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new").write_text("2", encoding="utf-8")
    (tmp_path / "old").write_text("1", encoding="utf-8")
    monkeypatch.setattr(os, "replace", Busy(refusals))
    move(tmp_path / "new", tmp_path / "old", pauses)
    assert (tmp_path / "old").read_text(encoding="utf-8") == "2"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("refusals", "pauses"), [(1, ()), (3, (0.0, 0.0))])
def test_one_that_stays_open_is_told(refusals: int, pauses: tuple[float, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new").mkdir()
    monkeypatch.setattr(os, "replace", Busy(refusals))
    with pytest.raises(PermissionError):
        move(tmp_path / "new", tmp_path / "old", pauses)
    assert (tmp_path / "new").is_dir()
