"""XML that somebody else wrote, parsed so that it can neither fetch, nor include, nor grow: no DTD, no entities of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE[^<>\[]*\[|ENTITY)", re.I)
_SPACE = re.compile(r"\s+")


def parse_xml(data: bytes, address: str) -> _Element:
    """The root of an XML file. Elements deeper than 256 levels are not read.

    Raises SourceError for XML that is broken, or that declares entities (every known XML bomb does).
    """
    from lxml import etree

    if _DOCTYPE.search(data.replace(b"\0", b"")):
        raise SourceError(f"{address}: its XML declares entities, which are not read; save it without a DTD")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"{address}: its XML is broken ({_one_line(error)}); get the file again, or save it anew") from error
    if root is None:
        raise SourceError(f"{address}: its XML is empty; get the file again, or save it anew")
    return root


def _one_line(error: Exception) -> str:
    return _SPACE.sub(" ", str(error))[:120]


def local(element: _Element) -> str:
    """The name of an element without its namespace; empty for what is none (an entity reference)."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def descendants(element: _Element, name: str) -> list[_Element]:
    """The descendants of that local name, in order, in whatever namespace."""
    return list(element.iter(f"{{*}}{name}"))


def text_of(element: _Element | None) -> str | None:
    """The words of an element on one line; None where it has none."""
    if element is None:
        return None
    return _SPACE.sub(" ", "".join(str(text) for text in element.itertext())).strip() or None


def first_text(root: _Element, *names: str) -> str | None:
    """The words of the first element that has any, of the first local name that has one."""
    return next((text for name in names for element in descendants(root, name) if (text := text_of(element))), None)
