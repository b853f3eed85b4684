from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.datamodel.asking import Answer, Status, Usage
from pipeline.datamodel.batches import BatchRow
from pipeline.datamodel.protocols import SpendRow
from pipeline.errors import OutputError
from pipeline.storage.batches import SqliteBatches
from pipeline.storage.journal import SqliteJournal
from pipeline.storage.ledger import SqliteLedger
from pipeline.storage.mending import opened

REPLIES = 120
JOB = BatchRow(mark="m1", address="https://a.example/v1", model="openai:m", sha256="0", keys=frozenset({"k1", "k2"}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with replies that fill several pages, and a job that is under way."""
    path = tmp_path / "ledger.sqlite"
    SqliteLedger(path).close()
    with closing(SqliteJournal(path)) as journal:
        for n in range(REPLIES):
            answer = Answer(status=Status.ANSWERED, text=f"{n:03}" * 300, usage=Usage(prompt=120, completion=30), attempts=1)
            spent = SpendRow(run="r", model="acme:small", document=f"a-{n}", purpose="claims", estimated=100, answer=answer, cost=Decimal("0.001"))
            journal.keep(f"key-{n:03}", spent)
    with closing(SqliteBatches(path)) as jobs:
        jobs.intend(JOB)
        jobs.name("m1", "batch_1")
    return path


def damage(path: Path, table: str, keep: int = 0) -> None:
    """Wipe out a page of a table: its first one, or that on which a row stands."""
    with closing(sqlite3.connect(path)) as ledger:
        size = ledger.execute("PRAGMA page_size").fetchone()[0]
        number = ledger.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()[0] - 1
    data = bytearray(path.read_bytes())
    if keep:
        number = data.index(f"{keep:03}".encode() * 300) // size
    data[number * size : (number + 1) * size] = b"\xee" * size
    path.write_bytes(data)


def test_a_sound_ledger_is_opened_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    ledger, aside = opened(path)
    ledger.close()
    assert aside is None
    assert path.read_bytes() == before


def test_what_money_bought_is_carried_over_from_both_sides_of_the_damage(path: Path) -> None:
    damage(path, "replies", keep=60)
    ledger, aside = opened(path)
    ledger.close()
    assert aside == path.with_name("ledger.sqlite.broken-1")
    with closing(SqliteJournal(path)) as journal:
        kept = [n for n in range(REPLIES) if (answer := journal.recall(f"key-{n:03}")) and answer.text == f"{n:03}" * 300]
        assert {0, 1, REPLIES - 2, REPLIES - 1} <= set(kept)
        assert REPLIES - 10 < len(kept) < REPLIES
        assert len(journal.usages("acme:small")) == REPLIES
    with closing(SqliteBatches(path)) as jobs:
        (job,) = jobs.open(JOB.address, JOB.model)
        assert (job.id, job.keys) == ("batch_1", JOB.keys)


def test_a_damaged_table_of_documents_costs_no_reply(path: Path) -> None:
    damage(path, "documents")
    ledger, _ = opened(path)
    assert ledger.entries() == []
    ledger.close()
    with closing(SqliteJournal(path)) as journal:
        assert all(journal.recall(f"key-{n:03}") for n in range(REPLIES))


def test_the_files_that_belong_to_it_are_moved_with_it_and_no_earlier_one_is_lost(path: Path) -> None:
    path.with_name("ledger.sqlite.broken-1").write_bytes(b"of last year")
    path.write_bytes(b"no ledger at all, but a letter of some length" * 9)
    path.with_name("ledger.sqlite-wal").write_bytes(b"")
    ledger, aside = opened(path)
    ledger.close()
    assert aside == path.with_name("ledger.sqlite.broken-2")
    assert path.with_name("ledger.sqlite.broken-1").read_bytes() == b"of last year"


def test_a_ledger_of_a_newer_version_is_not_moved(path: Path) -> None:
    with closing(sqlite3.connect(path)) as ledger:
        ledger.execute("PRAGMA user_version = 99")
    with pytest.raises(OutputError, match="newer version"):
        opened(path)
    assert not path.with_name("ledger.sqlite.broken-1").exists()
