"""The memory of all runs: SQLite in WAL mode, STRICT tables, written by the driver alone.

A document is recorded in one transaction after its pages are in place, so a killed run leaves either both or neither.
`MIGRATIONS` brings an older file up to date; `PRAGMA user_version` counts them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.datamodel.protocols import DocumentRow, RunRow
from pipeline.datamodel.report import DigestEntry
from pipeline.errors import OutputError

MIGRATIONS = (
    """
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        location TEXT NOT NULL,
        source_hash TEXT NOT NULL,
        text_hash TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        language TEXT NOT NULL,
        title TEXT,
        headline TEXT NOT NULL,
        published TEXT,
        duplicate_of TEXT,
        characters INTEGER NOT NULL,
        is_current INTEGER NOT NULL DEFAULT 1
    ) STRICT;
    CREATE UNIQUE INDEX current_location ON documents (location) WHERE is_current = 1;
    CREATE INDEX document_text ON documents (text_hash);
    CREATE TABLE facts (
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        type TEXT NOT NULL,
        aspect TEXT NOT NULL,
        subject TEXT NOT NULL,
        attribute TEXT,
        unit TEXT,
        low TEXT,
        high TEXT,
        importance REAL NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (document, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fact_subject ON facts (subject, attribute);
    CREATE TABLE rejections (
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (document, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY,
        started TEXT NOT NULL,
        finished TEXT NOT NULL,
        version TEXT NOT NULL,
        documents INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        facts INTEGER NOT NULL,
        rejections INTEGER NOT NULL,
        seconds REAL NOT NULL
    ) STRICT;
    """,
)

COLUMNS = (
    "id", "name", "location", "source_hash", "text_hash", "fingerprint", "language", "title", "headline",
    "published", "duplicate_of", "characters",
)  # fmt: skip
BUSY_SECONDS = 30.0  # another run's transaction takes milliseconds; a longer wait means that it hangs


class SqliteLedger:
    """A ledger in one SQLite file; see `datamodel.protocols.Ledger` for what each method promises.

    Raises OutputError when the file cannot be opened, is no ledger, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._migrate()
        except sqlite3.OperationalError as error:
            raise OutputError(f"{path}: the ledger cannot be opened ({error}); check that you may write there, or choose another folder") from error
        except sqlite3.DatabaseError as error:
            raise OutputError(f"{path}: the ledger cannot be read ({error}); move it away and run again: it is rebuilt from the sources") from error
        except OSError as error:
            raise OutputError(f"{path.parent}: cannot be written ({error.strerror}); choose another folder with --outputs") from error

    def _migrate(self) -> None:
        done = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if done > len(MIGRATIONS):
            raise OutputError(f"{self._path}: written by a newer version of this program; upgrade it, or choose another folder with --outputs")
        for number, script in enumerate(MIGRATIONS[done:], done + 1):
            self._connection.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = {number};COMMIT;")

    def delivered(self, location: str) -> DocumentRow | None:
        row = self._connection.execute(f"SELECT {', '.join(COLUMNS)} FROM documents WHERE location = ? AND is_current = 1", (location,)).fetchone()
        return DocumentRow(**dict(zip(COLUMNS, row, strict=True))) if row else None

    def with_text(self, text_hash: str) -> Sequence[str]:
        rows = self._connection.execute("SELECT id FROM documents WHERE text_hash = ? AND is_current = 1 ORDER BY number", (text_hash,))
        return [row[0] for row in rows]

    def locations(self) -> Mapping[str, str]:
        return dict(self._connection.execute("SELECT location, id FROM documents WHERE is_current = 1 ORDER BY location"))

    def entries(self) -> Sequence[DigestEntry]:
        rows = self._connection.execute(
            "SELECT id, name, headline, language, published, (SELECT count(*) FROM facts WHERE document = documents.id)"
            " FROM documents WHERE is_current = 1 ORDER BY published IS NULL, published DESC, name"
        )
        return [
            DigestEntry(id=id_, name=name, headline=json.loads(headline), language=language, published=published, facts=facts)
            for id_, name, headline, language, published, facts in rows
        ]

    def record(self, row: DocumentRow) -> None:
        facts = [(row.id, position, *_fact_columns(record)) for position, record in enumerate(row.facts)]
        rejections = [(row.id, position, _as_json(record)) for position, record in enumerate(row.rejections)]
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            run("UPDATE documents SET is_current = 0 WHERE location = ? AND id <> ?", (row.location, row.id))
            run("DELETE FROM documents WHERE id = ?", (row.id,))
            run(
                f"INSERT INTO documents ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
                tuple(getattr(row, column) for column in COLUMNS),
            )
            self._connection.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", facts)
            self._connection.executemany("INSERT INTO rejections VALUES (?, ?, ?)", rejections)
        except BaseException:
            run("ROLLBACK")
            raise
        run("COMMIT")

    def record_run(self, row: RunRow) -> None:
        self._connection.execute(
            "INSERT INTO runs (started, finished, version, documents, failed, facts, rejections, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (row.started, row.finished, row.version, row.documents, row.failed, row.facts, row.rejections, row.seconds),
        )

    def close(self) -> None:
        self._connection.close()


def _as_json(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _fact_columns(record: Mapping[str, object]) -> tuple[object, ...]:
    """A fact's record (CONTRACT's `facts.jsonl`) as the columns after `position`."""
    subject, attribute, value = (_mapping(record.get(key)) for key in ("subject", "attribute", "value"))
    return (
        record["id"], record["kind"], record["type"], record["aspect"], subject.get("id", ""), attribute.get("id"),
        value.get("unit"), value.get("low"), value.get("high"), record["importance"], _as_json(record),
    )  # fmt: skip


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
