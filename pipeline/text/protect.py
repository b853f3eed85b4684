"""Spans that no conversion may touch: code, addresses, link targets, identifiers, markup, front-matter keys, `-{…}-`."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.datamodel.document import Span

_HAN = "㐀-䶿一-鿿豈-﫿"
_WORD = f"[A-Za-z0-9{_HAN}]"

_PATTERNS = (
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ \t]*(?P=fence)[`~]*[ \t]*$",  # fenced code, closed
    r"(?<!`)(?P<ticks>`{1,3})(?!`)[^`\n]+(?:`(?!(?P=ticks))[^`\n]+)*?(?P=ticks)(?!`)",  # code in a line
    r"-\{.*?\}-",  # MediaWiki: do not convert
    r"<(?P<raw>script|style|code|pre|kbd|samp)\b[^>]*>.*?</(?P=raw)\s*>",
    r"<!--.*?-->",
    r"</?[A-Za-z][^<>\n]*>",  # tags with their attributes, autolinks
    r"(?<=\]\()[^)\s]+",  # link and image targets
    r"^[ ]{0,3}\[[^\]\n]{1,200}\]:[ ]*\S+",  # link definitions, footnotes' keys
    r"\b(?:https?|ftp|file)://[^\s<>\"'`)\]}）」』”’，。；、！？]+",
    r"\bwww\.[^\s<>\"'`)\]}）」』”’，。；、！？]+",
    r"\bmailto:\S+",
    rf"(?<![\w.])[A-Za-z0-9._+-]+@[A-Za-z0-9{_HAN}-]+(?:\.[A-Za-z0-9-]+)+",  # electronic mail
    rf"(?<![\w@])@{_WORD}[\w-]{{0,30}}",  # @handle
    rf"(?<!\w){_WORD}{{1,16}}(?:_{_WORD}{{1,16}}){{1,8}}(?!\w)",  # identifier_with_underscores
    r"\$\{[^}\n]{1,100}\}|\{\{[^}\n]{1,100}\}\}|\{%[^\n]{1,200}?%\}|%\([^)\n]{1,40}\)[sd]",  # placeholders
    r"(?<![^\s(（「“\"'])(?:\.{1,2}/|~/|/(?=\w)|[A-Za-z]:\\)[^\s，。；！？、（）「」“”\"'|]+",  # paths
    r"\\u[0-9A-Fa-f]{4}|&#?\w{2,10};",  # escapes
    "[\ud800-\udfff]+",  # lone surrogates, which no encoder takes
)

_PROTECTED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.MULTILINE | re.DOTALL)
_HINT = re.compile("[`~<@_$%{/\\\\&\\[\ud800-\udfff]|www\\.|mailto:")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r"^[ \t]*(?:- )?[^\s:#\"'\[\]{},][^:\n\"'\[\]{},]{0,60}:(?=\s|$)", re.MULTILINE)


def protected_spans(text: str, terms: Collection[str] = ()) -> list[Span]:
    """Spans of `text` that conversion leaves as they are, in order, not overlapping.

    `terms` are protected wherever they stand, the longest first.

    >>> text = "用 `变量` 打开 [软件](https://a.cn/软件.html)"
    >>> [span.of(text) for span in protected_spans(text)]
    ['`变量`', 'https://a.cn/软件.html']
    """
    spans = [Span(m.start(), m.end()) for m in _PROTECTED.finditer(text)] if _HINT.search(text) else []
    front = _FRONT_MATTER.match(text)
    if front:
        spans += [Span(m.start(), m.end()) for m in _KEY.finditer(text, front.start(1), front.end(1))]
    if terms:
        pattern = "|".join(re.escape(term) for term in sorted(terms, key=lambda t: (-len(t), t)) if term)
        spans += [Span(m.start(), m.end()) for m in re.finditer(pattern, text)] if pattern else []
    return merge(spans)


def merge(spans: list[Span]) -> list[Span]:
    """The spans in order, with those that overlap or touch joined.

    >>> merge([Span(3, 5), Span(0, 4), Span(7, 8)])
    [Span(start=0, end=5), Span(start=7, end=8)]
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
