"""Whether a sentence says the same as its source."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.language import Language
from pipeline.text.compare import disagreements

VECTORS = Path(__file__).parents[1] / "vectors"
SUMMARIES = json.loads((VECTORS / "factcheck.json").read_text("utf-8"))["cases"]
QUOTES = json.loads((VECTORS / "corrupted_quotes.json").read_text("utf-8"))["cases"]
LANGUAGES = {"zh-Hans": Language.ZH_HANS, "zh-Hant": Language.ZH_HANT, "zh-Hant-TW": Language.ZH_HANT, "en": Language.EN}
LEAST_FOUND = 0.9  # share of the unsupported summaries that are found; what is missed needs names that no table has


def kinds(said: str, source: str, said_language: str = "zh-Hans", source_language: str = "zh-Hans") -> set[str]:
    return {d.kind for d in disagreements(said, source, LANGUAGES[said_language], LANGUAGES[source_language])}


def test_supported_summaries_are_accepted() -> None:
    refused = [c["id"] for c in SUMMARIES if c["supported"] and kinds(c["said"], c["source"], c["said_language"], c["source_language"])]
    assert refused == []


def test_unsupported_summaries_are_found() -> None:
    unsupported = [c for c in SUMMARIES if not c["supported"]]
    found = [c for c in unsupported if kinds(c["said"], c["source"], c["said_language"], c["source_language"])]
    assert len(found) >= LEAST_FOUND * len(unsupported)


@pytest.mark.parametrize("case", QUOTES, ids=[c["true"] for c in QUOTES])
def test_true_quotes_are_accepted_and_corrupted_ones_refused(case: dict[str, Any]) -> None:
    language = case["language"]
    assert kinds(case["true"], case["source"], language, language) == set()
    assert [false["text"] for false in case["false"] if not kinds(false["text"], case["source"], language, language)] == []


@pytest.mark.parametrize(
    ("said", "source", "said_language", "source_language", "kind"),
    [
        ("The lake covers 405 square kilometers.", "这座湖面积为504平方公里。", "en", "zh-Hans", "number"),
        ("門票要價30美元。", "A ticket costs 30 euros.", "zh-Hant", "en", "unit"),
        ("展览周三开幕。", "展览周四开幕。", "zh-Hans", "zh-Hans", "date"),
        ("The bridge opened on May 3, 2021.", "大桥于2021年5月8日通车。", "en", "zh-Hans", "date"),
        ("京都的游客增加了。", "东京的游客增加了。", "zh-Hans", "zh-Hans", "name"),
        ("红队击败蓝队。", "蓝队击败红队。", "zh-Hans", "zh-Hans", "name"),
        ("粮价上涨3%。", "Grain prices fell 3%.", "zh-Hans", "en", "polarity"),
        ("The strike will end on Friday, the 12 unions said.", "12家工会表示，罢工可能周五结束。", "en", "zh-Hans", "polarity"),
        ("At least 40 ships were lost.", "最多有40艘船沉没。", "en", "zh-Hans", "bound"),
        ("这是首个海上风电场。", "这是一个海上风电场。", "zh-Hans", "zh-Hans", "bound"),
        ("村委会表示，水库今年不会放水。", "水务局表示，水库今年不会放水。", "zh-Hans", "zh-Hans", "attribution"),
        ("马戏团宣布，今年九月搬到河边。", "市场传闻，马戏团今年九月搬到河边。", "zh-Hans", "zh-Hans", "attribution"),
    ],
)
def test_disagreements_names_the_kind(said: str, source: str, said_language: str, source_language: str, kind: str) -> None:
    assert kind in kinds(said, source, said_language, source_language)


@pytest.mark.parametrize(
    ("said", "source", "said_language", "source_language"),
    [
        ("The plant employs 12,000 people.", "工厂有1.2万名员工。", "en", "zh-Hans"),
        ("超过一半的学生乘公交。", "超过五成的学生乘公交。", "zh-Hans", "zh-Hans"),
        ("粮价下跌3%。", "Grain prices fell 3%.", "zh-Hans", "en"),
        ("蓝队击败红队。", "周日，蓝队以2比1击败红队。", "zh-Hans", "zh-Hans"),
        ("水务局表示，水库不会放水。", "水务局局长表示，水库今年不会放水。", "zh-Hans", "zh-Hans"),
        ("这些书至少有40本。", "At least 40 of these books exist.", "zh-Hans", "en"),
    ],
)
def test_disagreements_accepts_other_words(said: str, source: str, said_language: str, source_language: str) -> None:
    assert kinds(said, source, said_language, source_language) == set()


@pytest.mark.parametrize("source", [c["source"] for c in SUMMARIES[::6]])
def test_a_text_agrees_with_itself(source: str) -> None:
    language = next(LANGUAGES[c["source_language"]] for c in SUMMARIES if c["source"] == source)
    assert disagreements(source, source, language, language) == []


@given(st.text(alphabet="不会上涨了3%。，周五表示 not 5 km\ud800\x00", max_size=30), st.sampled_from(list(LANGUAGES.values())))
def test_disagreements_are_of_the_known_kinds_for_any_text(text: str, language: Language) -> None:
    known = {"number", "unit", "date", "name", "polarity", "bound", "attribution"}
    found = disagreements(text, "公司周五表示，价格上涨3%。", language, Language.ZH_HANS) + disagreements(
        "Prices rose 3%.", text, Language.EN, language
    )
    assert {str(d.kind) for d in found} <= known
