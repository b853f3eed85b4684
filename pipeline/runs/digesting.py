"""A document's way from its bytes to its pages, and the recipe that shapes it; with a chat model the steps in `conversing` come between."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.compose.parity import compose_evenly
from pipeline.config import GlossaryEntry
from pipeline.datamodel.asking import Talk
from pipeline.datamodel.document import Document, Source
from pipeline.datamodel.fact import Fact, Rejection
from pipeline.datamodel.language import Edition
from pipeline.datamodel.protocols import DocumentRow
from pipeline.express.facts import express
from pipeline.extract.registry import extract
from pipeline.ingest.assemble import refusal
from pipeline.ingest.registry import read_document
from pipeline.render.pages import render
from pipeline.storage.corpus import locate
from pipeline.storage.fingerprint import joined, source_hash, text_hash
from pipeline.storage.records import FORM, as_line, document_record, fact_record, rejection_record
from pipeline.text.glossary import Glossary, GlossaryRow
from pipeline.text.similarity import sketch
from pipeline.verify.claims import verify

Record = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that shapes a digest besides its source. fingerprints: hashes of its parts and of the program itself, by name.

    talk: the chat model that is asked; None: rules alone. extras: names of packaged extra templates.
    """

    editions: tuple[Edition, ...]
    length: str
    templates: Path | None
    glossary: tuple[GlossaryEntry, ...]
    fingerprints: Mapping[str, str]
    talk: Talk | None = None
    extras: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """One hash of all."""
        return joined(self.fingerprints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digested:
    """A finished document. row: for the ledger; document: `document.json`; pages: file name to text, `document.txt` among them."""

    row: DocumentRow
    document: Record
    pages: Mapping[str, str]


def make_digest(source: Source, recipe: Recipe) -> Digested:
    """A document's facts and pages by the rules; of one in another language the text alone. Raises SourceError when it cannot be read as text."""
    document = read_document(source)
    if not document.language.is_processed:
        return kept_as_text(document, source, recipe)
    glossary = glossary_of(recipe.glossary)
    facts, rejections = verify(document, extract(document, glossary), glossary)
    return finished(document, source, express(facts, document, recipe.editions), rejections, recipe)


def finished(document: Document, source: Source, facts: Sequence[Fact], rejections: Sequence[Rejection], recipe: Recipe) -> Digested:
    """The digest of a document whose facts have their texts."""
    even = compose_evenly(document, facts, rejections, recipe.editions, recipe.length)
    row = replace(
        _row(document, source, recipe),
        headline=json.dumps(even.digest.title, ensure_ascii=False),
        facts=[as_line(fact_record(fact)) for fact in even.facts],
        rejections=[as_line(rejection_record(rejection)) for rejection in even.rejections],
    )
    return Digested(row=row, document=document_record(document), pages={**_text(document), **render(even.digest, recipe.templates, recipe.extras)})


def kept_as_text(document: Document, source: Source, recipe: Recipe) -> Digested:
    """A document in a language that is not processed: its text, and why there is no more."""
    row = replace(_row(document, source, recipe), refusal=refusal(document))
    return Digested(row=row, document=document_record(document), pages=_text(document))


@cache
def glossary_of(entries: tuple[GlossaryEntry, ...]) -> Glossary:
    """The shipped glossary with the user's entries."""
    rows = [GlossaryRow(id=e.id, kind=e.kind, names=dict(e.names), aliases=e.aliases, exact=e.exact) for e in entries]
    return Glossary.builtin().extended(rows) if rows else Glossary.builtin()


def _text(document: Document) -> dict[str, str]:
    return {"document.txt": document.text}


def _row(document: Document, source: Source, recipe: Recipe) -> DocumentRow:
    """What is remembered of a document before it has facts."""
    return DocumentRow(
        id=document.id,
        name=source.ref.name,
        address=source.ref.address,
        location=locate(source.ref.address),
        source_hash=source_hash(source),
        text_hash=text_hash(document.text),
        fingerprint=recipe.fingerprint,
        language=document.language,
        title=document.title,
        url=document.url,
        headline="{}",
        published=document.published.date if document.published else None,
        characters=len(document.text),
        is_transcript=document.is_transcript,
        is_restructured=document.is_restructured,
        since="",
        form=FORM,
        sketch=sketch(document.text),
    )
