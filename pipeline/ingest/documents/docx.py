"""Word files: mammoth makes HTML of a copy that holds only its text parts, and the HTML is read as a page's tree is.

The copy is what keeps mammoth within bounds: every part in it was inflated and parsed here first.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.datamodel.document import Source
from pipeline.errors import MissingDependencyError, SourceError
from pipeline.ingest.base import Reading, suffix
from pipeline.ingest.documents.archives import Archive, holds, is_archive
from pipeline.ingest.documents.markup_xml import first_text, local, parse_xml, text_of
from pipeline.ingest.documents.numbering import numbered
from pipeline.ingest.pages.blocks import read_tree

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_MAIN = "word/document.xml"
_CORE = "docProps/core.xml"
_PARTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:_rels/)?(?:document|styles|numbering|footnotes|endnotes)\.xml(?:\.rels)?")
_MAX_ELEMENTS = 160_000  # of a file: an article has some thousands, and mammoth takes 8 s over so many
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMES = (".docx", ".docm", ".dotx")
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name^='toc '] => !
p[style-name^='TOC '] => !
p[style-name^='标题 '] => h2:fresh
p[style-name^='標題 '] => h2:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_NO_TITLE = re.compile(r"(?:document|untitled|无标题|無標題|未命名|文档|文檔|文件)\s*\d*|.*\.(?:docx?|dotx?|wps)", re.I)
_NO_NAME = re.compile(r"(?:(?:microsoft office|windows) )?user|admin(?:istrator)?|author|unknown|用户|用戶|使用者|作者|python-docx|.*[@\\].*", re.I)
_STOP = re.compile(r"[。！？!?.，,；;：:][”」』）)\"'’]*$")
_MAX_LABEL = 60  # characters of a bold paragraph that serves as a heading
_MAX_OUTLINE = 6
_NOTE_MARKS = ("footnote-ref", "endnote-ref")


class DocxContainer:
    """Reads Word files."""

    name = "docx"

    def accepts(self, source: Source) -> bool:
        """True for an archive with Word's main part, and for a broken one whose name says so."""
        return holds(source, (_MAIN,)) or (is_archive(source.data) and suffix(source) in _NAMES)

    def read(self, source: Source) -> Reading:
        """The paragraphs, lists, tables and notes; a passage's line is its number in the file.

        Raises MissingDependencyError without mammoth, SourceError for a file that is damaged or too large.
        """
        with Archive(source) as archive:
            if _MAIN not in archive:
                raise SourceError(f"{source.ref.address}: no Word file, whatever its name; give it its right ending, or save it anew as .docx")
            copy = _copy(archive, source.ref.address)
            core = parse_xml(archive.read(_CORE), source.ref.address) if _CORE in archive else None
        tree = _tree(copy, source.ref.address)
        _tidy(tree)
        title = _first(core, "title")
        author = _first(core, "creator")
        return Reading(
            format=self.name,
            passages=numbered(read_tree(tree, "")),
            title=_heading(tree) if title is None or _NO_TITLE.fullmatch(title) else title,
            author=None if author is None or _NO_NAME.fullmatch(author) else author,
            language=_first(core, "language"),
            published_metadata=_first(core, "created") or _first(core, "modified"),
        )


def _first(core: _Element | None, name: str) -> str | None:
    return None if core is None else first_text(core, name)


def _copy(archive: Archive, address: str) -> BytesIO:
    """The file's text parts as a new archive: headings that are told by their outline level alone are called headings, hidden runs are left out."""
    from lxml import etree

    copy = BytesIO()
    elements = 0
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as written:
        for name in [name for name in archive.names if _PARTS.fullmatch(name)]:
            root = parse_xml(archive.read(name), address)
            elements += sum(1 for _ in root.iter())
            if elements > _MAX_ELEMENTS:
                raise SourceError(f"{address}: too long a Word file; split it into chapters, or save it as text")
            if name == "word/styles.xml":
                _name_headings(root)
            elif name == _MAIN:
                _mark_headings(root)
                _drop_hidden(root)
            written.writestr(zipfile.ZipInfo(name), etree.tostring(root, encoding="utf-8", xml_declaration=True))
    copy.seek(0)
    return copy


def _outline(element: _Element) -> int:
    """The outline level from 1 that a style or paragraph has of itself; 0 for body text."""
    found = element.find(f"{_W}pPr/{_W}outlineLvl")
    value = found.get(f"{_W}val", "") if found is not None else ""
    return int(value) + 1 if value in {str(level) for level in range(_MAX_OUTLINE)} else 0


def _name_headings(styles: _Element) -> None:
    """A paragraph style with an outline level is called as Word calls its own headings."""
    for style in styles.iter(f"{_W}style"):
        level = _outline(style)
        name = style.find(f"{_W}name")
        if level and name is not None and name.get(f"{_W}val") != "Title":
            name.set(f"{_W}val", f"heading {level}")


def _mark_headings(document: _Element) -> None:
    for paragraph in document.iter(f"{_W}p"):
        level = _outline(paragraph)
        properties = paragraph.find(f"{_W}pPr")
        if level and properties is not None and properties.find(f"{_W}pStyle") is None:
            style = properties.makeelement(f"{_W}pStyle", {f"{_W}val": f"Heading{level}"})
            properties.insert(0, style)


def _drop_hidden(document: _Element) -> None:
    for mark in list(document.iter(f"{_W}vanish")):
        run = mark.getparent()
        run = run.getparent() if run is not None else None
        if run is not None and local(run) == "r" and mark.get(f"{_W}val") not in ("0", "false") and (parent := run.getparent()) is not None:
            parent.remove(run)


def _tree(copy: BytesIO, address: str) -> HtmlElement:
    """The file as HTML. Raises MissingDependencyError without mammoth, SourceError where mammoth cannot follow the file."""
    try:
        import mammoth
    except ImportError as error:
        raise MissingDependencyError(f"{address}: Word files need mammoth; install it with: pip install 'bidigest[docx]'") from error
    from lxml.html import HTMLParser, document_fromstring

    try:
        html = mammoth.convert_to_html(copy, style_map=_STYLES, include_embedded_style_map=False, convert_image=_no_image).value
    except Exception as error:  # mammoth has no errors of its own: a damaged file shows as whatever it stumbles over
        raise SourceError(f"{address}: a damaged Word file ({type(error).__name__}); open it in a word processor and save it anew") from error
    return document_fromstring(f"<html><body>{html}</body></html>", parser=HTMLParser(encoding="utf-8"))


def _no_image(image: object) -> list[object]:
    return []


def _tidy(tree: HtmlElement) -> None:
    """Without the marks of notes; a cell's paragraphs as one text; a short bold paragraph as a heading."""
    for link in list(tree.iter("a")):
        if (link.get("id") or "").startswith(_NOTE_MARKS) or (link.get("href") or "")[1:].startswith(_NOTE_MARKS):
            link.drop_tree()
    for cell in list(tree.iter("td", "th")):
        for paragraph in list(cell.iter("p")):
            paragraph.tail = f" {paragraph.tail or ''}"
            paragraph.drop_tag()
    for paragraph in list(tree.iter("p")):
        if _is_label(paragraph):
            paragraph.tag = "h6"


def _is_label(paragraph: HtmlElement) -> bool:
    words = text_of(paragraph) or ""
    bold = text_of(next(paragraph.iter("strong"), None))
    parent = paragraph.getparent()
    return words == bold and len(words) <= _MAX_LABEL and not _STOP.search(words) and parent is not None and parent.tag == "body"


def _heading(tree: HtmlElement) -> str | None:
    """The words of the file's first paragraph when it is a heading."""
    body = tree.find("body")
    first = next((element for element in (body if body is not None else tree) if text_of(element)), None)
    return text_of(first) if first is not None and first.tag in ("h1", "h2", "h6") else None
