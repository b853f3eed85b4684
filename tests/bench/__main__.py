"""How fast everything is, beside what peers were measured at: `python -m tests.bench [--pin] [MEASURE …]`, in less than five minutes.

Machines differ and are noisy, so every figure is held against a reference that is measured in the same run: seconds of CPU against a task of Python's
own, memory against a Python that does nothing, a model's path against a pool that only sends the same requests. A ratio more than SLACK worse than
the one in `pins.json` is measured twice again, and fails only if it never was better. `--pin` writes the ratios of this run there: do so on an idle
machine, when a change is meant to cost what it costs. The table goes to standard output, then the same as a line of JSON, which `bench.json` keeps.
"""

from __future__ import annotations

import json
import platform
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import ledgers, measures, models, newsletters, runs
from tests.bench.commands import ROOT
from tests.bench.figures import Figure, Take, best

HERE = Path(__file__).parent
PINS, KEPT = HERE / "pins.json", ROOT / "bench.json"
PEERS: Mapping[str, str] = tomllib.loads((HERE / "peers.toml").read_text(encoding="utf-8"))
SLACK = 1.15
TRIES = 3
TAKES: dict[str, Take] = {
    "start-up": measures.start_up,
    "reading": measures.reading,
    "digests": measures.digests,
    "html": measures.html,
    "conversion": measures.conversion,
    "quantities": measures.quantities,
    "page": measures.issue_page,
    "ledger": ledgers.ledger,
    "model": models.models,
    "newsletter": newsletters.newsletters,
    "run": runs.run,
}
WIDTHS = (25, 34, 9, 9)


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its pin: the ratio when it was last pinned, None for a new one."""

    figure: Figure
    pinned: float | None

    @property
    def is_worse(self) -> bool:
        return self.pinned is not None and self.figure.ratio > self.pinned * SLACK

    def line(self) -> str:
        pinned = "new" if self.pinned is None else f"{self.pinned:.2f}"
        mark = "WORSE  " if self.is_worse else ""
        return columns(self.figure.name, self.figure.said, f"{self.figure.ratio:.2f}", pinned) + f"  {mark}{PEERS.get(self.figure.name, '')}"

    def record(self) -> dict[str, float | str | None]:
        values = {name: round(value, 4) for name, value in self.figure.values.items()}
        return {"said": self.figure.said, "ratio": round(self.figure.ratio, 3), "pinned": self.pinned, **values}


def columns(name: str, *cells: str) -> str:
    """A line of the table, but for what is said last."""
    first, *others = WIDTHS
    return f"{name:{first}}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, others, strict=True))


def taken(take: Take, pins: Mapping[str, float]) -> list[Row]:
    """What a measure gives; again where it is worse than its pins, as another program may have been in its way."""
    found = {figure.name: figure for figure in take()}
    for _ in range(TRIES - 1):
        if not any(row.is_worse for row in rows(found, pins)):
            break
        found = best(found, {figure.name: figure for figure in take()})
    return rows(found, pins)


def rows(found: Mapping[str, Figure], pins: Mapping[str, float]) -> list[Row]:
    return [Row(figure, pins.get(name)) for name, figure in found.items()]


def main(arguments: Sequence[str]) -> None:
    names, is_pinning = [name for name in arguments if name in TAKES], "--pin" in arguments
    if unknown := set(arguments) - {*TAKES, "--pin"}:
        sys.exit(f"{', '.join(sorted(unknown))}: no such measure; there are --pin, {', '.join(TAKES)}")
    pins: dict[str, float] = json.loads(PINS.read_text(encoding="utf-8")) if PINS.is_file() else {}
    sys.stdout.write(columns("", "here", "ratio", "pinned") + "  peers, on another machine\n")
    start, all_rows = time.monotonic(), list[Row]()
    for name in names or TAKES:
        for row in taken(TAKES[name], {} if is_pinning else pins):
            all_rows.append(row)
            sys.stdout.write(f"{row.line().rstrip()}\n")
            sys.stdout.flush()
    if is_pinning:
        kept = pins if names else {}
        PINS.write_text(json.dumps({**kept, **{row.figure.name: round(row.figure.ratio, 3) for row in all_rows}}, indent=1) + "\n", encoding="utf-8")
    figures = {row.figure.name: row.record() for row in all_rows}
    told = {"python": platform.python_version(), "system": platform.system(), "seconds": round(time.monotonic() - start), "figures": figures}
    KEPT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(told) + "\n")
    if any(row.is_worse for row in all_rows):
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
