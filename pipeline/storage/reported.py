"""The ledger's digests as a newsletter asks for them: by date of publication, with their facts read again from their records."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath

from pipeline.datamodel.fact import Fact
from pipeline.datamodel.issue import Period, Reported
from pipeline.datamodel.language import Language
from pipeline.storage.records import FORM, read_fact

MAX_CANDIDATES = 200  # undated digests that are read whole to see whether they tell of a period's stories
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_DIGESTS = "documents.is_current = 1 AND documents.refusal IS NULL"
_COLUMNS = (
    "id", "name", "address", "url", "title", "headline", "language", "published", "characters", "is_transcript", "since",
    "duplicate_of", "derived_from",
)  # fmt: skip
_FIGURE = "subject || char(31) || ifnull(attribute, '') || char(31) || unit || char(31) || CASE unit WHEN 'date' THEN low ELSE CAST(low AS REAL) END"
_CANDIDATES = f"""
    SELECT documents.id FROM documents CROSS JOIN facts ON facts.document = documents.id
    WHERE {_DIGESTS} AND form = :form AND (published IS NULL OR published IN (SELECT value FROM json_each(:vague)))
    AND {_FIGURE} IN (
        SELECT {_FIGURE} FROM documents CROSS JOIN facts ON facts.document = documents.id
        WHERE {_DIGESTS} AND published IN (SELECT value FROM json_each(:dated))
    )
    GROUP BY documents.id ORDER BY count(*) DESC, documents.name, documents.id LIMIT :limit
"""


def published(connection: sqlite3.Connection) -> dict[str | None, int]:
    """See `datamodel.protocols.Ledger.published`."""
    dates = dict(connection.execute(f"SELECT published, count(*) FROM documents WHERE {_DIGESTS} GROUP BY published ORDER BY published"))
    if wrong := [date for date in dates if date is not None and not _DATE.fullmatch(date)]:
        raise sqlite3.DatabaseError(f"no date: {wrong[0]!r}")
    return dates


def within(connection: sqlite3.Connection, period: Period) -> Iterator[Reported]:
    """See `datamodel.protocols.Ledger.reported`."""
    dates = [date for date in published(connection) if period.covers(date)]
    return _read(connection, "published IN (SELECT value FROM json_each(?))", [json.dumps(dates)])


def undated(connection: sqlite3.Connection, period: Period) -> Iterator[Reported]:
    """See `datamodel.protocols.Ledger.undated`."""
    return _read(connection, "(published IS NULL OR published IN (SELECT value FROM json_each(?)))", [json.dumps(_vague(connection, period))])


def candidates(connection: sqlite3.Connection, period: Period) -> Iterator[Reported]:
    """See `datamodel.protocols.Ledger.candidates`."""
    dated = [date for date in published(connection) if period.covers(date)]
    values = {"dated": json.dumps(dated), "vague": json.dumps(_vague(connection, period)), "form": FORM, "limit": MAX_CANDIDATES}
    for (id_,) in connection.execute(_CANDIDATES, values).fetchall():
        yield from _read(connection, "id = ?", [id_])


def outdated(connection: sqlite3.Connection) -> list[str]:
    """See `datamodel.protocols.Ledger.outdated`."""
    rows = connection.execute(f"SELECT name FROM documents WHERE {_DIGESTS} AND form <> ? ORDER BY name", [FORM])
    return [name for (name,) in rows]


def roots(connection: sqlite3.Connection) -> list[str]:
    """See `datamodel.protocols.Ledger.roots`."""
    rows = connection.execute(f"SELECT address, name FROM documents WHERE {_DIGESTS} ORDER BY address")
    return list(dict.fromkeys(_root(address, name) for address, name in rows))


def _root(address: str, name: str) -> str:
    """The folder that a source was found under, else its own address."""
    if address.startswith(("http://", "https://")) or not address.endswith("/" + name) or address.endswith("://" + name):
        return address
    folder = address.removesuffix(name)
    return folder if "://" in folder else f"{PurePath(folder)}/"


def _vague(connection: sqlite3.Connection, period: Period) -> list[str]:
    """The dates that may be of the period and need not be."""
    return [date for date in published(connection) if date and period.touches(date) and not period.covers(date)]


def _read(connection: sqlite3.Connection, condition: str, values: Sequence[object]) -> Iterator[Reported]:
    query = f"SELECT {', '.join(_COLUMNS)} FROM documents WHERE {_DIGESTS} AND form = {FORM} AND {condition} ORDER BY published, name, id"
    for row in connection.execute(query, values).fetchall():
        found = dict(zip(_COLUMNS, row, strict=True))
        facts = connection.execute("SELECT record FROM facts WHERE document = ? ORDER BY position", [found["id"]])
        with reading():
            reported = Reported(
                **{key: found[key] for key in ("id", "name", "url", "title", "published", "characters", "since", "duplicate_of", "derived_from")},
                source=found["address"],
                headline=json.loads(found["headline"]),
                language=Language(found["language"]),
                is_transcript=bool(found["is_transcript"]),
                facts=tuple(_fact_of(found["id"], record) for (record,) in facts),
            )
        yield reported


def _fact_of(document: str, record: str) -> Fact:
    """The fact of a record. Raises ValueError where it is of another document: a bit that fell is seen by nothing else."""
    fact = read_fact(json.loads(record))
    if fact.document != document:
        raise ValueError(f"a fact of {fact.document!r} among those of {document}")
    return fact


@contextmanager
def reading() -> Iterator[None]:
    """What a row that is damaged raises, as SQLite's own error for it."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise sqlite3.DatabaseError(f"a row is not readable: {type(error).__name__}: {error}") from error
