"""How fast the offline path is, beside what peers were measured at: `python -m tests.bench [--pin]`.

Machines differ and are noisy, so every figure is held against a reference task that is timed in the same run, in seconds of CPU; a ratio more than
`SLACK` worse than the one in `pins.json` fails. `--pin` writes the ratios of this run there. The last line is JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measures import MEASURES, Measure
from tests.bench.reference import Timed, timed_beside

PINS = Path(__file__).with_name("pins.json")
SLACK = 1.15


@dataclass(frozen=True, slots=True)
class Row:
    """A measure that was taken. pinned: its ratio when it was last pinned, None for a new one."""

    measure: Measure
    timed: Timed
    pinned: float | None

    @property
    def is_slower(self) -> bool:
        return self.pinned is not None and self.timed.ratio > self.pinned * SLACK

    @property
    def rate(self) -> float:
        return self.measure.amount / self.timed.seconds

    def line(self) -> str:
        found = f"{self.timed.seconds:.3f} s CPU" if self.measure.amount == 1 else f"{self.rate:,.0f} {self.measure.unit}"
        pinned = "new" if self.pinned is None else f"{self.pinned:.2f}"
        mark = "  SLOWER" if self.is_slower else ""
        return f"{self.measure.name:22} {found:>22}  {self.timed.ratio:9.2f} (pinned {pinned:>6}){mark:8}  {self.measure.peers}"


def main() -> None:
    pins: dict[str, float] = json.loads(PINS.read_text(encoding="utf-8")) if PINS.is_file() else {}
    rows = [Row(measure, timed_beside(measure.work, measure.rounds), pins.get(measure.name)) for measure in (make() for make in MEASURES)]
    if "--pin" in sys.argv:
        PINS.write_text(json.dumps({row.measure.name: round(row.timed.ratio, 3) for row in rows}, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{'':22} {'here':>22}  of the reference task          peers, on another machine\n")
    sys.stdout.write("".join(f"{row.line()}\n" for row in rows))
    record = {row.measure.name: {"cpu_seconds": row.timed.seconds, "ratio": row.timed.ratio, "pinned": row.pinned} for row in rows}
    sys.stdout.write(json.dumps(record) + "\n")
    if any(row.is_slower for row in rows) and "--pin" not in sys.argv:
        sys.exit(1)


if __name__ == "__main__":
    main()
