"""A bare 元 of a text in Traditional characters is the money of the place that the text is of."""

from __future__ import annotations

import pytest

from pipeline.datamodel.language import Language
from pipeline.extract.registry import extract
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import verify
from tests.factories import document


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("台南市政府公布，星河科技今年的營收為 4,200 萬元。", "TWD"),
        ("星河科技在香港公布業績，今年的營收為 4,200 萬元。", "HKD"),
        ("星河科技在台灣上市，今年的營收為人民幣 4,200 萬元。", "CNY"),
        ("星河科技在台北公布，今年的營收為 4,200 萬美元。", "USD"),
        ("星河科技公布業績。公司今年的營收為 4,200 萬元，這裡沒有說是哪裡的錢。", None),
    ],
)
def test_whose_money_a_bare_yuan_is(text: str, unit: str | None) -> None:
    said = document(text, Language.ZH_HANT)
    facts, _ = verify(said, extract(said, Glossary.builtin()), Glossary.builtin())
    assert {fact.claim.value.unit for fact in facts if fact.claim.value and fact.claim.value.low == "42000000"} == ({unit} if unit else set())


def test_in_simplified_characters_it_is_the_mainlands() -> None:
    said = document("台南市政府公布，星河科技今年的营收为 4,200 万元。")
    assert {claim.value.unit for claim in extract(said, Glossary.builtin()) if claim.value and claim.value.low == "42000000"} == {"CNY"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Copenhagen's Nordvind Bank reported a net profit of 212 million kroner.", "DKK"),
        ("Oslo's Nordvind Bank reported a net profit of 212 million kroner.", "NOK"),
        ("Nordvind Bank reported a net profit of 212 million kroner.", None),
        ("Nordvind Bank of Manila reported a net profit of 212 million pesos.", "PHP"),
    ],
)
def test_whose_money_a_shared_name_is(text: str, unit: str | None) -> None:
    said = document(text, Language.EN)
    facts, _ = verify(said, extract(said, Glossary.builtin()), Glossary.builtin())
    assert {fact.claim.value.unit for fact in facts if fact.claim.value and fact.claim.value.low == "212000000"} == ({unit} if unit else set())
