from __future__ import annotations

from pipeline.datamodel.document import BlockKind
from tests.ingest.sources import block_texts, read

CAPTIONS = [
    "这家公司上周发布了新模型",
    "价格只有上一代的一半",
    "而且支持八种语言",
    "接下来我们看看它的表现",
    "在编程测试中",
    "它拿到了八十分",
    "比上一代高出十分",
    "不过速度慢了一些",
    "用户对此褒贬不一",
    "另外它还能读图",
]


def test_a_speaker_with_a_time_is_no_title() -> None:
    document = read("李航 2024-07-18 10:00\n港口去年更忙了。\n\n王梅 2024-07-18 10:01\n忙了多少？\n", "chat.txt")
    assert document.title is None
    assert "李航：港口去年更忙了。" in document.text


def test_an_article_copied_from_an_app_is_prose_with_its_headline() -> None:
    text = (
        "原创 李航 港口观察 2024-07-19 08:00 海州\n\n港口去年更忙了\n\n点击上方蓝字关注我们\n\n"
        "港口去年的吞吐量达到3.2亿吨，同比增长6.5%。局长表示，新建的两个泊位将于明年三月投入使用。\n\n"
        "今年上半年，出口箱量为210万标准箱，进口为180万标准箱，都比去年多。\n\n—END—\n\n往期推荐\n\n海州的路又堵了\n\n喜欢就点个“在看”吧\n"
    )
    document = read(text, "copied.txt")
    assert (document.title, document.is_transcript) == ("港口去年更忙了", False)
    assert [document.text[block.span.start : block.span.start + 4] for block in document.blocks] == ["港口去年", "港口去年", "今年上半"]


def test_the_way_to_a_page_and_a_release_are_no_title() -> None:
    body = "The port handled 320 million tonnes last year. It will open two new berths next March.\n"
    assert read(f"FOR IMMEDIATE RELEASE\n\nPort grows again\n\n{body}\nMedia contact:\nHang Li\n", "a.txt").title == "Port grows again"
    assert read("新聞網首頁 > 財經\n\n港口再成長\n\n港口去年處理了3.2億噸貨物。它明年三月會開兩個新泊位。\n", "b.txt").title == "港口再成長"


def test_timed_lyrics_are_a_transcript() -> None:
    document = read("[ti:Port]\n[00:01.00]海州港去年吞吐量达到\n[00:03.50]3.2亿吨\n[00:05.00]同比增长6.5%\n", "a.lrc")
    assert document.is_transcript
    assert (document.sentences[0].time, "[" in document.text) == (1.0, False)


def test_caption_lines_make_a_transcript_without_title() -> None:
    document = read("\n".join(CAPTIONS))
    assert document.is_transcript
    assert document.title is None
    assert "".join(document.text.split()) == "".join(CAPTIONS)


def test_prose_is_told_from_captions() -> None:
    document = read("小模型的夏天\n\n这家公司上周发布了新模型。价格只有上一代的一半。\n\n用户对此褒贬不一。\n")
    assert not document.is_transcript
    assert document.title == "小模型的夏天"
    assert [block.kind for block in document.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_a_copied_article_is_no_transcript() -> None:
    first, second = "The firm released a new model last week, and it is fast and cheap.", "It is 60% cheaper than before, said its chief, glad of it."
    assert not read("\n\n".join(["By Ann Lee", "Share", first, "Advertisement", second, "Others may follow."])).is_transcript
    first, second = "这家公司上周发布了新模型，价格是每月五美元，比上一代便宜得多。", "用户可以从今天起在网页和手机上使用它，许多人已经试过了。"
    assert not read("\n\n".join(["短标题", first, "分享", second])).is_transcript


def test_captions_parted_by_blank_lines_are_a_transcript() -> None:
    assert read("\n\n".join(CAPTIONS)).is_transcript


def test_wrapped_lines_are_joined_and_others_are_not() -> None:
    wrapped = (
        "The company said on Tuesday that it would cut the\nprice of its smallest model by more than half, and\nthat users could try it today.\n\n"
    )
    document = read(wrapped + "Rivals did not answer.\nOthers may follow soon.\n")
    assert block_texts(document) == [
        "The company said on Tuesday that it would cut the price of its smallest model by more than half, and that users could try it today.",
        "Rivals did not answer.",
        "Others may follow soon.",
    ]


def test_list_items_lose_their_marks() -> None:
    document = read("要点如下：\n\n- 价格下调一半。\n- 速度提高两成。\n1. 今天上线。\n")
    assert block_texts(document) == ["要点如下：", "价格下调一半。", "速度提高两成。", "今天上线。"]
    assert document.text.endswith("价格下调一半。\n速度提高两成。\n今天上线。")
