from __future__ import annotations

import pytest

from pipeline.extract.cues import load_cues
from pipeline.extract.tables import load_bearers, load_tables
from pipeline.text.glossary import Glossary

LANGUAGES = ("zh", "en")
SPECIAL = ("@benchmark", "@deed", "@last", "@measure", "@price", "@rival", "@same", "@tally")


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_pattern_compiles_and_has_a_cue(name: str) -> None:
    for row in load_tables(name).rows:
        assert [sought.pattern for sought in row.patterns]
        assert row.cues, row.type


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_id_is_in_the_glossary(name: str) -> None:
    glossary, tables = Glossary.builtin(), load_tables(name)
    asked = {row.attribute for row in tables.rows if row.attribute is not None and row.attribute not in SPECIAL} | set(tables.own)
    assert not [entity_id for entity_id in sorted(asked) if glossary.get(entity_id) is None]


def test_bearers_are_metrics_of_the_glossary() -> None:
    glossary = Glossary.builtin()
    assert not [metric for metric in load_bearers() if glossary.get(metric) is None]


@pytest.mark.parametrize("name", LANGUAGES)
def test_cues_have_kinds_of_hedges_that_claims_have(name: str) -> None:
    assert [label for label, _ in load_cues(name).modalities] == ["reported", "expected", "possible", "planned"]
