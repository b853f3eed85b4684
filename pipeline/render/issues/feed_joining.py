"""The feeds of single issues as one: each issue's entries are written once, when it is made, and stay as they were."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree

from pipeline.render.issues.feed import ISSUES

_ATOM = "{http://www.w3.org/2005/Atom}"
ElementTree.register_namespace("", _ATOM[1:-1])


def join_feeds(newest: str, others: Iterable[str]) -> str:
    """The feed `newest`, as `render_feed` makes it of one issue, with the entries of the others, the newest first.

    What is said of the feed itself is said by `newest`. Raises ElementTree.ParseError for what is no XML.
    """
    feed = ElementTree.fromstring(newest)
    entries = feed.findall(f"{_ATOM}entry")
    for other in others:
        entries += ElementTree.fromstring(other).findall(f"{_ATOM}entry")
    entries.sort(key=_day, reverse=True)
    for entry in feed.findall(f"{_ATOM}entry"):
        feed.remove(entry)
    by_day = [list(group) for _, group in groupby(entries, _day)]
    for entry in (entry for group in by_day[:ISSUES] for entry in group):
        feed.append(entry)
    updated = feed.find(f"{_ATOM}updated")
    if updated is not None and entries:
        updated.text = _day(entries[0])
    ElementTree.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(feed, encoding="unicode")}\n'


def _day(entry: ElementTree.Element) -> str:
    return entry.findtext(f"{_ATOM}updated", "")
