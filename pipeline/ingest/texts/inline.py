"""Markdown's inline marks: taken off, the words kept in order. Line breaks are kept, so that a word's line can be told."""

from __future__ import annotations

import html
import re

from pipeline.ingest.texts.formulas import plain_math

_HTML_TAGS = (
    "a|abbr|article|aside|audio|b|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|embed|"
    "figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|noscript|object|ol|p|param|"
    "picture|pre|q|rp|rt|ruby|s|samp|section|small|source|span|strike|strong|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|title|"
    "tr|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(rf"</?(?:{_HTML_TAGS})(?:\s{{0,9}}/?|\s[^<>=]{{1,60}}=[^<>]{{0,2000}}|\s[a-z]{{2,20}}\s?/?)>", re.I)
_BREAK = re.compile(r"<br\s{0,9}/?>|</(?:dt|dd|td|th|li|p|div|tr|h[1-6]|summary|figcaption|option)>", re.I)
_HIDDEN = re.compile(r"<(script|style|iframe|video|audio|svg|object)\b[^<>]{0,2000}>[^<]{0,5000}</\1\s{0,9}>", re.I)
_POWER = re.compile(r"(?:(?<=[\d)])|(?<=\b[mM])|(?<=\b[kcmd]m))<sup>\s?([-−]?\d{1,2})\s?</sup>")
_NOTE_MARK = re.compile(
    r"<sup>\s{0,9}(?:<a [^<>]{0,500}>)?\s{0,9}\[{0,2}\d{1,3}\]?(?:\(#[^()\s]{0,80}\))?\]?\s{0,9}(?:</a>)?\s{0,9}</sup>"
    r"|\^\[[^\[\]\n]{1,300}\]|\[\^[^\[\]\s]{1,40}\](?!:)",
    re.I,
)
_RAISED = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
_READING = re.compile(r"<r[pt]\b[^<>]{0,200}>[^<>]{0,100}</r[pt]\s{0,9}>", re.I)
_NAMED_ANCHOR = re.compile(r"<a\s[^<>]{0,200}>\s{0,9}</a>", re.I)
_LIQUID = re.compile(r"\{%[^%{}]{0,1000}%\}|\{\{[^{}]{0,1000}\}\}")
_ATTRIBUTES = re.compile(r"(?<=[)\]\s])\{[:.#][^{}]{0,200}\}|(?<=[)\]])\{[\w-]{1,40}=[^{}]{0,200}\}|\{:\s?[.#][^{}]{0,200}\}$", re.M)
_REMARK = re.compile(r"%%[^%\n]{1,500}%%")
_CODE_SPAN = re.compile(r"(?<!`)(`{1,3})(?!`)([^`](?:[^`]|`(?!\1)){0,1000}?)(?<!`)\1(?!`)")
_TARGET = (
    r"\(\s{0,9}+(?:<[^<>\n]{0,2000}>|[^()\s]{0,3000}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,5})"
    r"(?:\s{1,9}(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^()]{0,500}\)))?\s{0,9}\)"
)
_IMAGE = re.compile(rf"!\[(?:[^\[\]]|\[[^\[\]]{{0,500}}\](?:{_TARGET})?){{0,1000}}+\](?:{_TARGET}|\[[^\[\]]{{0,200}}\])")
_LINK = re.compile(rf"\[((?:[^\[\]]|\[[^\[\]]{{0,500}}\]){{0,2000}}+)\]{_TARGET}")
_REFERENCE_LINK = re.compile(r"\[(?!(?:[^\W\d_]{1,10}:\s?)?\d{1,3}\]\[(?:[^\W\d_]{1,10}:\s?)?\d{1,3}\])([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,200}\]")
_SPACED_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\((?:https?://|/)[^()\n]{1,500}\)")
_WIKI_IMAGE = re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\](?!\()")
_HIGHLIGHT = re.compile(r"(?<![=A-Za-z0-9])==(?=[^\s=])([^=\n]{1,300})(?<=[^\s=])==(?![=A-Za-z0-9])")
_BLOCK_NAME = re.compile(r"[ ]\^[a-z0-9-]{4,40}$", re.M)
_EMOJI_NAME = r"(?<![\w:/.\\]):(?:[a-z][a-z0-9_+-]{1,30}|[+-]1):(?![\w:/])"
_EMOJI = re.compile(rf"[ ]?{_EMOJI_NAME}(?=[.,;!?，。！？]|$)|{_EMOJI_NAME}[ ]?", re.M)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:|www\.)[^\s<>]{1,2000})>")
_STRONG = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,1000})(?<=[^\s*])\*\*")
_STRAY = re.compile(r"(?<![\d\s*])\*{2,3}(?!\*)|(?<!\*)\*{2,3}(?![\d\s*])|(?<=\S)~~|~~(?=\S)")
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,300})(?<=[^\s*])\*(?![\w*])"
    r"|(?<![A-Za-z0-9*\\])\*(?=[^\s*])([^*\n]{1,300})(?<=[^\s*])\*(?![A-Za-z0-9*])"
)
_UNDERLINE = re.compile(r"(?<![A-Za-z0-9_\\])(__?)(?=[^\s_])([^_\n]{1,300})(?<=[^\s_])\1(?![A-Za-z0-9_])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CHARACTER = re.compile(r"&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_NEEDS_WORK = re.compile(r"[*_`\[<&\\{~$:^]|==|%%")


def plain_words(text: str) -> str:
    r"""`text` without Markdown's inline marks, images, HTML tags, link targets and comments; words and line breaks stay in order.

    >>> plain_words("**共建** 与 [更易*获取*](https://example.org/a_(b)) 的 `max_tokens`![图](a.png)<br>")
    '共建 与 更易获取 的 max_tokens '
    >>> plain_words("2 * 3 * 4 and a_b_c\\*")
    '2 * 3 * 4 and a_b_c*'
    """
    if not _NEEDS_WORK.search(text):
        return text
    pieces = []
    at = 0
    if "`" in text:
        for match in _CODE_SPAN.finditer(text):
            pieces.append(text[at : match.start()] + _hold(match.group(2)))
            at = match.end()
    pieces.append(text[at:])
    return _release(_unmark("".join(pieces)))


_HELD = "*_`[]()<>&\\{}~!|$:^="
_HOLD = str.maketrans({character: chr(0xE100 + index) for index, character in enumerate(_HELD)})
_RELEASE = str.maketrans({chr(0xE100 + index): character for index, character in enumerate(_HELD)})


def _hold(code: str) -> str:
    """A code span's text with marks turned into private characters, out of the reach of the other rules."""
    return code.strip(" ").translate(_HOLD)


def _release(text: str) -> str:
    return text.translate(_RELEASE)


def _unmark(text: str) -> str:
    if "$" in text or "\\(" in text:
        text = plain_math(text)
    return _without_signs(_without_links(_without_tags(text)))


def _without_tags(text: str) -> str:
    """Without comments, hidden elements, the marks of notes, and a template's own marks."""
    if "<" in text:
        text = _HIDDEN.sub(_lines_of, _without_comments(text))
        text = _POWER.sub(lambda match: match.group(1).translate(_RAISED), text)
        text = _READING.sub(_lines_of, _NAMED_ANCHOR.sub(_lines_of, _NOTE_MARK.sub(_lines_of, text)))
        text = _AUTOLINK.sub(r"\1", text)
    if "{" in text:
        text = _ATTRIBUTES.sub(_lines_of, _LIQUID.sub(_lines_of, text))
    return text


def _without_links(text: str) -> str:
    """Links and images as their words alone, then without the tags that may stand around them."""
    if "[" in text:
        text = _NOTE_MARK.sub(_lines_of, text)
        text = _IMAGE.sub(_lines_of, _WIKI_IMAGE.sub("", text))
        text = _LINK.sub(lambda match: match.group(1) + "\n" * (match.group().count("\n") - match.group(1).count("\n")), text)
        text = _WIKI_LINK.sub(r"\1", _REFERENCE_LINK.sub(r"\1", _SPACED_LINK.sub(r"\1", text)))
    if "<" in text:
        text = _TAG.sub(_lines_of, _BREAK.sub(lambda match: " " + _lines_of(match), text))
    return text


def _without_signs(text: str) -> str:
    """Without the signs of emphasis, escapes and names of characters."""
    if "==" in text:
        text = _HIGHLIGHT.sub(r"\1", text)
    if ":" in text:
        text = _EMOJI.sub("", text)
    if "%%" in text:
        text = _REMARK.sub("", text)
    if " ^" in text:
        text = _BLOCK_NAME.sub("", text)
    if "*" in text or "~" in text:
        text = _STRAY.sub("", _STRONG.sub(r"\1", text))
        text = _EMPHASIS.sub(lambda match: match.group(1) or match.group(2), text)
    if "_" in text:
        text = _UNDERLINE.sub(r"\2", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = _CHARACTER.sub(lambda match: html.unescape(match.group()).replace("\n", " "), text)
    return text


def _without_comments(text: str) -> str:
    """The text without HTML comments, but for their line breaks; one that is never closed stays."""
    pieces = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[at:start] + "\n" * text.count("\n", start, end))
        at = end + 3
    return "".join([*pieces, text[at:]])


def _lines_of(match: re.Match[str]) -> str:
    """The line breaks of a part that is left out."""
    return "\n" * match.group().count("\n")
