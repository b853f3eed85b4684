"""The jobs that were handed in, in the ledger's file: written before a job goes out, so that a crash at any point loses none that is paid for."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.datamodel.batches import BatchRow
from pipeline.errors import OutputError
from pipeline.storage.ledger import BUSY_SECONDS


class SqliteBatches:
    """The book in a ledger's file, which must have been opened by `SqliteLedger` before. See `datamodel.batches.BatchBook`.

    May be used from a thread other than the one that made it, by one at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous = FULL")

    def intend(self, row: BatchRow) -> None:
        with self._transaction() as connection:
            submitted = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute(
                "INSERT INTO batches (mark, address, model, sha256, submitted, requests) VALUES (?, ?, ?, ?, ?, ?)",
                (row.mark, row.address, row.model, row.sha256, submitted, len(row.keys)),
            )
            connection.executemany("INSERT INTO batch_lines VALUES (?, ?)", [(row.mark, key) for key in sorted(row.keys)])

    def name(self, mark: str, id: str) -> None:
        with self._transaction() as connection:
            connection.execute("UPDATE batches SET id = ? WHERE mark = ?", (id, mark))

    def take(self, mark: str, keys: Collection[str]) -> None:
        with self._transaction() as connection:
            connection.executemany("DELETE FROM batch_lines WHERE mark = ? AND key = ?", [(mark, key) for key in keys])

    def open(self, address: str, model: str) -> Sequence[BatchRow]:
        query = "SELECT mark, sha256, id FROM batches WHERE address = ? AND model = ? AND mark IN (SELECT mark FROM batch_lines) ORDER BY number"
        rows = self._connection.execute(query, (address, model)).fetchall()
        return [BatchRow(mark=mark, address=address, model=model, sha256=sha256, keys=self._keys(mark), id=id_) for mark, sha256, id_ in rows]

    def close(self) -> None:
        self._connection.close()

    def _keys(self, mark: str) -> frozenset[str]:
        return frozenset(key for (key,) in self._connection.execute("SELECT key FROM batch_lines WHERE mark = ?", (mark,)))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OutputError(f"{self._path}: the ledger cannot be written ({error}); make room, or choose another folder with --outputs") from error
