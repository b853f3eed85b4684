"""PDF files: pypdf gives the words with their places and sizes, `pdf_lines` makes passages of them.

Work is bounded by counts, not by the clock, so that a file that is read on one machine is read on every one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.datamodel.document import Source
from pipeline.errors import MissingDependencyError, SourceError, UnsupportedError
from pipeline.ingest.base import Reading
from pipeline.ingest.documents.pdf_lines import PageLine, read_pages, title_of

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_BEGINS = b"%PDF-"
_HEAD = 1024  # bytes in which the mark may stand, as readers of PDF allow
_TAIL = 4096
_MAX_PAGES = 1500
_MAX_CONTENT = 4_000_000  # bytes of one page's drawing; more is a map
_MAX_OPERATIONS = 600_000  # drawing operations of the file, some 9 s of work; a book of 500 pages has half as many
_MAX_CHARACTERS = 1_000_000
_MIN_CHARACTERS = 20  # in the whole file; less is a stamp on scanned pages
_MIN_A_PAGE = 8  # characters a page, on average
_MAX_GARBLED = 0.1  # share of characters that stand for none
_GARBLED = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_DATE = re.compile(r"(?:D:)?((?:19|20)\d\d)([01]\d)([0-3]\d)")
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)|powerpoint|word|wps)\b.*|(?:untitled|无标题|無標題|未命名|title|slide|document|文档|文檔|文件)[\s\d-]*"
    r"|.*\.(?:docx?|pptx?|xlsx?|pdf|tex|dvi|indd|qxp|html?|wps|rtf|txt|ai|eps)|[\W\d_]*|https?://\S+",
    re.I | re.S,
)
_NO_NAME = re.compile(r"(?:user|admin(?:istrator)?|author|unknown|owner|anonymous|作者|用户|用戶|使用者)\d*|.*[@\\/].*|[\W\d_]*", re.I | re.S)


class _TooMuchError(Exception):
    """A page's drawing goes beyond what is read."""


@dataclass(slots=True)
class _Chunk:
    """Words that pypdf gives at one place. x, y: in points from the page's lower left. size: of the letters, in points."""

    text: str
    x: float
    y: float
    size: float
    is_bold: bool


@dataclass(slots=True)
class _Gatherer:
    """Takes what pypdf finds on the pages, and counts its work."""

    operations: int = 0
    characters: int = 0
    rotated: bool = False
    chunks: list[_Chunk] = field(default_factory=list)

    def count(self, operator: object, operands: object, cm: object, tm: object) -> None:
        """Called for each drawing operation."""
        self.operations += 1
        if self.operations > _MAX_OPERATIONS:
            raise _TooMuchError

    def take(self, text: str, cm: Sequence[float], tm: Sequence[float], font: Mapping[str, object] | None, size: float | None) -> None:
        """Called for each run of words; words that stand upright on the page are left out."""
        self.characters += len(text)
        if self.characters > _MAX_CHARACTERS:
            raise _TooMuchError
        across, up = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
        if abs(up) > abs(across) and not self.rotated:
            self.chunks.append(_Chunk("\n", 0, 0, 0, False))
            return
        height = abs(tm[2] * cm[1] + tm[3] * cm[3]) or abs(up)
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        name = str((font or {}).get("/BaseFont", ""))
        self.chunks.append(_Chunk(text, x, y, (size or 1) * height, re.search(r"bold|black|heavy|hei\b", name, re.I) is not None))


class PdfContainer:
    """Reads PDF files."""

    name = "pdf"

    def accepts(self, source: Source) -> bool:
        """True for bytes that begin as a PDF file does, up to some bytes of something else."""
        data = source.data
        return data.lstrip()[:5] == _BEGINS or (_BEGINS in data[:_HEAD] and b"%%EOF" in data[-_TAIL:])

    def read(self, source: Source) -> Reading:
        """The paragraphs and headings of the pages in order; a passage's line is counted over the lines of all pages.

        Raises MissingDependencyError without pypdf, UnsupportedError for a file that is protected or made of pictures,
        SourceError for one that is damaged or too large.
        """
        address = source.ref.address
        try:
            import pypdf
        except ImportError as error:
            raise MissingDependencyError(f"{address}: PDF files need pypdf; install it with: pip install 'bidigest[pdf]'") from error
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            reader = pypdf.PdfReader(BytesIO(source.data))
            if reader.is_encrypted and not _opens(reader):
                raise UnsupportedError(f"{address}: a PDF file behind a password; save it without one")
            pages = _pages(reader, address)
            said = _said(reader)
        except (SourceError, UnsupportedError):
            raise
        except _TooMuchError as error:
            raise SourceError(f"{address}: too large a PDF file; split it into chapters, or save its text") from error
        except Exception as error:  # pypdf stumbles over damaged files in many ways
            raise SourceError(f"{address}: a damaged PDF file ({type(error).__name__}); get it again, or print it to a new PDF") from error
        _check_text(pages, address)
        passages = read_pages(pages)
        return Reading(
            format=self.name,
            passages=passages,
            title=said.get("title") or title_of(passages),
            author=said.get("author"),
            published_metadata=said.get("date"),
        )


def _opens(reader: PdfReader) -> bool:
    """True for a file that is protected against changes only: its password for reading is empty."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # a cipher that is not installed, or a damaged key
        return False


def _pages(reader: PdfReader, address: str) -> list[list[PageLine]]:
    """The lines of each page."""
    total = len(reader.pages)
    if total > _MAX_PAGES:
        raise SourceError(f"{address}: a PDF file of {total} pages, more than {_MAX_PAGES}; split it into chapters")
    gatherer = _Gatherer()
    pages: list[list[PageLine]] = []
    number = 0
    for page in reader.pages:
        lines = _lines(_chunks(page, gatherer), number)
        number += len(lines)
        pages.append(lines)
    return pages


def _chunks(page: PageObject, gatherer: _Gatherer) -> list[_Chunk]:
    contents = page.get_contents()
    if contents is None:
        return []
    if len(contents.get_data()) > _MAX_CONTENT:
        raise _TooMuchError
    gatherer.chunks = []
    gatherer.rotated = page.rotation % 180 != 0
    page.extract_text(visitor_operand_before=gatherer.count, visitor_text=gatherer.take)
    return gatherer.chunks


def _lines(chunks: Sequence[_Chunk], before: int) -> list[PageLine]:
    """The lines that runs of words make; a raised number within a line (the mark of a note) is left out. before: lines on the pages before."""
    lines: list[PageLine] = []
    run: list[_Chunk] = []
    for chunk in chunks:
        first, *rest = chunk.text.split("\n")
        for index, piece in enumerate((first, *rest)):
            if index:
                _add(lines, run, before)
                run = []
            is_mark = run and chunk.size < 0.8 * run[0].size and re.fullmatch(r"\s*[\[(]?\d{1,3}[\])]?\s*", piece)
            if piece and not is_mark and (run or piece.strip()):
                run.append(_Chunk(piece, chunk.x, chunk.y, chunk.size, chunk.is_bold))
    _add(lines, run, before)
    return lines


def _add(lines: list[PageLine], run: Sequence[_Chunk], before: int) -> None:
    text = "".join(chunk.text for chunk in run).strip()
    if not text:
        return
    widest = max(run, key=lambda chunk: len(chunk.text.strip()))
    is_bold = all(chunk.is_bold for chunk in run if chunk.text.strip())
    lines.append(PageLine(text, run[0].x, run[0].y, widest.size, is_bold, before + len(lines) + 1))


def _check_text(pages: Sequence[Sequence[PageLine]], address: str) -> None:
    """Raises UnsupportedError for pages that are pictures, or whose fonts do not say what their letters are."""
    text = "".join(line.text for lines in pages for line in lines)
    if len(text) < max(_MIN_CHARACTERS, _MIN_A_PAGE * len(pages)):
        raise UnsupportedError(f"{address}: a PDF file without text (scanned pages); recognise its text first (OCR)")
    if len(_GARBLED.findall(text)) > _MAX_GARBLED * len(text):
        raise UnsupportedError(f"{address}: a PDF file whose fonts do not tell their letters; recognise its text first (OCR)")


def _said(reader: PdfReader) -> dict[str, str]:
    """title, author and date as the file has them; names that a program filled in are left out."""
    try:
        info: Mapping[str, object] = reader.metadata or {}
        rows = {key: str(info.get(name) or "").strip() for key, name in (("title", "/Title"), ("author", "/Author"), ("date", "/CreationDate"))}
    except Exception:  # a broken dictionary says nothing of the text
        return {}
    found = {key: value for key, value in rows.items() if value and not _GARBLED.search(value)}
    if _NO_TITLE.fullmatch(found.get("title", "")):
        found.pop("title", None)
    if _NO_NAME.fullmatch(found.get("author", "")):
        found.pop("author", None)
    match = _DATE.match(found.pop("date", ""))
    return {**found, "date": "-".join(match.groups())} if match else found
