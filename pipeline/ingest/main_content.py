"""Finds the element of a page that holds its article: where sentences are dense and links are few.

The method is that of Readability and of GNE (density of text and of punctuation), for Chinese and Latin punctuation alike. Each paragraph
gives its weight to its parent and half of it to its grandparent; lists of links and bars of buttons that stand in the article are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "button", "select", "textarea", "input", "canvas", "nav", "footer",
)  # fmt: skip
_UNLIKELY = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|foot(?:er)?|side(?:bar)?|aside|comments?|disqus|related|relate|relevant|recommend\w*|rec[-_]?(?:list|box)|hot(?:news|list)?"
    r"|share\w*|social\w*|toolbar|bread\w*|crumbs?|pag(?:er|ination|ing)|popup|modal|dialog|overlay|cookies?|banner|advert\w*|ads?|sponsor\w*|promo\w*|subscri\w*|newsletter"
    r"|signup|login|copyright|copy|statement|disclaimer|tags?(?:list|cloud)?|keywords?|editor|author[-_]?(?:info|bio|box|card)|byline|meta|login|search|widget|outbrain|taboola"
    r"|qrcode|ewm|wechat|app[-_]?download|download|shares?|interact\w*|vote|survey|complaint|correct\w*|feedback|tips?|more|next|prev\w*|ranking?|top[-_]?news|links?|caption|credit)"
    r"(?:$|[\s_-])",
    re.I,
)
_LIKELY = re.compile(r"article|content|body|entry|post|text|story|main|detail|正文", re.I)
_ARTICLE = re.compile(
    r"arti(?:cle)?[-_]?(?:body|content|text|detail|cont|con)|(?:post|entry|story|news|main|page|detail|text)[-_]?(?:body|content|text|article|entry)\b|content[-_]?(?:text|article|body|detail|main)"
    r"|js_content|rich_media_content|trs_editor|ueditor|endtext|zoom\b|article__body|markdown-body|rich[-_]?text|cke_editable",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_PUNCTUATION = re.compile(r"[，。！？；、：,.!?;](?=\s|$|[\u3400-\u9fff“”‘’」』])|[，。！？；、：]")
_SENTENCE_END = re.compile(r"[。！？.!?…][”’」』）)\"']*$")
_SPACE = re.compile(r"\s+")
_TEXT_BLOCKS = frozenset({"p", "pre", "blockquote", "td", "section", "article", "div", "center", "dd", "font", "span", "li"})
_INLINE = frozenset({
    "a", "span", "b", "strong", "i", "em", "font", "br", "img", "sup", "sub", "u", "code", "small", "mark", "abbr", "cite",
    "q", "s", "time", "wbr", "ins", "del", "label",
})  # fmt: skip
_KEPT = _INLINE | {"body", "html", "article", "main", "p", "td", "tr", "tbody", "head", "title"}
_MIN_PARAGRAPH = 15  # characters
_MIN_ARTICLE = 60
_MAX_LINK_DENSITY = 0.5


def text_of(element: HtmlElement) -> str:
    """The words of an element, white space as single spaces."""
    return _SPACE.sub(" ", "".join(element.itertext())).strip()


def link_density(element: HtmlElement) -> float:
    """Share of an element's characters that stand in links."""
    total = len(text_of(element))
    return sum(len(text_of(link)) for link in element.iter("a")) / total if total else 0.0


def prune(root: HtmlElement) -> None:
    """Takes out what is never article: scripts, controls, navigation, hidden elements."""
    from lxml import etree

    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *_DROPPED, with_tail=False)
    for element in list(root.iter()):
        if element.getparent() is None or element.tag in _KEPT:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        hidden = element.get("style") and _HIDDEN.search(element.get("style") or "")
        if hidden or (names != " " and _UNLIKELY.search(names) and not _holds_article(element)):
            drop(element)


def _holds_article(element: HtmlElement) -> bool:
    """True for an element that has most of the page's paragraphs, whatever its name says."""
    count = 0
    for paragraph in element.iter("p"):
        text = text_of(paragraph)
        if len(text) > 2 * _MIN_PARAGRAPH and _SENTENCE_END.search(text) and link_density(paragraph) < _MAX_LINK_DENSITY:
            count += 1
            if count >= 4:
                return True
    return False


def drop(element: HtmlElement) -> None:
    """Takes an element out and leaves the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def find_article(root: HtmlElement) -> HtmlElement | None:
    """The element that holds the article, or None where no element has enough sentences."""
    scores: dict[HtmlElement, float] = {}
    for element, text in _paragraphs(root):
        weight = 1 + len(_PUNCTUATION.findall(text)) + min(len(text) / 100, 3)
        weight *= 1 - link_density(element)
        ancestor = element.getparent()
        for share in (1.0, 0.5, 0.25):
            if ancestor is None or ancestor.tag in ("html",):
                break
            scores[ancestor] = scores.get(ancestor, _prior(ancestor)) + weight * share
            ancestor = ancestor.getparent()
    best = max(scores, key=lambda element: scores[element] * (1 - link_density(element)), default=None)
    if best is None or len(text_of(best)) < _MIN_ARTICLE:
        return None
    return _widened(best, scores)


def _paragraphs(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The elements that hold text of their own, with it."""
    for element in root.iter(*_TEXT_BLOCKS):
        if element.tag == "p" or element.tag == "pre":
            text = text_of(element)
        elif element.tag in ("span", "font", "li"):
            continue
        else:
            own = [element.text or "", *(child.tail or "" for child in element)]
            own += ["".join(child.itertext()) for child in element if child.tag in _INLINE]
            text = _SPACE.sub(" ", "".join(own)).strip()
        if len(text) >= _MIN_PARAGRAPH:
            yield element, text


def _prior(element: HtmlElement) -> float:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    score = 5.0 if element.tag in ("article", "main") else 0.0
    if element.get("itemprop") == "articleBody" or _ARTICLE.search(names):
        score += 20.0
    return score + (5.0 if _LIKELY.search(names) else 0.0)


def _widened(best: HtmlElement, scores: dict[HtmlElement, float]) -> HtmlElement:
    """The best element, or an ancestor that holds as much again: an article in several parts."""
    parent = best.getparent()
    while parent is not None and parent.tag not in ("body", "html") and scores.get(parent, 0.0) > 0.9 * scores[best] and link_density(parent) < 0.2:
        best, parent = parent, parent.getparent()
    return best


def strip_beside(article: HtmlElement) -> None:
    """Takes out of an article the lists of links and the bars that stand in it."""
    for element in list(article.iter("ul", "ol", "div", "table", "dl", "section", "aside", "form", "p")):
        if element is article or element.getparent() is None:
            continue
        text = text_of(element)
        if not text:
            continue
        density = link_density(element)
        links = sum(1 for _ in element.iter("a"))
        sentences = len(_PUNCTUATION.findall(text))
        if (density > _MAX_LINK_DENSITY and (links > 1 or element.tag != "p")) or (links > 3 and density > 0.3 and sentences < links):
            drop(element)
