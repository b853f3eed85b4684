from __future__ import annotations

import pytest

from pipeline.datamodel.document import BlockKind
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.cleaning.cleaning import Cleaned, clean

BODY = [
    "这家公司昨天发布了一款新的小模型，价格比上一代低六成。",
    "分析师认为，价格战才刚刚开始，明年还会有更多公司加入。",
    "用户可以从今天起在网页和手机上使用它。",
]


def passages(*texts: str) -> list[Passage]:
    made = []
    for number, text in enumerate(texts, start=1):
        mark, _, rest = text.partition(" ")
        kind = {"#": BlockKind.HEADING, "-": BlockKind.LIST_ITEM}.get(mark, BlockKind.PARAGRAPH)
        words = text if kind is BlockKind.PARAGRAPH else rest
        made.append(Passage(kind, (Line(words, number),), 1 if kind is BlockKind.HEADING else 0))
    return made


def cleaned(*texts: str) -> list[str]:
    return [passage.text for passage in clean(passages(*texts), is_transcript=False).passages]


def captions(*lines: str) -> list[str]:
    passage = Passage(BlockKind.PARAGRAPH, tuple(Line(text, number) for number, text in enumerate(lines, start=1)))
    return [line.text for passage in clean([passage], is_transcript=True).passages for line in passage.lines]


@pytest.mark.parametrize(
    "greeting",
    [
        ["大家好，这里是每周一芯，我是老陈"],
        ["各位觀眾朋友們大家好", "歡迎收看今天的節目"],
        ["哈喽大家好", "我是小林"],
        ["大家好欢迎来到每周一芯", "我是老陈"],
        ["Hey everyone, welcome back to the channel"],
        ["Hi there", "I'm Dana Whitfield"],
    ],
)
def test_greetings_at_the_start_go(greeting: list[str]) -> None:
    assert captions(*greeting, "芯片价格又涨了", "这次涨了一成") == ["芯片价格又涨了", "这次涨了一成"]


@pytest.mark.parametrize(
    "farewell",
    [
        ["感谢大家的收看，我们下期再见"],
        ["好了", "今天的视频就到这里", "拜拜"],
        ["喜歡的話記得按讚訂閱分享", "我們下次見"],
        ["好了今天就到这里", "觉得有帮助的话点个赞"],
        ["Thanks for watching", "see you in the next one"],
        ["我们会持续关注和报道", "感谢观看"],
    ],
)
def test_sign_offs_at_the_end_go(farewell: list[str]) -> None:
    assert captions("芯片价格又涨了", "这次涨了一成", *farewell) == ["芯片价格又涨了", "这次涨了一成"]


@pytest.mark.parametrize(
    "line",
    ["大家好奇的是价格", "大家好，今天价格涨了一成", "我是第一个试用的人", "订阅价格为每月20美元", "再见已是三年之后", "欢迎光临的机器人卖了五千台"],
)
def test_lines_that_only_begin_like_a_formula_stay(line: str) -> None:
    assert captions(line, "芯片价格又涨了", line) == [line, "芯片价格又涨了", line]


def test_a_greeting_in_the_middle_stays() -> None:
    assert captions("芯片涨价了", "大家好", "他这样开场") == ["芯片涨价了", "大家好", "他这样开场"]


def test_only_the_greeting_sentence_of_a_paragraph_goes() -> None:
    assert cleaned("大家好，我是阿明。本周有三件事。", *BODY) == ["本周有三件事。", *BODY]


def test_fields_at_the_top_are_kept_as_what_the_text_says_of_itself() -> None:
    found = clean(
        passages("# 小模型的一年", "作者：林小满", "译者：某人", "原文链接：https://example.org/a", "发布时间：2024-07-18", *BODY),
        is_transcript=False,
    )
    assert [passage.text for passage in found.passages] == ["小模型的一年", *BODY]
    assert (found.author, found.url, found.published) == ("林小满", "https://example.org/a", "2024-07-18")


def test_a_field_may_hold_a_title_that_asks_but_a_turn_is_no_field() -> None:
    assert cleaned("# 一年", "原文地址：价格会再降吗？", *BODY) == ["一年", *BODY]
    assert cleaned("记者：价格会再降吗？", *BODY)[0] == "记者：价格会再降吗？"


def test_a_byline_and_a_date_between_bars_are_fields() -> None:
    found = clean(passages("# A year", "By Ann Lee | July 18, 2024 | 5 min read", "It is small | and cheap."), is_transcript=False)
    assert (found.author, found.published) == ("Ann Lee", "July 18, 2024")
    assert [passage.text for passage in found.passages] == ["A year", "It is small | and cheap."]


def test_a_byline_and_a_date_alone_are_fields() -> None:
    found = clean(passages("# A year", "By Ann Lee and Bo Kim", "July 18, 2024", "By design, it is small."), is_transcript=False)
    assert [passage.text for passage in found.passages] == ["A year", "By design, it is small."]
    assert (found.author, found.published) == ("Ann Lee and Bo Kim", "July 18, 2024")


def test_fields_further_down_are_text() -> None:
    assert cleaned("# 周报", "# 第一条", "- 日期：2024-07-18", *BODY)[2] == "日期：2024-07-18"


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org/a",
        "图源：网络",
        "Photo by Ann Smith on Unsplash",
        "5 min read",
        "点击阅读原文",
        "如果您喜欢这篇文章，请点赞并转发给朋友。",
        "訂閱我們的電子報，每週收到最新消息。",
        "Sign up for our newsletter to get more stories like this.",
        "Thanks for reading!",
        "* * *",
        "©2024 某某网 版权所有",
    ],
)
def test_boilerplate_goes_wherever_it_stands(line: str) -> None:
    assert cleaned(BODY[0], line, *BODY[1:]) == BODY


@pytest.mark.parametrize("head", ["# 参考资料", "延伸閱讀：", "# References", "关于 某某周刊：https://example.org", "# About the author"])
def test_what_follows_the_article_goes(head: str) -> None:
    assert cleaned(*BODY, head, "- 一条链接", "我们是一家小小的媒体。") == BODY


def test_references_in_the_first_half_stay() -> None:
    assert len(cleaned(BODY[0], "# 参考资料", *BODY, *BODY, *BODY)) == 11


def test_a_chat_models_residue_goes() -> None:
    text = [
        "好的，我已经为您整理了这篇稿子，分成了几个部分：",
        "標題：小模型的夏天",
        *BODY,
        "# 整理說明：",
        "- 分章節：把內容分成幾個部分。",
        "希望這份整理對您有幫助！如果您需要別的格式，請告訴我。",
        "[model=some-model-1.5,0]",
    ]
    found = clean(passages(*text), is_transcript=False)
    assert [passage.text for passage in found.passages] == ["小模型的夏天", *BODY]
    assert found.title == "小模型的夏天"
    assert found.passages[0].kind is BlockKind.HEADING


def test_an_english_chat_models_residue_goes() -> None:
    body = ["The firm cut its prices on Tuesday.", "Rivals are expected to follow within weeks.", "Users can try the model today."]
    text = [
        "Sure! Here is a cleaned-up version of the transcript:",
        *body,
        "# Notes on this rewrite",
        "- Shortened the intro.",
        "Let me know if you want changes.",
    ]
    assert cleaned(*text) == body


def test_a_section_after_the_notes_stays() -> None:
    text = [*BODY, *BODY, "# 整理说明", "- 分成几个部分。", "# 附录", BODY[0]]
    assert cleaned(*text) == [*BODY, *BODY, "附录", BODY[0]]


def test_headings_left_without_text_go() -> None:
    assert cleaned(*BODY, "# 結束語", "謝謝大家，我們下次再見！") == BODY


def test_an_address_at_the_end_of_a_line_goes() -> None:
    assert cleaned("- 新模型上线 https://example.org/x", "- 网址：https://example.org/y", *BODY) == ["新模型上线", *BODY]


def test_a_call_to_click_at_the_end_of_a_line_goes() -> None:
    assert cleaned(f"- {BODY[0]} '更多详情'", f"{BODY[1]}[閱讀更多]", BODY[2]) == BODY


def test_text_without_residue_is_unchanged() -> None:
    assert clean(passages(*BODY), is_transcript=False) == Cleaned(passages=tuple(passages(*BODY)))
