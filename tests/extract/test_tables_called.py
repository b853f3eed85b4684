"""Rows of the tables are called by the cues that stand in a sentence."""

import pytest

from pipeline.extract.tables import load_tables


@pytest.mark.parametrize("name", ["zh", "en"])
def test_every_cue_calls_its_rows_in_order(name: str) -> None:
    tables = load_tables(name)
    cues = sorted({cue for row in tables.rows for cue in row.cues})
    assert len(cues) > 50
    for cue in cues:
        called = tables.calling.rows(f"~{cue}~", frozenset(f"~{cue}~"))
        assert called == [n for n, row in enumerate(tables.rows) if any(c in f"~{cue}~" for c in row.cues)]
    assert tables.calling.rows("~", frozenset("~")) == []
