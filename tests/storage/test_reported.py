"""The ledger's digests by date, as a newsletter asks for them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.issue import Period
from pipeline.datamodel.protocols import DocumentRow
from pipeline.datamodel.relation import Relation, Sketch
from pipeline.storage.ledger import MIGRATIONS, SqliteLedger
from pipeline.storage.records import FORM, as_line, fact_record
from tests.sample import sample_document, sample_facts
from tests.storage.test_ledger import FACT, row

WEEK = Period(id="2024-W29", since=date(2024, 7, 15), until=date(2024, 7, 21))
JULY = Period(id="2024-07-01_2024-07-31", since=date(2024, 7, 1), until=date(2024, 7, 31))
RECORDS: list[dict[str, Any]] = [fact_record(fact) for fact in sample_facts(sample_document())]


def digest(name: str, published: str | None = "2024-07-18", records: Sequence[Mapping[str, object]] = RECORDS) -> DocumentRow:
    return DocumentRow(
        id=f"{name}-00000000",
        name=f"{name}.md",
        address=f"corpus/{name}.md",
        location=f"/home/corpus/{name}.md",
        source_hash=name,
        text_hash=name,
        fingerprint="f",
        language="zh-Hans",
        title=None,
        url=f"https://example.org/{name}",
        headline='{"zh-Hans": "标题", "en": "Headline"}',
        published=published,
        characters=120,
        is_transcript=True,
        is_restructured=False,
        since="2024-07-20",
        form=FORM,
        sketch=Sketch(),
        facts=[as_line({**record, "document": f"{name}-00000000"}) for record in records],
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger(tmp_path / "ledger.sqlite")
    yield ledger
    ledger.close()


def test_a_digest_comes_back_whole(ledger: SqliteLedger) -> None:
    ledger.record(digest("a"))
    ledger.relate({"a-00000000": Relation(duplicate_of="elsewhere-1")})
    (found,) = ledger.reported(WEEK)
    assert (found.id, found.name, found.source, found.url) == ("a-00000000", "a.md", "corpus/a.md", "https://example.org/a")
    assert (found.language, found.published, found.characters, found.is_transcript, found.since) == ("zh-Hans", "2024-07-18", 120, True, "2024-07-20")
    assert found.headline == {"zh-Hans": "标题", "en": "Headline"}
    assert (found.duplicate_of, found.derived_from) == ("elsewhere-1", None)
    assert [fact_record(fact) for fact in found.facts] == [{**record, "document": "a-00000000"} for record in RECORDS]


def test_a_fact_that_is_of_another_document_than_its_row_is_damage(ledger: SqliteLedger) -> None:
    row = digest("a")
    ledger.record(replace(row, facts=[line.replace("a-00000000", "a-00000001") for line in row.facts]))
    with pytest.raises(sqlite3.DatabaseError, match="a fact of 'a-00000001' among those of a-00000000"):
        list(ledger.reported(WEEK))


def test_a_period_holds_the_digests_of_its_days_in_their_order(ledger: SqliteLedger) -> None:
    for name, day in (("d", "2024-07-21"), ("a", "2024-07-14"), ("c", "2024-07-15"), ("e", "2024-07-22"), ("b", "2024-07-15")):
        ledger.record(digest(name, day))
    assert [found.name for found in ledger.reported(WEEK)] == ["b.md", "c.md", "d.md"]
    assert ledger.published() == {"2024-07-14": 1, "2024-07-15": 2, "2024-07-21": 1, "2024-07-22": 1}


def test_superseded_refused_and_outdated_digests_are_left_out(ledger: SqliteLedger) -> None:
    ledger.record(digest("a"))
    ledger.record(replace(digest("b"), location="/home/corpus/a.md"))
    ledger.record(replace(digest("c"), refusal="written in Italian"))
    ledger.record(replace(row(9, location="/old"), form=0))
    assert [found.name for found in ledger.reported(WEEK)] == ["b.md"]
    assert ledger.outdated() == ["a.md"]


@pytest.mark.parametrize(
    ("published", "in_week", "may_be_of_week", "in_july"),
    [
        ("2024-07-20", True, False, True),
        ("2024-07", False, True, True),
        ("2024", False, True, False),
        ("2024-08", False, False, False),
        (None, False, True, False),
    ],
)
def test_a_month_is_of_a_period_that_holds_all_of_it(
    ledger: SqliteLedger, published: str | None, in_week: bool, may_be_of_week: bool, in_july: bool
) -> None:
    ledger.record(digest("a", published))
    assert bool(list(ledger.reported(WEEK))) == in_week
    assert bool(list(ledger.undated(WEEK))) == may_be_of_week
    assert bool(list(ledger.reported(JULY))) == in_july


def test_candidates_tell_a_figure_of_the_period_whatever_noughts_it_has(ledger: SqliteLedger) -> None:
    scores = [record for record in RECORDS if record["type"] == "score"]
    same = [{**record, "value": {**record["value"], "low": f"{record['value']['low']}0"}} for record in scores]
    other = [{**record, "value": {**record["value"], "low": "1"}} for record in scores]
    ledger.record(digest("dated"))
    ledger.record(digest("few", None, same[:1]))
    ledger.record(digest("more", None, same))
    ledger.record(digest("none", None, other))
    ledger.record(digest("vague", "2024-07", same[:1]))
    assert [found.name for found in ledger.candidates(WEEK)] == ["more.md", "few.md", "vague.md"]
    assert [found.name for found in ledger.undated(WEEK)] == ["few.md", "more.md", "none.md", "vague.md"]


def test_roots_are_what_run_takes(ledger: SqliteLedger) -> None:
    ledger.record(digest("a"))
    ledger.record(digest("b"))
    ledger.record(replace(digest("c"), address="https://example.org/c", name="c"))
    ledger.record(replace(digest("d"), address="d.md", name="d.md"))
    assert ledger.roots() == ["corpus/", "d.md", "https://example.org/c"]


def test_a_ledger_of_an_earlier_version_names_what_must_be_digested_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    old = sqlite3.connect(path, isolation_level=None)
    for script in MIGRATIONS[:4]:
        old.executescript(script)
    old.execute("PRAGMA user_version = 4")
    columns = "id, name, location, source_hash, text_hash, fingerprint, language, headline, published, characters"
    old.execute(f"INSERT INTO documents ({columns}) VALUES ('a-1', 'a.md', '/a', 's', 't', 'f', 'en', '{{}}', '2024-07-18', 5)")
    old.execute("INSERT INTO facts VALUES ('a-1', 0, 'f', 'k', 't', 'a', 's', NULL, NULL, NULL, NULL, 1, '{}')")
    old.close()
    ledger = SqliteLedger(path)
    assert ledger.outdated() == ["a.md"]
    assert list(ledger.reported(WEEK)) == []
    assert ledger.counts("a-1") == (1, 0)
    ledger.close()


@pytest.mark.slow
def test_a_week_among_ten_thousand_digests_is_found_at_once(ledger: SqliteLedger) -> None:
    for number in range(10_000):
        ledger.record(digest(f"{number}", f"{1900 + number % 90}-07-18", [FACT]))
    for number in range(500):
        ledger.record(digest(f"week-{number}"))
    started = time.process_time()
    assert sum(1 for _ in ledger.reported(Period(id="x", since=date(2024, 7, 18), until=date(2024, 7, 18)))) >= 500
    assert time.process_time() - started < 3
