"""Free statements of a model against a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.language import Language
from pipeline.text.glossary import Glossary
from pipeline.verify.statements import StatementJudge
from tests.factories import document

HANS, HANT, EN = Language.ZH_HANS, Language.ZH_HANT, Language.EN
TEXT = """港湾研究院周四发布了 Zephyr 9。
它有4050亿参数，在MMLU上得分82.0%。
Zephyr 9的输入价格为每百万token 15美分，超过100种语言可用。
研究院表示，Zephyr 9不会开放下载。
研究院可能在2024年9月支持语音。
"""
JUDGE = StatementJudge(document(TEXT), Glossary.builtin())


@pytest.mark.parametrize(
    ("text", "language", "cited"),
    [
        ("Zephyr 9在MMLU上得到82.0%。", HANS, (1, 2)),
        ("Zephyr 9 在 MMLU 上得分 82.0%。", HANT, (1, 2)),
        ("It has 405 billion parameters and scores 82.0% on MMLU.", EN, (2,)),
        ("Zephyr 9 costs 15 cents per million input tokens.", EN, (3,)),
        ("The institute may support speech in September 2024.", EN, (5,)),
    ],
)
def test_what_the_cited_sentences_say_is_borne_out(text: str, language: Language, cited: tuple[int, ...]) -> None:
    judged = JUDGE.judge(text, language, cited)
    assert judged.is_borne_out, judged
    assert judged.match == "cited"
    assert judged.sentences == cited


@pytest.mark.parametrize(
    ("text", "language", "cited", "reason"),
    [
        ("Zephyr 9在MMLU上得到28.0%。", HANS, (1, 2), "number"),
        ("It has 504 billion parameters.", EN, (2,), "number"),
        ("Zephyr 7 costs 15 cents per million input tokens.", EN, (3,), "number"),
        ("Zephyr 9将会开放下载。", HANS, (4,), "polarity"),
        ("The institute will support speech in October 2024.", EN, (5,), "date"),
        ("研究院将在2024年9月支持语音。", HANS, (5,), "polarity"),
        ("海鸥在唱歌。", HANS, (3,), "citation"),
        ("", HANS, (3,), "citation"),
        ("Zephyr 9很好。", HANS, (), "citation"),
    ],
)
def test_what_they_do_not_say_is_rejected_with_its_reason(text: str, language: Language, cited: tuple[int, ...], reason: str) -> None:
    judged = JUDGE.judge(text, language, cited)
    assert not judged.is_borne_out
    assert judged.reason == reason, judged
    assert judged.detail


def test_a_rejection_says_where_the_nearest_support_is() -> None:
    judged = JUDGE.judge("Zephyr 9在MMLU上得到28.0%。", HANS, (1,))
    assert "nearest is sentence 2, “它有4050亿参数" in judged.detail


@pytest.mark.parametrize("cited", [(1,), (4,), (99,), ()])
def test_a_wrong_citation_is_moved_to_where_the_figures_stand(cited: tuple[int, ...]) -> None:
    judged = JUDGE.judge("它有4050亿参数，在MMLU上得分82.0%。", HANS, cited)
    assert (judged.is_borne_out, judged.match) == (True, "moved")
    assert 2 in judged.sentences


def test_every_language_of_a_statement_must_agree() -> None:
    texts = [("它有4050亿参数。", HANS), ("It has 405 billion parameters.", EN)]
    assert JUDGE.judge_all(texts, (2,)).is_borne_out
    assert not JUDGE.judge_all([texts[0], ("It has 450 billion parameters.", EN)], (2,)).is_borne_out
    assert JUDGE.judge_all([], (2,)).reason == "citation"


@given(st.integers(0, 10**6), st.lists(st.integers(-1, 9), max_size=4))
def test_no_random_number_passes(number: int, cited: list[int]) -> None:
    for text, language in ((f"Zephyr 9有{number}亿参数。", HANS), (f"Zephyr 9 has {number} billion parameters.", EN)):
        said = number if language is HANS else number * 10
        assert JUDGE.judge(text, language, cited).is_borne_out <= (said == 4050)
