"""Many documents, and runs that are killed: nothing half-written, nothing lost, a second run that only completes."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MANY, KILLS = 300, 6
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


def write_corpus(folder: Path, number: int) -> None:
    folder.mkdir()
    rng = random.Random(7)
    for n in range(number):
        name, score, price = f"Nimbus {n}", rng.randint(500, 999) / 10, rng.randint(2, 90)
        english = (
            f"Acme released {name} on July {n % 28 + 1}, 2024. {name} scored {score}% on MMLU and costs {price} cents per million input tokens.\n"
        )
        chinese = f"极点公司发布了{name}。{name}在MMLU上的得分为{score}%，每百万输入token的价格为{price}美分。\n"
        (folder / f"{n:04}.txt").write_text(english if n % 2 else chinese, encoding="utf-8")


def start(folder: Path, outputs: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", "run", str(folder), "-o", str(outputs), "--languages", "zh-Hans,en", "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def finish(folder: Path, outputs: Path) -> dict[str, int]:
    process = start(folder, outputs)
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    totals: dict[str, int] = json.loads(out)["totals"]
    return totals


def test_a_run_killed_again_and_again_resumes_and_leaves_only_whole_digests(tmp_path: Path) -> None:
    folder, outputs = tmp_path / "corpus", tmp_path / "out"
    write_corpus(folder, MANY)
    rng = random.Random(11)
    for _ in range(KILLS):
        process = start(folder, outputs)
        time.sleep(rng.uniform(1.5, 5.0))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for digest in (outputs / "digests").glob("[0-9]*"):
            assert {path.name for path in digest.iterdir()} == PAGES
    kept = len(list((outputs / "digests").glob("[0-9]*")))
    totals = finish(folder, outputs)
    assert totals["done"] + totals["unchanged"] == MANY
    assert totals["unchanged"] >= kept - 1  # a digest delivered just before the kill may not be in the ledger yet
    assert len(list((outputs / "digests").glob("[0-9]*"))) == MANY
    connection = sqlite3.connect(outputs / "ledger.sqlite")
    assert connection.execute("SELECT count(*) FROM documents WHERE is_current = 1").fetchone()[0] == MANY
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    assert finish(folder, outputs)["unchanged"] == MANY


def test_an_interrupted_run_says_how_to_go_on(tmp_path: Path) -> None:
    folder, outputs = tmp_path / "corpus", tmp_path / "out"
    write_corpus(folder, MANY)
    command = [sys.executable, "-m", "pipeline", "run", str(folder), "-o", str(outputs)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list(outputs.glob("digests/[0-9]*")):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run again to resume" in err
    assert "Traceback" not in err
