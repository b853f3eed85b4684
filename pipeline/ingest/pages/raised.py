"""Raised numbers of a page: a power is written as one (10⁶, never 106), the mark of a note goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_NUMBER = re.compile(r"[-−]?\d{1,2}")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§])[\])]?")
_BASE = re.compile(r"(?:\d|\)|(?<![^\W\d_])[^\W\d_]{1,3})\s?$")
_RAISED = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


def write_raised(tree: _Element) -> None:
    """Changes the tree: what stands in each `<sup>` becomes characters that are raised themselves, or nothing where it is a note's mark."""
    for element in list(tree.iter("sup")):
        text = "".join(map(str, element.itertext())).strip()
        is_linked = next(element.iter("a"), None) is not None
        if _NUMBER.fullmatch(text) and not is_linked and _BASE.search(_before(element)):
            _write(element, text.translate(_RAISED))
        elif _NOTE.fullmatch(text):
            _write(element, "")


def _before(element: _Element) -> str:
    """The text right before an element, in its parent."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return str(previous.tail or "".join(map(str, previous.itertext())))
    return str(parent.text or "") if parent is not None else ""


def _write(element: _Element, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text
