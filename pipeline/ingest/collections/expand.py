"""Sources that are no document but hold many, or point to them: feeds, lists of feeds, sitemaps, lists of addresses."""

from __future__ import annotations

import re

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import EncodingError
from pipeline.ingest.collections.articles import articles, pages
from pipeline.ingest.collections.feeds import JSON_FEED, read_feed, read_json_feed
from pipeline.ingest.collections.lists import listed_addresses, mapped_pages, subscribed_feeds
from pipeline.ingest.collections.xml_prolog import first_element
from pipeline.ingest.decoding import decoded

_MAY_BEGIN = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*(?:[<{#]|h\0?t\0?t\0?p)", re.I)
_OBJECT = re.compile(r"\{\s*\"")
_FEEDS = ("rss", "feed", "rdf:rdf", "atom:feed")
_HEAD = 1000


def expand(source: Source) -> tuple[Source | SourceRef, ...] | None:
    """What a collection holds, in order: Sources with their text, and SourceRefs to pages that are still to be fetched. None for a document.

    A collection is RSS, Atom or a JSON feed, OPML, a sitemap or an index of them, or a text whose every line is a web address. A page of HTML is a
    document. What is fetched for a SourceRef may be a collection again. Raises SourceError for a feed that is broken, MissingDependencyError for
    RSS and Atom without feedparser.
    """
    if not _MAY_BEGIN.match(source.data[:_HEAD]):
        return None
    try:
        text = decoded(source)
    except EncodingError:
        return None
    begin = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if begin.startswith("<"):
        return _expand_markup(source, text)
    if _OBJECT.match(begin):
        feed = read_json_feed(text, *_addresses(source)) if JSON_FEED in text else None
        return articles(feed, source) if feed is not None else None
    addresses = listed_addresses(text)
    return pages(addresses, source) if addresses is not None else None


def _expand_markup(source: Source, text: str) -> tuple[Source | SourceRef, ...] | None:
    """What a feed or list in XML holds; None for any other markup."""
    first = first_element(text)
    if first is None:
        return None
    name, at = first[0].lower(), first[1]
    if name in _FEEDS:
        return articles(read_feed(text[at:], *_addresses(source)), source)
    if name == "opml":
        return pages(subscribed_feeds(text[at:], *_addresses(source)), source)
    if name in ("urlset", "sitemapindex"):
        return pages(mapped_pages(text[at:], *_addresses(source)), source)
    return None


def _addresses(source: Source) -> tuple[str, str]:
    """What relative links start from, and how messages call the source."""
    return source.metadata.get("url", source.ref.address), source.ref.address
