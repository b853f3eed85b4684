from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

settings.register_profile("steady", deadline=None)  # a shared machine pauses for longer than any deadline
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/outputs; review the diff as prose")


@pytest.fixture
def corpus() -> Path:
    """The sample corpus."""
    return ROOT / "corpus"
