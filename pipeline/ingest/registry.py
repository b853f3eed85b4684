"""The ingestors, and `ingest`, which picks one: by content before name."""

from __future__ import annotations

import logging
import re
from functools import cache

from pipeline.datamodel.document import Document, Source
from pipeline.errors import EncodingError, SourceError, UnsupportedError
from pipeline.ingest.assemble import assemble, refusal
from pipeline.ingest.base import Container, Ingestor, Reading, suffix
from pipeline.ingest.captions.ass import AssIngestor
from pipeline.ingest.captions.json_captions import JsonCaptionsIngestor
from pipeline.ingest.captions.srt import SrtIngestor
from pipeline.ingest.captions.timedtext import TimedTextIngestor
from pipeline.ingest.captions.video_info import VideoInfoIngestor
from pipeline.ingest.captions.webvtt import WebVttIngestor
from pipeline.ingest.decoding import decoded, is_utf8
from pipeline.ingest.documents.akoma import AkomaIngestor
from pipeline.ingest.documents.docx import DocxContainer
from pipeline.ingest.documents.epub import EpubContainer
from pipeline.ingest.documents.mail import MailContainer
from pipeline.ingest.documents.pdf import PdfContainer
from pipeline.ingest.pages.html import HtmlIngestor
from pipeline.ingest.tables import table
from pipeline.ingest.texts.markdown import MarkdownIngestor
from pipeline.ingest.texts.markup import MARKUPS
from pipeline.ingest.texts.plain import PlainIngestor

log = logging.getLogger(__name__)

CONTAINERS: tuple[Container, ...] = (PdfContainer(), DocxContainer(), EpubContainer(), MailContainer())
"""Asked first, in this order."""

INGESTORS: tuple[Ingestor, ...] = (
    VideoInfoIngestor(),
    JsonCaptionsIngestor(),
    TimedTextIngestor(),
    WebVttIngestor(),
    AssIngestor(),
    SrtIngestor(),
    AkomaIngestor(),
    HtmlIngestor(),
    *MARKUPS,
    MarkdownIngestor(),
    PlainIngestor(),
)
"""Asked in this order; the last accepts every text."""

_READ = "text, Markdown, HTML, Word, EPUB, PDF, e-mail and captions are read: convert it, or leave it out"
MAX_MARKUP = 5_000_000  # characters of a text with its markup: of a long book
MAX_MARKUP_LINES = 500_000
MAX_CHARACTERS = 600_000  # of the text itself, a Chinese one taken for two: of a long book; what is much larger takes more than ten seconds
MAX_LINES = 40_000
MAX_FIGURES = 20_000  # each is read, compared and told, which takes a quarter of a thousandth of a second
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROLS = 0.002  # share of a text's characters; a text has next to none, data that decode by chance have many
_MIN_NULS = 0.2  # share of NUL bytes from which text may be UTF-16 without a mark; half of Latin text in it is NUL
_HEAD = 4096
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_FIGURE = re.compile(r"\d{1,12}|[〇零一二两兩三四五六七八九十百千万萬亿億兆]{2,8}|[一二三四五六七八九十](?=[点點分时時月])")
_STRUCTURED = re.compile(r"\s*(?:\{\s*\"[^\"\n]{0,200}\"\s*:|\[\s*\{\s*\"|<\?xml|WEBVTT\b|<(?:rss|feed|svg|akomaNtoso)\b)")


def ingest(source: Source) -> Document:
    """The document of a source in a language that is processed.

    Raises a SourceError of one line, `ADDRESS: what; what to do`, when it cannot be read or understood or is in another language.
    """
    document = read_document(source)
    if not document.language.is_processed:
        raise UnsupportedError(refusal(document))
    return document


def read_document(source: Source) -> Document:
    """The document of a source in whatever language. Raises a SourceError of one line when it cannot be read or understood."""
    document = assemble(source, _bounded(source, _read(source)))
    log.debug("%s: %s, %s, %d sentences", source.ref.address, document.format, document.language, len(document.sentences))
    return document


def _read(source: Source) -> Reading:
    """The source as its format has it: by a container's bytes, else as text."""
    container = next((container for container in CONTAINERS if container.accepts(source)), None)
    if container is not None:
        return container.read(source)
    text = _text(source)
    return next(ingestor for ingestor in INGESTORS if _accepts(ingestor, source, text)).read(source, text)


def _bounded(source: Source, reading: Reading) -> Reading:
    """The reading, when it is no larger than a book. Raises SourceError."""
    texts = [line.text for passage in reading.passages for line in passage.lines]
    address, characters = source.ref.address, sum(map(len, texts))
    if 2 * characters > MAX_CHARACTERS:
        _refuse_beyond(address, "characters of text (a Chinese one counts as two)", sum(map(_width, texts)), MAX_CHARACTERS)
    _refuse_beyond(address, "lines of text", len(texts), MAX_LINES)
    if characters > MAX_FIGURES:
        _refuse_beyond(address, "figures", sum(len(_FIGURE.findall(text)) for text in texts), MAX_FIGURES)
    return reading


def _width(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(1 for _ in _CHINESE.finditer(text))


def _refuse_beyond(address: str, what: str, number: int, most: int) -> None:
    if number > most:
        raise SourceError(f"{address}: {number:,} {what}, more than {most:,}; split it into articles or chapters")


def _accepts(ingestor: Ingestor, source: Source, text: str) -> bool:
    """Whether an ingestor takes the source. Raises UnsupportedError when only the last would, and the source is no prose."""
    if ingestor is not INGESTORS[-1]:
        return ingestor.accepts(source, text)
    names = table("formats")["suffix"]
    name = names.get(suffix(source)) if isinstance(names, dict) else None
    if name is None and (match := _STRUCTURED.match(text[:_HEAD])):
        name = "structured data" if match.group().strip()[:1] in "[{" else "an XML or WebVTT file"
    if name is not None:
        raise UnsupportedError(f"{source.ref.address}: {name}, which is not read; {_READ}")
    return True


def _text(source: Source) -> str:
    """The text of a source's bytes. Raises UnsupportedError for binary data, EncodingError for bytes in no encoding."""
    address = source.ref.address
    name = binary_format(source.data)
    if name is not None:
        raise UnsupportedError(f"{address}: {name}, which is not read; {_READ}")
    if 0 < source.data.count(0) < _MIN_NULS * len(source.data) and is_utf8(source.data):
        raise UnsupportedError(f"{address}: binary data, not text; {_READ}")
    try:
        text = decoded(source)
    except EncodingError as error:
        if b"\0" in source.data and source.ref.encoding is None:
            raise UnsupportedError(f"{address}: binary data, not text; {_READ}") from error
        raise EncodingError(f"{address}: {error}") from error
    if not text.strip("\ufeff\0 \t\r\n\u3000"):
        raise SourceError(f"{address}: empty; put text into it or remove it")
    _refuse_beyond(address, "characters", len(text), MAX_MARKUP)
    _refuse_beyond(address, "lines", text.count("\n"), MAX_MARKUP_LINES)
    if "\0" in text or len(_CONTROL.findall(text)) > _MAX_CONTROLS * len(text):
        raise UnsupportedError(f"{address}: binary data, not text; {_READ}")
    return text


def binary_format(data: bytes) -> str | None:
    """The name of a binary format by its first bytes, or None.

    >>> binary_format(b"OggS..."), binary_format(b"plain")
    ('an Ogg file', None)
    """
    return next((name for begins, at, name in _magic() if data.startswith(begins, at)), None)


@cache
def _magic() -> tuple[tuple[bytes, int, str], ...]:
    rows = table("formats")["magic"]
    if not isinstance(rows, list):
        raise TypeError("formats.toml: magic is a list of tables")
    return tuple((bytes.fromhex(row["begins"]), row.get("at", 0), row["name"]) for row in rows)
