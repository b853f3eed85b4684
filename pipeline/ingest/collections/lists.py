"""Lists of addresses: a text with one a line, OPML, sitemaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.ingest.collections.naming import is_web_address, resolved

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_LINE = 4000


def listed_addresses(text: str) -> list[str] | None:
    """The addresses of a text that has one in each line that is not empty and does not begin with `#`; None where it has anything else."""
    found = []
    for line in text.lstrip("\ufeff").splitlines():
        address = line.strip()
        if not address or address.startswith("#"):
            continue
        if len(address) > _MAX_LINE or any(character.isspace() for character in address) or not is_web_address(address):
            return None
        found.append(address)
    return found or None


def subscribed_feeds(text: str, base: str, address: str) -> list[str]:
    """The addresses of the feeds in an OPML list, folders opened. text: from its first element on. Raises SourceError for broken XML."""
    outlines = (element for element in _parse(text, address).iter() if _name(element) == "outline")
    values = ({key.lower(): str(value) for key, value in outline.attrib.items()} for outline in outlines)
    return [resolved(base, row["xmlurl"]) for row in values if row.get("xmlurl", "").strip()]


def mapped_pages(text: str, base: str, address: str) -> list[str]:
    """The addresses in a sitemap, or of the sitemaps in an index of them. text: from its first element on. Raises SourceError for broken XML."""
    found = []
    for element in _parse(text, address).iter():
        parent = element.getparent()
        if _name(element) == "loc" and parent is not None and _name(parent) in ("url", "sitemap") and element.text:
            found.append(resolved(base, element.text))
    return found


def _parse(text: str, address: str) -> _Element:
    """The root of an XML text. Neither entities nor files nor the network are asked for anything."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise SourceError(f"{address}: the list is broken XML; check it with the site that it comes from")
    return root


def _name(element: _Element) -> str:
    """An element's name without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
