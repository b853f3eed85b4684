"""The pinned floors (`floors.json`): below one, or with other gold than they were set by, the eval fails."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.measure import Share, ratio

PLACES = 1000  # floors are kept to three places, rounded down
TOTAL = "total"
BY_DOCUMENT = ("recall", "typed", "evidence", "figures", "parity")  # the others are of too few facts in one document to be a bar

FloorTable = Mapping[str, Mapping[str, float]]
"""By document name (or `total`), then by the name of the share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """gold: the digest of the gold facts that the floors were set by."""

    gold: str
    floors: FloorTable


def read_floors(path: Path) -> Floors | None:
    """The floors on file, or None before the first `--update`."""
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    return Floors(gold=data["gold"], floors=data["floors"])


def write_floors(path: Path, floors: Floors) -> None:
    """Write floors, sorted, so that a change of one is a line's difference."""
    data = {"gold": floors.gold, "floors": floors.floors}
    path.write_text(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def as_floors(shares: Mapping[str, Mapping[str, Share]]) -> dict[str, dict[str, float]]:
    """The floors that these shares just hold."""
    return {
        document: {name: rounded_down(ratio(share)) for name, share in row.items() if document == TOTAL or name in BY_DOCUMENT}
        for document, row in shares.items()
    }


def rounded_down(number: float) -> float:
    """To three places, never up.

    >>> rounded_down(2 / 3), rounded_down(0.29), rounded_down(1.0)
    (0.666, 0.29, 1.0)
    """
    return math.floor(number * PLACES + 1e-6) / PLACES


def below(now: FloorTable, floors: FloorTable) -> list[str]:
    """A line for each share that is under its floor, or is no longer measured."""
    lines = []
    for document, row in sorted(floors.items()):
        for name, floor in sorted(row.items()):
            value = now.get(document, {}).get(name)
            if value is None:
                lines.append(f"{document}: {name} is no longer measured (floor {floor:.3f})")
            elif value < floor:
                lines.append(f"{document}: {name} {value:.3f} is below its floor {floor:.3f}")
    return lines
