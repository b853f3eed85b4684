"""A model's claims against documents of our own, in the three languages: what stands, what loses a language, what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.datamodel.fact import Aspect, Claim, Entity, Kind
from pipeline.datamodel.language import Language
from pipeline.extract.chat import entity_of
from pipeline.text.glossary import Glossary
from pipeline.verify.said import verify_said
from tests.factories import document

GLOSSARY = Glossary.builtin()
HANS = document(
    "苹果公司周二关闭了两家门店。\n它没有公布关闭的原因。\n微软的收入增长了12%，利润下降了3%。\n"
    "据两名员工说，苹果公司可能在明年重新开店。\n英伟达的新芯片售价超过3万美元。\n微软收购了一家做地图的小公司。"
)
HANT = document(
    "蘋果公司週二關閉了兩家門市。\n它沒有公布關閉的原因。\n微軟的收入增長了12%，利潤下降了3%。\n"
    "據兩名員工說，蘋果公司可能在明年重新開店。\n輝達的新晶片售價超過3萬美元。\n微軟收購了一家做地圖的小公司。",
    Language.ZH_HANT,
)
EN = document(
    "Apple closed two shops on Tuesday.\nIt did not say why it closed them.\nMicrosoft's revenue rose 12% while its profit fell 3%.\n"
    "Apple may open shops again next year, two employees said.\nNvidia's new chip costs more than $30,000.\n"
    "Microsoft bought a small company that draws maps.",
    Language.EN,
)
DOCUMENTS = {"zh-Hans": HANS, "zh-Hant": HANT, "en": EN}


def _claim(subject: str, zh: str | None, en: str | None, cited: Sequence[int]) -> Claim:
    said = {tag: text for tag, text in (("zh", zh), ("en", en)) if text}
    return Claim(
        kind=Kind.STATEMENT, type="free", aspect=Aspect.OTHER, subject=_entity(subject), sentences=tuple(cited), extractor="model:a:b", said=said
    )  # fmt: skip


def _entity(name: str) -> Entity:
    return entity_of(name, GLOSSARY)


GOOD = [
    ("Microsoft", "微软的收入增长了12%", "Microsoft's revenue rose 12%", 3),
    ("Microsoft", "微软收购了一家做地图的小公司", "Microsoft bought a small company that draws maps", 6),
    ("Nvidia", "英伟达的新芯片售价超过3万美元", "Nvidia's new chip costs more than $30,000", 5),
]


@pytest.mark.parametrize("tag", DOCUMENTS)
@pytest.mark.parametrize(("subject", "zh", "en", "n"), GOOD)
def test_what_the_text_says_is_a_fact_in_both_languages(tag: str, subject: str, zh: str, en: str, n: int) -> None:
    [fact], rejections = verify_said(DOCUMENTS[tag], [_claim(subject, zh, en, [n])], GLOSSARY)
    assert (dict(fact.claim.said or {}), rejections) == ({"zh": zh, "en": en}, [])
    assert all(e.span.of(DOCUMENTS[tag].text) == e.quote for e in fact.evidence)
    assert {n for e in fact.evidence for n in e.sentences} == {n}


BAD = [
    ("figure", "Microsoft", "微软的收入增长了21%", "Microsoft's revenue rose 21%", 3),
    ("direction", "Microsoft", "微软的收入下降了12%", "Microsoft's revenue fell 12%", 3),
    ("exchanged figures", "Microsoft", "微软的收入增长了3%", "Microsoft's revenue rose 3%", 3),
    ("unit", "Nvidia", "英伟达的新芯片售价超过3万欧元", "Nvidia's new chip costs more than €30,000", 5),
    ("bound", "Nvidia", "英伟达的新芯片售价不到3万美元", "Nvidia's new chip costs less than $30,000", 5),
    ("negation", "Apple", "苹果公司公布了关闭的原因", "Apple said why it closed them", 2),
    ("exchanged names", "Nvidia", "英伟达收购了一家做地图的小公司", "Nvidia bought a small company that draws maps", 6),
    ("dropped hedge", "Apple", "苹果公司将在明年重新开店", "Apple will open shops again next year", 4),
    ("own claim", "Microsoft", "微软收购了一家做地图的小公司，并且裁掉了所有员工", "Microsoft bought it and dismissed everybody in Paris", 6),
    ("no sentence", "Microsoft", "微软的收入增长了12%", "Microsoft's revenue rose 12%", 99),
    ("another language", "Microsoft", "Microsoft's revenue rose 12%", "微软的收入增长了12%", 3),
    ("too long", "Microsoft", "微软的收入增长了12%" * 20, "Microsoft's revenue rose 12%. " * 20, 3),
]


@pytest.mark.parametrize("tag", DOCUMENTS)
@pytest.mark.parametrize(("slip", "subject", "zh", "en", "n"), BAD)
def test_what_the_text_does_not_say_is_refused(tag: str, slip: str, subject: str, zh: str, en: str, n: int) -> None:
    facts, rejections = verify_said(DOCUMENTS[tag], [_claim(subject, zh, en, [n])], GLOSSARY)
    assert (slip, [dict(f.claim.said or {}) for f in facts], len(rejections)) == (slip, [], 1)


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
def test_a_wrong_translation_is_lost_alone(tag: str) -> None:
    [fact], _ = verify_said(DOCUMENTS[tag], [_claim("Microsoft", "微软的收入增长了12%", "Microsoft's revenue rose 21%", [3])], GLOSSARY)
    assert dict(fact.claim.said or {}) == {"zh": "微软的收入增长了12%"}


def test_a_pronoun_takes_its_sentence_with_it() -> None:
    [fact], _ = verify_said(HANS, [_claim("苹果公司", "苹果公司没有公布关闭的原因", "Apple did not say why it closed them", [2])], GLOSSARY)
    assert {n for e in fact.evidence for n in e.sentences} == {1, 2}
