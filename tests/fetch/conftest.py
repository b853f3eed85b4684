from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.fetch.fetcher import Fetcher
from pipeline.fetch.limits import Limits
from tests.fetch.server import Site, serving

HASTY = Limits(body=100_000, connect=2, read=0.5, total=1.5, delay=0, retry_after=1)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    with Fetcher(tmp_path / "cache", allow_private=True, limits=HASTY) as fetcher:
        yield fetcher
