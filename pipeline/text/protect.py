"""Spans that no conversion may touch: code, addresses, link targets, identifiers, markup, front-matter keys, `-{…}-`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.datamodel.document import Span

_HAN = "㐀-䶿一-鿿豈-﫿"
_WORD = f"[A-Za-z0-9{_HAN}]"
_URL_END = "\\s<>\"'`)\\]}）」』”’，。；、！？"
_CLOSER_TAIL = 8  # characters that may follow a closer: white space and the bracket of a closing tag


@dataclass(frozen=True, slots=True)
class _Rule:
    """A protected form. hint: what a text must hold for it; pattern: begins with a literal, so that the search is fast.

    before: what must stand in the `reach` characters before the match; its group `own` belongs to the span. skip: characters of the match that
    do not.
    closer: what ends it; nothing is sought behind the last one, so that unclosed openings cost no time.
    """

    hint: str
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None = None
    reach: int = 0
    skip: int = 0
    closer: str = ""


def _rule(hint: str, pattern: str, before: str = "", reach: int = 0, skip: int = 0, closer: str = "") -> _Rule:
    flags = re.MULTILINE | re.DOTALL
    return _Rule(hint, re.compile(pattern, flags), re.compile(before + r"\Z") if before else None, reach, skip, closer)


_RULES = (
    _rule("`", r"`(?<!``)(`{0,2})(?!`)[^`\n]+(?:`(?!\1)[^`\n]+)*?`\1(?!`)"),  # code in a line
    _rule("-{", r"-\{.*?\}-", closer="}-"),  # MediaWiki: do not convert
    *(_rule(f"<{tag}", rf"<{tag}\b[^>]*>.*?</{tag}\s*>", closer=f"</{tag}") for tag in ("script", "style", "code", "pre", "kbd", "samp")),
    _rule("<!--", r"<!--.*?-->", closer="-->"),
    _rule("<", r"</?[A-Za-z][^<>\n]*>"),  # tags with their attributes, autolinks
    _rule("](", r"\]\([^)\s]+", skip=2),  # link and image targets
    _rule("]:", r"^[ ]{0,3}\[[^\]\n]{1,200}\]:[ ]*\S+"),  # link definitions, keys of footnotes
    _rule("://", rf"://[^{_URL_END}]+", before=r"(?<![A-Za-z])(?P<own>https?|ftp|file)", reach=6),
    _rule("www.", rf"www\.[^{_URL_END}]+", before=r"(?:^|(?<![\w.]))", reach=1),
    _rule("mailto:", r"mailto:[^\s)>\]]+"),
    _rule("@", rf"@[A-Za-z0-9{_HAN}][\w-]{{0,60}}(?:\.[A-Za-z0-9-]+)*", before=r"(?P<own>(?<![\w.])[A-Za-z0-9._+-]+|(?:^|(?<![\w@])))", reach=32),
    _rule("_", rf"_+{_WORD}{{1,16}}(?:_{{1,2}}{_WORD}{{1,16}}){{0,8}}(?!\w)", before=rf"(?:^|(?<!\w))(?P<own>{_WORD}{{1,16}})", reach=17),
    _rule("${", r"\$\{[^}\n]{1,100}\}"),
    _rule("{{", r"\{\{[^}\n]{1,100}\}\}"),
    _rule("{%", r"\{%[^\n]{1,200}?%\}"),
    _rule("%(", r"%\([^)\n]{1,40}\)[sd]"),
    _rule("/", r"/[^\s，。；！？、（）「」“”\"|]+", before=r"(?:^|[\s(（「“\"'])(?P<own>\.{0,2}|~)", reach=3),  # paths
    _rule(":\\", r":\\[^\s，。；！？、（）「」“”\"|]+", before=r"(?:^|[\s(（「“\"'])(?P<own>[A-Za-z])", reach=2),
    _rule("\\u", r"\\u[0-9A-Fa-f]{4}"),
    _rule("&", r"&#?\w{2,10};"),
)
_FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
_UNPRINTABLE = re.compile("[\x00\ud800-\udfff]+")  # lone surrogates, which no encoder takes, and NUL, at which OpenCC stops
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.MULTILINE | re.DOTALL)
_HINTS = re.compile("|".join([*(re.escape(rule.hint) for rule in _RULES), "~~~", r"\A\ufeff?---", _UNPRINTABLE.pattern]))
_KEY = re.compile(r"^[ \t]*(?:- )?[^\s:#\"'\[\]{},][^:\n\"'\[\]{},]{0,60}:(?=\s|$)", re.MULTILINE)


def protected_spans(text: str, terms: Collection[str] = ()) -> list[Span]:
    """Spans of `text` that conversion leaves as they are, in order, not overlapping.

    `terms` are protected wherever they stand, the longest first.

    >>> text = "用 `变量` 打开 [软件](https://a.cn/软件.html)"
    >>> [span.of(text) for span in protected_spans(text)]
    ['`变量`', 'https://a.cn/软件.html']
    """
    if not terms and _HINTS.search(text) is None:
        return []
    spans = [span for rule in _RULES if rule.hint in text for span in _found(rule, text)]
    spans += [Span(*match.span()) for match in _UNPRINTABLE.finditer(text)]
    spans += _fenced(text)
    front = _FRONT_MATTER.match(text)
    if front:
        spans += [Span(*match.span()) for match in _KEY.finditer(text, front.start(1), front.end(1))]
    pattern = "|".join(re.escape(term) for term in sorted(terms, key=lambda t: (-len(t), t)) if term)
    if pattern:
        spans += [Span(*match.span()) for match in re.finditer(pattern, text)]
    return merged(spans)


def _found(rule: _Rule, text: str) -> Iterator[Span]:
    last = text.rfind(rule.closer) if rule.closer else len(text)
    if last < 0:
        return
    for match in rule.pattern.finditer(text, 0, last + len(rule.closer) + _CLOSER_TAIL):
        start = match.start() + rule.skip
        if rule.before is not None:
            offset = max(0, start - rule.reach)
            before = rule.before.search(text[offset:start])
            if before is None:
                continue
            if "own" in rule.before.groupindex and before["own"]:
                start = offset + before.start("own")
        yield Span(start, match.end())


def _fenced(text: str) -> Iterator[Span]:
    """Fenced code with its fences; a fence that is never closed runs to the end, as in CommonMark."""
    opened: re.Match[str] | None = None
    for line in _FENCE.finditer(text) if "```" in text or "~~~" in text else ():
        if opened is None:
            opened = line
        elif line["fence"].startswith(opened["fence"]) and not line["info"].strip():
            yield Span(opened.start(), line.end())
            opened = None
    if opened is not None:
        yield Span(opened.start(), len(text))


def merged(spans: list[Span]) -> list[Span]:
    """The spans in order, with those that overlap or touch joined.

    >>> merged([Span(3, 5), Span(0, 4), Span(7, 8)])
    [Span(start=0, end=5), Span(start=7, end=8)]
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
