"""What verification asks of each type of claim: `data/rules.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def rules() -> Mapping[str, Any]:
    """The table, read once."""
    return tomllib.loads(resources.files("pipeline.verify").joinpath("data/rules.toml").read_text(encoding="utf-8"))
