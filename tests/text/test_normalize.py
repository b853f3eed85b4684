import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.normalize import normalize

TEXTS = st.text(st.sampled_from(list("字说aZ１Ａ　 \t\r\n，。．\u200b\ufeff\u00a0#-，！“”")), max_size=60) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\r\n二\r三", "一\n二\n三"),
        ("\ufeff标\u200b题\u202e", "标题"),
        ("ＧＰＴ４ 得分８２．５％", "GPT4 得分82.5%"),
        ("价格：９，９９９元。", "价格：9，999元。"),
        ("第一\u00a0第二　 第三", "第一 第二 第三"),
        ("　　段首缩进", "段首缩进"),
        ("    - item  two ", "    - item two"),
        ("加密 货币在交易。", "加密货币在交易。"),
        ("大家好 欢迎收看", "大家好 欢迎收看"),
        ("人 工 智 能 与 社 会", "人工智能与社会"),
        ("# 第一章 绪论。", "# 第一章 绪论。"),
        ("涨了 ，又跌了 。 后来", "涨了，又跌了。后来"),
        ("用 GPT-4 写 的，很 好。", "用 GPT-4 写的，很好。"),
        ("tab\there", "tab here"),
        ("\ud800\x00x", "x"),
        ("", ""),
    ],
)
def test_normalize_cleans(text: str, expected: str) -> None:
    assert normalize(text) == expected


@given(TEXTS)
def test_normalize_is_idempotent(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(TEXTS)
def test_normalize_keeps_the_number_of_lines(text: str) -> None:
    assert normalize(text).count("\n") == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@given(TEXTS)
def test_normalize_leaves_no_invisible_characters(text: str) -> None:
    assert not set(normalize(text)) & set("\r\ufeff\u200b\u202e\u00a0\u3000\x00\x7f")
