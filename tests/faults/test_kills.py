"""Runs that are killed at random moments, again and again: nothing half-written, nothing delivered twice, the last run completes."""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.faults.looking import check_digests, check_issue, check_ledger, contents, digests, stamps
from tests.faults.nursery import Nursery
from tests.faults.papers import paper, write

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="forks")]

MANY, KILLS = 60, 50
ISSUE_KILLS = 20
RUN = ("run", "corpus", "--languages", "zh-Hans,en", "--processes", "1")
ISSUE = ("newsletter", "--week", "2024-W30", "--edition", "zh-Hans+en", "--format", "md,html,eml")


@pytest.fixture
def nursery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nursery]:
    monkeypatch.chdir(tmp_path)
    with Nursery(tmp_path) as running:
        yield running


def test_a_run_killed_fifty_times_leaves_whole_digests_and_delivers_none_twice(nursery: Nursery) -> None:
    corpus, outputs, rng = Path("corpus"), Path("outputs"), random.Random(17)
    write(corpus, range(MANY))
    versions = dict.fromkeys(range(MANY), 0)
    whole = nursery.run(*RUN, "-o", "warm").seconds
    killed, most = 0, 0
    while killed < KILLS:
        for n in rng.sample(range(MANY), 5):
            versions[n] += 1
            write(corpus, [n], versions[n])
        before = up_to_date(outputs, versions)
        killed += nursery.run(*RUN, kill_after=rng.uniform(0, whole / 4)).code < 0
        check_digests(outputs)
        check_ledger(outputs)
        after = up_to_date(outputs, versions)
        assert {name: after.get(name) for name in before} == before, "delivered twice"
        most = max(most, len(after))
    assert most > MANY / 3, f"runs got to {most} before they were killed"
    last = nursery.run(*RUN)
    assert last.code == 0
    assert last.said == "" or last.said == "outputs/ledger.sqlite: 1 digest taken over that it did not know\n"
    assert {name: stamps(outputs).get(name) for name in after} == after
    assert nursery.run(*RUN, "-o", "undisturbed").code == 0
    assert contents(outputs) == contents(Path("undisturbed"))
    with closing(sqlite3.connect(outputs / "ledger.sqlite")) as ledger:
        current = {id_ for (id_,) in ledger.execute("SELECT id FROM documents WHERE is_current = 1")}
    assert current == {folder.name for folder in digests(outputs)}
    assert not (outputs / "digests/.new").exists()


def up_to_date(outputs: Path, versions: dict[int, int]) -> dict[str, tuple[int, int]]:
    """The stamps of the digests of sources as they are now."""
    texts = {"".join(paper(n, version).split()) for n, version in versions.items()}
    kept = {folder.name for folder in digests(outputs) if "".join((folder / "document.txt").read_text(encoding="utf-8").split()) in texts}
    return {name: stamp for name, stamp in stamps(outputs).items() if name in kept}


def test_a_newsletter_that_is_killed_stands_whole_or_not_at_all_and_keeps_its_number(nursery: Nursery) -> None:
    outputs, rng = Path("outputs"), random.Random(5)
    folder = outputs / "newsletter/2024-W30"
    write(Path("corpus"), range(12))
    assert nursery.run(*RUN).code == 0
    whole = nursery.run(*ISSUE, "-o", "outputs").seconds
    for kill in range(ISSUE_KILLS):
        write(Path("corpus"), [kill % 12], kill + 1)
        assert nursery.run(*RUN).code == 0
        nursery.run(*ISSUE, kill_after=rng.uniform(whole * 0.3, whole))
        check_issue(folder)
        if (outputs / "newsletter/feed.xml").exists():
            ElementTree.parse(outputs / "newsletter/feed.xml")
    assert nursery.run(*ISSUE).code == 0
    issue = json.loads((folder / "issue.json").read_bytes())
    assert issue["number"] == 1
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert nursery.run(*ISSUE).code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
