"""The ledger's facts as `pipeline facts` asks for them: by subject, attribute and date of publication."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping

from pipeline.datamodel.recorded import FactQuery, Recorded
from pipeline.storage.records import FORM, read_fact
from pipeline.storage.reported import reading

_ASKED = "COALESCE(facts.attribute, facts.type)"
_FROM = f"FROM facts JOIN documents ON documents.id = facts.document WHERE is_current = 1 AND refusal IS NULL AND form = {FORM}"
_COLUMNS = ("name", "source", "title", "published", "duplicate_of", "derived_from")


def facts(connection: sqlite3.Connection, query: FactQuery) -> Iterator[Recorded]:
    """See `datamodel.protocols.Ledger.facts`."""
    conditions = {"facts.subject": query.subjects, _ASKED: query.attributes, "documents.published": query.dates}
    given = {column: _listed(values) for column, values in conditions.items() if values is not None}
    clauses = "".join(f" AND {column} IN (SELECT value FROM json_each(?))" for column in given)
    rows = connection.execute(
        "SELECT record, documents.name, documents.address, documents.title, documents.published, duplicate_of, derived_from"
        f" {_FROM}{clauses} ORDER BY documents.published IS NULL, documents.published, documents.name, documents.id, position",
        tuple(given.values()),
    )
    for record, *columns in rows:
        with reading():
            recorded = Recorded(fact=read_fact(json.loads(record)), **dict(zip(_COLUMNS, columns, strict=True)))
        yield recorded


def subjects(connection: sqlite3.Connection) -> Mapping[str, Collection[str]]:
    """See `datamodel.protocols.Ledger.subjects`."""
    return _names(connection, "facts.subject", "$.subject.names")


def attributes(connection: sqlite3.Connection) -> Mapping[str, Collection[str]]:
    """See `datamodel.protocols.Ledger.attributes`."""
    return _names(connection, _ASKED, "$.attribute.names")


def _names(connection: sqlite3.Connection, column: str, path: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for id_, names in connection.execute(f"SELECT DISTINCT {column}, json_extract(record, ?) {_FROM}", (path,)):
        with reading():
            found.setdefault(id_, set()).update(json.loads(names or "{}").values())
    return found


def _listed(values: Collection[str]) -> str:
    return json.dumps(sorted(values), ensure_ascii=False)
