"""`pipeline eval`: documents of our own through the usual run, held against gold made for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

TEXT = """# Heron 3 is out

Larkspur Labs released Heron 3 on March 4, 2031. Heron 3 scores 61.5% on MMLU.

The context window of Heron 3 is 64K tokens. It costs $0.20 per million input tokens.
"""
GOLD: list[dict[str, Any]] = [
    {"id": "h-1", "subject": "Heron 3", "attribute": "MMLU", "value": "61.5%", "unit": "%", "quote": "Heron 3 scores 61.5% on MMLU", "importance": 3},
    {
        "id": "h-2",
        "subject": "Heron 3",
        "attribute": "context window",
        "value": "64K",
        "unit": "tokens",
        "quote": "The context window of Heron 3 is 64K tokens",
    },
    {"id": "h-3", "subject": "Heron 3", "attribute": "MMLU", "value": "99%", "unit": "%", "quote": "Larkspur Labs released Heron 3 on March 4, 2031"},
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two documents, gold for one of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "corpus" / "heron-3.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "corpus" / "other.md").write_text("# Other\n\nNothing to see in this one, it only says a few words.\n", encoding="utf-8")
    write_gold(tmp_path, GOLD)
    return tmp_path


def write_gold(folder: Path, rows: list[dict[str, Any]], name: str = "heron-3") -> None:
    full = [
        {"subject_regex": "Heron 3", "value_regexes": [row["value"].replace(".", r"\.")], "condition": None, "quote_start": 0, **row} for row in rows
    ]
    (folder / "gold" / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in full), encoding="utf-8")


def evaluated(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["eval", "--gold", "gold", *arguments])


def test_json_says_what_is_found_and_what_is_behind_it(folder: Path) -> None:
    result = evaluated("--json")
    assert result.exit_code == 0, result.stderr
    rules = json.loads(result.stdout)["rules"]
    assert list(rules["documents"]) == ["heron-3"]
    shares = rules["documents"]["heron-3"]["shares"]
    assert shares["recall"] == {"right": 2, "of": 3, "share": 0.6667}
    assert shares["typed"]["of"] == 3
    assert shares["typed"]["right"] in (1, 2)
    assert shares["important"]["share"] == 1.0
    assert [line.split()[0] for line in rules["documents"]["heron-3"]["missed"]] == ["h-3"]
    assert rules["total"]["cost"] == 0.0
    assert not (folder / "outputs").exists()


def test_people_get_a_table_with_a_row_a_document_and_a_total(folder: Path) -> None:
    lines = evaluated().stdout.splitlines()
    assert lines[0].split() == [
        "document",
        "extractor",
        "facts",
        "gold",
        "recall",
        "important",
        "typed",
        "precision",
        "kept",
        "foreign",
        "uneven",
        "cost",
    ]
    assert [line.split()[0] for line in lines[1:]] == ["heron-3", "total"]
    assert "0.667" in lines[1]
    assert "h-3 Heron 3" in evaluated("-v").stdout


def test_outputs_are_kept_where_asked_for(folder: Path) -> None:
    assert evaluated("-o", "kept").exit_code == 0
    (digest,) = (folder / "kept" / "digests").glob("heron-3*")
    assert (digest / "facts.jsonl").exists()
    again = json.loads(evaluated("-o", "kept", "--json").stdout)["rules"]["documents"]["heron-3"]
    assert again["status"] == "unchanged"


def test_an_extractor_named_twice_runs_once(folder: Path) -> None:
    assert list(json.loads(evaluated("--model", "rules", "--model", "rules", "--json").stdout)) == ["rules"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "heron-3.jsonl, line 1: not a gold fact as JSON"),
        ("[]", "heron-3.jsonl, line 1: no id"),
        ('{"id": "x"}', "heron-3.jsonl, line 1: no subject_regex"),
        ('{"id": "x", "subject_regex": "(", "value": "1", "quote": "q", "value_regexes": []}', "line 1: not a regular expression"),
        ('{"id": "x", "subject_regex": "a", "value": "1", "quote": "q", "value_regexes": 5}', "line 1: not a gold fact"),
    ],
)
def test_wrong_gold_is_told_in_one_line(folder: Path, line: str, said: str) -> None:
    (folder / "gold" / "heron-3.jsonl").write_text(f"{line}\n", encoding="utf-8")
    result = evaluated()
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_gold_without_a_document_is_told(folder: Path) -> None:
    write_gold(folder, GOLD, "osprey")
    result = evaluated()
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "osprey.jsonl: no document whose file name begins with osprey" in result.stderr


@pytest.mark.parametrize("name", ["nowhere", "corpus"])
def test_a_folder_without_gold_is_told(folder: Path, name: str) -> None:
    result = CliRunner().invoke(main, ["eval", "--gold", name])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert name in result.stderr


def test_a_document_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "corpus" / "heron-3.md").write_bytes(b"\x00\x01" * 50)
    result = evaluated()
    assert result.exit_code == 2
    assert "heron-3.md" in result.stderr
