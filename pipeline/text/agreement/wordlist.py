"""One pattern over many words, as a tree of their characters: reading a long text costs no more for a long list."""

from __future__ import annotations

import re
from collections.abc import Iterable

_END = ""
_SPACE = r"\s+"
_Node = dict[str, "_Node"]


def pattern_of(words: Iterable[str], not_before: str = r"a-z\d", not_behind: str = r"a-z\d") -> re.Pattern[str]:
    """A pattern for folded words, the longest first; Latin ones as whole words, with any white space between them.

    not_before, not_behind: what may not stand right before and behind a Latin word, as in a class of characters.

    >>> [m.group() for m in pattern_of(["rose", "rose by", "上升"]).finditer("it rose  by 3, 上升了")]
    ['rose  by', '上升']
    """
    known = list(words)
    latin = _branches(_tree(word for word in known if word.isascii()))
    han = _branches(_tree(word for word in known if not word.isascii()))
    parts = [rf"(?<![{not_before}])(?:{latin})(?![{not_behind}])"] if latin else []
    return re.compile("|".join([*parts, *([han] if han else [])]))


def _tree(words: Iterable[str]) -> _Node:
    root: _Node = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(_SPACE if character == " " else re.escape(character), {})
        node[_END] = {}
    return root


def _branches(node: _Node) -> str:
    """The alternatives of a node, the longer before the shorter."""
    branches = [step + _rest(child) for step, child in sorted(node.items()) if step != _END]
    return "|".join(branches)


def _rest(node: _Node) -> str:
    inner = _branches(node)
    if not inner:
        return ""
    return f"(?:{inner})?" if _END in node else f"(?:{inner})"
