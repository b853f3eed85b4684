"""The ingestors, and `ingest`, which picks one: by content before name."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache

from pipeline.datamodel.document import Document, Source
from pipeline.errors import EncodingError, SourceError, UnsupportedError
from pipeline.ingest.assemble import assemble
from pipeline.ingest.base import Container, Ingestor, Reading, suffix
from pipeline.ingest.html import HtmlIngestor
from pipeline.ingest.markdown import MarkdownIngestor
from pipeline.ingest.plain import PlainIngestor
from pipeline.ingest.srt import SrtIngestor
from pipeline.ingest.tables import table
from pipeline.text.encoding import decode

log = logging.getLogger(__name__)

CONTAINERS: tuple[Container, ...] = ()
"""Asked first, in this order."""

INGESTORS: tuple[Ingestor, ...] = (SrtIngestor(), HtmlIngestor(), MarkdownIngestor(), PlainIngestor())
"""Asked in this order; the last accepts every text."""

_READ = "text, Markdown, HTML and SRT captions are read: convert it, or leave it out"
_CHARSET = re.compile(rb"<meta[^>]{1,200}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})|<\?xml[^>]{1,100}encoding=[\"']([\w.:-]{2,40})", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROLS = 0.002  # share of a text's characters; a text has next to none, data that decode by chance have many
_MIN_NULS = 0.2  # share of NUL bytes from which text may be UTF-16 without a mark; half of Latin text in it is NUL
_HEAD = 4096
_STRUCTURED = re.compile(r"\s*(?:\{\s*\"[^\"\n]{0,200}\"\s*:|\[\s*\{\s*\"|<\?xml|WEBVTT\b|<(?:rss|feed|svg|akomaNtoso)\b)")


def ingest(source: Source) -> Document:
    """The document of a source. Raises a SourceError of one line, `ADDRESS: what; what to do`, when it cannot be read or understood."""
    document = assemble(source, _read(source))
    log.debug("%s: %s, %s, %d sentences", source.ref.address, document.format, document.language, len(document.sentences))
    return document


def _read(source: Source) -> Reading:
    """The source as its format has it: by a container's bytes, else as text."""
    container = next((container for container in CONTAINERS if container.accepts(source)), None)
    if container is not None:
        return container.read(source)
    text = _decoded(source)
    return next(ingestor for ingestor in INGESTORS if _accepts(ingestor, source, text)).read(source, text)


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


def _decoded(source: Source) -> str:
    """The text of a source's bytes. Raises UnsupportedError for binary data, EncodingError for bytes in no encoding."""
    address = source.ref.address
    name = binary_format(source.data)
    if name is not None:
        raise UnsupportedError(f"{address}: {name}, which is not read; {_READ}")
    if 0 < source.data.count(0) < _MIN_NULS * len(source.data) and _is_utf8(source.data):
        raise UnsupportedError(f"{address}: binary data, not text; {_READ}")
    text = _try_encodings(source)
    if not text.strip("\ufeff\0 \t\r\n\u3000"):
        raise SourceError(f"{address}: empty; put text into it or remove it")
    if "\0" in text or len(_CONTROL.findall(text)) > _MAX_CONTROLS * len(text):
        raise UnsupportedError(f"{address}: binary data, not text; {_READ}")
    return text


def _try_encodings(source: Source) -> str:
    last: EncodingError | None = None
    for given in _encodings(source):
        try:
            return decode(source.data, given)[0]
        except EncodingError as error:
            last = error
    if b"\0" in source.data and source.ref.encoding is None:
        raise UnsupportedError(f"{source.ref.address}: binary data, not text; {_READ}")
    raise EncodingError(f"{source.ref.address}: {last}")


def _encodings(source: Source) -> Iterator[str | None]:
    """What to try: the encoding that the user names, or UTF-8 and its like, the one that a page names for itself, and detection (None)."""
    if source.ref.encoding is not None:
        yield source.ref.encoding
        return
    declared = _CHARSET.search(source.data[:_HEAD])
    if declared is not None and not _is_utf8(source.data):
        yield (declared.group(1) or declared.group(2)).decode("ascii")
    yield None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def binary_format(data: bytes) -> str | None:
    """The name of a binary format by its first bytes, or None.

    >>> binary_format(b"%PDF-1.7 ..."), binary_format(b"plain")
    ('a PDF file', None)
    """
    return next((name for begins, at, name in _magic() if data.startswith(begins, at)), None)


@cache
def _magic() -> tuple[tuple[bytes, int, str], ...]:
    rows = table("formats")["magic"]
    if not isinstance(rows, list):
        raise TypeError("formats.toml: magic is a list of tables")
    return tuple((bytes.fromhex(row["begins"]), row.get("at", 0), row["name"]) for row in rows)
