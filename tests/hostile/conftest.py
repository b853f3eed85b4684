from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetch.server import serving
from tests.hostile.yard import Yard


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """A yard of this module's own, with a trap that listens."""
    with serving() as trap:
        yield Yard(Path(tmp_path_factory.mktemp("yard")), trap)
