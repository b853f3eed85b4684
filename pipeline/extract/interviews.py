"""Interviews: paragraphs that open with the name of who speaks (`Owen Park: …`, `主持人：…`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.datamodel.document import Block, BlockKind, Document

_NAME = r"[A-Z][\w.’'-]+"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙朱马胡郭林何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔詹洪游施涂倪柯翁简庄凌耿殷卓邢阮童颜梅盛岳"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蔣葉蘇呂盧鍾譚陸賈鄒閻龍賀顧龔萬錢嚴簡莊顏"
)
LABEL = re.compile(
    rf"\s*\**(?P<name>{_NAME}(?: {_NAME}){{0,3}}|(?:主持人|记者|記者|嘉宾|嘉賓|受访者|受訪者|提问者|觀眾|观众|听众)[一二三A-Z]?"
    rf"|[{_SURNAMES}][㐀-鿿]{{1,3}})"
    r"\**(?: ?[（(][^）)\n]{1,24}[）)])?\**[:：]\**\s*(?=\S)"
)
MANY_LABELLED = 2  # paragraphs: a single one may be anything


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks from a place on. start, end: the label with its colon; name: without it."""

    start: int
    end: int
    name: str


def find_labels(document: Document) -> Mapping[int, Label]:
    """The labels of the paragraphs of an interview, by the index of their block; none where the text is no interview.

    A label counts when it opens two paragraphs, or has two words and stands among others that count.
    """
    found = {index: label for index, block in enumerate(document.blocks) if (label := _label(document, block)) is not None}
    names = [label.name for label in found.values()]
    if len(names) < MANY_LABELLED or len(names) * 3 < sum(b.kind is BlockKind.PARAGRAPH for b in document.blocks):
        return {}
    repeated = {name for name in names if names.count(name) >= MANY_LABELLED}
    if not repeated:
        return {}
    return {i: label for i, label in found.items() if label.name in repeated or " " in label.name or not label.name.isascii()}


def _label(document: Document, block: Block) -> Label | None:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTE):
        return None
    match = LABEL.match(document.text, block.span.start, block.span.end)
    return Label(block.span.start, match.end(), match["name"]) if match is not None else None
