"""Whom the rules take a sentence to be about, what they call a plan or hearsay, and which lists they leave alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.datamodel.fact import Claim
from pipeline.datamodel.language import Language
from tests.extract.test_rules import claims, described

VECTORS = Path(__file__).parents[1] / "vectors" / "extract_topics.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]


def in_full(claim: Claim) -> str:
    more = {
        "m": claim.modality,
        "w": claim.when.id if claim.when else "",
        "c": claim.condition.id if claim.condition else "",
        "per": (claim.value.per or "") if claim.value else "",
    }
    return described(claim) + "".join(f" {key}={value}" for key, value in more.items() if value)


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_typed_claims_are_of_the_topic_with_hedge_and_moment(case: dict[str, Any]) -> None:
    found = [in_full(c) for c in claims(case["text"], Language(case["language"])) if c.type not in ("free", "quotation")]
    assert found == case["typed"]


def test_a_plan_of_next_week_has_no_week_number() -> None:
    found = claims("Meta 下周会发布 Llama 3.1 405B。")
    assert {c.value for c in found if c.type == "release"} == {None}


@pytest.mark.parametrize("text", ["因为大多数公司营收增长 12%。", "先说最要紧的价格增长 12%。", "很多人的收入增长 12%。"])
def test_a_stray_phrase_is_no_subject(text: str) -> None:
    assert [c for c in claims(text) if c.type not in ("free", "quotation")] == []


def test_a_product_that_no_glossary_has_takes_over_from_the_one_before() -> None:
    found = claims("极点公司发布了iPhone 16。iPhone 16的起售价为7999元。华为第二天发布了三折叠手机Nimbus XT。起售价19999元。")
    assert {(c.subject.id, c.value.low) for c in found if c.type == "price" and c.value} == {("iphone-16", "7999"), ("nimbus-xt", "19999")}


def test_a_place_that_begins_a_longer_name_is_not_carried_as_a_subject() -> None:
    found = claims("台北捷運環狀線昨天動工，全長20.66公里。", Language.ZH_HANT)
    assert not [c for c in found if c.type == "measure"]


def test_an_audience_that_words_narrow_is_not_told_without_them() -> None:
    narrowed = claims("GPT-4o mini 适合具有特定需求的企业。")
    assert not [c for c in narrowed if c.type == "suited_for"]
    plain = claims("GPT-4o mini 非常适合企业。")
    assert [c.objects[0].id for c in plain if c.type == "suited_for"] == ["enterprises"]
