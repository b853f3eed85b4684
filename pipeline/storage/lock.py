"""One run at a time in an outputs folder: a lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.storage.ledger import BUSY, LEDGER, reporting_trouble

NAME = ".lock"


@contextmanager
def held(root: Path) -> Iterator[None]:
    """Hold the folder; SQLite does it alike on every system.

    Raises OutputError when another run holds it or it cannot be written, and for the ledger that proves damaged meanwhile.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(root / NAME, timeout=0, isolation_level=None)
    except (OSError, sqlite3.OperationalError) as error:
        raise OutputError(f"{root}: cannot be written ({error}); choose another folder with --outputs") from error
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            said = BUSY if error.sqlite_errorcode == sqlite3.SQLITE_BUSY else f"cannot be written ({error}); choose another folder with --outputs"
            raise OutputError(f"{root}: {said}") from error
        with reporting_trouble(root / LEDGER):
            yield
