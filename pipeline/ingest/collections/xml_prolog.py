"""What an XML text begins with: its declaration and document type are cut off, so that no entity it declares is ever expanded."""

from __future__ import annotations

import re

_SPACE = re.compile(r"[\s\ufeff]*")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})(?=[\s/>])")
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.I)
_MAX_PROLOG = 1000  # comments and instructions before the first element


def first_element(text: str) -> tuple[str, int] | None:
    """(name, offset) of an XML text's first element: what stands before it is passed over. None where the text begins otherwise.

    >>> first_element('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><!-- d --><rss version="2.0">')
    ('rss', 61)
    """
    at = 0
    for _ in range(_MAX_PROLOG):
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if root := _ROOT.match(text, at):
            return root.group(1), at
        if text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif _DOCTYPE.match(text, at):
            end = _end_of_doctype(text, at)
        else:
            return None
        if end <= at:
            return None
        at = end
    return None


def _end_of_doctype(text: str, at: int) -> int:
    """Where a document type ends, its own declarations included; 0 where it does not."""
    mark = re.compile(r"[\[>]").search(text, at)
    if mark is None:
        return 0
    if mark.group() == ">":
        return mark.end()
    closed = re.compile(r"\]\s*>").search(text, mark.end())
    return closed.end() if closed else 0
