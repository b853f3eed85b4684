from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.fact import Entity, Fact, Kind
from pipeline.extract.registry import extract
from pipeline.ingest.registry import ingest
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import verify

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "coverage.json").read_text(encoding="utf-8"))["cases"]
FLOORS = {"developed": 0.66, "held out": 0.25, "second": 0.33}  # share of the expected figures that are typed; raised as rows are added
GLOSSARY = Glossary.builtin()


def typed(text: str) -> list[Fact]:
    document = ingest(Source(ref=SourceRef(address="report.md", name="report.md"), data=text.encode()))
    facts, _ = verify(document, extract(document, GLOSSARY), GLOSSARY)
    return [f for f in facts if f.claim.value is not None and f.claim.kind is not Kind.QUOTATION]


def names(entity: Entity) -> str:
    return " ".join([entity.id, *entity.names.values()])


def is_told(wanted: dict[str, Any], fact: Fact) -> bool:
    value = fact.claim.value
    if value is None or not re.search(wanted["subject"], names(fact.claim.subject)) or wanted["unit"] not in (None, value.unit):
        return False
    return any(
        low == value.low or (not value.is_date and low.replace(".", "", 1).isdigit() and float(low) == float(value.low))
        for low in wanted["value"].split("|")
    )


@pytest.mark.parametrize("part", sorted(FLOORS))
def test_figures_of_plain_reports_are_typed(part: str) -> None:
    cases = [c for c in CASES if c["part"] == part]
    found = [any(is_told(wanted, fact) for fact in facts) for c in cases if (facts := typed(c["text"])) or True for wanted in c["facts"]]
    assert sum(found) >= FLOORS[part] * len(found)


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_typed_figures_stand_in_the_report(case: dict[str, Any]) -> None:
    assert [f.claim.value.surface for f in typed(case["text"]) if f.claim.value is not None and f.claim.value.surface not in case["text"]] == []
