from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.storage.shelf import Shelf

ROOT = Path(__file__).parents[1]

settings.register_profile("steady", deadline=None)  # a shared machine pauses for longer than any deadline
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/outputs; review the diff as prose")


@pytest.fixture
def corpus() -> Path:
    """The sample corpus."""
    return ROOT / "corpus"


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Shelf]]:
    """A store of our own at `s3://`."""
    from fsspec.registry import _registry

    from pipeline.storage import stores
    from tests.storage.shelf import Shelf

    monkeypatch.setitem(_registry, "s3", Shelf)
    stores._opened.cache_clear()
    Shelf.put({})
    yield Shelf
    stores._opened.cache_clear()
