"""Mails in HTML: the whole body is the text; tables that only lay it out are opened, what is hidden from the reader is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.ingest.documents.letters import Letter, without_small_print
from pipeline.ingest.documents.markup_xml import text_of
from pipeline.ingest.pages.blocks import read_tree
from pipeline.ingest.pages.tree import parse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])|max-height\s*:\s*0(?![.\d])", re.I)
_QUOTED = re.compile(r"gmail_(?:quote|attr)|yahoo_quoted|moz-cite-prefix|protonmail_quote|appendonsend|divrplyfwdmsg|(?:gmail_|moz-)signature", re.I)
_LAID_OUT = re.compile(r"<(?:h[1-4]|table|ul|ol)\b", re.I)
_BLOCKS = ("table", "p", "h1", "h2", "h3", "h4", "ul", "ol", "div")
_MAX_CELL = 120  # characters of a cell that holds data
_INVISIBLE = re.compile("[\u034f\u200b-\u200f\u2007\u00ad\ufeff]+")


def is_laid_out(html: str) -> bool:
    """True for HTML with headings, lists or tables, which its plain version would lose."""
    return _LAID_OUT.search(html) is not None


def read_newsletter(html: str) -> Letter:
    """The passages of a mail in HTML; none where there is no text in it."""
    tree = parse(html)
    body = tree.find("body") if tree is not None else None
    if body is None:
        return Letter([])
    _drop(body)
    _open_tables(body)
    for element in body.iter():
        if isinstance(element.tag, str):
            element.text = _INVISIBLE.sub("", element.text) if element.text else None
            element.tail = _INVISIBLE.sub("", element.tail) if element.tail else None
    return Letter(without_small_print(read_tree(body, html)))


def _drop(body: HtmlElement) -> None:
    """Takes off what is hidden, what is quoted from the mail that is answered, and signatures; a mail that only quotes keeps it."""
    for element in list(body.iter()):
        if isinstance(element.tag, str) and element is not body and _HIDDEN.search(element.get("style") or "") and element.getparent() is not None:
            element.drop_tree()
    quoted = [e for e in body.iter() if isinstance(e.tag, str) and _QUOTED.search(f"{e.get('class') or ''} {e.get('id') or ''}")]
    quoted += [e for e in body.iter("blockquote") if e.get("type") == "cite"]
    total = len(text_of(body) or "")
    gone = sum(len(text_of(e) or "") for e in quoted if not any(parent in quoted for parent in e.iterancestors()))
    if total - gone < 1 or "forwarded message" in (text_of(body) or "").lower():
        return
    for element in quoted:
        if element.getparent() is not None:
            element.drop_tree()


def _open_tables(body: HtmlElement) -> None:
    """Turns tables that lay out the page into plain blocks, from the innermost on."""
    for table in reversed(list(body.iter("table"))):
        if _holds_data(table):
            continue
        for element in list(table.iter("tr", "td", "th", "tbody", "thead", "tfoot", "caption", "colgroup")):
            if next(element.iterancestors("table"), None) is table:
                element.tag = "div"
        table.tag = "div"


def _holds_data(table: HtmlElement) -> bool:
    """True for two rows and more of two short cells and more, with nothing but words in them."""
    if (table.get("role") or "").lower() == "presentation" and not any(True for _ in table.iter("th")):
        return False
    if any(element is not table for element in table.iter("table", "h1", "h2", "h3", "h4", "ul", "ol")):
        return False
    rows = [[words for cell in row.iter("td", "th") if (words := text_of(cell))] for row in table.iter("tr")]
    full = [row for row in rows if row]
    return len(full) > 1 and all(len(row) > 1 and max(map(len, row)) <= _MAX_CELL for row in full)
