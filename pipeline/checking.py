"""What `pipeline check` does: a summary and its sources read, each sentence held against them, the report as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.config import load_glossary
from pipeline.datamodel.check import CheckReport
from pipeline.datamodel.document import Document, Source, SourceRef
from pipeline.errors import ConfigError, SourceError
from pipeline.ingest.registry import ingest
from pipeline.render.check import render_check
from pipeline.storage.corpus import find_sources, read_source
from pipeline.text.glossary import Glossary, GlossaryRow
from pipeline.verify.summary import check_sentences

PROVENANCE = b"<!-- provenance -->"


def check_summary(summary: str, against: Sequence[str], *, encoding: str | None = None, glossary: Path | None = None) -> CheckReport:
    """The summary at a path (`-`: standard input) held against the sources at the paths; a folder stands for the documents in it.

    encoding: of all files, where it cannot be told.
    Raises ConfigError where the paths are no summary and sources, SourceError where one cannot be read.
    """
    if "-" in against:
        raise ConfigError("--against -: standard input is for the summary; give the source as a file")
    refs = find_sources([summary], encoding=encoding)
    if len(refs) != 1:
        raise ConfigError(f"{summary}: {len(refs)} documents; give one summary at a time")
    document = _read(refs[0])
    sources = [_read(ref) for ref in find_sources(against, encoding=encoding)]
    if not sources:
        raise ConfigError(f"{', '.join(against)}: no documents to check against; give the source that was summarized")
    sentences = check_sentences(document, sources, _glossary(glossary))
    return CheckReport(summary=document.ref.address, sources=tuple(source.ref.address for source in sources), sentences=tuple(sentences))


def check_page(report: CheckReport) -> str:
    """The report as Markdown."""
    return render_check(report)


def _read(ref: SourceRef) -> Document:
    try:
        return ingest(_without_provenance(read_source(ref)))
    except SourceError as error:
        raise SourceError(str(error) if str(error).startswith(ref.address) else f"{ref.address}: {error}") from error


def _without_provenance(source: Source) -> Source:
    """A digest of ours without its footnotes and the part on how it was made, which no source says; any other source as it is."""
    body, mark, _ = source.data.partition(PROVENANCE)
    if not mark:
        return source
    lines = [line for line in body.splitlines(keepends=True) if not line.startswith(b"[^")]
    return replace(source, data=b"".join(lines))


def _glossary(path: Path | None) -> Glossary:
    rows = [
        GlossaryRow(id=entry.id, kind=entry.kind, names=dict(entry.names), aliases=entry.aliases, exact=entry.exact) for entry in load_glossary(path)
    ]
    return Glossary.builtin().extended(rows) if rows else Glossary.builtin()
