from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.datamodel.protocols import DocumentRow, RunRow
from pipeline.datamodel.relation import Relation, Sketch
from pipeline.errors import DamagedError, OutputError
from pipeline.storage.ledger import MIGRATIONS, SqliteLedger
from pipeline.storage.records import as_line

FACT = {
    "id": "f1", "kind": "measurement", "type": "score", "aspect": "performance", "subject": {"id": "gpt-4o-mini"}, "attribute": {"id": "mmlu"},
    "value": {"unit": "percent", "low": "82.0", "high": "82.0"}, "importance": 0.9,
}  # fmt: skip


def row(number: int = 1, *, location: str = "/corpus/a.md", facts: int = 1) -> DocumentRow:
    return DocumentRow(
        id=f"a-{number:08x}",
        name="a.md",
        location=location,
        source_hash=f"s{number}",
        text_hash=f"t{number}",
        fingerprint="f",
        language="en",
        title=None,
        headline='{"en": "A"}',
        published="2024-07-18",
        characters=10,
        is_restructured=False,
        since=f"2024-07-{number:02}",
        facts=[as_line(FACT)] * facts,
        rejections=['{"reason": "number"}'],
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger(tmp_path / "ledger.sqlite")
    yield ledger
    ledger.close()


def count(path: Path, query: str) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def test_remembers_a_document_and_forgets_nothing_when_opened_again(tmp_path: Path, ledger: SqliteLedger) -> None:
    ledger.record(row())
    ledger.close()
    again = SqliteLedger(tmp_path / "ledger.sqlite")
    delivered = again.delivered("/corpus/a.md")
    again.close()
    assert delivered is not None
    assert (delivered.id, delivered.source_hash, delivered.published) == ("a-00000001", "s1", "2024-07-18")
    assert count(tmp_path / "ledger.sqlite", "SELECT count(*) FROM facts WHERE subject = 'gpt-4o-mini' AND low = '82.0'") == 1


def test_a_changed_source_supersedes_its_earlier_document(tmp_path: Path, ledger: SqliteLedger) -> None:
    ledger.record(row(1))
    ledger.record(row(2))
    delivered = ledger.delivered("/corpus/a.md")
    assert delivered is not None
    assert delivered.id == "a-00000002"
    assert ledger.locations() == {"/corpus/a.md": "a-00000002"}
    assert count(tmp_path / "ledger.sqlite", "SELECT count(*) FROM documents") == 2


def test_the_same_document_again_replaces_its_facts(tmp_path: Path, ledger: SqliteLedger) -> None:
    ledger.record(row(facts=3))
    ledger.record(row(facts=2))
    assert count(tmp_path / "ledger.sqlite", "SELECT count(*) FROM facts") == 2


def test_counts_facts_and_rejections(ledger: SqliteLedger) -> None:
    ledger.record(row(facts=3))
    assert ledger.counts("a-00000001") == (3, 1)
    assert ledger.counts("a-00000009") == (0, 0)


def test_relations_are_remembered_until_documents_are_related_again(ledger: SqliteLedger) -> None:
    for number, place in ((1, "/a"), (2, "/b"), (3, "/c")):
        ledger.record(row(number, location=place))
    assert not ledger.is_related()
    relations = {"a-00000002": Relation(duplicate_of="a-00000001"), "a-00000003": Relation(derived_from="a-00000001")}
    ledger.relate(relations)
    assert ledger.is_related()
    assert ledger.relations() == relations
    assert [entry.duplicate_of for entry in ledger.entries()] == [None, "a.md", None]
    assert [entry.derived_from for entry in ledger.entries()] == [None, None, "a.md"]
    ledger.relate({})
    assert ledger.relations() == {}
    ledger.record(row(2, location="/b"))
    assert not ledger.is_related()


def test_cards_hold_what_is_compared_of_current_documents(ledger: SqliteLedger) -> None:
    sketch = Sketch(wording=(1, 70_000, 2**32 - 1), thinned=2, figures=("82", "405"), names=("acme", "mmlu"))
    ledger.record(replace(row(1), sketch=sketch, language="zh-Hant", is_restructured=True))
    ledger.record(row(2, location="/b"))
    ledger.record(row(3, location="/b"))
    first, second = ledger.cards()
    assert replace(first.sketch, wording=tuple(first.sketch.wording)) == sketch
    assert (first.is_chinese, first.is_restructured) == (True, True)
    assert (second.id, len(second.sketch.wording), second.is_chinese) == ("a-00000003", 0, False)


def test_a_source_keeps_the_day_on_which_it_was_first_recorded(ledger: SqliteLedger) -> None:
    ledger.record(row(1))
    ledger.record(row(2))
    ledger.record(row(2))
    assert [card.since for card in ledger.cards()] == ["2024-07-01"]


def test_a_text_kept_without_a_digest_is_no_entry(ledger: SqliteLedger) -> None:
    ledger.record(replace(row(1), refusal="written in Italian"))
    assert ledger.entries() == []
    delivered = ledger.delivered("/corpus/a.md")
    assert delivered is not None
    assert delivered.refusal == "written in Italian"


def test_a_ledger_that_another_run_holds_is_told_apart(tmp_path: Path, ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.storage.ledger.BUSY_SECONDS", 0.05)
    waiting = SqliteLedger(tmp_path / "ledger.sqlite")
    holder = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(OutputError, match="another run uses this folder; wait for it"):
        waiting.record(row())
    holder.execute("ROLLBACK")
    holder.close()
    waiting.record(row())
    waiting.close()


def test_a_full_disk_is_one_line_and_leaves_nothing_behind(tmp_path: Path, ledger: SqliteLedger) -> None:
    ledger.close()
    path = tmp_path / "ledger.sqlite"
    small = SqliteLedger(path)
    small._connection.execute(f"PRAGMA max_page_count = {count(path, 'PRAGMA page_count') + 2}")
    with pytest.raises(OutputError, match="cannot be written"):
        small.record(row(facts=2000))
    assert small.delivered("/corpus/a.md") is None
    small.close()


def test_a_ledger_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    old = sqlite3.connect(path, isolation_level=None)
    old.executescript(f"BEGIN;{MIGRATIONS[0]};PRAGMA user_version = 1;COMMIT;")
    values = ("a-1", "a.md", "/a", "s", "t", "f", "en", None, "{}", None, "a-0", 5)
    columns = "id, name, location, source_hash, text_hash, fingerprint, language, title, headline, published, duplicate_of, characters"
    old.execute(f"INSERT INTO documents ({columns}) VALUES ({', '.join('?' * 12)})", values)
    old.close()
    ledger = SqliteLedger(path)
    assert ledger.relations() == {"a-1": Relation(duplicate_of="a-0")}
    assert not ledger.is_related()
    ledger.close()


def test_lists_current_documents_newest_first(ledger: SqliteLedger) -> None:
    ledger.record(replace(row(1), published=None))
    ledger.record(row(2, location="/b"))
    ledger.record(replace(row(3, location="/c"), published="2024-07-20"))
    entries = ledger.entries()
    assert [entry.published for entry in entries] == ["2024-07-20", "2024-07-18", None]
    assert (entries[0].headline, entries[0].facts) == ({"en": "A"}, 1)


def test_a_record_that_fails_leaves_nothing_behind(tmp_path: Path, ledger: SqliteLedger) -> None:
    bad = replace(row(location="/b"), facts=[as_line(FACT), as_line({**FACT, "kind": None})])
    with pytest.raises(sqlite3.IntegrityError):
        ledger.record(bad)
    assert ledger.delivered("/b") is None
    ledger.record(row())


def test_runs_are_recorded(tmp_path: Path, ledger: SqliteLedger) -> None:
    ledger.record_run(RunRow(started="a", finished="b", version="0", documents=2, failed=1, facts=3, rejections=0, seconds=0.5))
    assert count(tmp_path / "ledger.sqlite", "SELECT failed FROM runs") == 1


def test_a_file_that_is_no_ledger_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"this is not a database, it is a letter" * 50)
    with pytest.raises(DamagedError, match=r"is damaged \(file is not a database\); type pipeline run: it is made anew from the digests"):
        SqliteLedger(tmp_path / "ledger.sqlite")


def test_a_ledger_of_a_newer_version_is_refused(tmp_path: Path, ledger: SqliteLedger) -> None:
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(OutputError, match="newer version"):
        SqliteLedger(tmp_path / "ledger.sqlite")


def write_until_killed(path: str) -> None:
    ledger = SqliteLedger(Path(path))
    number = 0
    while True:
        number += 1
        ledger.record(row(number, location=f"/corpus/{number}.md", facts=20))


def test_a_killed_writer_leaves_whole_documents_only(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    process = multiprocessing.get_context("spawn").Process(target=write_until_killed, args=(str(path),))
    process.start()
    while not path.exists() or not _documents(path):
        time.sleep(0.02)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    documents = _documents(path)
    assert count(path, "SELECT count(*) FROM facts") == 20 * documents
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()


def _documents(path: Path) -> int:
    try:
        return count(path, "SELECT count(*) FROM documents")
    except sqlite3.OperationalError:  # the writer has not made its tables yet
        return 0
