"""A ledger that is damaged or gone: told in one line, made anew from the digests, nothing digested or asked for again."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from tests.faults.looking import check_ledger, digests, stamps
from tests.faults.papers import write
from tests.servers.mock_openai import MockServer

MANY = 9
LEDGER = Path("outputs/ledger.sqlite")
KEPT = {
    "documents": "id, name, address, location, source_hash, text_hash, fingerprint, language, title, url, headline, published, characters,"
    " duplicate_of, derived_from, is_transcript, is_restructured, refusal, status, form",
    "facts": "*",
    "rejections": "*",
    "sketches": "*",
}


@pytest.fixture(autouse=True)
def delivered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine digests of small documents, a twin and a text in Italian, one of them of a source that was changed since its first digest."""
    monkeypatch.chdir(tmp_path)
    write(Path("corpus"), range(MANY))
    Path("corpus/twin.txt").write_text(next(Path("corpus").glob("*-001.txt")).read_text(encoding="utf-8"), encoding="utf-8")
    italian = "Il piccolo mulino sul fiume macina ancora il grano della valle, e ogni sabato la gente del paese viene a prendere la farina fresca.\n"
    Path("corpus/mulino.txt").write_text(italian * 3, encoding="utf-8")
    assert run().exit_code == 1
    write(Path("corpus"), [4], version=1)
    run()


def run(*flags: str) -> Result:
    return CliRunner().invoke(main, ["run", "--languages", "zh-Hans,en", *flags])


def remembered() -> dict[str, list[str]]:
    """What the ledger knows of current documents."""
    with closing(sqlite3.connect(LEDGER)) as ledger:
        current = "(SELECT id FROM documents WHERE is_current = 1)"
        column = {"documents": "id"}
        return {
            table: sorted(map(repr, ledger.execute(f"SELECT {columns} FROM {table} WHERE {column.get(table, 'document')} IN {current}")))
            for table, columns in KEPT.items()
        }


def statuses() -> list[str]:
    return [document["status"] for document in json.loads(Path("outputs/run.json").read_bytes())["documents"]]


def cut_in_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def wiped(data: bytes) -> bytes:
    return data[:4096] + bytes(4096 * 8) + data[4096 * 9 :]


def headless(data: bytes) -> bytes:
    return random.Random(3).randbytes(100) + data[100:]


def a_letter(data: bytes) -> bytes:
    return b"Dear reader, this is no database. " * 40


@pytest.mark.parametrize("damage", [cut_in_half, wiped, headless, a_letter])
def test_a_damaged_ledger_is_moved_aside_and_made_anew_from_the_digests(damage: Callable[[bytes], bytes]) -> None:
    before, stood = remembered(), stamps_of_all()
    broken = damage(LEDGER.read_bytes())
    LEDGER.write_bytes(broken)
    refused = CliRunner().invoke(main, ["newsletter", "--week", "2024-W30"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    (line,) = refused.stderr.splitlines()
    assert re.fullmatch(r"Error: outputs/ledger\.sqlite: the ledger is damaged \(.+\); type pipeline run: it is made anew from the digests", line)
    dry = run("--dry-run")
    assert (dry.exit_code, dry.stderr) == (2, refused.stderr)
    assert CliRunner().invoke(main, ["facts"]).stderr == refused.stderr
    again = run()
    told = [line for line in again.stderr.splitlines() if "ledger" in line]
    assert told == [f"outputs/ledger.sqlite: damaged; moved to ledger.sqlite.broken-1 and made anew from {MANY + 2} digests"]
    assert again.exit_code == 1, "of the text in Italian, as before"
    assert sorted(set(statuses())) == ["failed", "unchanged"]
    assert remembered() == before
    assert stamps_of_all() == stood
    assert Path("outputs/ledger.sqlite.broken-1").read_bytes() == broken
    check_ledger_alone()
    LEDGER.write_bytes(broken)
    assert "moved to ledger.sqlite.broken-2" in run().stderr


def stamps_of_all() -> dict[str, tuple[int, int]]:
    found = stamps(Path("outputs"))
    assert len(found) == MANY + 2
    return found


def check_ledger_alone() -> None:
    with closing(sqlite3.connect(LEDGER)) as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


@pytest.mark.parametrize("left", [None, b""])
def test_a_ledger_that_is_gone_is_made_anew(left: bytes | None) -> None:
    before, stood = remembered(), stamps_of_all()
    LEDGER.unlink()
    if left is not None:
        LEDGER.write_bytes(left)
    assert f"outputs/ledger.sqlite: {MANY + 2} digests taken over that it did not know" in run().stderr
    assert (remembered(), stamps_of_all()) == (before, stood)
    assert "ledger" not in run().stderr


@pytest.mark.slow
def test_wherever_bytes_are_flipped_nothing_ends_in_a_traceback_and_two_commands_mend_it() -> None:
    whole, stood = LEDGER.read_bytes(), stamps_of_all()
    mended = 0
    for seed in range(60):
        rng = random.Random(seed)
        data = bytearray(whole)
        for _ in range(rng.choice([1, 3, 40])):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        LEDGER.write_bytes(data)
        result = run()
        mended += "made anew" in result.stderr
        assert isinstance(result.exception, SystemExit), f"seed {seed}: {result.exception!r}"
        assert result.exit_code == 1, f"seed {seed}: {result.output}"
        issue = CliRunner().invoke(main, ["newsletter", "--week", "2024-W30", "--edition", "en", "--force"])
        assert issue.exception is None or isinstance(issue.exception, SystemExit), f"seed {seed}: {issue.exception!r}"
        if issue.exit_code:
            assert "move it away and type pipeline run" in issue.stderr, f"seed {seed}: {issue.output}"
        assert stamps_of_all().keys() == stood.keys()
    assert mended > 5


def test_facts_that_were_changed_by_hand_are_not_taken_over_but_made_again() -> None:
    before = remembered()
    folder = next(folder for folder in digests(Path("outputs")) if "nimbus-003" in folder.name)
    facts = folder / "facts.jsonl"
    told = facts.read_text(encoding="utf-8")
    facts.write_text(told.replace("MMLU", "GSM8K"), encoding="utf-8")
    LEDGER.unlink()
    assert f"{MANY + 1} digests taken over" in run().stderr
    assert statuses().count("done") == 1
    assert facts.read_text(encoding="utf-8") == told
    assert sorted(remembered()["facts"]) == sorted(before["facts"])


def nothing(body: dict[str, Any]) -> dict[str, Any]:
    return {"c": [], "t": []}


@pytest.mark.slow
def test_replies_that_were_paid_for_outlive_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-key")
    with MockServer(nothing) as server:
        asking = ("--model", "openai:gpt-4o-mini", "--base-url", server.base_url, "--outputs", "asked")
        run(*asking)
        asked, path = len(server.log), Path("asked/ledger.sqlite")
        assert asked > MANY
        with closing(sqlite3.connect(path)) as ledger:
            page = ledger.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'documents'").fetchone()[0]
            size = ledger.execute("PRAGMA page_size").fetchone()[0]
            spent = ledger.execute("SELECT * FROM spend").fetchall()
        data = bytearray(path.read_bytes())
        data[(page - 1) * size : page * size] = b"\xff" * size
        path.write_bytes(data)
        again = run(*asking, "--length", "short")
        assert "made anew from" in again.stderr
        assert len(server.log) == asked, "another length says the same facts: they were paid for"
        with closing(sqlite3.connect(path)) as ledger:
            assert ledger.execute("SELECT * FROM spend").fetchall() == spent


def test_a_ledger_that_is_sound_is_left_alone() -> None:
    run()
    assert [path.name for path in Path("outputs").glob("ledger*")] == ["ledger.sqlite"]
    check_ledger(Path("no-outputs"))
