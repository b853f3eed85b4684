"""The gold facts of the sample corpus: `gold/NAME.jsonl` for `corpus/NAME.*`, one fact a line, made by reading the sources.

A figure has its value in base units in `low` and `high`, its unit in `unit_id` and its `bound`; a statement has none of them and is known
by `value_regexes`, all of which must stand in what is said of it. `attribute_regex` is searched in the type and the attribute of a typed
fact, `condition_regex` in its texts: a figure that has lost the condition without which it is false is no longer that figure.
`said_by` names, as a regex, whom the source lets say it; null where it speaks for itself.
The other fields are the ones of the project's gold format: `importance` is 1 to 3, `quote` an exact part of the source, `quote_start` its offset.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "gold"
COUNTED = ("count", "parameter", "point")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A fact that a reader finds in a source; see the module for its fields."""

    id: str
    subject: str
    subject_regex: str
    attribute: str
    value: str
    quote: str
    quote_start: int
    importance: int
    value_regexes: tuple[str, ...]
    attribute_regex: str | None = None
    unit: str | None = None
    condition: str | None = None
    condition_regex: str | None = None
    low: str | None = None
    high: str | None = None
    unit_id: str | None = None
    bound: str | None = None
    said_by: str | None = None

    @property
    def is_figure(self) -> bool:
        """True where a typed fact should carry the value."""
        return self.low is not None


def load_gold(folder: Path = FOLDER) -> dict[str, tuple[Gold, ...]]:
    """The gold facts by document name (a source's file name without its ending). Raises TypeError for an unknown field."""
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        found[path.stem] = tuple(Gold(**{**row, "value_regexes": tuple(row["value_regexes"])}) for row in rows)
    return found


def gold_digest(folder: Path = FOLDER) -> str:
    """SHA-256 over the names and texts of the gold files, so that no bar is lowered by editing the data."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_text(encoding="utf-8").encode() + b"\0")
    return digest.hexdigest()


def unit_family(unit: str) -> str:
    """What a unit counts as when figures are compared: all counters are one.

    >>> unit_family("count:language"), unit_family("percent")
    ('count', 'percent')
    """
    return "count" if unit.split(":")[0] in COUNTED else unit


def same_date(said: str, gold: str) -> bool:
    """True for equal dates, and where `said` only lacks the year.

    >>> same_date("--07-18", "2024-07-18"), same_date("2023-07-18", "2024-07-18"), same_date("2024-07", "2024-07-18")
    (True, False, False)
    """
    return said == gold or (said.startswith("--") and re.fullmatch(r"\d{4}" + re.escape(said[1:]), gold) is not None)
