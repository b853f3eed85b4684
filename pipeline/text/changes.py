"""What a conversion changed in a line, as words beside each other."""

from __future__ import annotations

from difflib import SequenceMatcher


def changed_words(before: str, after: str) -> list[tuple[str, str]]:
    """The parts of `before` that changed and what they became, in order, neither ever empty but at a line's end.

    >>> changed_words("这个软件和鼠标", "這個軟體和滑鼠")
    [('这个软件', '這個軟體'), ('鼠标', '滑鼠')]
    """
    changes: list[tuple[str, str]] = []
    gap = ""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            gap = before[a:b]
            continue
        old, new = before[a:b], after[c:d]
        if changes and len(gap) == 1 and not all(changes[-1]):
            first, second = changes.pop()
            old, new = first + gap + old, second + gap + new
        changes.append((old, new))
    return changes
