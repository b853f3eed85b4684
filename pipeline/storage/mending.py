"""A ledger that is damaged is moved aside, and what money bought is carried over into a new one: replies, batches that are under way, what was spent.

What it knew of documents is made again from their folders: `runs.recovering`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from pipeline.errors import DamagedError
from pipeline.storage.ledger import SqliteLedger
from pipeline.storage.moving import move
from pipeline.storage.outputs import reporting

BROKEN = "broken"
COMPANIONS = ("", "-wal", "-shm")  # the files that SQLite keeps of one database
CARRIED = {"runs": "number", "replies": "key", "spend": "number", "batches": "number", "batch_lines": "mark, key"}  # tables by their keys


def opened(path: Path) -> tuple[SqliteLedger, Path | None]:
    """The ledger, sound; and where a damaged one is now that stood in its place. Raises OutputError when it cannot be opened or moved."""
    try:
        return _sound(path), None
    except DamagedError:
        aside = _moved_aside(path)
        ledger = SqliteLedger(path)
        _carry_over(aside, path)
        return ledger, aside


def _sound(path: Path) -> SqliteLedger:
    ledger = SqliteLedger(path)
    try:
        ledger.check()
    except BaseException:
        ledger.close()
        raise
    return ledger


def _moved_aside(path: Path) -> Path:
    """`ledger.sqlite.broken-1`, or the next number that is free."""
    aside = next(free for number in count(1) if not (free := path.with_name(f"{path.name}.{BROKEN}-{number}")).exists())
    with reporting(path):
        for companion in COMPANIONS:
            with suppress(FileNotFoundError):
                move(path.with_name(path.name + companion), aside.with_name(aside.name + companion))
    return aside


def _carry_over(broken: Path, path: Path) -> None:
    """Copy the rows that can still be read: each table from both ends, up to where it is damaged."""
    with closing(sqlite3.connect(broken)) as old, closing(sqlite3.connect(path, isolation_level=None)) as new:
        new.execute("PRAGMA foreign_keys = ON")
        new.execute("BEGIN IMMEDIATE")
        for table, key in CARRIED.items():
            last_first = ", ".join(f"{column} DESC" for column in key.split(", "))
            for order in (key, last_first):
                for row in _readable(old, f"SELECT * FROM {table} ORDER BY {order}"):
                    with suppress(sqlite3.DatabaseError):  # a row that the damage changed is of the wrong kind, or of no batch
                        new.execute(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        new.execute("COMMIT")


def _readable(connection: sqlite3.Connection, query: str) -> Iterator[tuple[object, ...]]:
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):  # what SQLite says may quote the damage
        yield from connection.execute(query)
