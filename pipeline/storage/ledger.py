"""The memory of all runs: SQLite in WAL mode, STRICT tables, written by the driver alone.

A document is recorded in one transaction after its pages are in place, so a killed run leaves either both or neither.
`MIGRATIONS` brings an older file up to date; `PRAGMA user_version` counts them.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline.datamodel.issue import Period, Reported
from pipeline.datamodel.protocols import DocumentRow, RunRow
from pipeline.datamodel.recorded import FactQuery, Recorded
from pipeline.datamodel.relation import Card, Relation, Sketch
from pipeline.datamodel.report import DigestEntry
from pipeline.errors import DamagedError, OutputError
from pipeline.storage import recorded, reported

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
    """
    ALTER TABLE documents ADD COLUMN derived_from TEXT;
    ALTER TABLE documents ADD COLUMN is_restructured INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE documents ADD COLUMN since TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN refusal TEXT;
    ALTER TABLE documents ADD COLUMN is_related INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX unrelated ON documents (is_current) WHERE is_related = 0;
    CREATE TABLE sketches (
        document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        wording BLOB NOT NULL,
        thinned INTEGER NOT NULL,
        figures TEXT NOT NULL,
        names TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE documents ADD COLUMN status TEXT NOT NULL DEFAULT 'done';
    CREATE TABLE replies (
        key TEXT PRIMARY KEY,
        model TEXT NOT NULL,
        status TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE spend (
        number INTEGER PRIMARY KEY,
        run TEXT NOT NULL,
        model TEXT NOT NULL,
        document TEXT NOT NULL,
        purpose TEXT NOT NULL,
        status TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        estimated INTEGER NOT NULL,
        prompt INTEGER NOT NULL,
        completion INTEGER NOT NULL,
        cached INTEGER NOT NULL,
        is_estimated INTEGER NOT NULL,
        cost TEXT
    ) STRICT;
    CREATE INDEX spend_model ON spend (model, number);
    """,
    """
    CREATE TABLE batches (
        number INTEGER PRIMARY KEY,
        mark TEXT NOT NULL UNIQUE,
        address TEXT NOT NULL,
        model TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        submitted TEXT NOT NULL,
        requests INTEGER NOT NULL,
        id TEXT
    ) STRICT;
    CREATE TABLE batch_lines (
        mark TEXT NOT NULL REFERENCES batches (mark) ON DELETE CASCADE,
        key TEXT NOT NULL,
        PRIMARY KEY (mark, key)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE documents ADD COLUMN address TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN url TEXT;
    ALTER TABLE documents ADD COLUMN is_transcript INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE documents ADD COLUMN form INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX current_published ON documents (published) WHERE is_current = 1 AND refusal IS NULL;
    CREATE INDEX document_location ON documents (location, since);
    CREATE TABLE moved (
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
    ) STRICT;  -- with rows by number: a record is long, and a third faster to write so
    INSERT INTO moved SELECT * FROM facts;
    DROP TABLE facts;
    ALTER TABLE moved RENAME TO facts;
    CREATE INDEX fact_subject ON facts (subject, attribute);
    """,
)

COLUMNS = (
    "id", "name", "address", "location", "source_hash", "text_hash", "fingerprint", "language", "title", "url", "headline",
    "published", "characters", "is_transcript", "is_restructured", "since", "refusal", "status", "form",
)  # fmt: skip
_COLUMNS_OF_FACT = ("id", "kind", "type", "aspect", "subject.id", "attribute.id", "value.unit", "value.low", "value.high", "importance")
_INSERT_FACT = "INSERT INTO facts SELECT ?1, ?2, " + "".join(f"json_extract(?3, '$.{path}'), " for path in _COLUMNS_OF_FACT) + "?3"
CHINESE = "zh"  # how the tags of both scripts begin
LEDGER = "ledger.sqlite"  # in the outputs folder
BUSY_SECONDS = 5.0  # another run's transaction takes milliseconds; a longer wait means that it works in the same folder
BUSY = "another run uses this folder; wait for it, or choose another with --outputs"
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
DAMAGED = "the ledger is damaged ({}); type pipeline run: it is made anew from the digests"
UNREADABLE = "the ledger is damaged ({}); move it away and type pipeline run: it is made anew from the digests"  # no check of SQLite's finds it


class SqliteLedger:
    """A ledger in one SQLite file; see `datamodel.protocols.Ledger` for what each method promises.

    Raises OutputError when the file cannot be opened, is locked by another run, or was written by a newer version; DamagedError when it is no ledger.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        except (OSError, sqlite3.OperationalError) as error:
            raise OutputError(f"{path}: the ledger cannot be opened ({error}); choose another folder with --outputs") from error
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._migrate()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # what SQLite says may quote the damage
            if _code(error) == sqlite3.SQLITE_ERROR:  # a table is there that should not be, or is not as it should be
                raise DamagedError(f"{self._path}: {DAMAGED.format(error)}") from error
            raise explained(self._path, error) from error

    def check(self) -> None:
        """Raises DamagedError where a page of the file, or what is remembered of a document, is damaged; all of it is read once."""
        with reporting_trouble(self._path):
            found = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            self._connection.execute("SELECT * FROM documents").fetchall()
            self.published()
            self.entries()
        if found != "ok":
            raise DamagedError(f"{self._path}: {DAMAGED.format(' '.join(found.split()))}")

    def _migrate(self) -> None:
        done = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if done > len(MIGRATIONS):
            raise OutputError(f"{self._path}: written by a newer version of this program; upgrade it, or choose another folder with --outputs")
        for number, script in enumerate(MIGRATIONS[done:], done + 1):
            self._connection.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = {number};COMMIT;")

    def delivered(self, location: str) -> DocumentRow | None:
        row = self._connection.execute(f"SELECT {', '.join(COLUMNS)} FROM documents WHERE location = ? AND is_current = 1", (location,)).fetchone()
        return DocumentRow(**dict(zip(COLUMNS, row, strict=True))) if row else None

    def counts(self, document: str) -> tuple[int, int]:
        query = "SELECT (SELECT count(*) FROM facts WHERE document = ?), (SELECT count(*) FROM rejections WHERE document = ?)"
        facts, rejections = self._connection.execute(query, (document, document)).fetchone()
        return facts, rejections

    def locations(self) -> Mapping[str, str]:
        return dict(self._connection.execute("SELECT location, id FROM documents WHERE is_current = 1 ORDER BY location"))

    def ids(self) -> Set[str]:
        return {id_ for (id_,) in self._connection.execute("SELECT id FROM documents")}

    def names(self) -> Mapping[str, str]:
        return dict(self._connection.execute("SELECT location, name FROM documents WHERE is_current = 1"))

    def entries(self) -> Sequence[DigestEntry]:
        rows = self._connection.execute(
            "SELECT id, name, headline, language, published, (SELECT count(*) FROM facts WHERE document = documents.id),"
            " (SELECT name FROM documents AS other WHERE other.id = documents.duplicate_of),"
            " (SELECT name FROM documents AS other WHERE other.id = documents.derived_from)"
            " FROM documents WHERE is_current = 1 AND refusal IS NULL ORDER BY published IS NULL, published DESC, name"
        )
        keys = ("id", "name", "headline", "language", "published", "facts", "duplicate_of", "derived_from")
        with reported.reading():
            return [DigestEntry(**{**dict(zip(keys, row, strict=True)), "headline": json.loads(row[2])}) for row in rows]

    def published(self) -> Mapping[str | None, int]:
        return reported.published(self._connection)

    def reported(self, period: Period) -> Iterator[Reported]:
        return reported.within(self._connection, period)

    def candidates(self, period: Period) -> Iterator[Reported]:
        return reported.candidates(self._connection, period)

    def undated(self, period: Period) -> Iterator[Reported]:
        return reported.undated(self._connection, period)

    def outdated(self) -> Sequence[str]:
        return reported.outdated(self._connection)

    def roots(self) -> Sequence[str]:
        return reported.roots(self._connection)

    def facts(self, query: FactQuery) -> Iterator[Recorded]:
        return recorded.facts(self._connection, query)

    def subjects(self) -> Mapping[str, Collection[str]]:
        return recorded.subjects(self._connection)

    def attributes(self) -> Mapping[str, Collection[str]]:
        return recorded.attributes(self._connection)

    def record(self, row: DocumentRow) -> None:
        facts, rejections = ([(row.id, position, line) for position, line in enumerate(lines)] for lines in (row.facts, row.rejections))
        with self._transaction() as run:
            first = run("SELECT min(since) FROM documents WHERE location = ? AND since <> ''", (row.location,)).fetchone()[0]
            kept = replace(row, since=first or row.since)
            run("UPDATE documents SET is_current = 0 WHERE location = ? AND id <> ? AND is_current = 1", (row.location, row.id))
            run("DELETE FROM documents WHERE id = ?", (row.id,))
            run(
                f"INSERT INTO documents ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
                tuple(getattr(kept, column) for column in COLUMNS),
            )
            run("INSERT INTO sketches VALUES (?, ?, ?, ?, ?)", (row.id, *_sketch_columns(row.sketch)))
            self._connection.executemany(_INSERT_FACT, facts)
            self._connection.executemany("INSERT INTO rejections VALUES (?, ?, ?)", rejections)

    def cards(self) -> Sequence[Card]:
        rows = self._connection.execute(
            "SELECT id, text_hash, language, published, characters, is_restructured, since, wording, thinned, figures, names"
            " FROM documents JOIN sketches ON document = id WHERE is_current = 1 ORDER BY number"
        )
        with reported.reading():
            return [
                Card(
                    id=id_,
                    text_hash=text_hash,
                    is_chinese=language.startswith(CHINESE),
                    published=published,
                    characters=characters,
                    is_restructured=bool(is_restructured),
                    since=since,
                    sketch=_sketch(*columns),
                )
                for id_, text_hash, language, published, characters, is_restructured, since, *columns in rows
            ]

    def relations(self) -> Mapping[str, Relation]:
        rows = self._connection.execute(
            "SELECT id, duplicate_of, derived_from FROM documents WHERE is_current = 1 AND (duplicate_of IS NOT NULL OR derived_from IS NOT NULL)"
        )
        return {id_: Relation(duplicate_of, derived_from) for id_, duplicate_of, derived_from in rows}

    def is_related(self) -> bool:
        return self._connection.execute("SELECT 1 FROM documents WHERE is_current = 1 AND is_related = 0 LIMIT 1").fetchone() is None

    def relate(self, relations: Mapping[str, Relation]) -> None:
        with self._transaction() as run:
            run("UPDATE documents SET is_related = 1, duplicate_of = NULL, derived_from = NULL WHERE is_current = 1")
            rows = [(relation.duplicate_of, relation.derived_from, id_) for id_, relation in relations.items()]
            self._connection.executemany("UPDATE documents SET duplicate_of = ?, derived_from = ? WHERE id = ?", rows)

    def record_run(self, row: RunRow) -> None:
        with self._transaction() as run:
            run(
                "INSERT INTO runs (started, finished, version, documents, failed, facts, rejections, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (row.started, row.finished, row.version, row.documents, row.failed, row.facts, row.rejections, row.seconds),
            )

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """All or nothing. Raises OutputError when another run holds the ledger or it cannot be written."""
        run = self._connection.execute
        try:
            run("BEGIN IMMEDIATE")
            try:
                yield run
            except BaseException:
                run("ROLLBACK")
                raise
            run("COMMIT")
        except sqlite3.OperationalError as error:
            raise explained(self._path, error) from error


@contextmanager
def reporting_trouble(path: Path) -> Iterator[None]:
    """What SQLite cannot do with a ledger as an OutputError of one line; what the program does wrong stays as it is."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _code(error) in (*_DAMAGE, *_BUSY, *_NO_ROOM):
            raise explained(path, error) from error
        raise


def explained(path: Path, error: sqlite3.DatabaseError | UnicodeDecodeError) -> OutputError:
    """What SQLite says, and what to do."""
    code = _code(error)
    if code in _DAMAGE:
        return DamagedError(f"{path}: {(DAMAGED if hasattr(error, 'sqlite_errorcode') else UNREADABLE).format(error)}")
    said = f"the ledger cannot be written ({error}); make room, check that you may write there, or choose another folder with --outputs"
    return OutputError(f"{path}: {BUSY if code in _BUSY else said}")


def _code(error: sqlite3.DatabaseError | UnicodeDecodeError) -> int:
    """SQLite's code, without the details; a text that is no UTF-8 has none, and is damage."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _sketch_columns(sketch: Sketch) -> tuple[bytes, int, str, str]:
    return _swapped(array("I", sketch.wording)).tobytes(), sketch.thinned, " ".join(sketch.figures), " ".join(sketch.names)


def _sketch(wording: bytes, thinned: int, figures: str, names: str) -> Sketch:
    """A sketch that takes little room: its hashes stay packed, its words are those of other sketches. Ten thousand are sixty megabytes."""
    shared = {name: tuple(map(sys.intern, words.split())) for name, words in (("figures", figures), ("names", names))}
    return Sketch(wording=_swapped(array("I", wording)), thinned=thinned, **shared)


def _swapped(numbers: array[int]) -> array[int]:
    """From the machine's order of bytes to the file's, little end first, or back."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
