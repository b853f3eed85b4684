"""An item of a feed as a document: its article when the feed holds it whole, else the address of the page that does.

An item's date becomes its document's metadata, or, where a page is still to be fetched, part of its name: there the page's own date comes
first. `SourceRef.published` stays as it is, for it means what the user said. A feed's language is only claimed on the page: feeds of Chinese
sites often say `en`.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar
from urllib.parse import quote, urlsplit

from pipeline.datamodel.document import Source, SourceRef
from pipeline.ingest.collections.naming import distinct, is_web_address, name_of, slug
from pipeline.ingest.pages.tree import parse
from pipeline.ingest.tables import table

Thing = TypeVar("Thing")

log = logging.getLogger(__name__)

MAX_ITEMS = 200  # of a feed or a list: the largest feeds carry 100, and each item may be a page to fetch
MIN_CONTENT = 400  # weighted characters of an article that its feed holds as content; a Chinese character weighs as WEIGHT_OF_HAN others
MIN_SUMMARY = 1500  # of one that it holds as summary: summaries are mostly cut
WEIGHT_OF_HAN = 3
_HAN = re.compile(r"[\u3400-\u9fff]")
_BLOCKS = ("p", "div", "li", "tr", "blockquote", "pre", "br", "h1", "h2", "h3", "h4", "h5", "h6")
_LINE = re.compile(r"\n\s*")
_MAX_FOLDER = 30
_TITLE_FROM_TEXT = 40
_MAX_KEY = 200
_IN_FRAGMENT = "/?:@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a feed. link: its page's address, absolute, or None. published: an ISO date. content, summary: HTML, empty where there is none."""

    link: str | None
    key: str
    title: str
    author: str | None = None
    published: str | None = None
    language: str | None = None
    content: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's title and its items in order."""

    title: str
    items: Sequence[Item]


def articles(feed: Feed, source: Source) -> tuple[Source | SourceRef, ...]:
    """A document for each item, at most MAX_ITEMS: a Source with its article, or a SourceRef to its page.

    An item that has neither is left out, and logged.
    """
    address = source.metadata.get("url", source.ref.address)
    folder = slug(feed.title)[:_MAX_FOLDER].strip("-") or slug(urlsplit(address).hostname or "") or "feed"
    found: list[Source | SourceRef] = []
    seen: set[str] = set()
    for number, item in enumerate(bounded(feed.items, source), start=1):
        ref = SourceRef(address=_address(item, number, address, seen), name=f"{folder}/{_name(item)}.html", published=source.ref.published)
        body = _whole(item)
        if body:
            found.append(Source(ref=ref, data=_page(item, body), metadata=_metadata(item)))
        elif item.link is None:
            log.info("%s: item %r has neither a text nor a page; left out", source.ref.address, item.title or item.key)
        elif item.link not in seen:
            found.append(replace(ref, address=item.link))
        seen.update({ref.address, item.link or ref.address})
    return renamed(found)


def bounded(things: Sequence[Thing], source: Source) -> Sequence[Thing]:
    """The first MAX_ITEMS, and a warning where there are more."""
    if len(things) > MAX_ITEMS:
        log.warning("%s: has %d items; the first %d are taken", source.ref.address, len(things), MAX_ITEMS)
    return things[:MAX_ITEMS]


def pages(addresses: Iterable[str], source: Source) -> tuple[SourceRef, ...]:
    """A reference to the page at each address, each once, at most MAX_ITEMS; what is no web address is left out."""
    wanted = [address for address in dict.fromkeys(addresses) if is_web_address(address)]
    refs = [SourceRef(address=address, name=name_of(address), published=source.ref.published) for address in bounded(wanted, source)]
    return tuple(replace(ref, name=name) for ref, name in zip(refs, distinct(ref.name for ref in refs), strict=True))


def renamed(found: Sequence[Source | SourceRef]) -> tuple[Source | SourceRef, ...]:
    """The documents with names that differ."""
    names = distinct((one.ref if isinstance(one, Source) else one).name for one in found)
    return tuple(
        replace(one, ref=replace(one.ref, name=name)) if isinstance(one, Source) else replace(one, name=name)
        for one, name in zip(found, names, strict=True)
    )


def words(markup: str) -> str:
    """The text of a piece of HTML, a line for each of its blocks.

    >>> words("<p>Small &amp; cheap.</p><p>Fast.</p>")
    'Small & cheap.\\nFast.'
    """
    text = _text_of(markup) if "<" in markup else html.unescape(markup)
    return _LINE.sub("\n", text).strip()


def _text_of(markup: str) -> str:
    from lxml import etree

    tree = parse(markup)
    if tree is None:
        return ""
    etree.strip_elements(tree, "script", "style", with_tail=False)
    for block in tree.iter(*_BLOCKS):
        block.tail = f"\n{block.tail or ''}"
    return "".join(str(text) for text in tree.itertext())


def _whole(item: Item) -> str:
    """The HTML of an item's article; empty where the feed has only the beginning of it, and its page has the rest."""
    for body, enough in ((item.content, MIN_CONTENT), (item.summary, MIN_SUMMARY)):
        text = words(body)
        if len(text) + (WEIGHT_OF_HAN - 1) * len(_HAN.findall(text)) >= enough and not _is_teaser(text):
            return body
    longest = max(item.content, item.summary, key=len)
    return longest if item.link is None and words(longest) else ""


def _is_teaser(text: str) -> bool:
    """Whether a text ends as one does that goes on elsewhere; lines that the blog engine adds are passed over."""
    lines = [line for line in text.split("\n")[-4:] if not _pattern("added").fullmatch(line.strip())]
    return bool(lines) and _pattern("teaser_ends").search(lines[-1][-200:]) is not None


@cache
def _pattern(key: str) -> re.Pattern[str]:
    rows = table("feeds")[key]
    assert isinstance(rows, list)
    end = r"\Z" if key == "teaser_ends" else ""
    return re.compile(f"(?:{'|'.join(rows)}){end}", re.I)


def _address(item: Item, number: int, feed: str, seen: Container[str]) -> str:
    """An item's page, or its place in the feed when it has no page of its own."""
    choices = (item.link, f"{feed}#{quote(item.key[:_MAX_KEY], safe=_IN_FRAGMENT)}" if item.key else None)
    return next((choice for choice in choices if choice is not None and choice not in seen), f"{feed}#{number}")


def _name(item: Item) -> str:
    title = slug(item.title) or slug(words(item.content or item.summary)[:_TITLE_FROM_TEXT]) or slug(item.key) or "item"
    return f"{item.published}-{title}" if item.published else title


def _metadata(item: Item) -> dict[str, str]:
    said = {"title": item.title, "url": item.link, "author": item.author, "published": item.published}
    return {key: value for key, value in said.items() if value}


def _page(item: Item, body: str) -> bytes:
    language = f' lang="{html.escape(item.language)}"' if item.language else ""
    title = html.escape(item.title)
    heading = f"<h1>{title}</h1>\n" if title else ""
    head = f'<!DOCTYPE html>\n<html{language}>\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
    return f"{head}<body>\n<article>\n{heading}{body}\n</article>\n</body>\n</html>\n".encode("utf-8", "replace")
