"""Length-keeping foldings, for matching only: what they return is never shown. A folded text has the offsets of the original."""

from __future__ import annotations

import re
from array import array
from functools import cache, lru_cache

from pipeline.text.scripts import character_table, scripts

DOUBLE_QUOTES = "“”„‟«»「」『』〝〞＂"
SINGLE_QUOTES = "‘’‚‛‹›＇"
DASHES = "‐‑‒–—―−﹣－"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_SHORT, _REMEMBERED = 256, 4096  # characters of a text that is folded over and over (a name, a clause), and how many are remembered
_ZHE = re.compile("(?<![名原编編译譯专專巨显顯土昭卓论論遗遺合拙所新旧舊])著(?![名作称稱述者录錄书書有])")
# 著 is 着 in Simplified but for writing and fame; OpenCC has phrases for it, not a character


_VARIANTS = (("瞭", "了"), ("妳", "你"), ("牠", "它"))  # forms that OpenCC keeps for their other uses


_CASED = range(0x1F000)  # beyond are no letters of two cases


@cache
def _simplified() -> array[int]:
    """From Traditional to Simplified, one character to one."""
    return character_table(_simple_forms())


def _simple_forms() -> dict[int, int]:
    return scripts().simplified | {ord(source): ord(target) for source, target in _VARIANTS}


@cache
def _table() -> array[int]:
    """Every folding as one table."""
    forms = _simple_forms()
    forms.update((code, code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
    for characters, target in ((DOUBLE_QUOTES, '"'), (SINGLE_QUOTES, "'"), (DASHES, "-"), (SPACES, " "), ("〜∼", "~"), ("￥", "¥"), ("・‧•", "·")):
        forms.update((ord(character), ord(target)) for character in characters)
    lower = _lower_case()
    return character_table(lower | {code: lower.get(form, form) for code, form in forms.items()})


def _lower_case() -> dict[int, int]:
    """The lower case of each capital, but for the few that are longer in lower case; a final sigma is as any other."""
    pairs = ((code, chr(code).lower()) for code in _CASED)
    return {code: ord(lower) for code, lower in pairs if len(lower) == 1 and ord(lower) != code} | {ord("ς"): ord("σ")}


def fold(text: str) -> str:
    """`text` in lower case, half width and Simplified characters, its quotes, dashes and spaces each of one kind; same length.

    >>> fold("《ＧＰＴ-4o》的參數：「８」")
    '《gpt-4o》的参数:"8"'
    """
    return _folded_short(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return (_ZHE.sub("着", text) if "著" in text else text).translate(_table())


_folded_short = lru_cache(maxsize=_REMEMBERED)(_folded)


def to_simplified(text: str) -> str:
    """`text` with each Traditional character replaced by its first Simplified form (OpenCC's TSCharacters, and 著); same length.

    For matching: one character at a time, no wording.
    >>> to_simplified("臺灣的軟體")
    '台湾的软体'
    """
    return text if text.isascii() else _ZHE.sub("着", text).translate(_simplified())
