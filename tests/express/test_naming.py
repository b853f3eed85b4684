from __future__ import annotations

import pytest

from pipeline.datamodel.fact import Entity
from pipeline.datamodel.language import Edition
from pipeline.express.naming import english_of
from pipeline.express.script import completed


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("巴西队", "Team Brazil"),
        ("荷蘭女排", "the Netherlands women’s volleyball team"),
        ("荷兰政府", "the government of the Netherlands"),
        ("美国财政部", "the finance ministry of the United States"),
        ("中东市场", "the market in the Middle East"),
        ("海外市场", None),
        ("三支队", None),
        ("青州市政府", None),
        ("巴西", None),
        ("队", None),
    ],
)
def test_what_a_place_has_is_named_in_english(name: str, english: str | None) -> None:
    assert english_of(name) == english


def test_only_a_name_that_has_no_english_is_given_one() -> None:
    team = Entity(id="team", names={"zh-Hans": "巴西队"})
    assert completed(team, list(Edition)).names["en"] == "Team Brazil"
    assert "en" not in completed(team, [Edition.ZH_HANT_TW]).names
    known = Entity(id="team", names={"zh-Hans": "巴西队", "en": "Seleção"})
    assert completed(known, list(Edition)).names["en"] == "Seleção"
