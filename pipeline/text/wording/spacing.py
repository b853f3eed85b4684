"""The space between Han characters and Latin letters or digits that every Chinese edition is set with."""

from __future__ import annotations

import re

HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_LATIN_LEFT = r"A-Za-z0-9À-ÿ$€£¥₩+@#°\[(−-"
_LATIN_RIGHT = r"A-Za-z0-9À-ÿ%‰°¢+²³\])"
_BORDER = re.compile(rf"(?<=[{HAN}])(?=[{_LATIN_LEFT}])(?![-−(\[]\D)|(?<=[{_LATIN_RIGHT}])(?=[{HAN}])")
_IS_LATIN = re.compile(rf"[{_LATIN_RIGHT}]|[{_LATIN_LEFT}]")
_IS_HAN = re.compile(f"[{HAN}]")


def space_borders(text: str) -> str:
    """`text` with one space at each border between Han and Latin or digits; full-width punctuation gets none.

    >>> space_borders("用GPT-4o处理100种语言，便宜60%以上")
    '用 GPT-4o 处理 100 种语言，便宜 60% 以上'
    """
    return _BORDER.sub(" ", text) if _IS_LATIN.search(text) else text


def has_han(text: str) -> bool:
    """True when a Han character stands in `text`."""
    return not text.isascii() and _IS_HAN.search(text) is not None


def han_share(text: str) -> float:
    """Han characters as a share of the Han characters and Latin letters of `text`; 0.0 where there are none.

    >>> han_share("百川 AI")
    0.5
    """
    han = len(_IS_HAN.findall(text))
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return han / (han + latin) if han + latin else 0.0
