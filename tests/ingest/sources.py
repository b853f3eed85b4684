"""Makes sources out of texts for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.datamodel.document import Document, Source, SourceRef
from pipeline.ingest.registry import ingest


def source(
    text: str | bytes,
    name: str = "note.txt",
    *,
    encoding: str | None = None,
    published: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Source:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    ref = SourceRef(address=f"in/{name}", name=name, encoding=encoding, published=published)
    return Source(ref=ref, data=data, metadata=metadata or {})


def read(text: str | bytes, name: str = "note.txt", *, published: str | None = None, metadata: Mapping[str, str] | None = None) -> Document:
    return ingest(source(text, name, published=published, metadata=metadata))


def block_texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]
