"""HTML pages: the main content and what the page says of itself.

Every page is read by `main_content`, a page in Latin script by trafilatura too, and the two vote. F1 of 4-token shingles on 60 Latin and 30
Chinese pages: .974 and .988; by `main_content` alone .964 and .988, by trafilatura alone .969 and .803.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from pipeline.datamodel.document import BlockKind, Source
from pipeline.errors import SourceError
from pipeline.ingest.base import Passage, Reading, suffix
from pipeline.ingest.pages.blocks import read_tree
from pipeline.ingest.pages.cues import Cues
from pipeline.ingest.pages.main_content import find_article, is_thread
from pipeline.ingest.pages.meta import read_meta
from pipeline.ingest.pages.tree import parse
from pipeline.ingest.pages.vote import vote

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_OPENS = re.compile(r"\A\ufeff?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,4000}+-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I)
_INSIDE = re.compile(r"<(?:html|head|body|div|p|article|h1)[\s>]", re.I)
_NAMES = (".html", ".htm", ".xhtml", ".shtml")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MIN_HAN = 0.1  # share of Chinese characters from which a text is read as Chinese
_MAX_TAGS = 120_000  # with which a page is read within 10 s and 500 MB; the longest articles have a tenth
_MAX_JUDGED = 500_000  # characters of a page up to which a second reading is worth its time
_NOSCRIPT = re.compile(r"</?noscript[^>]{0,200}>", re.I)
_MIN_BODY = 0.5  # share of the text in linked data below which the page's elements do not have the article
_LOOKED_AT = 4000
_MIN_TEXT = 20  # characters; less is a menu's word, not an article


class HtmlIngestor:
    """Reads HTML pages."""

    name = "html"

    def accepts(self, source: Source, text: str) -> bool:
        """True for a text that opens as a page does, or whose name says so."""
        return _OPENS.match(text[:_LOOKED_AT]) is not None or (suffix(source) in _NAMES and _INSIDE.search(text[:_LOOKED_AT]) is not None)

    def read(self, source: Source, text: str) -> Reading:
        """The main content of the page. Raises SourceError for a page without any."""
        if text.count("<") > _MAX_TAGS:
            raise SourceError(f"{source.ref.address}: a page of more than {_MAX_TAGS} tags; save the article's own page, or its text")
        tree = parse(text)
        if tree is None:
            raise _nothing(source)
        if next(tree.iter("frameset"), None) is not None and next(tree.iter("p"), None) is None:
            raise SourceError(f"{source.ref.address}: a frameset, whose text stands in other pages; save the frame's own page")
        meta = read_meta(tree)
        passages = _without_title(_passages(tree, text, meta.body), meta.title)
        if sum(len(passage.text) for passage in passages) < _MIN_TEXT:
            raise _nothing(source)
        return Reading(
            format=self.name,
            passages=passages,
            title=meta.title,
            author=meta.author,
            url=meta.url,
            language=meta.language,
            published_metadata=meta.published,
        )


def _nothing(source: Source) -> SourceError:
    return SourceError(f"{source.ref.address}: no article found in the page; save the article's own page, or its text")


def _without_title(passages: list[Passage], title: str | None) -> list[Passage]:
    """The passages without a heading at the top that says the page's title again."""
    if title and passages and passages[0].kind is BlockKind.HEADING and " ".join(passages[0].text.split()) == " ".join(title.split()):
        return passages[1:]
    return passages


def _passages(tree: HtmlElement, text: str, body: str | None) -> list[Passage]:
    """The passages of the main content: as the page's elements have it, else as its linked data or its `<noscript>` has it. Changes the tree."""
    found = _read_elements(tree, text)
    if body is not None and _length(found) < _MIN_BODY * len(body):
        return _read_body(body, text) or found
    if _length(found) < _MIN_TEXT and "<noscript" in text.lower():
        bare = parse(_NOSCRIPT.sub("", text))
        return [] if bare is None else _read_elements(bare, text)
    return found


def _length(passages: Sequence[Passage]) -> int:
    return sum(len(passage.text) for passage in passages)


def _read_body(body: str, text: str) -> list[Passage]:
    """The passages of an article's text in linked data, which may have tags in it; without, its lines are paragraphs."""
    tree = parse(body if "</" in body else "".join(f"<p>{escape(line)}</p>" for line in body.splitlines()))
    return [] if tree is None else read_tree(tree, text)


def _read_elements(tree: HtmlElement, text: str) -> list[Passage]:
    """The passages of the article by `main_content`, by vote with trafilatura where the page is in Latin script."""
    cues = Cues(tree)
    found = find_article(tree, cues)
    dense = [] if found is None else read_tree(found, text)
    if found is not None and dense and (_is_chinese(dense) or is_thread(found) or len(text) > _MAX_JUDGED):
        return dense
    captions = "" if found is None else "\n".join(" ".join("".join(caption.itertext()).split()) for caption in found.iter("figcaption"))
    return vote(dense, _by_trafilatura(text), cues, captions)


def _is_chinese(passages: Sequence[Passage]) -> bool:
    words = "".join(passage.text for passage in passages)
    return len(_HAN.findall(words)) >= _MIN_HAN * len(words)


def _by_trafilatura(text: str) -> list[Passage]:
    from trafilatura import bare_extraction

    tree = parse(text)
    try:
        found = bare_extraction(tree, with_metadata=False, include_comments=False, include_tables=True, favor_precision=True, fast=True)
    except RecursionError:
        return []
    body = getattr(found, "body", None)
    return [] if body is None else read_tree(body, text)
