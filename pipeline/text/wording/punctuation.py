"""Chinese punctuation: what a Chinese sentence writes full-width, also where its source typed the half-width mark."""

from __future__ import annotations

import re

HAN = "\u3400-\u9fff"
FULL = str.maketrans(",;:!?", "，；：！？")
HALF = re.compile("[,;:!?]")
MARK = re.compile(rf"(?<=[{HAN}”」』）)]) ?([,;:!?]) ?(?=[{HAN}“「『（(《]|$)")
BRACKETS = re.compile(rf"(?<=[{HAN}])\s?\(([^()]*[{HAN}][^()]*)\)\s?")

AFTER = re.compile(rf"(?<=[，。；：、！？]) +|(?<=[{HAN}]) +(?=[“‘「『《])|(?<=[”’」』》]) +(?=[{HAN}])")  # spaces beside marks that bring their own


def full_width(text: str) -> str:
    """Half-width marks between Han characters, and brackets with Han in them after Han, as Chinese writes them; no space beside full-width marks.

    >>> full_width("奖金(约合人民币711万元),共3项: 数学")
    '奖金（约合人民币711万元），共3项：数学'
    >>> full_width("升级后， Linux 版与 “旧版” 并存")
    '升级后，Linux 版与“旧版”并存'
    """
    if " " in text:
        text = AFTER.sub("", text)
    if "(" in text:
        text = BRACKETS.sub(r"（\1）", text)
    return MARK.sub(lambda match: match[1].translate(FULL), text) if HALF.search(text) else text
