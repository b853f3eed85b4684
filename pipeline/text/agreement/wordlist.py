"""One pattern over many words, as a tree of their characters: reading a long text costs no more for a long list.

Where a character begins no word, one look at a class tells so; where it begins one, its branch is sought among `_BESIDE` alternatives at most,
because alternatives are tried one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_END = ""
_SPACE = r"\s+"
_BESIDE = 48
_Node = dict[str, "_Node"]


def pattern_of(words: Iterable[str], not_before: str = r"a-z\d", not_behind: str = r"a-z\d") -> re.Pattern[str]:
    """A pattern for folded words, the longest first; Latin ones as whole words, with any white space between them.

    not_before, not_behind: what may not stand right before and behind a Latin word, as in a class of characters.

    >>> [m.group() for m in pattern_of(["rose", "rose by", "上升"]).finditer("it rose  by 3, 上升了")]
    ['rose  by', '上升']
    """
    known = list(words)
    latin = _tree(word for word in known if word.isascii())
    han = _tree(word for word in known if not word.isascii())
    parts = [rf"(?=[{''.join(latin)}])(?<![{not_before}])(?:{_branches(latin)})(?![{not_behind}])"] if latin else []
    return re.compile("|".join([*parts, *([_guarded(han)] if han else [])]))


def _tree(words: Iterable[str]) -> _Node:
    root: _Node = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(_SPACE if character == " " else re.escape(character), {})
        node[_END] = {}
    return root


def _guarded(root: _Node) -> str:
    """The alternatives of a broad tree behind classes of what they begin with."""
    steps = sorted(root)
    parts = [steps[i : i + _BESIDE] for i in range(0, len(steps), _BESIDE)]
    within = "|".join(f"(?=[{''.join(part)}])(?:{_branches({step: root[step] for step in part})})" for part in parts)
    return f"(?=[{''.join(steps)}])(?:{within})"


def _branches(node: _Node) -> str:
    """The alternatives of a node, the longer before the shorter."""
    branches = [step + _rest(child) for step, child in sorted(node.items()) if step != _END]
    return "|".join(branches)


def _rest(node: _Node) -> str:
    inner = _branches(node)
    if not inner:
        return ""
    return f"(?:{inner})?" if _END in node else f"(?:{inner})"
