"""Names that typed claims may be of."""

from __future__ import annotations

import pytest

from pipeline.datamodel.language import Language
from pipeline.extract.established import Established
from pipeline.extract.registry import extract
from pipeline.extract.tokens import unknown_entity
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary
from tests.factories import document


def is_established(name: str, text: str, language: Language, title: str | None = None) -> bool:
    of = document(text, language, title)
    return unknown_entity(name, language, "organization") in Established(of, fold(of.text), Glossary.builtin())


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("上周公立醫院", "上周公立醫院內科病床入住率為 108%。", Language.ZH_HANT),
        ("归属于上市公司", "归属于上市公司股东的净利润为 6.7 亿元。", Language.ZH_HANS),
        ("Rival Stanmere", "Rival Stanmere rose 1.1%.", Language.EN),
    ],
)
def test_what_only_looks_like_a_name_is_none_where_it_stands_once(name: str, text: str, language: Language) -> None:
    assert not is_established(name, text, language)
    assert is_established(name, f"{text} {text}", language)
    assert is_established(name, text, language, title=name)
    assert not [claim for claim in extract(document(text, language), Glossary.builtin()) if claim.type not in ("free", "quotation")]


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [("星河航天", "星河航天成立于2018年。", Language.ZH_HANS), ("Green Alliance", "The Green Alliance won 21 seats.", Language.EN)],
)
def test_a_name_may_stand_once(name: str, text: str, language: Language) -> None:
    assert is_established(name, text, language)


def test_a_score_is_no_part_of_a_name() -> None:
    text = "Wexcombe Kestrels beat Sallow Bay Harbourmen 3–1 on Saturday. Sallow Bay Harbourmen have lost three games."
    claims = extract(document(text, Language.EN), Glossary.builtin())
    assert [[entity.id for entity in claim.objects] for claim in claims if claim.type == "victory"] == [["sallow-bay-harbourmen"]]
