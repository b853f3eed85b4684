from __future__ import annotations

from itertools import pairwise

from pipeline.datamodel.document import BlockKind
from pipeline.datamodel.language import Language
from pipeline.ingest.base import Line, Passage
from pipeline.ingest.layout import lay_out


def captions(*texts: str, language: Language = Language.ZH_HANS) -> tuple[str, list[str]]:
    lines = tuple(Line(text, number, float(number)) for number, text in enumerate(texts, start=1))
    page = lay_out([Passage(BlockKind.PARAGRAPH, lines)], language, is_transcript=True)
    return page.text, [sentence.span.of(page.text) for sentence in page.sentences]


def test_a_pause_stays_a_line_break_and_nothing_is_added() -> None:
    text, sentences = captions("从性能上看", "它优于上一代的模型", "而且价格更低")
    assert "".join(text.split()) == "从性能上看它优于上一代的模型而且价格更低"
    assert any("\n" in sentence for sentence in sentences)


def test_a_line_after_a_comma_is_joined_directly() -> None:
    text, sentences = captions("它的得分是82%，", "而对手是77%。", "大家都很惊讶。")
    assert sentences[0] == "它的得分是82%，而对手是77%。"
    assert text.count("\n") == 1


def test_a_decimal_point_written_as_a_full_stop_ends_no_sentence() -> None:
    _, sentences = captions("数值大约是0。", "5个单位。", "再往下看。", "就是零了。")
    assert sentences[0] == "数值大约是0。5个单位。"


def test_sentences_know_their_time() -> None:
    lines = (Line("第一句。", 3, 1.5), Line("第二句。", 7, 4.0))
    page = lay_out([Passage(BlockKind.PARAGRAPH, lines)], Language.ZH_HANS, is_transcript=True)
    assert [(sentence.line, sentence.time) for sentence in page.sentences] == [(3, 1.5), (7, 4.0)]


def test_blocks_stand_apart_and_list_items_close_together() -> None:
    made = [
        Passage(BlockKind.HEADING, (Line("题", 1),), 1),
        Passage(BlockKind.LIST_ITEM, (Line("甲", 2),), 1),
        Passage(BlockKind.LIST_ITEM, (Line("乙", 3),), 1),
        Passage(BlockKind.TABLE_ROW, (Line("a | b", 4),)),
        Passage(BlockKind.TABLE_ROW, (Line("1 | 2", 5),)),
        Passage(BlockKind.CODE, (Line("x = 1", 6), Line("  y = 2", 7))),
        Passage(BlockKind.PARAGRAPH, (Line("完。", 9),)),
    ]
    page = lay_out(made, Language.ZH_HANS, is_transcript=False)
    assert page.text == "题\n\n甲\n乙\n\na | b\n1 | 2\n\nx = 1\n  y = 2\n\n完。"
    assert [sentence.span.of(page.text) for sentence in page.sentences] == ["题", "甲", "乙", "a | b", "1 | 2", "完。"]
    assert all(first.span.end <= second.span.start for first, second in pairwise(page.blocks))
