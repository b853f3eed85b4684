"""Finds the element of a page that holds its article: where sentences are dense and links are few.

The method is that of Readability and of GNE (density of text and of punctuation), for Chinese and Latin punctuation alike. Each paragraph
gives its weight to its parent and half of it to its grandparent; lists of links and bars of buttons that stand in the article are taken out.
The names that elements of articles and of bars have are tables in `data/pages.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import nlargest
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.ingest.pages.cues import Cues
from pipeline.ingest.pages.names import names_of, whole_names
from pipeline.ingest.pages.weights import Weight, Weights
from pipeline.ingest.tables import pattern

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "button", "select", "textarea", "input", "canvas", "nav", "footer",
    "link", "meta", "video", "audio", "dialog",
)  # fmt: skip
_TEXT_BLOCKS = ("p", "pre", "blockquote", "td", "section", "article", "div", "center", "dd")
_INLINE = frozenset({
    "a", "span", "b", "strong", "i", "em", "font", "br", "img", "sup", "sub", "u", "code", "small", "mark", "abbr", "cite",
    "q", "s", "time", "wbr", "ins", "del", "label", "ruby", "rt", "rp",
})  # fmt: skip
_KEPT = _INLINE | {"body", "html", "article", "main", "p", "td", "tr", "tbody", "head", "title", "pre", "figcaption"}
_TITLING = frozenset({"h1", "h2", "h3", "a", "title"})
_CONTAINERS = ("div", "article", "section", "main", "td")
_BESIDE = ("ul", "ol", "div", "table", "dl", "section", "aside", "form", "p", "td")
_MIN_PARAGRAPH = 15  # characters
_CANDIDATES = 8  # elements that are looked at more closely
_MIN_ARTICLE = 60
_MIN_PROSE = 4  # paragraphs of sentences that tell an article whatever its name says
_NAMED = 8.0
_MOST_SHARE = 0.7  # of the page's characters outside links, from which an element is the page itself
_NARROWED = 0.8
_BOX_SHARE = 0.4  # of the article's, from which a box is a part of it
_MAX_LINK_DENSITY = 0.5
_SHARES = (1.0, 0.5, 0.25)  # of a paragraph's weight, for the elements around it


def find_article(root: HtmlElement, cues: Cues) -> HtmlElement | None:
    """The element that holds the article, with what is never article taken out of it. None where no element has enough sentences.

    Changes the tree.
    """
    from lxml import etree

    etree.strip_elements(root, *_DROPPED, with_tail=False)
    weights = Weights(root)
    _drop_hidden(root, weights)
    article = _best(root, weights, cues)
    if article is None:
        return None
    _drop_boxes(article, weights)
    _strip_beside(article, weights)
    return article


def is_thread(article: HtmlElement) -> bool:
    """True for the posts of a forum's page."""
    post = pattern("pages", "names", "post")
    return sum(post.search(names_of(element)) is not None for element in article.iter("div", "td", "article", "section", "blockquote")) > 1


def _drop_hidden(root: HtmlElement, weights: Weights) -> None:
    """Takes out what is not shown, and what others wrote. What holds most of the page's own text stays: a script shows it, or the name misleads."""
    foreign, hidden = whole_names("foreign"), pattern("pages", "names", "hidden")
    container = pattern("pages", "names", "container")
    whole = weights[root].unlinked
    for element in weights.elements:
        if element.tag in _KEPT or element.getparent() is None:
            continue
        names, style = names_of(element), element.get("style")
        is_hidden = style and hidden.search(style.lower()) and not container.search(names)
        if (is_hidden or (names and foreign.search(names))) and weights[element].unlinked < _MOST_SHARE * whole:
            weights.drop(element)


def _best(root: HtmlElement, weights: Weights, cues: Cues) -> HtmlElement | None:
    scores: dict[HtmlElement, float] = {}
    for element, weight in _paragraphs(root, weights):
        value = (1 + weight.marks + min(weight.chars / 100, 3)) * (1 - weight.link_density)
        for share, ancestor in _shares(element):
            scores[ancestor] = scores.get(ancestor, _prior(ancestor)) + value * share
    best = _likeliest(scores, weights, cues)
    best = _text_alone(root, weights) if best is None else _narrowed(_widened(best, scores, weights), weights)
    return None if best is None or weights[best].chars < _MIN_ARTICLE else best


def _text_alone(root: HtmlElement, weights: Weights) -> HtmlElement | None:
    """The body of a page without paragraphs, when it is no list of links."""
    body = root.find("body")
    return None if body is None or weights[body].link_density > _MAX_LINK_DENSITY else body


def _shares(paragraph: HtmlElement) -> Iterator[tuple[float, HtmlElement]]:
    """The elements around a paragraph and the share of its weight that each gets; an element around only one other is no step outwards.

    One whose text is parted by line breaks is itself around paragraphs.
    """
    level = 0
    inner = paragraph
    is_article = paragraph.tag not in ("p", "pre") and sum(1 for _ in paragraph.iterchildren("br")) > 1
    for ancestor in chain((paragraph,) if is_article else (), paragraph.iterancestors()):
        if ancestor.tag == "html" or level == len(_SHARES):
            return
        yield _SHARES[level], ancestor
        level += inner.getnext() is not None or inner.getprevious() is not None
        inner = ancestor


def _likeliest(scores: Mapping[HtmlElement, float], weights: Weights, cues: Cues) -> HtmlElement | None:
    """The element with the highest score, among the highest few the one whose paragraphs say what the page's head says."""
    dense = {element: scores[element] * (1 - weights[element].link_density) for element in scores}
    highest = nlargest(_CANDIDATES, dense, key=lambda element: dense[element])
    return max(highest, key=lambda element: dense[element] * cues.factor(_prose(element)), default=None)


def _prose(element: HtmlElement) -> str:
    """The text of an element without its headings and links."""
    return " ".join(text for part in element.iter() if part.tag not in _TITLING for text in (part.text, *(child.tail for child in part)) if text)


def _paragraphs(root: HtmlElement, weights: Weights) -> Iterator[tuple[HtmlElement, Weight]]:
    """The elements that hold text of their own, with the weight of that text."""
    for element in root.iter(*_TEXT_BLOCKS):
        weight = weights[element]
        if element.tag not in ("p", "pre"):
            if weight.chars < _MIN_PARAGRAPH:
                continue
            weight = weights.own(element, _INLINE)
        if weight.chars >= _MIN_PARAGRAPH:
            yield element, weight


def _prior(element: HtmlElement) -> float:
    names = names_of(element)
    score = 5.0 if element.tag in ("article", "main") else 0.0
    if element.get("itemprop") == "articleBody" or pattern("pages", "names", "article").search(names):
        score += _NAMED
    return score + (5.0 if pattern("pages", "names", "likely").search(names) else 0.0)


def _widened(best: HtmlElement, scores: dict[HtmlElement, float], weights: Weights) -> HtmlElement:
    """The best element, or an ancestor that holds as much again: an article in several parts."""
    parent = best.getparent()
    while (
        parent is not None
        and parent.tag not in ("body", "html")
        and scores.get(parent, 0.0) > 0.9 * scores[best]
        and weights[parent].link_density < 0.2
    ):
        best, parent = parent, parent.getparent()
    return best


def _narrowed(best: HtmlElement, weights: Weights) -> HtmlElement:
    """The innermost element in it that a family of sites names as the article's, when that has nearly all of the text."""
    named = pattern("pages", "names", "container")
    least = _NARROWED * weights[best].unlinked
    inner = [
        part
        for part in best.iter(*_CONTAINERS)
        if weights[part].unlinked >= least and (part.get("itemprop") == "articleBody" or named.search(names_of(part)))
    ]
    return inner[-1] if inner else best


def _drop_boxes(article: HtmlElement, weights: Weights) -> None:
    """Takes out of an article the boxes whose names say that they are none of it, unless they hold a part of it."""
    beside = whole_names("beside")
    whole = weights[article].unlinked
    for element in list(article.iter()):
        if element is article or element.tag in _KEPT or element.getparent() is None:
            continue
        weight = weights[element]
        names = names_of(element)
        if names and beside.search(names) and weight.prose < _MIN_PROSE and weight.unlinked < _BOX_SHARE * whole:
            weights.drop(element)


def _strip_beside(article: HtmlElement, weights: Weights) -> None:
    """Takes out of an article the lists of links and the bars that stand in it."""
    for element in list(article.iter(*_BESIDE)):
        if element is article or element.getparent() is None or not weights[element].chars:
            continue
        if _is_column(element, weights) if element.tag == "td" else _is_list_of_links(element, weights[element]):
            weights.drop(element)


def _is_list_of_links(element: HtmlElement, weight: Weight) -> bool:
    density = weight.link_density
    if density > _MAX_LINK_DENSITY and (weight.links > 1 or element.tag != "p"):
        return True
    return weight.links > 3 and density > 0.3 and weight.marks < weight.links


def _is_column(cell: HtmlElement, weights: Weights) -> bool:
    """True for the cell of a layout that holds a menu."""
    row = cell.getparent()
    weight = weights[cell]
    return row is not None and weight.links > 2 and weight.link_density > 0.8 and 4 * weight.chars < weights[row].chars
