"""What must hold of an outputs folder at any moment, however its run ended."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

PAGES = {
    "document.txt",
    "document.json",
    "facts.jsonl",
    "rejections.jsonl",
    "digest.html",
    "digest.zh-Hans.md",
    "digest.en.md",
    "digest.bilingual.md",
}


def digests(outputs: Path) -> list[Path]:
    """The folders of current digests."""
    return sorted(path for path in (outputs / "digests").glob("*") if not path.name.startswith("."))


def check_digests(outputs: Path) -> None:
    """Every digest is whole, and its facts stand on its text."""
    for folder in digests(outputs):
        assert {path.name for path in folder.iterdir()} == PAGES
        text = (folder / "document.txt").read_text(encoding="utf-8")
        assert json.loads((folder / "document.json").read_bytes())["id"] == folder.name
        for line in (folder / "facts.jsonl").read_text(encoding="utf-8").splitlines():
            for evidence in json.loads(line)["evidence"]:
                assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
        assert (folder / "digest.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def check_ledger(outputs: Path) -> None:
    """The ledger is sound, and holds of each document all facts or nothing."""
    path = outputs / "ledger.sqlite"
    if not path.exists():
        return
    with closing(sqlite3.connect(path)) as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert ledger.execute("PRAGMA foreign_key_check").fetchall() == []
        if not ledger.execute("PRAGMA user_version").fetchone()[0]:
            return
        known = dict(ledger.execute("SELECT id, (SELECT count(*) FROM facts WHERE document = documents.id) FROM documents"))
    for folder in digests(outputs):
        told = len((folder / "facts.jsonl").read_bytes().splitlines())
        assert known.get(folder.name, told) == told


def stamps(outputs: Path) -> dict[str, tuple[int, int]]:
    """By id, what changes when a digest is delivered again."""
    found = {folder.name: (folder / "document.txt").stat() for folder in digests(outputs)}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


def contents(outputs: Path) -> dict[str, bytes]:
    """All that a reader sees of current digests, by path; `document.json` but for where it was made."""
    found = {}
    for folder in digests(outputs):
        for path in folder.iterdir():
            data = path.read_bytes()
            if path.name == "document.json":
                record = json.loads(data)
                record["delivery"] |= {"location": ""}
                data = json.dumps(record).encode()
            found[f"{folder.name}/{path.name}"] = data
    return found


def check_issue(folder: Path) -> None:
    """An issue stands whole or not at all: every file is as it was last written."""
    if folder.exists():
        files = json.loads((folder / "memory.json").read_bytes())["files"]
        assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files} == files
