from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.datamodel.batches import BatchRow
from pipeline.errors import OutputError
from pipeline.storage.batches import SqliteBatches
from pipeline.storage.ledger import SqliteLedger

ROW = BatchRow(mark="m1", address="https://a.example/v1", model="openai:m", sha256="0", keys=frozenset({"k1", "k2"}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite"
    SqliteLedger(path).close()
    return path


def test_a_job_is_open_until_all_of_its_replies_are_taken(path: Path) -> None:
    book = SqliteBatches(path)
    book.intend(ROW)
    assert book.open(ROW.address, ROW.model) == [ROW]
    book.name("m1", "batch_1")
    book.take("m1", ["k1"])
    (left,) = book.open(ROW.address, ROW.model)
    assert (left.id, left.keys) == ("batch_1", frozenset({"k2"}))
    book.take("m1", ["k2"])
    assert book.open(ROW.address, ROW.model) == []
    book.close()


def test_jobs_of_another_address_or_model_are_not_taken_up(path: Path) -> None:
    book = SqliteBatches(path)
    book.intend(ROW)
    assert book.open("https://b.example/v1", ROW.model) == []
    assert book.open(ROW.address, "openai:n") == []
    book.close()


def test_what_was_written_down_outlives_the_program(path: Path) -> None:
    book = SqliteBatches(path)
    book.intend(ROW)
    book.close()
    again = SqliteBatches(path)
    assert [row.mark for row in again.open(ROW.address, ROW.model)] == ["m1"]
    again.close()


def test_a_job_is_written_down_whole_or_not_at_all(path: Path) -> None:
    book, other = SqliteBatches(path), SqliteBatches(path)
    book.intend(ROW)
    with pytest.raises(Exception, match="UNIQUE"):
        other.intend(BatchRow(mark="m1", address="x", model="y", sha256="1", keys=frozenset({"k9"})))
    assert other.open("x", "y") == []
    assert other.open(ROW.address, ROW.model) == [ROW]
    book.close()
    other.close()


def test_a_ledger_that_cannot_be_written_is_said(path: Path) -> None:
    book = SqliteBatches(path)
    book._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(OutputError, match="cannot be written"):
        book.intend(ROW)
    book.close()
