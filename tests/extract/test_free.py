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
