"""EPUB books: the chapters in the order of the package's spine, each read as a page's tree is, without covers and tables of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline.datamodel.document import BlockKind, Source
from pipeline.errors import EncodingError, SourceError, UnsupportedError
from pipeline.ingest.base import Passage, Reading, suffix
from pipeline.ingest.documents.archives import Archive, holds, is_archive
from pipeline.ingest.documents.markup_xml import descendants, first_text, local, parse_xml, text_of
from pipeline.ingest.documents.numbering import numbered
from pipeline.ingest.pages.blocks import read_tree
from pipeline.ingest.pages.tree import parse
from pipeline.text.encoding import decode

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS = ("idpf.org/2008/embedding", "ns.adobe.com/pdf/enc")  # algorithms that only hide fonts; the text stays readable
_PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
_MAX_CHAPTERS = 2000
_BESIDE = frozenset({"cover", "toc", "landmarks", "titlepage", "title-page", "page-list", "loi", "lot", "copyright-page", "copyright", "colophon"})
_NOTE_MARKS = frozenset({"noteref", "backlink", "pagebreak"})
_CONTENTS = re.compile(r"(?:table of )?contents|cover|目\s*[录錄次]|封面", re.I)
_TITLE_PAGE = 60  # characters; a first page with no more than the title is no chapter


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the package. properties: words that say what it is (`nav`, `cover-image`)."""

    path: str
    media_type: str
    properties: frozenset[str]


class EpubContainer:
    """Reads EPUB books."""

    name = "epub"

    def accepts(self, source: Source) -> bool:
        """True for an archive with EPUB's container file, and for a broken one whose name says so."""
        return holds(source, (_CONTAINER,)) or (is_archive(source.data) and suffix(source) == ".epub")

    def read(self, source: Source) -> Reading:
        """The book's chapters; a passage's line is its number in the book.

        Raises UnsupportedError for a book under DRM, SourceError for one that is damaged, too large, or without chapters.
        """
        address = source.ref.address
        with Archive(source) as archive:
            path = _package(archive, address)
            _check_readable(archive, address)
            package = parse_xml(archive.read(path), address)
            title = first_text(package, "title")
            passages = [passage for chapter in _chapters(archive, package, path, address) for passage in _read_chapter(chapter, title)]
        if not passages:
            raise SourceError(f"{address}: a book without chapters of text; it may be made of pictures")
        return Reading(
            format=self.name,
            passages=numbered(passages),
            title=title,
            author=_authors(package),
            language=first_text(package, "language"),
            published_metadata=_date(package),
        )


def _package(archive: Archive, address: str) -> str:
    """The name of the package file."""
    if _CONTAINER not in archive:
        raise SourceError(f"{address}: no EPUB book, whatever its name; give it its right ending, or get the book again")
    roots = descendants(parse_xml(archive.read(_CONTAINER), address), "rootfile")
    path = next((path for root in roots if (path := root.get("full-path")) and path in archive), None)
    if path is None:
        raise SourceError(f"{address}: a damaged book (its package file is missing); get it again")
    return path


def _check_readable(archive: Archive, address: str) -> None:
    """Raises UnsupportedError for a book whose text is encrypted."""
    if _ENCRYPTION not in archive:
        return
    methods = [method.get("Algorithm") or "" for method in descendants(parse_xml(archive.read(_ENCRYPTION), address), "EncryptionMethod")]
    if any(not any(font in method for font in _FONTS) for method in methods):
        raise UnsupportedError(f"{address}: a book protected by DRM, which is not read; use an unprotected copy")


def _chapters(archive: Archive, package: _Element, path: str, address: str) -> Iterator[HtmlElement]:
    """The pages of the spine that are text, without those that the guide or their own names call a cover or a table of contents."""
    folder = dirname(path)
    items = {item.get("id"): _item(item, folder) for item in descendants(package, "item")}
    beside = {_path(folder, ref.get("href")) for ref in descendants(package, "reference") if (ref.get("type") or "").lower() in _BESIDE}
    spine = descendants(package, "itemref")
    if len(spine) > _MAX_CHAPTERS:
        raise SourceError(f"{address}: a book of {len(spine)} files, more than {_MAX_CHAPTERS}; split it")
    seen: set[str] = set()
    for ref in spine:
        item = items.get(ref.get("idref"))
        if item is None or ref.get("linear") == "no" or item.path in seen or item.path in beside:
            continue
        seen.add(item.path)
        if item.media_type not in _PAGES or "nav" in item.properties:
            continue
        tree = parse(_text(archive.read(item.path), address)) if item.path in archive else None
        if tree is not None and not _is_beside(tree):
            yield tree


def _item(item: _Element, folder: str) -> _Item:
    properties = frozenset((item.get("properties") or "").split())
    return _Item(_path(folder, item.get("href")), (item.get("media-type") or "").lower(), properties)


def _path(folder: str, href: str | None) -> str:
    return join(folder, unquote((href or "").partition("#")[0]))


def _text(data: bytes, address: str) -> str:
    try:
        return decode(data)[0] if data else ""
    except EncodingError as error:
        raise EncodingError(f"{address}: {error}") from error


def _is_beside(tree: HtmlElement) -> bool:
    """True for a page that is a cover, a table of contents or an imprint, by its body's type or by its only heading and its links."""
    body = tree.find("body")
    if body is None:
        return True
    sections = [body, *body.iterchildren("section", "div", "nav")]
    only = sections[1] if len(body) == 1 and len(sections) == 2 else body
    if (_types(body) | _types(only)) & _BESIDE or (only.tag == "nav"):
        return True
    heading = text_of(next((element for element in body.iter("h1", "h2", "h3", "p") if text_of(element)), None))
    linked = sum(len(text_of(link) or "") for link in body.iter("a"))
    return bool(heading and _CONTENTS.fullmatch(heading)) and linked * 2 > len(text_of(body) or "")


def _types(element: HtmlElement) -> set[str]:
    return set(f"{element.get('epub:type') or ''} {(element.get('role') or '').replace('doc-', '')}".lower().split())


def _read_chapter(tree: HtmlElement, title: str | None) -> list[Passage]:
    """The passages of a chapter, without the marks of its notes; none for a page that only bears the book's title."""
    body = tree.find("body")
    if body is None:
        return []
    words = text_of(body) or ""
    if title is not None and len(words) <= len(title) + _TITLE_PAGE and words.startswith(title) and not any(True for _ in body.iter("h2")):
        return []
    for element in list(body.iter("a", "span", "sup")):
        if _types(element) & _NOTE_MARKS and local(element):
            element.drop_tree()
    return [passage for passage in read_tree(body, "") if passage.kind is BlockKind.CODE or passage.text.strip()]


def _authors(package: _Element) -> str | None:
    """The creators of the book, those that have another role left out."""
    names = []
    for creator in descendants(package, "creator"):
        role = next((value for key, value in creator.attrib.items() if str(key).endswith("role")), "aut")
        name = text_of(creator)
        if name and role == "aut" and name not in names:
            names.append(name)
    joint = "、" if any(not name.isascii() for name in names) else ", "
    return joint.join(names) or None


def _date(package: _Element) -> str | None:
    """The date of publication: of several dates the one so called, else the first."""
    dates = descendants(package, "date")
    called = [date for date in dates if any(str(key).endswith("event") and value == "publication" for key, value in date.attrib.items())]
    return next((text for date in (*called, *dates) if (text := text_of(date))), None)
