"""Loads the tables of `fetch/data`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The parsed table `data/NAME.toml`."""
    return tomllib.loads(files("pipeline.fetch").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))
