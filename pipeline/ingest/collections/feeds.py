"""RSS and Atom feeds, read by feedparser; JSON feeds, read here."""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import date
from email.utils import parsedate
from typing import Any

from pipeline.errors import MissingDependencyError, SourceError
from pipeline.ingest.collections.articles import Feed, Item, words
from pipeline.ingest.collections.naming import is_web_address, resolved

log = logging.getLogger(__name__)

JSON_FEED = "jsonfeed.org/version/"
_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)")
_HALVES = re.compile("[\ud800-\udfff]")  # JSON can name one without the other, which no encoding writes
_MAX_TITLE = 300
MAX_CHARACTERS = 5_000_000


def read_feed(text: str, base: str, address: str) -> Feed:
    """A feed of any RSS or Atom. text: from its first element on. base: what relative links start from. address: for messages.

    Raises MissingDependencyError without feedparser, SourceError when nothing of the feed can be read.
    """
    try:
        import feedparser
    except ImportError as error:
        raise MissingDependencyError(f"{address}: feeds need feedparser; install it with: pip install 'bidigest[feeds]'") from error
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base if is_web_address(base) else ""}
    found = feedparser.parse(_cut(text, address).encode("utf-8", "replace"), response_headers=headers, sanitize_html=False)
    if found.bozo and not found.entries:
        raise SourceError(f"{address}: the feed is broken; check it with the site that it comes from")
    language = found.feed.get("language")
    return Feed(title=_plain(found.feed.get("title", "")), items=[_item(entry, language) for entry in found.entries])


def _cut(text: str, address: str) -> str:
    """The whole items of a feed among its first MAX_CHARACTERS. feedparser takes half a second for a million, six for a broken feed."""
    if len(text) <= MAX_CHARACTERS:
        return text
    log.warning("%s: only the first %d million characters of the feed are read", address, MAX_CHARACTERS // 1_000_000)
    ends = (text.rfind(end, 0, MAX_CHARACTERS) + len(end) for end in ("</item>", "</entry>") if end in text)
    return text[: max(ends, default=MAX_CHARACTERS)]


def read_json_feed(text: str, base: str, address: str) -> Feed | None:
    """A JSON feed, or None where the text is other JSON. Raises SourceError when it says that it is one and is broken."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{address}: the feed is broken JSON; check it with the site that it comes from") from error
    if not isinstance(found, dict) or JSON_FEED not in _string(found, "version"):
        return None
    rows = found.get("items")
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    home = resolved(base, _string(found, "home_page_url"))
    return Feed(title=_plain(_string(found, "title")), items=[_json_item(row, home, _string(found, "language")) for row in rows])


def _item(entry: dict[str, Any], language: str | None) -> Item:
    contents = [(_markup(content), content.get("language")) for content in entry.get("content", ())]
    content, said = max(contents, key=lambda one: len(one[0]), default=("", None))
    link = entry.get("link", "")
    dates = (dict.get(entry, key, "") for key in ("published", "created", "updated"))  # entry.get warns, and gives one date for another
    return Item(
        link=link if is_web_address(link) else None,
        key=entry.get("id") or link or entry.get("title", ""),
        title=_plain(entry.get("title", "")),
        author=_plain(entry.get("author", "")) or None,
        published=next((found for text in dates if (found := iso_date(text))), None),
        language=said or language,
        content=content,
        summary=_markup(entry.get("summary_detail", {})),
    )


def _json_item(row: Mapping[str, object], home: str, language: str) -> Item:
    authors = row.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else row.get("author")
    addresses = (resolved(home, _string(row, key)) for key in ("url", "external_url") if _string(row, key))
    link = next((address for address in addresses if is_web_address(address)), None)
    dates = (iso_date(_string(row, key)) for key in ("date_published", "date_modified"))
    return Item(
        link=link,
        key=_HALVES.sub("\ufffd", str(row.get("id") or link or _string(row, "title"))),
        title=_plain(_string(row, "title")),
        author=_string(author, "name") or None if isinstance(author, dict) else None,
        published=next(filter(None, dates), None),
        language=_string(row, "language") or language or None,
        content=_string(row, "content_html") or _paragraphs(_string(row, "content_text")),
        summary=_paragraphs(_string(row, "summary")),
    )


def iso_date(text: str) -> str | None:
    """The day of a feed's date, as its own clock had it; None where it cannot be read.

    >>> iso_date("Fri, 19 Jul 2024 07:00:00 +0800"), iso_date("2024-07-19T01:00:00+08:00"), iso_date("soon")
    ('2024-07-19', '2024-07-19', None)
    """
    try:
        if match := _ISO.match(text):
            return date(*(int(part) for part in match.groups())).isoformat()
        parsed = parsedate(text)
        return date(*parsed[:3]).isoformat() if parsed else None
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _markup(detail: Mapping[str, Any]) -> str:
    """A text construct as HTML."""
    value = detail.get("value") or ""
    return _paragraphs(value) if detail.get("type") == "text/plain" else str(value)


def _paragraphs(text: str) -> str:
    return "\n".join(_escaped(text))


def _escaped(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n[ \t]*\n", text.strip()):
        if paragraph.strip():
            yield f"<p>{html.escape(paragraph.strip(), quote=False)}</p>"


def _plain(title: str) -> str:
    """A title on one line without markup."""
    return " ".join(words(title).split())[:_MAX_TITLE]


def _string(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return _HALVES.sub("\ufffd", value) if isinstance(value, str) else ""
