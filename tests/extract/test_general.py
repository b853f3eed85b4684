"""General news: whose a figure is, and what of it is told. Cases: `tests/vectors/general.json`, a case without Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.fact import Claim
from pipeline.extract.annotate import annotate
from pipeline.extract.cues import folder, load_cues
from pipeline.extract.registry import extract
from pipeline.ingest.registry import ingest
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import verify

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "general.json").read_text(encoding="utf-8"))["cases"]
GLOSSARY = Glossary.builtin()


def typed(text: str) -> list[Claim]:
    found = ingest(Source(ref=SourceRef(address="news.md", name="news.md"), data=text.encode()))
    facts, _ = verify(found, extract(found, GLOSSARY), GLOSSARY)
    return [fact.claim for fact in facts if fact.claim.type not in ("free", "quotation")]


def described(claim: Claim) -> str:
    value = claim.value
    told = f"{value.low} {value.unit}" if value is not None else "-"
    return " ".join(
        [claim.type, claim.subject.id, claim.attribute.id if claim.attribute else "-", told, *([claim.modality] if claim.modality else [])]
    )


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_general_news_is_told_of_whom_it_is_about(case: dict[str, Any]) -> None:
    assert [described(c) for c in typed(case["text"])] == case["typed"]


def test_case_ids_are_unique() -> None:
    assert len({c["id"] for c in CASES}) == len(CASES)


def names(text: str) -> set[str]:
    found = ingest(Source(ref=SourceRef(address="news.md", name="news.md"), data=text.encode()))
    tokens = annotate(found, GLOSSARY, load_cues(folder(found.language)))
    return {t.entity.id for t in tokens if t.kind in ("unknown", "organization", "model") and t.entity is not None}


def test_recurring_name_is_found_without_its_verb() -> None:
    assert "曲靖锂能" in names("滇南新材料与曲靖锂能今天合并。曲靖锂能没有公布全年的数据。")


def test_what_opens_one_clause_alone_is_no_recurring_name() -> None:
    assert not any("粮食" in name for name in names("粮食丰收在望。村里的人很高兴，今年雨水好。"))


def test_name_with_the_letters_of_a_model_in_it_is_none() -> None:
    assert "mar-roberto" in names("Their association, Mar Roberto, will take the city to court.")


def test_word_of_its_own_that_opens_several_sentences_is_a_name() -> None:
    assert "nordvind" in names("Nordvind flies to forty cities. Nordvind has ordered new jets.")
    assert names("Tickets sold quickly. Tickets cost little.") == set()


def test_word_with_an_apposition_is_a_name() -> None:
    assert "solmar" in names("The mayor wants more. Solmar, the largest hotel chain, opened three hotels.")
    assert "however" not in names("The mayor wants more. However, the largest hotel chain, as always, opened three hotels.")


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        (
            "# 秦川乳业净利下滑\n\n秦川乳业今天表示需求疲软。\n\n中金公司预计供需要两年才能平衡。\n\n截至9月末，公司现金19.8亿元。",
            "秦川乳业",
        ),
        ("# Halloway Paper cuts jobs\n\nStanmere Group opened a mill.\n\nThe company employs 3,900 people.", "halloway-paper"),
    ],
)
def test_the_company_is_the_one_of_the_title(text: str, firm: str) -> None:
    assert [claim.subject.id for claim in typed(text) if claim.type == "measure"] == [firm]
