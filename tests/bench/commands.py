"""Commands, timed as a whole: seconds, CPU and memory of them and of all their processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
WATCH = """
import json, os, sys
process = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[2:]], os.environ)
_, status, used = os.wait4(process, 0)
told = {"code": os.waitstatus_to_exitcode(status), "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss}
open(sys.argv[1], "w", encoding="utf-8").write(json.dumps(told))
"""  # a small process in between, as a child's peak is never told lower than that of the process that started it
UNITS_OF_A_MB = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended. seconds: of the whole; cpu: seconds of all its processes; peak: MB of the largest of them; said: standard output."""

    code: int
    seconds: float
    cpu: float
    peak: float
    said: str
    errors: str


def ran(folder: Path, *arguments: str, environ: Mapping[str, str] | None = None) -> Ran:
    """`pipeline` with those arguments, in that folder."""
    return timed(folder, "-m", "pipeline", *arguments, environ=environ)


def timed(folder: Path, *arguments: str, environ: Mapping[str, str] | None = None) -> Ran:
    """Python with those arguments, in that folder."""
    told = folder / ".told.json"
    known = {**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})}
    start = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-c", WATCH, str(told), *arguments], cwd=folder, env=known, capture_output=True, encoding="utf-8", check=True
    )
    seconds = time.monotonic() - start
    found = json.loads(told.read_text(encoding="utf-8"))
    told.unlink()
    return Ran(found["code"], seconds, found["cpu"], found["peak"] / UNITS_OF_A_MB, process.stdout, process.stderr)


@cache
def empty_python(folder: Path) -> float:
    """MB of a Python that does nothing: what memory is held against."""
    return timed(folder, "-c", "pass").peak
