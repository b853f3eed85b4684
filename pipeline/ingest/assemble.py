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
from pipeline.ingest.cleaning.chat import is_closing, without_chat
from pipeline.ingest.cleaning.cleaning import Cleaned, clean
from pipeline.ingest.layout import lay_out
from pipeline.ingest.published import find_published
from pipeline.text.detect import identify
from pipeline.text.normalize import normalize

_NOT_SLUG = re.compile(r"[^a-z0-9\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7a3]+")
_MAX_SLUG = 60
_HASH_DIGITS = 8
_MAX_TITLE = 300  # characters; a longer title is a paragraph that was marked up as one
_TOP = 14  # passages in which a date is looked for
_ENDING = 3  # passages at the end in which a model takes leave
_READ = "Chinese (Simplified or Traditional) and English"
_MIN_UNTOLD = 400  # characters; a shorter text whose language cannot be told is no article
_NAMES = {
    Language.JA: "Japanese", Language.KO: "Korean", Language.AR: "Arabic", Language.CS: "Czech", Language.DA: "Danish", Language.DE: "German",
    Language.EL: "Greek", Language.ES: "Spanish", Language.FI: "Finnish", Language.FR: "French", Language.HE: "Hebrew", Language.HI: "Hindi",
    Language.HU: "Hungarian", Language.ID: "Indonesian", Language.IT: "Italian", Language.NL: "Dutch", Language.NO: "Norwegian",
    Language.PL: "Polish", Language.PT: "Portuguese", Language.RO: "Romanian", Language.RU: "Russian", Language.SV: "Swedish",
    Language.TH: "Thai", Language.TR: "Turkish", Language.UK: "Ukrainian", Language.VI: "Vietnamese", Language.UND: "another language",
}  # fmt: skip


def assemble(source: Source, reading: Reading) -> Document:
    """The document of a source that was read as `reading`, in whatever language (see `refusal`).

    Raises SourceError when no text is left, UnsupportedError for a short text whose language cannot be told.
    """
    passages = normalized(reading.passages)
    cleaned = clean(passages, is_transcript=reading.is_transcript)
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
        is_restructured=_is_restructured(reading, passages),
    )


def refusal(document: Document) -> str:
    """Why a document in a language that is not processed has no digest, in one line."""
    written = f"written in {_NAMES[document.language]}, kept as text without a digest"
    return f"{document.ref.address}: {written}; only {_READ} are digested: leave it out or translate it first"


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
            kept.append(passage if lines == passage.lines else replace(passage, lines=lines))
    return kept


def _trimmed(passage: Passage, line: Line, text: str) -> Line:
    text = text.rstrip() if passage.kind is BlockKind.CODE else text.strip()
    return line if text == line.text else Line(text, line.number, line.time)


def _language(source: Source, reading: Reading, passages: Sequence[Passage]) -> Language:
    """The language given for the source, else the one detected in its prose. Raises UnsupportedError for a wrong tag and a short text in none."""
    given = source.metadata.get("language")
    if given is not None:
        if given in set(Language):
            return Language(given)
        raise UnsupportedError(f"{source.ref.address}: language {given!r} in its metadata is not known; write zh-Hans, zh-Hant or en")
    prose = "\n".join(passage.text for passage in passages if passage.kind is not BlockKind.CODE)
    found = identify(prose)
    if found.language is not Language.UND:
        return found.language
    if found.tag is not None:
        return Language(found.tag) if found.tag in set(Language) else Language.UND
    if len(prose) < _MIN_UNTOLD:
        raise UnsupportedError(f"{source.ref.address}: its language cannot be told; {_READ} are read: leave it out or write more of it")
    return Language.UND


def _is_restructured(reading: Reading, passages: Sequence[Passage]) -> bool:
    """True where a chat model or a translator says something around the text."""
    if reading.is_transcript:
        return False
    return len(without_chat(list(passages))[0]) < len(passages) or any(is_closing(passage.text) for passage in passages[-_ENDING:])


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
