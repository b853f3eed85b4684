"""A reading to a document: normalise, clean, detect the language, lay out, date, name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath

from pipeline.datamodel.document import BlockKind, Document, Source
from pipeline.datamodel.language import Language
from pipeline.errors import SourceError, UnsupportedError
from pipeline.ingest.base import Line, Passage, Reading
from pipeline.ingest.cleaning import Cleaned, clean
from pipeline.ingest.layout import lay_out
from pipeline.ingest.published import find_published
from pipeline.text.detect import identify
from pipeline.text.normalize import normalize

_NOT_SLUG = re.compile(r"[^a-z0-9\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7a3]+")
_MAX_SLUG = 60
_HASH_DIGITS = 8
_MAX_TITLE = 300  # characters; a longer title is a paragraph that was marked up as one
_TOP = 14  # passages in which a date is looked for
_LANGUAGES = "Chinese (Simplified or Traditional) and English"
_NAMES = {"ja": "Japanese", "ko": "Korean", "fr": "French", "de": "German", "es": "Spanish", "ru": "Russian", "it": "Italian", "pt": "Portuguese",
          "vi": "Vietnamese", "nl": "Dutch", "pl": "Polish", "th": "Thai", "ar": "Arabic", "tr": "Turkish", "id": "Indonesian"}  # fmt: skip


def assemble(source: Source, reading: Reading) -> Document:
    """The document of a source that was read as `reading`.

    Raises SourceError when no text is left, UnsupportedError for a language that is not processed.
    """
    cleaned = clean(normalized(reading.passages), is_transcript=reading.is_transcript)
    address = source.ref.address
    if not cleaned.passages:
        raise SourceError(f"{address}: no text found in it; check that it is the article or transcript itself")
    language = _language(source, reading, cleaned.passages)
    page = lay_out(cleaned.passages, language, is_transcript=reading.is_transcript)
    if not page.spans:
        raise SourceError(f"{address}: no sentence found in it; check that it is the article or transcript itself")
    said = source.metadata
    content = page.text
    return Document(
        id=document_id(source.ref.name, content),
        ref=source.ref,
        title=_tidy(said.get("title") or cleaned.title or reading.title),
        author=_tidy(said.get("author") or reading.author or cleaned.author),
        language=language,
        format=reading.format,
        is_transcript=reading.is_transcript,
        url=said.get("url") or reading.url or cleaned.url,
        published=find_published(
            given=source.ref.published,
            metadata=said.get("published"),
            front_matter=reading.published,
            page=reading.published_metadata or cleaned.published,
            name=source.ref.name,
            passages=_top(reading, cleaned),
        ),
        text=content,
        sentences=page.sentences,
        blocks=tuple(page.blocks),
        line_starts=tuple(page.starts),
        source_characters=sum(len(passage.text) for passage in reading.passages),
    )


def normalized(passages: Iterable[Passage]) -> list[Passage]:
    """The passages with their lines normalised, empty lines and passages left out. Code keeps its indentation."""
    passages = list(passages)
    texts = normalize("\n".join(line.text for passage in passages for line in passage.lines)).split("\n")
    rest = iter(texts)
    kept = []
    for passage in passages:
        lines = tuple(_trimmed(passage, line, text) for line, text in zip(passage.lines, islice(rest, len(passage.lines)), strict=True))
        if passage.kind is not BlockKind.CODE:
            lines = tuple(line for line in lines if line.text)
        if lines:
            kept.append(replace(passage, lines=lines))
    return kept


def _trimmed(passage: Passage, line: Line, text: str) -> Line:
    return Line(text.rstrip() if passage.kind is BlockKind.CODE else text.strip(), line.number, line.time)


def _language(source: Source, reading: Reading, passages: Sequence[Passage]) -> Language:
    """The language given for the source, else the one detected in its prose; Raises UnsupportedError for one that is not processed."""
    given = source.metadata.get("language")
    if given is not None:
        if given in set(Language) and Language(given).is_processed:
            return Language(given)
        raise UnsupportedError(f"{source.ref.address}: language {given!r} in its metadata is not processed; write zh-Hans, zh-Hant or en")
    prose = "\n".join(passage.text for passage in passages if passage.kind is not BlockKind.CODE)
    found = identify(prose)
    if found.language.is_processed:
        return found.language
    tag = str(found.language) if found.language is not Language.UND else found.tag
    if tag is None:
        raise UnsupportedError(f"{source.ref.address}: its language cannot be told; {_LANGUAGES} are read: leave it out or write more of it")
    name = _NAMES.get(tag, f"another language ({tag})")
    raise UnsupportedError(f"{source.ref.address}: written in {name}; only {_LANGUAGES} are read: leave it out or translate it first")


def _top(reading: Reading, cleaned: Cleaned) -> list[str]:
    """The texts in which a date is looked for: the title, then the passages before the second heading, as they were before they were cleaned."""
    if reading.is_transcript:
        return []
    head = list(islice(reading.passages, _TOP))
    headings = [index for index, passage in enumerate(head) if passage.kind is BlockKind.HEADING]
    head = head[: headings[1]] if len(headings) > 1 else head
    return [cleaned.title or reading.title or "", *(passage.text for passage in head)]


def _tidy(text: str | None) -> str | None:
    """A title or name on one line, normalised; None where nothing is left."""
    if text is None:
        return None
    tidy = " ".join(normalize(" ".join(text.split())).split())
    return tidy[:_MAX_TITLE] or None


def document_id(name: str, text: str) -> str:
    """Slug of a source's name and 8 hex digits of its text's SHA-256: safe as a folder's name.

    >>> document_id("talks/2024-07 小模型.v2.txt", "text")
    'talks-2024-07-小模型-v2-982d9e3e'
    >>> document_id("../../.x", "text")
    'x-982d9e3e'
    """
    path = PurePosixPath(unicodedata.normalize("NFKC", name))
    slug = _NOT_SLUG.sub("-", path.with_suffix("").as_posix().lower() if path.name else name.lower()).strip("-")
    if len(slug) > _MAX_SLUG:
        slug = slug[-_MAX_SLUG:].partition("-")[2] or slug[-_MAX_SLUG:]
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:_HASH_DIGITS]
    return f"{slug or 'document'}-{digest}"
