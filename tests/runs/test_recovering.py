from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.runs.recovering import open_ledger, recover
from pipeline.storage.ledger import LEDGER, SqliteLedger
from pipeline.storage.outputs import Outputs
from tests.faults.papers import paper, write


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outputs:
    """Two digests, of which the ledger forgot the second."""
    monkeypatch.chdir(tmp_path)
    write(Path("corpus"), range(2))
    assert CliRunner().invoke(main, ["run"]).exit_code == 0
    forget("nimbus-001")
    return Outputs(Path("outputs"))


def forget(part: str) -> None:
    with closing(SqliteLedger(Path("outputs") / LEDGER)) as ledger:
        ledger._connection.execute("DELETE FROM documents WHERE id LIKE ?", (f"%{part}%",))


def test_what_a_killed_run_had_delivered_and_not_recorded_is_taken_over(outputs: Outputs) -> None:
    said: list[str] = []
    with closing(open_ledger(outputs, said.append)) as ledger:
        assert len(ledger.entries()) == 2
        assert all(ledger.counts(id_)[0] for id_ in ledger.locations().values())
        assert [len(card.sketch.figures) > 0 for card in ledger.cards()] == [True, True]
        assert recover(outputs, ledger) == 0
    assert said == ["outputs/ledger.sqlite: 1 digest taken over that it did not know"]


def test_it_takes_the_place_of_the_digest_before_it(outputs: Outputs) -> None:
    (source,) = Path("corpus").glob("*-001.txt")
    source.write_text(paper(1, version=1), encoding="utf-8")
    assert CliRunner().invoke(main, ["run"]).exit_code == 0  # the first is taken over, then superseded
    (old,) = Path("outputs/digests/.old").iterdir()
    (new,) = Path("outputs/digests").glob("*nimbus-001*")
    with closing(SqliteLedger(Path("outputs") / LEDGER)) as ledger:
        ledger._connection.execute("DELETE FROM documents WHERE id = ?", (new.name,))
        ledger._connection.execute("UPDATE documents SET is_current = 1 WHERE id = ?", (old.name,))
    old.rename(new.with_name(old.name))
    with closing(open_ledger(outputs, lambda line: None)) as ledger:
        assert sorted(ledger.locations().values()) == sorted(folder.name for folder in outputs.folders(except_of=set()))
        assert new.name in ledger.locations().values()
    assert old.is_dir()


def test_a_folder_that_is_no_digest_is_left_where_it_is(outputs: Outputs) -> None:
    (outputs.root / "digests/notes").mkdir()
    (outputs.root / "digests/notes/mine.txt").write_text("mine", encoding="utf-8")
    (outputs.root / "digests/note.txt").write_text("mine", encoding="utf-8")
    with closing(open_ledger(outputs, lambda line: None)) as ledger:
        assert len(ledger.ids()) == 2
    assert (outputs.root / "digests/notes/mine.txt").is_file()
