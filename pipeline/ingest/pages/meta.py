"""What a page says of itself in its head, in JSON-LD and beside its title. No clock: a relative date ("2 hours ago") is none."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.ingest.pages.shown import dated, in_scripts, name_in, shown_author, shown_date, words_of
from pipeline.ingest.tables import table

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SITE = re.compile(r"\s*(?:[|｜_»«]|\s[-–—·:]\s)\s*")
_CHINESE_SITE = re.compile(
    r"(.{4,}?)[-—–]+[^-—–。，！？]{0,12}(?:网|網|报|報|日报|日報|新闻|新聞|频道|頻道|门户|官网|论坛|論壇|社区|社區|博客|部落格|在线|在線|客户端)(?:[-—–_|][^-—–。，！？]{1,12})*"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MIN_TITLE = 4  # characters of a title once the site's name is off
_MAX_LINKED_DATA = 200_000  # characters of a JSON-LD script that are looked at
_ARTICLES = ("article", "posting", "report")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeta:
    """A page's title without its site's name, its author, canonical address, date as written, language tag, and the article's text in JSON-LD."""

    title: str | None
    author: str | None
    url: str | None
    published: str | None
    language: str | None
    body: str | None = None


def read_meta(tree: HtmlElement) -> PageMeta:
    """What the page says of itself; it must not have been pruned yet."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and element.get(attribute):
                metas.setdefault((element.get(attribute) or "").lower(), content)
    linked = _linked_data(tree)
    heading = next((text for element in tree.iter("h1") if (text := words_of(element).rstrip(" ¶#"))), None)
    titles = tree.findtext(".//title")
    title = _first(metas, "title") or linked.get("headline") or (titles or "").strip() or heading
    site = _first(metas, "site") or linked.get("site")
    scripts = in_scripts(tree)
    names = (linked.get("author"), _first(metas, "author"), scripts.get("author"))
    return PageMeta(
        title=without_site(title, site, heading),
        author=next(filter(None, map(name_in, names)), None) or shown_author(tree),
        url=_address(tree) or _http(_first(metas, "url")) or _http(scripts.get("url")),
        published=dated(_first(metas, "published")) or dated(linked.get("published")) or dated(scripts.get("published")) or shown_date(tree),
        language=(tree.get("lang") or _first(metas, "language")),
        body=linked.get("body"),
    )


def without_site(title: str | None, site: str | None = None, heading: str | None = None) -> str | None:
    """A page's title without the site's name after it. heading: the page's first heading, which tells where the title ends.

    >>> without_site("新模型发布_科技频道_某某网"), without_site("Small models - The Paper", "The Paper")
    ('新模型发布', 'Small models')
    """
    if not title:
        return heading
    if heading and len(heading) >= _MIN_TITLE:
        shown, said = (_NOT_LETTERS.sub("", text) for text in (heading, title))
        if said.startswith(shown) or (len(said) >= _MIN_TITLE and shown.startswith(said)):
            return heading
    if match := _CHINESE_SITE.fullmatch(title):
        return match[1].rstrip("-—–_ ")
    parts = [part.strip() for part in _SITE.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    if (site is not None and parts[-1].casefold() == site.casefold()) or _HAN.search(title) or "|" in title:
        return parts[0] if len(parts[0]) >= _MIN_TITLE else title
    return title


def _first(metas: Mapping[str, str], key: str) -> str | None:
    names = table("pages")["meta"]
    rows = names.get(key, ()) if isinstance(names, dict) else ()
    return next((metas[name] for name in rows if name in metas), None)


def _http(address: str | None) -> str | None:
    return address if address and address.startswith(("http://", "https://")) else None


def _address(tree: HtmlElement) -> str | None:
    links = (element.get("href") for element in tree.iter("link") if (element.get("rel") or "").lower() == "canonical")
    return next((address for address in links if _http(address)), None)


def _linked_data(tree: HtmlElement) -> dict[str, str]:
    """headline, author, published and site of the page's article in JSON-LD."""
    found: dict[str, str] = {}
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or not script.text or len(script.text) > _MAX_LINKED_DATA:
            continue
        try:
            loaded = json.loads(script.text, strict=False)
        except (ValueError, RecursionError) as error:
            log.debug("linked data left unread: %s", error)
            continue
        for node in _nodes(loaded):
            if str(node.get("@type", "")).lower().strip("[]'").endswith(_ARTICLES):
                _note(found, node)
    return found


def _nodes(loaded: object) -> Iterator[Mapping[str, object]]:
    """The objects of a JSON-LD script, those of its `@graph` too."""
    for node in loaded if isinstance(loaded, list) else [loaded]:
        if isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()


def _note(found: dict[str, str], node: Mapping[str, object]) -> None:
    for key, name in (("headline", "headline"), ("author", "author"), ("published", "datePublished"), ("site", "publisher"), ("body", "articleBody")):
        value = node.get(name)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("name") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            found.setdefault(key, value.strip())
