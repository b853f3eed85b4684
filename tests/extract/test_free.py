"""Free statements: whom they are about, and what is no statement at all."""

from __future__ import annotations

import pytest

from pipeline.datamodel.language import Language
from tests.extract.test_rules import claims


def told(text: str, language: Language) -> list[tuple[str, str]]:
    return [(c.subject.id, c.words or "") for c in claims(text, language) if c.type == "free"]


def test_a_clause_without_a_subject_goes_on_with_the_one_before() -> None:
    text = "NVIDIA 发布了新的推理平台。\n\n随后宣布与三所大学在机器学习课程上合作，开放训练代码。\n"
    assert {subject for subject, words in told(text, Language.ZH_HANS) if "三所大学" in words} == {"nvidia"}


def test_a_clause_with_words_for_its_own_subject_is_not_laid_on_the_name_before() -> None:
    text = "NFNet-F1 的训练速度快了 8.7 倍。\n\n然而，批标准化在模型训练和推理时的表现并不一致。\n"
    found = told(text, Language.ZH_HANS)
    assert not any(subject.startswith("nfnet") and "批标准化" in words for subject, words in found)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("which is why the new OpenAI training cluster in Texas matters", Language.EN),
        ("including the earlier models from OpenAI, Mistral AI and Meta", Language.EN),
    ],
)
def test_a_fragment_that_leans_on_the_clause_before_it_is_no_statement(sentence: str, language: Language) -> None:
    text = f"The committee met for a very long and rather tedious day in the capital before anybody spoke of machine learning at all, {sentence}.\n"
    assert not any(words.startswith(sentence[:9]) for _, words in told(text, language))


def test_rows_of_a_table_are_no_sentences() -> None:
    text = "The table lists orders of OpenAI.\n\n| name | orders | city |\n|---|---|---|\n| OpenAI | 73 | Paris |\n| Mistral AI | 62 | Lyon |\n"
    assert not any("|" in words for _, words in told(text, Language.EN))


def test_the_writer_s_own_doings_are_left_out_of_an_article_and_views_are_kept() -> None:
    text = "我的電腦有兩個 NVIDIA 的 GPU 和機器學習的資料。\n\n我認為 NVIDIA 的模型訓練工具會在 2026 年開放原始碼。\n"
    words = [words for _, words in told(text, Language.ZH_HANT)]
    assert not any("我的電腦" in w for w in words)
    assert any("我認為" in w for w in words)


def test_a_name_alone_tells_nothing() -> None:
    text = "# Tools\n\n* Codestral Mamba\n* GitHub Copilot\n\nGitHub Copilot reads the whole repository before it suggests code.\n"
    assert not any(words in ("Codestral Mamba", "GitHub Copilot") for _, words in told(text, Language.EN))


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("OpenAI pricing table and partner deck", Language.EN),
        ("Use OpenAI to sort the orders of your own shop.", Language.EN),
        ("Those came from OpenAI and the city of Lyon.", Language.EN),
        ("NVIDIA 的官方部落格", Language.ZH_HANT),
        ("你可以用 NVIDIA 的工具把模型訓練得更快", Language.ZH_HANT),
        ("array[2] = 3 > 2，所以 NVIDIA = 2-1 = 1", Language.ZH_HANT),
    ],
)
def test_a_phrase_an_order_and_a_formula_are_no_statements(sentence: str, language: Language) -> None:
    found = told(f"OpenAI opened an office in Lyon.\n\n{sentence}\n", language)
    assert not any(sentence[6:14] in words for _, words in found)


def test_a_row_under_a_heading_is_of_the_name_that_the_heading_opens_with() -> None:
    text = "# 新聞\n\n## [2] NVIDIA 宣布在美國建廠\n\n- 推出供應鏈回流計畫，雇用 20,000 人\n"
    assert {subject for subject, _ in told(text, Language.ZH_HANT)} <= {"nvidia"}


def test_a_sentence_with_a_subject_of_its_own_is_not_laid_on_the_only_firm_of_its_section() -> None:
    text = "# Storage\n\nVoltera Energy runs a plant in Lyon with 40 people.\n\nBatteries of this kind have a long life in cold regions.\n"
    assert not any("Batteries" in words for _, words in told(text, Language.EN))
