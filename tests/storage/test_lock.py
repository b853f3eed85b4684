from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.storage.lock import held


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with held(tmp_path / "outputs"), pytest.raises(OutputError, match="another run uses this folder; wait for it, or choose another with --outputs"):
        held(tmp_path / "outputs").__enter__()
    with held(tmp_path / "outputs"), held(tmp_path / "others"):
        pass


def hold_for_ever(root: str) -> None:
    with held(Path(root)):
        (Path(root) / "held").touch()
        time.sleep(600)


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=hold_for_ever, args=(str(tmp_path),))
    process.start()
    while not (tmp_path / "held").exists():
        time.sleep(0.02)
    with pytest.raises(OutputError, match="another run"):
        held(tmp_path).__enter__()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with held(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        held(tmp_path / "file").__enter__()
