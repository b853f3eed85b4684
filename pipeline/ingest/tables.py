"""Loads the tables of `ingest/data`: lists of regular expressions, each list as one compiled pattern."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> dict[str, object]:
    """The parsed table `data/NAME.toml`."""
    return tomllib.loads(files("pipeline.ingest").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str, *keys: str) -> re.Pattern[str]:
    """The list under `keys` of a table as one pattern of alternatives."""
    rows: object = table(name)
    for key in keys:
        rows = rows[key] if isinstance(rows, dict) else None
    if not isinstance(rows, list):
        raise KeyError(f"{name}.toml has no list {'.'.join(keys)}")
    return re.compile("|".join(f"(?:{row})" for row in rows))
