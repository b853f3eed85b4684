from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.datamodel.fact import Claim, Kind
from pipeline.datamodel.language import Language
from pipeline.extract.registry import EXTRACTORS, extract
from pipeline.text.glossary import Glossary
from tests.factories import document

VECTORS = Path(__file__).parents[1] / "vectors" / "extract.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
GLOSSARY = Glossary.builtin()


def claims(text: str, language: Language = Language.ZH_HANS, is_transcript: bool = False) -> list[Claim]:
    return extract(document(text, language, is_transcript=is_transcript), GLOSSARY)


def typed(found: list[Claim]) -> list[str]:
    return [described(c) for c in found if c.type not in ("free", "quotation")]


def described(claim: Claim) -> str:
    value = f"{claim.value.low} {claim.value.unit}" if claim.value else "-"
    objects = ",".join(o.id for o in claim.objects) or "-"
    return f"{claim.type} {claim.subject.id} {claim.attribute.id if claim.attribute else '-'} {value} {objects}"


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_rules_read_typed_claims(case: dict[str, Any]) -> None:
    assert typed(claims(case["text"], Language(case["language"]))) == case["typed"]


def test_case_ids_are_unique() -> None:
    assert len({c["id"] for c in CASES}) == len(CASES)


def test_carried_subject_is_cited() -> None:
    found = claims("Mistral NeMo 上周发布。\n支持 128K token 的上下文窗口。")
    window = next(c for c in found if c.attribute is not None and c.attribute.id == "context_window")
    assert window.sentences == (1, 2)


def test_quotation_names_its_speaker_and_leaves_the_verb_out() -> None:
    found = claims("Sam Altman 表示，智能的成本会越来越低。")
    quotation = next(c for c in found if c.kind is Kind.QUOTATION)
    assert quotation.subject.id == "sam-altman"
    assert quotation.words == "智能的成本会越来越低"


def test_reported_figure_keeps_whose_claim_it_is() -> None:
    found = claims("据 OpenAI 介绍，GPT-4o mini 的上下文窗口为 128K token。")
    window = next(c for c in found if c.type == "measure")
    assert window.attribution is not None
    assert window.attribution.id == "openai"


def test_plan_keeps_its_hedge() -> None:
    found = claims("Meta 计划下周发布 Llama 3.1 405B。")
    release = next(c for c in found if c.type == "release")
    assert release.modality == "planned"
    assert release.when is not None or release.value is not None


@pytest.mark.parametrize("text", ["大家好，欢迎收看本期节目。", "感谢大家的观看，我们下期再见。", "别忘了订阅我们的频道。"])
def test_greetings_give_nothing(text: str) -> None:
    assert claims(text, is_transcript=True) == []


def test_other_languages_give_nothing() -> None:
    assert claims("GPT-4o mini hat 128K Token.", Language.UND) == []


def test_uncertain_subject_is_not_guessed() -> None:
    found = claims("OpenAI 和 Meta 都参加了会议。\n营收增长 12%。")
    assert not [c for c in found if c.type == "increase"]


def test_unknown_product_variant_is_not_the_one_that_is_known() -> None:
    found = claims("小米 SU7 Ultra 的续航里程为 630 公里。")
    assert {c.subject.names["zh-Hans"] for c in found} == {"小米 SU7 Ultra"}


def test_both_scripts_give_the_same_typed_claims() -> None:
    simplified = claims("GPT-4o mini 在 MMLU 上的得分为 82.0%，支持文本和视觉。")
    traditional = claims("GPT-4o mini 在 MMLU 上的得分為 82.0%，支援文本和視覺。", Language.ZH_HANT)
    assert "score gpt-4o-mini mmlu 82.0 percent -" in typed(simplified)
    assert "score gpt-4o-mini mmlu 82.0 percent -" in typed(traditional)


def test_claims_keep_the_contract_of_small_facts() -> None:
    text = "GPT-4o mini 很便宜，" + "它用起来很顺手，" * 60 + "而且支持 128K token 的上下文窗口。"
    for claim in claims(text):
        assert claim.words is not None
        assert len(claim.words) <= 160
        assert 1 <= len(claim.sentences) <= 3
        assert 0.0 <= claim.importance <= 1.0
        assert all(len(name) <= 40 for name in claim.subject.names.values())


@given(st.text(alphabet="GPT-4omini得分为82%，。的在MMLU上比\n“”发布12亿 美元", max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_claims_that_stand_in_it(text: str) -> None:
    found = document(text)
    for claim in extract(found, GLOSSARY):
        assert claim.span is not None
        assert found.text[claim.span.start : claim.span.end]
        assert all(1 <= n <= len(found.sentences) for n in claim.sentences)


@pytest.mark.parametrize("unit", ["啊", "a ", "GPT-4o mini、", "1", "比", "在", "的得分为", "，", "（"])
def test_a_text_without_a_break_is_read_in_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    claims(text)
    assert time.process_time() - start < 5.0


def test_an_unknown_extractor_is_an_error() -> None:
    assert [name for name, _ in EXTRACTORS] == ["rules"]
    with pytest.raises(KeyError):
        extract(document("GPT-4o mini 发布了。"), GLOSSARY, "no-such-extractor")
