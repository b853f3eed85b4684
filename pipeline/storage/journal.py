"""The replies that were worth their money, by what was asked, and what each request cost: tables of the ledger's file with a connection of their own.

A reply is kept the moment it comes, so that a killed run pays for nothing twice, and dropped when the document that it was for has no use for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.datamodel.asking import Answer, Status
from pipeline.datamodel.protocols import SpendRow
from pipeline.errors import OutputError
from pipeline.storage.ledger import BUSY_SECONDS

KEPT = (Status.ANSWERED, Status.TRUNCATED)
RECENT = 500  # requests that tell how a model counts


class SqliteJournal:
    """The journal in a ledger's file, which must have been opened by `SqliteLedger` before. See `datamodel.protocols.Journal`.

    May be used from a thread other than the one that made it, by one at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous = NORMAL")

    def recall(self, key: str) -> Answer | None:
        row = self._connection.execute("SELECT status, text FROM replies WHERE key = ?", (key,)).fetchone()
        return Answer(status=Status(row[0]), text=row[1], attempts=0) if row else None

    def keep(self, key: str, row: SpendRow) -> None:
        answer, usage = row.answer, row.answer.usage
        spend = (
            row.run, row.model, row.document, row.purpose, str(answer.status), answer.attempts, row.estimated,
            usage.prompt, usage.completion, usage.cached, usage.is_estimated, None if row.cost is None else str(row.cost),
        )  # fmt: skip
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(
                "INSERT INTO spend (run, model, document, purpose, status, attempts, estimated, prompt, completion, cached, is_estimated, cost)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                spend,
            )
            if answer.status in KEPT:
                self._connection.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?)", (key, row.model, str(answer.status), answer.text))
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise OutputError(f"{self._path}: the ledger cannot be written ({error}); make room, or choose another folder with --outputs") from error

    def forget(self, keys: Collection[str]) -> None:
        self._connection.executemany("DELETE FROM replies WHERE key = ?", [(key,) for key in keys])

    def usages(self, model: str) -> Sequence[tuple[int, int, int]]:
        query = (
            "SELECT estimated, prompt, completion FROM spend"
            " WHERE model = ? AND status = ? AND attempts = 1 AND NOT is_estimated AND estimated > 0 ORDER BY number DESC LIMIT ?"
        )
        return self._connection.execute(query, (model, str(Status.ANSWERED), RECENT)).fetchall()

    def close(self) -> None:
        self._connection.close()
