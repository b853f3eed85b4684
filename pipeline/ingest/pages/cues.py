"""What a page's head tells of its article's text: an article says again what its title and its description say, a sidebar or a notice does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLES = ("og:title", "twitter:title")
_DESCRIPTIONS = ("description", "og:description")
_TOKEN = re.compile(r"[\u3400-\u9fff]{2,}|[^\W_\u3400-\u9fff]{4,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SITE = re.compile(r"[|｜_»«]|\s[-–—·]\s")
_OPENING = 16  # letters of a description that must stand in the article as they are
_DESCRIBED = 1.5  # the factor of a text that has them
_BASE = 0.25  # the factor of a text that says nothing of what the title says


class Cues:
    """The words of a page's title, and the first letters of its description."""

    def __init__(self, tree: HtmlElement) -> None:
        metas = {(meta.get("property") or meta.get("name") or "").lower(): meta.get("content") or "" for meta in tree.iter("meta")}
        title = next((metas[name] for name in _TITLES if metas.get(name)), "") or tree.findtext(".//title") or ""
        self._words = _words(_SITE.split(title)[0])
        descriptions = (" ".join(metas.get(name, "").split())[:_OPENING] for name in _DESCRIPTIONS)
        self._openings = tuple(opening for opening in descriptions if len(opening) == _OPENING)

    def factor(self, text: str) -> float:
        """How likely a text is the article, `_BASE` to `_DESCRIBED`: 1 for one with every word of the title, or where the head says nothing."""
        folded = text.casefold()
        share = sum(word in folded for word in self._words) / len(self._words) if self._words else 1.0
        return (_BASE + (1 - _BASE) * share) * (_DESCRIBED if any(opening in text for opening in self._openings) else 1.0)


def _words(text: str) -> set[str]:
    """The words of a text: Latin words of 4 letters or more, pairs of Chinese characters."""
    words: set[str] = set()
    for token in _TOKEN.findall(text):
        if _HAN.match(token):
            words.update(token[index : index + 2] for index in range(len(token) - 1))
        else:
            words.add(token.casefold())
    return words
