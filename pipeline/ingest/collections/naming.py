"""Names for documents that come without a file's name: from an address, or from a title and a date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urljoin, urlsplit

_NOT_NAME = re.compile(r"[^a-z0-9\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7a3]+")
_SUFFIX = re.compile(r"\.(?:html?|xhtml|shtml|php|aspx?|jsp|md|txt|pdf|xml|rss|atom|json)$", re.I)
_MAX_PART = 60


def is_web_address(text: str) -> bool:
    """True for an http or https address with a host."""
    if not re.match(r"https?://[^\s/?#]", text, re.I):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def resolved(base: str, link: str) -> str:
    """A link as an absolute address; as it stands where it is none."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link.strip()


def name_of(address: str) -> str:
    """The name of a document by its web address: the host, then its path's parts, then its query, without an extension.

    >>> name_of("https://www.example.org/2024/07/small-models.html?id=7#top")
    'example.org/2024/07/small-models-id-7'
    """
    parts = urlsplit(address)
    host = re.sub(r"[^a-z0-9.-]+", "-", (parts.hostname or "").removeprefix("www.")).strip(".-") or "web"
    folders = [slug(unquote(part)) for part in _SUFFIX.sub("", parts.path).split("/")]
    query = slug(unquote(parts.query))
    path = [part for part in folders if part]
    if query:
        path = [*path[:-1], "-".join([*path[-1:], query])]
    return "/".join([host, *path])


def slug(text: str) -> str:
    """A text as part of a name: lower-case letters, digits and Chinese characters, joined by `-`; at most 60 characters.

    >>> slug("小模型，Big Savings!")
    '小模型-big-savings'
    """
    return _NOT_NAME.sub("-", text.lower())[:_MAX_PART].strip("-")


def distinct(names: Iterable[str]) -> list[str]:
    """The names, each that was there already with a number before its extension.

    >>> distinct(["a.html", "b", "a.html"])
    ['a.html', 'b', 'a-2.html']
    """
    taken: set[str] = set()
    found = []
    for name in names:
        stem, dot, extension = name.rpartition(".") if name.endswith(".html") else (name, "", "")
        chosen, number = name, 1
        while chosen in taken:
            number += 1
            chosen = f"{stem}-{number}{dot}{extension}"
        taken.add(chosen)
        found.append(chosen)
    return found
