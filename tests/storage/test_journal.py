from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.datamodel.asking import Answer, Status, Usage
from pipeline.datamodel.protocols import SpendRow
from pipeline.errors import OutputError
from pipeline.storage.journal import SqliteJournal
from pipeline.storage.ledger import SqliteLedger


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "ledger.sqlite"
    with closing(SqliteLedger(path)):
        yield path


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    with closing(SqliteJournal(path)) as journal:
        yield journal


def row(status: Status = Status.ANSWERED, text: str = "{}", *, estimated: int = 100, cost: str | None = "0.001", attempts: int = 1) -> SpendRow:
    usage = Usage(prompt=120, completion=30)
    answer = Answer(status=status, text=text, usage=usage, attempts=attempts)
    return SpendRow(
        run="2024-07-18",
        model="acme:small",
        document="a-1",
        purpose="claims",
        estimated=estimated,
        answer=answer,
        cost=None if cost is None else Decimal(cost),
    )


def test_a_reply_is_recalled_in_a_later_run_and_costs_nothing(path: Path, journal: SqliteJournal) -> None:
    journal.keep("k", row(text='{"c": []}'))
    with closing(SqliteJournal(path)) as later:
        assert later.recall("k") == Answer(status=Status.ANSWERED, text='{"c": []}', attempts=0)
        assert later.recall("other") is None


@pytest.mark.parametrize("status", [Status.FAULT, Status.REFUSED, Status.FILTERED, Status.EMPTY, Status.QUOTA])
def test_what_brought_no_reply_is_paid_for_but_not_recalled(path: Path, journal: SqliteJournal, status: Status) -> None:
    journal.keep("k", row(status))
    assert journal.recall("k") is None
    with closing(sqlite3.connect(path)) as reading:
        assert reading.execute("SELECT status, prompt, completion, cost FROM spend").fetchall() == [(str(status), 120, 30, "0.001")]


def test_a_cut_reply_is_recalled_as_one(journal: SqliteJournal) -> None:
    journal.keep("k", row(Status.TRUNCATED, "{"))
    known = journal.recall("k")
    assert known is not None
    assert known.status is Status.TRUNCATED


def test_what_is_forgotten_is_asked_again_but_stays_paid_for(path: Path, journal: SqliteJournal) -> None:
    journal.keep("k", row())
    journal.forget(["k", "never"])
    assert journal.recall("k") is None
    with closing(sqlite3.connect(path)) as reading:
        assert reading.execute("SELECT count(*) FROM spend").fetchone() == (1,)


def test_usages_tell_of_clean_requests_to_the_model_alone(journal: SqliteJournal) -> None:
    journal.keep("a", row(estimated=100))
    journal.keep("b", row(estimated=90, attempts=2))
    journal.keep("c", row(Status.FAULT, estimated=80))
    assert list(journal.usages("acme:small")) == [(100, 120, 30)]
    assert list(journal.usages("acme:large")) == []


def test_a_price_that_is_not_known_is_kept_as_such(path: Path, journal: SqliteJournal) -> None:
    journal.keep("k", row(cost=None))
    with closing(sqlite3.connect(path)) as reading:
        assert reading.execute("SELECT cost FROM spend").fetchone() == (None,)


def test_a_ledger_that_cannot_be_written_is_an_output_error(path: Path, journal: SqliteJournal) -> None:
    with closing(sqlite3.connect(path)) as breaking:
        breaking.execute("DROP TABLE replies")
        breaking.commit()
    with pytest.raises(OutputError, match=r"ledger\.sqlite: the ledger cannot be written"):
        journal.keep("k", row())
