"""Whole runs over articles that differ, with pages, ledger and all processes: `python -m tests.bench.runs [DOCUMENTS]`.

The last line is JSON. Ten thousand documents make about a hundred thousand files.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.articles import write_articles
from tests.bench.commands import Ran, empty_python, ran
from tests.bench.figures import Figure
from tests.bench.reference import Beside

DOCUMENTS = 500


def run(documents: int = DOCUMENTS) -> Iterator[Figure]:
    """A first run, and one over the same documents again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_articles(folder / "corpus", documents)
        characters = sum(len(path.read_text(encoding="utf-8")) for path in (folder / "corpus").iterdir())
        beside = Beside()
        first = checked(ran(folder, "run"), f"({documents} done")
        yield Figure(
            f"a run of {documents:,}",
            f"{characters / first.seconds:,.0f} chars/s, all cores",
            beside.ratio(first.cpu),
            {"seconds": first.seconds, "cpu_seconds": first.cpu, "characters": characters},
        )
        yield Figure("a run's largest process", f"{first.peak:,.0f} MB", first.peak / empty_python(folder), {"peak_mb": first.peak})
        beside = Beside()
        again = checked(ran(folder, "run"), f"(0 done, {documents} unchanged")
        yield Figure(
            "a run again, unchanged", f"{again.seconds:.2f} s", beside.ratio(again.cpu), {"seconds": again.seconds, "cpu_seconds": again.cpu}
        )  # fmt: skip


def checked(found: Ran, wanted: str) -> Ran:
    """A command that did what it was measured for; raises RuntimeError otherwise."""
    if found.code or wanted not in found.said:
        raise RuntimeError(f"exit {found.code}: {found.said[-300:]}{found.errors[-300:]}")
    return found


if __name__ == "__main__":
    figures = list(run(int(sys.argv[1]) if sys.argv[1:] else DOCUMENTS))
    sys.stdout.write("".join(f"{figure.name:22} {figure.said}\n" for figure in figures))
    sys.stdout.write(json.dumps({figure.name: {"ratio": figure.ratio, **figure.values} for figure in figures}) + "\n")
