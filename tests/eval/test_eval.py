"""The gold, and the floors on the sample corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.datamodel.fact import Bound
from pipeline.evaluate.gold import gold_digest, load_gold
from tests.eval.__main__ import PATH, complaints, main
from tests.eval.corpus import CORPUS, GOLD, score_corpus, shares_of
from tests.eval.floors import Floors, as_floors, below, read_floors, write_floors


def test_floors_are_kept_rounded_down_and_compared(tmp_path: Path) -> None:
    table = as_floors({"total": {"typed": (2, 3), "recall": (1, 1)}, "a": {"precision": (1, 2), "figures": (1, 1)}})
    assert table == {"total": {"typed": 0.666, "recall": 1.0}, "a": {"figures": 1.0}}
    write_floors(tmp_path / "floors.json", Floors(gold="g", floors=table))
    assert read_floors(tmp_path / "floors.json") == Floors(gold="g", floors=table)
    assert read_floors(tmp_path / "none.json") is None
    assert below(table, table) == []
    assert below({"total": {"typed": 0.665}, "a": {"figures": 1.0}}, table) == [
        "total: recall is no longer measured (floor 1.000)",
        "total: typed 0.665 is below its floor 0.666",
    ]


def test_changed_gold_and_missing_floors_are_complaints() -> None:
    floors = Floors(gold="as it was", floors={})
    assert complaints({}, floors, "as it was") == []
    assert complaints({}, floors, "changed")
    assert complaints({}, None, "any")


def test_gold_is_well_formed_and_stands_in_the_sources() -> None:
    for name, facts in load_gold(GOLD).items():
        (path,) = (p for p in CORPUS.iterdir() if p.stem == name)
        text = path.read_text(encoding="utf-8")
        assert len({fact.id for fact in facts}) == len(facts)
        for fact in facts:
            assert text.startswith(fact.quote, fact.quote_start), fact.id
            assert fact.importance in (1, 2, 3)
            assert fact.is_figure or fact.value_regexes, fact.id
            assert fact.bound is None or Bound(fact.bound)


def test_the_digest_follows_the_gold(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n", encoding="utf-8")
    before = gold_digest(tmp_path)
    (tmp_path / "a.jsonl").write_text("{} \n", encoding="utf-8")
    assert gold_digest(tmp_path) != before
    assert gold_digest(GOLD) == gold_digest(GOLD)


def test_the_floors_hold() -> None:
    assert complaints(as_floors(shares_of(score_corpus())), read_floors(PATH), gold_digest(GOLD)) == []


def test_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "--update" in capsys.readouterr().out
