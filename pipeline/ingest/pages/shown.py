"""What a page shows beside its title, and what its scripts hold: the date, the author.

What stands in comments or in lists of other articles is not the page's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, dropwhile, islice
from typing import TYPE_CHECKING

from pipeline.datamodel.document import DateOrigin
from pipeline.ingest.pages.names import names_of, stands_aside
from pipeline.ingest.published import parse_date
from pipeline.ingest.tables import pattern

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_SHOWN = 80  # characters of an element that shows a date
_MAX_NAME = 40
_MAX_SCRIPT = 2_000_000
_SHOWING = ("span", "div", "p", "em", "i", "li", "td", "b", "font", "small", "dd", "h5", "h6")
_NAMING = ("a", "span", "div", "p", "em", "i", "strong", "b", "address", "cite", "meta", "li")
_NEAR = 40  # elements after a heading among which its date stands
_MOMENT = re.compile(r"\s*20\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?\s{1,4}\d{1,2}:\d\d")
_SECONDS = re.compile(r"\d{10}")
_CHINA = timedelta(hours=8)  # the clock by which the sites that give seconds show their dates


def words_of(element: HtmlElement) -> str:
    """The words of an element, single spaces between them."""
    return " ".join("".join(element.itertext()).split())


def dated(text: str | None) -> str | None:
    """The text when it holds a date."""
    return text if text and parse_date(text, DateOrigin.METADATA) else None


def shown_date(tree: HtmlElement) -> str | None:
    """The date of the page's own `<time>`, of an element whose class says that it shows one, or under a label such as 发布时间."""
    return next(filter(None, chain(_dates(tree), _beside_heading(tree))), None)


def _dates(tree: HtmlElement) -> Iterator[str | None]:
    for element in tree.iter("time", "abbr", "span", "div", "p"):
        if (element.tag == "time" or element.get("itemprop") == "datePublished") and not stands_aside(element):
            yield dated(element.get("datetime")) or dated(element.get("content")) or dated(words_of(element)[:_MAX_SHOWN])
    names = pattern("pages", "shown", "published")
    for element in tree.iter(*_SHOWING):
        if (shown := names_of(element)) and names.search(shown):
            text = words_of(element)
            if text and len(text) <= 4 * _MAX_SHOWN and not stands_aside(element):
                yield dated(text[:_MAX_SHOWN])
    label = pattern("pages", "label", "published")
    for element in tree.iter(*_SHOWING):
        for text in (element.text, *(child.tail for child in element)):
            if text and len(text) < 4 * _MAX_SHOWN and (match := label.search(text.casefold())) and not stands_aside(element):
                yield dated(next(filter(None, match.groups()), None))


def _beside_heading(tree: HtmlElement) -> Iterator[str | None]:
    """A date with its time of day that is all an element says, soon after the page's heading."""
    heading = next(tree.iter("h1"), None)
    if heading is None:
        return
    after = dropwhile(lambda element: element is not heading, tree.iter())
    for element in islice(after, _NEAR):
        if (text := element.text) and (match := _MOMENT.match(text)) and not stands_aside(element):
            yield dated(match.group())


def shown_author(tree: HtmlElement) -> str | None:
    """The name that an element marked as the author's shows."""
    names = pattern("pages", "byline", "names")
    for element in tree.iter(*_NAMING):
        is_marked = "author" in (element.get("rel") or "").split() or element.get("itemprop") == "author" or names.search(names_of(element))
        if is_marked and not stands_aside(element) and (name := name_in(element.get("content") or words_of(element))):
            return name
    label = pattern("pages", "label", "author")
    for element in tree.iter(*_SHOWING):
        if (text := element.text) and len(text) <= 4 * _MAX_SHOWN and (match := label.search(text)) and not stands_aside(element):
            return name_in(next(filter(None, match.groups()), None))
    return None


def name_in(byline: str | None) -> str | None:
    """The name in a byline, without what stands before and after it; None where there is none.

    >>> name_in("作者：林小满 2024-07-18"), name_in("By Ann Field | Updated"), name_in("责任编辑：王")
    ('林小满', 'Ann Field', None)
    """
    if not byline or len(byline) > 2 * _MAX_NAME:
        return None
    start = pattern("pages", "byline", "before").match(byline.casefold())
    name = byline[start.end() if start else 0 :]
    end = pattern("pages", "byline", "after").search(name.casefold())
    name = name[: end.start() if end else len(name)].strip(" :：")
    return name if name and len(name) <= _MAX_NAME and not pattern("pages", "byline", "none").search(name.casefold()) else None


def in_scripts(tree: HtmlElement) -> dict[str, str]:
    """published, author and url as the page's scripts have them."""
    found: dict[str, str] = {}
    for script in tree.iter("script"):
        text = script.text
        if not text or len(text) > _MAX_SCRIPT or script.get("type") == "application/ld+json":
            continue
        for key in ("published", "author", "url"):
            if key not in found and (match := pattern("pages", "script", key).search(text)):
                found[key] = next(filter(None, match.groups()), "")
    if _SECONDS.fullmatch(found.get("published", "")):
        found["published"] = (datetime.fromtimestamp(int(found["published"]), UTC) + _CHINA).strftime("%Y-%m-%d %H:%M")
    return found
