"""The order of the stages: what each command does, from sources to pages. No printing, no parsing of flags.

`make_digest` is the way of one document; `run_corpus` sends many of them through an engine and remembers them in the ledger.
"""

from __future__ import annotations

import json
import logging
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import pipeline
from pipeline.compose.digest import compose
from pipeline.config import GlossaryEntry, Settings, changed_settings, load_glossary
from pipeline.datamodel.document import Document, Source, SourceRef
from pipeline.datamodel.language import Edition
from pipeline.datamodel.protocols import DocumentRow, Engine, Fetcher, RunRow
from pipeline.datamodel.report import DocumentReport, Failed, RunReport
from pipeline.engines.local import LocalEngine
from pipeline.errors import ConfigError, PipelineError
from pipeline.express.facts import express
from pipeline.extract.registry import extract
from pipeline.gathering import Gathering, Reader
from pipeline.ingest.assemble import refusal
from pipeline.ingest.collections.expand import expand
from pipeline.ingest.registry import read_document
from pipeline.render.environment import check_templates
from pipeline.render.index import render_index
from pipeline.render.pages import render
from pipeline.running import Digested, Run
from pipeline.storage.corpus import find_sources, locate
from pipeline.storage.fingerprint import PROGRAM, TABLES, files_hash, joined, settings_hash, source_hash, text_hash
from pipeline.storage.ledger import SqliteLedger
from pipeline.storage.lock import held
from pipeline.storage.outputs import Outputs, as_json
from pipeline.storage.records import document_record, fact_record, rejection_record
from pipeline.storage.starter import write_starter
from pipeline.text.glossary import Glossary, GlossaryRow
from pipeline.text.similarity import sketch
from pipeline.verify.claims import verify

log = logging.getLogger(__name__)

SHAPING_SETTINGS = ("languages", "length", "model")
WORKING = ("opencc", "trafilatura")  # packages whose versions show in results


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that shapes a digest besides its source. fingerprints: hashes of its parts and of the program itself, by name."""

    editions: tuple[Edition, ...]
    length: str
    templates: Path | None
    glossary: tuple[GlossaryEntry, ...]
    fingerprints: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """One hash of all."""
        return joined(self.fingerprints)


def make_digest(source: Source, recipe: Recipe) -> Digested:
    """A document's facts and pages; of one in another language the text alone. Raises SourceError when the source cannot be read as text."""
    document = read_document(source)
    if not document.language.is_processed:
        return Digested(row=_row(document, recipe, source, refused=refusal(document)), document=document_record(document), pages=_text(document))
    glossary = _glossary(recipe.glossary)
    claims = extract(document, glossary)
    facts, rejections = verify(document, claims, glossary)
    facts = express(facts, document, recipe.editions)
    digest = compose(document, facts, rejections, recipe.editions, recipe.length)
    row = replace(
        _row(document, recipe, source),
        headline=json.dumps(digest.title, ensure_ascii=False),
        facts=[fact_record(fact) for fact in facts],
        rejections=[rejection_record(rejection) for rejection in rejections],
    )
    return Digested(row=row, document=document_record(document), pages={**_text(document), **render(digest, recipe.templates)})


def run_corpus(
    paths: Sequence[str],
    settings: Settings,
    *,
    engine: Engine | None = None,
    fetcher: Fetcher | None = None,
    on_report: Callable[[DocumentReport, int], None] = lambda report, total: None,
) -> RunReport:
    """Digests of all sources under `paths` in `settings.outputs`; what has not changed since an earlier run is left alone.

    on_report is told of each source as it ends, with the number of all that are known of. Raises ConfigError for a path that does not
    exist and OutputError when the outputs cannot be written or another run holds them; a source that fails is a report.
    """
    began, clock = datetime.now(UTC), time.monotonic()
    refs = _sources(paths, settings)
    recipe = make_recipe(settings)
    outputs = Outputs(settings.outputs)
    with ExitStack() as held_open:
        held_open.enter_context(held(settings.outputs))
        ledger = held_open.enter_context(closing(SqliteLedger(settings.outputs / "ledger.sqlite")))
        outputs.tidy()
        gathering = Gathering(read=_reader(settings, fetcher, held_open), expand=expand, known=ledger.names())
        run = Run(
            pages=["digest.html", *(f"digest.{edition}.md" for edition in recipe.editions)],
            fingerprint=recipe.fingerprint,
            began=began.isoformat(timespec="microseconds"),
            outputs=outputs,
            ledger=ledger,
            force=settings.force,
        )
        for ended in run.reports(gathering.sources(refs), engine or LocalEngine(settings.processes), partial(_digest_or_fail, recipe)):
            on_report(ended, max(len(refs), run.met()))
        run.relate_all()
        report = RunReport(
            documents=(*run.in_order(), *run.vanished(paths, gathering.locations())),
            seconds=time.monotonic() - clock,
            outputs=settings.outputs,
            fingerprints={"recipe": recipe.fingerprint, **recipe.fingerprints},
            versions=_versions(),
        )
        outputs.write("index.html", render_index(ledger.entries(), recipe.editions, recipe.templates))
        ledger.record_run(_run_row(report, _at(began)))
        outputs.write("run.json", as_json({"started": _at(began), "finished": _at(datetime.now(UTC)), **report.record()}))
        outputs.tidy()
        return report


def start_project(directory: Path) -> list[Path]:
    """Write what a new project starts from into `directory`; returns the files written. Raises OutputError."""
    return write_starter(directory)


def make_recipe(settings: Settings) -> Recipe:
    """What shapes the digests of a run. Raises ConfigError for a wrong glossary, a missing template folder and a template that is wrong."""
    if settings.templates is not None:
        if not settings.templates.is_dir():
            raise ConfigError(f"{settings.templates}: no such folder; --templates takes a folder of templates")
        check_templates(settings.templates)
    glossary = load_glossary(settings.glossary)
    _check_kinds(glossary, settings.glossary)
    packaged = [Path(pipeline.__file__).parent]
    own = list(filter(None, [settings.templates, settings.glossary]))
    return Recipe(
        editions=settings.languages,
        length=settings.length,
        templates=settings.templates,
        glossary=glossary,
        fingerprints={
            "program": files_hash(packaged, PROGRAM),
            "tables": files_hash(packaged, TABLES),
            "settings": settings_hash(changed_settings(settings, SHAPING_SETTINGS)),
            "own": files_hash(own, TABLES),
        },
    )


def _sources(paths: Sequence[str], settings: Settings) -> list[SourceRef]:
    refs = find_sources(paths, include=settings.include, exclude=settings.exclude, encoding=settings.encoding, published=settings.published)
    if not refs:
        filtered = settings.include or settings.exclude
        todo = "check --include and --exclude" if filtered else "add text, Markdown, HTML or .srt files (names that begin with . or _ are skipped)"
        raise ConfigError(f"{', '.join(paths)}: no documents; {todo}")
    return refs


def _reader(settings: Settings, fetcher: Fetcher | None, held_open: ExitStack) -> Reader:
    """Reads files, and fetches addresses: by the fetcher handed in, or by one of the run's own, which ends with it."""
    if fetcher is not None:
        return Reader(lambda: fetcher)
    return held_open.enter_context(closing(Reader(partial(_fetcher, settings))))


def _fetcher(settings: Settings) -> Fetcher:
    from pipeline.fetch.fetcher import Fetcher as Client

    return Client(cache=settings.outputs / "cache", allow_private=settings.allow_private)


def _text(document: Document) -> dict[str, str]:
    return {"document.txt": document.text}


def _row(document: Document, recipe: Recipe, source: Source, *, refused: str | None = None) -> DocumentRow:
    """What is remembered of a document before it has facts."""
    return DocumentRow(
        id=document.id,
        name=source.ref.name,
        location=locate(source.ref.address),
        source_hash=source_hash(source),
        text_hash=text_hash(document.text),
        fingerprint=recipe.fingerprint,
        language=document.language,
        title=document.title,
        headline="{}",
        published=document.published.date if document.published else None,
        characters=len(document.text),
        is_restructured=document.is_restructured,
        since="",
        refusal=refused,
        sketch=sketch(document.text),
    )


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


def _check_kinds(entries: Sequence[GlossaryEntry], path: Path | None) -> None:
    """Raises ConfigError for a row of a kind that no rule knows."""
    for number, entry in enumerate(entries):
        if entry.kind not in Glossary.builtin().kinds:
            known = ", ".join(sorted(Glossary.builtin().kinds))
            raise ConfigError(f"{path} entity.{number}.kind: no such kind {entry.kind!r}; the kinds are {known}")


def _versions() -> dict[str, str]:
    return {"bidigest": pipeline.__version__, "python": platform.python_version(), **{name: version(name) for name in WORKING}}


def _run_row(report: RunReport, started: str) -> RunRow:
    return RunRow(
        started=started,
        finished=_at(datetime.now(UTC)),
        version=pipeline.__version__,
        documents=len(report.documents),
        failed=report.count("failed"),
        facts=sum(r.facts for r in report.documents),
        rejections=sum(r.rejections for r in report.documents),
        seconds=round(report.seconds, 3),
    )


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
