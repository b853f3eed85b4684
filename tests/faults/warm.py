"""Loads what a command needs before the first one is asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import main
from tests.faults.papers import write


def warm() -> None:
    """Digest a document and make an issue, and throw both away."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "corpus", range(2))
        for arguments in (["run", f"{folder}/corpus", "-o", f"{folder}/out"], ["newsletter", "--week", "2024-W30", "-o", f"{folder}/out"]):
            assert CliRunner().invoke(main, arguments).exit_code == 0
