"""All hostile documents through the commands that read them, in one corpus: told in one line or digested, and nothing else happens anywhere."""

from __future__ import annotations

import json
import sys

import pytest

from tests.hostile import documents, gathered, inert
from tests.hostile.yard import Ended, Yard

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="names and links of POSIX")]

ALL_DAYS = ("--since", "1900-01-01", "--until", "2100-01-01", "--include-undated", "--edition", "zh-Hant-TW+zh-Hans+en")


@pytest.fixture(scope="module")
def digested(yard: Yard) -> Ended:
    """What a run over all of them said; the yard as it was before is held against what it is after."""
    yard.place({**gathered.documents(), **documents.documents(yard.root, yard.trap.address)})
    before = yard.state("outputs")
    ended = yard.run("run", "-v", "--extras", "wechat", seconds=400)
    assert yard.state("outputs") == before
    return ended


def test_every_document_is_digested_or_refused_in_one_line(yard: Yard, digested: Ended) -> None:
    assert yard.faults("outputs") == []
    told = json.loads((yard.project / "outputs/run.json").read_bytes())
    assert digested.code == 1
    assert told["totals"]["done"] > 300
    assert told["totals"]["failed"] > 100
    reasons = [str(document["reason"]) for document in told["documents"] if document["status"] == "failed"]
    assert [reason for reason in reasons if "\n" in reason or len(reason) > 1_000] == []


def test_pages_do_nothing_but_be_read(yard: Yard, digested: Ended) -> None:
    assert inert.faults(yard.project / "outputs") == []


def test_an_issue_of_them_all_does_nothing_but_be_read(yard: Yard, digested: Ended) -> None:
    (yard.project / "newsletter.toml").write_text(
        'sender = "a@example.org"\nsite = "https://example.org"\nstories = 50\npoints = 30\n', encoding="utf-8"
    )
    ended = yard.run("newsletter", *ALL_DAYS)
    assert ended.code == 0, ended.err
    assert yard.faults("outputs") == []
    assert inert.faults(yard.project / "outputs/newsletter") == []


def test_a_query_of_all_facts_orders_nothing(yard: Yard, digested: Ended) -> None:
    yard.place({"facts.csv": yard.run("facts", "--format", "csv").out}, "outputs/tables")
    for form in ("table", "jsonl", "parquet"):
        yard.run("facts", "--format", form, "--join")
    assert [ended.code for ended in yard.ended[-4:]] == [0] * 4
    assert yard.faults("outputs") == []
    assert inert.faults(yard.project / "outputs/tables") == []
