"""The tree of a page, however it was written: unclosed tags, thousands of tags in one another, broken characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.ingest.pages.raised import write_raised

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})[^<>]{0,4000}>")
_UNCOUNTED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "option", "html", "head", "body", "script", "style", "title",
})  # fmt: skip
_ATTRIBUTE = r"""[\s/]++[^\s=>/]++(?:\s*+=\s*+(?:"[^"]{0,2000}+"|'[^']{0,2000}+'|[^\s>"']{0,2000}+))?+"""
_MAX_ATTRIBUTES = 300  # of an element; the longest that people write have dozens
_CROWDED = re.compile(rf"(<[a-zA-Z][\w:-]{{0,40}}+(?:{_ATTRIBUTE}){{{_MAX_ATTRIBUTES}}}+)(?:{_ATTRIBUTE})++")
_TOO_DEEP = "Excessive depth"
_MAX_DEPTH = 150  # elements in one another that are kept of a page that has more than libxml2 reads (256)


def parse(text: str) -> HtmlElement | None:
    """The tree of a page without its comments, or None where there is none.

    What is broken is mended; of tags nested absurdly only the outer ones stay, with all the text, and of attributes without end the first
    (libxml2 compares each with all before it).
    """
    text = _CROWDED.sub(r"\1", text)
    tree, is_whole = _parsed(text)
    if not is_whole:
        tree = _parsed(flattened(text))[0]
    if tree is not None:
        write_raised(tree)
    return tree


def _parsed(text: str) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether libxml2 read the page to its end."""
    from lxml import etree
    from lxml.html import HtmlElement, HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))  # one class for all: no call of Python for each element
    try:
        tree = document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except etree.ParserError:
        return None, not _is_cut(parser)
    return tree, not _is_cut(parser)


def _is_cut(parser: object) -> bool:
    return any(_TOO_DEEP in entry.message for entry in getattr(parser, "error_log", ()))


def flattened(text: str) -> str:
    """A page without the tags that stand deeper than `_MAX_DEPTH`; all its text stays.

    >>> flattened("<b>" * 151 + "x" + "</b>" * 151) == "<b>" * 150 + "x" + "</b>" * 150
    True
    """
    pieces: list[str] = []
    depth = at = 0
    for match in _TAG.finditer(text):
        if match[2].lower() in _UNCOUNTED:
            continue
        depth += -1 if match[1] else 1
        is_deep = depth >= _MAX_DEPTH if match[1] else depth > _MAX_DEPTH
        depth = max(depth, 0)
        if is_deep:
            pieces.append(text[at : match.start()])
            at = match.end()
    pieces.append(text[at:])
    return "".join(pieces)
