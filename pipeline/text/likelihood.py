"""How likely a string is as text: the sum over its characters of how common each is in Chinese, English, Japanese and Korean.

Under each encoding the same bytes are another string; the likeliest is the right one. The measure is the natural logarithm of a probability,
rounded: it only has to rank readings. A frequent Han character costs as much as an English letter and a half, a rare one three.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from math import log

from pipeline.text.scripts import scripts

SAMPLE = 65536  # characters that are looked at

_WIDE = re.compile(r"[^\x00-\x7f]")
_GLUED = re.compile(
    r"[A-Za-z](?=[\u3040-\u30ff\u3400-\ud7a3])|[\u3040-\u30ff\u3400-\ud7a3](?=[A-Za-z])"
    r"|[\u00a1-\u00ff]{2}|(?<![\u3040-\u30ff])[\u30a1-\u30fa](?![\u3040-\u30ff])"
)
_GLUED_COST = 2.5  # scripts change at a word's border more often than within it; accented letters stand alone, katakana do not

_MANY = 4  # different characters beyond ASCII; fewer may be a name, and names are rare characters
_MIN_MEAN = -9.2  # of the characters beyond ASCII; text has -5 to -8, wrong readings -10 and less
_MIN_MEAN_OF_FEW = -11.0

_HAN_RANK_0 = 20  # Zipf's law, shifted: log(0.4 / (rank + 20))
_LEVEL_1, _HAN, _RARE_HAN = -10.5, -13.0, -16.0
_OTHER, _CONTROL = -12.0, -20.0
_RANGES = (
    ("\x20", "\x7e", -3.5),
    ("\x00", "\x9f", _CONTROL),
    ("\u00c0", "\u00ff", -7.5),
    ("\u0100", "\u024f", -9.5),
    ("\u0391", "\u03c9", -9.0),
    ("\u0410", "\u044f", -5.0),
    ("\u00a0", "\u00bf", -9.0),
    ("\u2010", "\u2060", -9.0),
    ("\u2190", "\u27bf", -8.5),
    ("\U0001f300", "\U0001faff", -8.5),
    ("\u3041", "\u3096", -5.0),
    ("\u30a1", "\u30fe", -5.5),
    ("\u4e00", "\u9fa5", _HAN),
    ("\u9fa6", "\u9fff", _RARE_HAN),
    ("\u3400", "\u4dbf", _RARE_HAN),
    ("\U00020000", "\U0003ffff", _RARE_HAN),
    ("\uac00", "\ud7a3", -8.5),
    ("\uff01", "\uff5e", -7.0),
    ("\uff61", "\uff9f", -9.0),
    ("\ud800", "\uf8ff", _CONTROL),
)
_SIGNS = {
    **dict.fromkeys("\n\r\t", -4.0),
    **dict.fromkeys("，。、：；？！“”‘’「」『』《》（）【】…—·\u3000", -4.5),
    **dict.fromkeys("–•\u00a0€£¥°®©™×²³½§«»‹›→\u200b\ufeff\u00ad", -7.5),
    **dict.fromkeys("이다는을의에가고하은한로도지를서기사해자인정대어리수그아나시있들라일제것과부으", -4.5),
}


def likelihood(text: str) -> float:
    """Natural logarithm of how likely `text` (its first SAMPLE characters) is, up to a constant: 0 for nothing, less for each character.

    >>> likelihood("发布了模型") > likelihood("發佈阄蠡亍")
    True
    """
    text = text[:SAMPLE]
    of = _of_character
    return sum(number * of(character) for character, number in Counter(text).items()) - _GLUED_COST * len(_GLUED.findall(text))


def is_text(text: str) -> bool:
    """Whether the characters of `text` beyond ASCII are, on the whole, those that people write; true where there are none.

    >>> is_text("发布了新模型"), is_text("鍙戝竷浜嗘柊妯″瀷")
    (True, False)
    """
    wide = Counter(_WIDE.findall(text[:SAMPLE]))
    return _mean(wide) >= (_MIN_MEAN if len(wide) >= _MANY else _MIN_MEAN_OF_FEW)


def mean_beyond_ascii(text: str) -> float:
    """The likelihood of an average character of `text` (of its first SAMPLE) that is not ASCII; 0 where all are."""
    return _mean(Counter(_WIDE.findall(text[:SAMPLE])))


def _mean(characters: Counter[str]) -> float:
    return sum(number * _of_character(character) for character, number in characters.items()) / max(1, characters.total())


@cache
def _of_character(character: str) -> float:
    if character in _SIGNS:
        return _SIGNS[character]
    rank = scripts().ranks.get(character)
    if rank is not None:
        return _zipf(rank)
    if character in _first_level():
        return _LEVEL_1
    return next((value for first, last, value in _RANGES if first <= character <= last), _OTHER)


def _zipf(rank: int) -> float:
    return log(0.4 / (rank + _HAN_RANK_0))


@cache
def _first_level() -> frozenset[str]:
    """The Han characters that GB 2312 and Big5 set apart as the usual ones."""
    chinese = bytes(byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    taiwanese = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    usual = chinese.decode("gb2312", errors="ignore") + taiwanese.decode("big5", errors="ignore")
    return frozenset(character for character in usual if "\u4e00" <= character <= "\u9fff")
