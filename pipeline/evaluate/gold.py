"""Gold facts: what a reader found in a document, `NAME.jsonl` for the document whose file name begins with NAME, one fact a line.

Every row has `id`, `subject`, `subject_regex`, `attribute`, `value`, `unit`, `condition`, `quote` (an exact part of the source), `quote_start`,
`importance` (1 to 3) and `value_regexes`, all of which must stand in what is said of the fact. A figure is read from `value` and `unit`. Rows may say
more: `low` and `high` in base units with `unit_id` and `bound` (null throughout: no figure), `attribute_regex` for the type and attribute of a typed
fact, `condition_regex` for its texts (a figure without the condition that makes it true is not that figure), and `said_by`, a regex for whom
the source lets say it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.datamodel.language import Language
from pipeline.errors import ConfigError
from pipeline.text.quantities import find_figures

NEEDED = ("id", "subject_regex", "value", "quote", "value_regexes")
REGEXES = ("subject_regex", "attribute_regex", "condition_regex", "said_by")
COUNTED = ("count", "parameter", "point")
DATE = re.compile(r"(?:\d{4}-)?\d{2}(?:-\d{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A fact that a reader finds in a source; see the module for its fields. tells_speakers: its row has a `said_by`, if only null."""

    id: str
    value: str
    quote: str
    subject_regex: str
    value_regexes: tuple[str, ...]
    subject: str = ""
    attribute: str = ""
    quote_start: int = 0
    importance: int = 2
    attribute_regex: str | None = None
    unit: str | None = None
    condition: str | None = None
    condition_regex: str | None = None
    low: str | None = None
    high: str | None = None
    unit_id: str | None = None
    bound: str | None = None
    said_by: str | None = None
    tells_speakers: bool = True

    @property
    def is_figure(self) -> bool:
        """True where a typed fact should carry the value."""
        return self.low is not None

    def __str__(self) -> str:
        return f"{self.id} {self.subject} · {self.attribute} · {self.value}" + (f" · {self.condition}" if self.condition else "")


def load_gold(folder: Path) -> dict[str, tuple[Gold, ...]]:
    """The gold facts by document name. Raises ConfigError naming the file and line that is wrong, or the folder where there is none."""
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder; --gold takes a folder of NAME.jsonl files")
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise ConfigError(f"{folder}: no gold facts; put a NAME.jsonl there for the document whose file name begins with NAME")
    return {path.stem: _rows(path) for path in paths}


def gold_digest(folder: Path) -> str:
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
    """True for equal dates, and where one only lacks the year.

    >>> same_date("--07-18", "2024-07-18"), same_date("2023-07-18", "2024-07-18"), same_date("2024-07", "2024-07-18")
    (True, False, False)
    """
    return said == gold or _lacks_year(said, gold) or _lacks_year(gold, said)


def _lacks_year(bare: str, full: str) -> bool:
    return bare.startswith("--") and re.fullmatch(r"\d{4}" + re.escape(bare[1:]), full) is not None


def _rows(path: Path) -> tuple[Gold, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 text; check the file") from error
    return tuple(_row(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _row(line: str, where: str) -> Gold:
    try:
        row: dict[str, Any] = json.loads(line)
        if missing := [name for name in NEEDED if name not in row]:
            raise ConfigError(f"{where}: no {missing[0]}; a gold fact has {', '.join(NEEDED)}")
        regexes = [*row["value_regexes"], *(row[name] for name in REGEXES if row.get(name))]
        for regex in regexes:
            re.compile(regex)
    except (ValueError, TypeError, RecursionError) as error:
        raise ConfigError(f"{where}: not a gold fact as JSON ({error}); correct it") from error
    except re.error as error:
        raise ConfigError(f"{where}: not a regular expression ({error}); correct it") from error
    known = {field.name for field in fields(Gold)}
    values = {name: value for name, value in row.items() if name in known and value is not None}
    return Gold(
        **{**_figure(row), **values, "value": str(row["value"]), "value_regexes": tuple(row["value_regexes"]), "tells_speakers": "said_by" in row}
    )


def _figure(row: Mapping[str, Any]) -> dict[str, str]:
    """The figure of a row that gives it as `value` and `unit` alone, in base units; nothing for a row that is in words."""
    value, unit = str(row["value"]), row.get("unit") or ""
    if "low" in row or not unit:
        return {}
    if unit == "date":
        iso = value if re.match(r"\d{4}", value) else f"--{value}"
        return {"low": iso, "high": iso, "unit_id": "date"} if DATE.fullmatch(value) or re.fullmatch(r"\d{4}", value) else {}
    found = find_figures(value if unit in value else f"{value} {unit}", Language.EN)
    if not found:
        return {}
    figure = found[0]
    return {"low": str(figure.low), "high": str(figure.high), "unit_id": str(figure.unit or "count")}
