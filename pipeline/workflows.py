"""The order of the stages: what each command does, from sources to pages. No printing, no parsing of flags.

`make_digest` is the way of one document; `run_corpus` sends many of them through an engine and remembers them in the ledger.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import pipeline
from pipeline.compose.digest import compose
from pipeline.config import GlossaryEntry, Settings, changed_settings, load_glossary
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.language import Edition
from pipeline.datamodel.protocols import Crash, DocumentRow, Engine, Ledger, RunRow
from pipeline.datamodel.report import DocumentReport, Failed, RunReport
from pipeline.engines.local import LocalEngine
from pipeline.errors import ConfigError, PipelineError, SourceError
from pipeline.express.facts import express
from pipeline.extract.registry import extract
from pipeline.ingest.registry import ingest
from pipeline.render.index import render_index
from pipeline.render.pages import render
from pipeline.storage.corpus import find_sources, locate, read_source
from pipeline.storage.fingerprint import recipe_hash, source_hash, text_hash
from pipeline.storage.ledger import SqliteLedger
from pipeline.storage.outputs import Outputs, as_json, as_json_lines
from pipeline.storage.records import Record, document_record, fact_record, rejection_record
from pipeline.storage.starter import write_starter
from pipeline.text.glossary import Glossary, GlossaryRow
from pipeline.verify.claims import verify

log = logging.getLogger(__name__)

SHAPING_SETTINGS = ("languages", "length", "model")
DATA_FILES = ("document.txt", "document.json", "facts.jsonl", "rejections.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that shapes a digest besides its source. fingerprint: a hash of it and of the program itself."""

    editions: tuple[Edition, ...]
    length: str
    templates: Path | None
    glossary: tuple[GlossaryEntry, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digested:
    """A finished document. row: for the ledger; document: `document.json`; pages: file name to text."""

    row: DocumentRow
    document: Record
    pages: Mapping[str, str]


def make_digest(source: Source, recipe: Recipe) -> Digested:
    """A document's facts and pages. Raises SourceError when the source cannot be read as text in a known language."""
    glossary = _glossary(recipe.glossary)
    document = ingest(source)
    claims = extract(document, glossary)
    facts, rejections = verify(document, claims, glossary)
    facts = express(facts, document, recipe.editions)
    digest = compose(document, facts, rejections, recipe.editions, recipe.length)
    pages = {"document.txt": document.text, **render(digest, recipe.templates)}
    row = DocumentRow(
        id=document.id,
        name=source.ref.name,
        location=locate(source.ref.address),
        source_hash=source_hash(source),
        text_hash=text_hash(document.text),
        fingerprint=recipe.fingerprint,
        language=document.language,
        title=document.title,
        headline=json.dumps(digest.title, ensure_ascii=False),
        published=document.published.date if document.published else None,
        duplicate_of=None,
        characters=len(document.text),
        facts=[fact_record(fact) for fact in facts],
        rejections=[rejection_record(rejection) for rejection in rejections],
    )
    return Digested(row=row, document=document_record(document), pages=pages)


def run_corpus(
    paths: Sequence[str],
    settings: Settings,
    *,
    engine: Engine | None = None,
    on_report: Callable[[DocumentReport, int], None] = lambda report, total: None,
) -> RunReport:
    """Digests of all sources under `paths` in `settings.outputs`; what has not changed since an earlier run is left alone.

    on_report is told of each source as it ends, with the number of all. Raises ConfigError for a path that does not exist and
    OutputError when the outputs cannot be written; a source that fails is a report.
    """
    started, clock = _now(), time.monotonic()
    refs = find_sources(paths, include=settings.include, exclude=settings.exclude, encoding=settings.encoding, published=settings.published)
    if not refs:
        filtered = settings.include or settings.exclude
        todo = "check --include and --exclude" if filtered else "add text, Markdown, HTML or .srt files (names that begin with . or _ are skipped)"
        raise ConfigError(f"{', '.join(paths)}: no documents; {todo}")
    recipe = make_recipe(settings)
    outputs = Outputs(settings.outputs)
    ledger = SqliteLedger(settings.outputs / "ledger.sqlite")
    try:
        outputs.tidy()
        run = _Run(recipe=recipe, outputs=outputs, ledger=ledger, force=settings.force)
        for ended in run.reports(refs, engine or LocalEngine(settings.processes)):
            on_report(ended, len(refs))
        documents = (*run.in_order(refs), *run.vanished(paths, refs))
        report = RunReport(
            documents=documents,
            seconds=time.monotonic() - clock,
            outputs=settings.outputs,
            fingerprint=recipe.fingerprint,
            version=pipeline.__version__,
        )
        outputs.write("index.html", render_index(ledger.entries(), recipe.editions, recipe.templates))
        ledger.record_run(_run_row(report, started))
        outputs.write("run.json", as_json({"started": started, "finished": _now(), **report.record()}))
        outputs.tidy()
        return report
    finally:
        ledger.close()


def start_project(directory: Path) -> list[Path]:
    """Write what a new project starts from into `directory`; returns the files written. Raises OutputError."""
    return write_starter(directory)


def make_recipe(settings: Settings) -> Recipe:
    """What shapes the digests of a run. Raises ConfigError for a wrong glossary or a missing template folder."""
    if settings.templates is not None and not settings.templates.is_dir():
        raise ConfigError(f"{settings.templates}: no such folder; --templates takes a folder of templates")
    glossary = load_glossary(settings.glossary)
    folders = [Path(pipeline.__file__).parent, *filter(None, [settings.templates])]
    return Recipe(
        editions=settings.languages,
        length=settings.length,
        templates=settings.templates,
        glossary=glossary,
        fingerprint=recipe_hash(changed_settings(settings, SHAPING_SETTINGS), folders, list(filter(None, [settings.glossary]))),
    )


@dataclass(kw_only=True)
class _Run:
    """The driver's side of a run: what to send out, and what to do with what comes back."""

    recipe: Recipe
    outputs: Outputs
    ledger: Ledger
    force: bool

    def __post_init__(self) -> None:
        self._ended: dict[SourceRef, DocumentReport] = {}
        self._sent: list[SourceRef] = []
        self._reported: list[DocumentReport] = []

    def reports(self, refs: Sequence[SourceRef], engine: Engine) -> Iterator[DocumentReport]:
        """A report for each source as it ends."""
        for position, result in enumerate(engine.map(partial(_digest_or_fail, self.recipe), self._to_do(refs))):
            yield from self._drain()
            yield self._end(self._sent[position], result)
        yield from self._drain()

    def in_order(self, refs: Sequence[SourceRef]) -> tuple[DocumentReport, ...]:
        """All reports in the order of the sources."""
        return tuple(self._ended[ref] for ref in refs)

    def vanished(self, paths: Sequence[str], refs: Sequence[SourceRef]) -> Iterator[DocumentReport]:
        """Delivered documents whose source stood under `paths` and is gone; their digests are kept."""
        found = {locate(ref.address) for ref in refs}
        roots = [locate(path) for path in paths if path != "-"]
        for location, document in self.ledger.locations().items():
            gone = location not in found and not Path(location).exists()
            if gone and any(Path(location).is_relative_to(root) for root in roots):
                yield DocumentReport(source=location, status="vanished", id=document, reason="the source is gone; its digest is kept")

    def _to_do(self, refs: Sequence[SourceRef]) -> Iterator[Source]:
        """The sources that changed; the others are reported."""
        for ref in refs:
            try:
                source = read_source(ref)
            except SourceError as error:
                self._put(ref, DocumentReport(source=ref.address, status="failed", reason=str(error)))
                continue
            row = None if self.force else self.ledger.delivered(locate(ref.address))
            if row and self._stands(row, source):
                self._put(ref, DocumentReport(source=ref.address, status="unchanged", id=row.id))
                continue
            self._sent.append(ref)
            yield source

    def _stands(self, row: DocumentRow, source: Source) -> bool:
        same = row.fingerprint == self.recipe.fingerprint and row.source_hash == source_hash(source)
        pages = ["digest.html", *(f"digest.{edition}.md" for edition in self.recipe.editions)]
        return same and self.outputs.holds(row.id, [*DATA_FILES, *pages])

    def _end(self, ref: SourceRef, result: Digested | Failed | Crash) -> DocumentReport:
        if isinstance(result, Digested):
            report = self._deliver(ref, result)
        else:
            reason = result.reason if isinstance(result, Failed) else f"{ref.address}: {result.reason}"
            report = DocumentReport(source=ref.address, status="failed", reason=reason)
        self._ended[ref] = report
        return report

    def _deliver(self, ref: SourceRef, digested: Digested) -> DocumentReport:
        row = digested.row
        twins = [twin for twin in self.ledger.with_text(row.text_hash) if twin != row.id]
        row = replace(row, duplicate_of=twins[0] if twins else None)
        earlier = self.ledger.delivered(row.location)
        files = {
            **digested.pages,
            "document.json": as_json({**digested.document, "duplicate_of": row.duplicate_of}),
            "facts.jsonl": as_json_lines(row.facts),
            "rejections.jsonl": as_json_lines(row.rejections),
        }
        self.outputs.deliver(row.id, files)
        if earlier and earlier.id != row.id:
            self.outputs.supersede(earlier.id)
        self.ledger.record(row)
        return DocumentReport(source=ref.address, status="done", id=row.id, facts=len(row.facts), rejections=len(row.rejections))

    def _put(self, ref: SourceRef, report: DocumentReport) -> None:
        self._ended[ref] = report
        self._reported.append(report)

    def _drain(self) -> Iterator[DocumentReport]:
        waiting, self._reported = self._reported, []
        yield from waiting


def _digest_or_fail(recipe: Recipe, source: Source) -> Digested | Failed:
    """`make_digest` as a worker: a failure is a value, also when it is a bug of ours, so that the other documents are delivered."""
    try:
        return make_digest(source, recipe)
    except PipelineError as error:
        return Failed(reason=str(error))
    except Exception as error:
        log.debug("%s", source.ref.address, exc_info=True)
        return Failed(reason=f"{source.ref.address}: internal error ({type(error).__name__}: {error}); please report it with the document")


@cache
def _glossary(entries: tuple[GlossaryEntry, ...]) -> Glossary:
    rows = [GlossaryRow(id=e.id, kind=e.kind, names=dict(e.names), aliases=e.aliases, exact=e.exact) for e in entries]
    return Glossary.builtin().extended(rows) if rows else Glossary.builtin()


def _run_row(report: RunReport, started: str) -> RunRow:
    return RunRow(
        started=started,
        finished=_now(),
        version=pipeline.__version__,
        documents=len(report.documents),
        failed=report.count("failed"),
        facts=sum(r.facts for r in report.documents),
        rejections=sum(r.rejections for r in report.documents),
        seconds=round(report.seconds, 3),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
