"""The wheel holds what the program reads: tables, templates, prompts; and nothing of the tests."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = {".toml", ".json", ".j2", ".js", ".txt", ".md"}


@pytest.mark.slow
def test_wheel_ships_every_table_template_and_prompt(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("bidigest-*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    wanted = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline").rglob("*") if path.suffix in DATA and path.is_file()}
    wanted |= {f"pipeline/prompts/{path.name}" for path in (ROOT / "prompts").iterdir()}
    assert len(wanted) > 50
    assert wanted <= shipped
    assert not {name for name in shipped if name.startswith(("tests/", "corpus/", "outputs/"))}
