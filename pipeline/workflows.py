"""The order of the stages: what each command does, from sources to pages. No printing, no parsing of flags.

The way of one document is `digesting.make_digest`, with a chat model the steps in `conversing`; `run_corpus` sends many of them out and
remembers them in the ledger.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pipeline
from pipeline.config import RULES, GlossaryEntry, Settings, changed_settings, load_glossary
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.language import Edition
from pipeline.datamodel.protocols import Engine, Fetcher, RunRow
from pipeline.datamodel.recorded import FactQuery
from pipeline.datamodel.report import DocumentReport, Estimate, Failed, IssueReport, RunReport, Spent
from pipeline.engines.registry import make_engine
from pipeline.errors import ConfigError
from pipeline.ingest.collections.expand import expand
from pipeline.render.environment import check_templates
from pipeline.render.extras import extra_templates
from pipeline.render.facts.parquet import check_parquet, render_parquet
from pipeline.render.facts.sheets import fact_sheet
from pipeline.render.index import render_index
from pipeline.runs.digesting import Digested, Recipe, make_digest
from pipeline.runs.gathering import Gathering
from pipeline.runs.reading import Reader
from pipeline.runs.recovering import open_ledger
from pipeline.runs.running import Digester, Outcome, Run, or_failed
from pipeline.storage.corpus import find_sources, locate
from pipeline.storage.fingerprint import PROGRAM, TABLES, files_hash, settings_hash
from pipeline.storage.journal import SqliteJournal
from pipeline.storage.ledger import LEDGER, SqliteLedger, reporting_trouble
from pipeline.storage.lists import Entry, entries
from pipeline.storage.lock import held
from pipeline.storage.outputs import Outputs, as_json
from pipeline.storage.paths import links_out
from pipeline.storage.starter import write_starter
from pipeline.text.glossary import Glossary

if TYPE_CHECKING:
    from pipeline.consult.consulting import Consulted
    from pipeline.newsletters.planning import NewsletterFile

CORPUS = "corpus/"
FACTS = "facts.parquet"  # the bytes that `pipeline facts --format parquet` writes
SHAPING_SETTINGS = ("languages", "length", "model", "extras")
WORKING = ("opencc", "trafilatura")  # packages whose versions show in results


def run_corpus(
    paths: Sequence[str],
    settings: Settings,
    *,
    engine: Engine | None = None,
    fetcher: Fetcher | None = None,
    on_report: Callable[[DocumentReport, int], None] = lambda report, total: None,
    tell: Callable[[str], None] = lambda line: None,
) -> RunReport:
    """Digests of all sources under `paths` in `settings.outputs`; what has not changed since an earlier run is left alone.

    Where no paths are given, of what the lists in `settings.from_list` hold, else of `corpus/`.
    on_report is told of each source as it ends, with the number of all that are known of; tell, on any thread, of what is sent to a model
    and of what was mended that an earlier run left.
    Raises ConfigError for a path that does not exist, a list or a store that cannot be read and a model that cannot be asked,
    MissingDependencyError where a package is missing, and OutputError when the outputs cannot be written or another run holds them; a source
    that fails is a report.
    """
    began, clock = datetime.now(UTC), time.monotonic()
    named = _named(paths, settings)
    refs = _sources(named, settings)
    recipe = make_recipe(settings)
    if settings.parquet:
        check_parquet("--parquet")
    who = _ready(settings)
    outputs = Outputs(settings.outputs)
    with ExitStack() as held_open:
        held_open.enter_context(held(settings.outputs))
        ledger = held_open.enter_context(closing(open_ledger(outputs, tell)))
        reader = _reader(settings, fetcher, held_open)
        gathering = Gathering(read=reader, expand=expand, known=ledger.names(), ahead=reader.ahead)
        run = _run(settings, recipe, outputs, ledger, began)
        digest: Digester = partial(_by_rules, recipe, engine or _engine(settings))
        asking = None
        if who is not None:
            from pipeline.consult.consulting import look_ahead, make_asking

            journal = held_open.enter_context(closing(SqliteJournal(settings.outputs / LEDGER)))
            asking = make_asking(who, recipe, journal, look_ahead(refs, run), tell, run.began)
            digest = asking.outcomes
        for ended in run.reports(gathering.sources(refs), digest):
            on_report(ended, max(len(refs), run.met()))
        run.relate_all()
        report = RunReport(
            documents=(*run.in_order(), *run.vanished([entry.path for entry in named], gathering.locations())),
            seconds=time.monotonic() - clock,
            outputs=settings.outputs,
            fingerprints={"recipe": recipe.fingerprint, **recipe.fingerprints},
            versions=_versions(),
        )
        if asking is not None:
            models = {asking.terms.model: asking.spent, **asking.besides}
            report = replace(report, models=models, stopped=asking.stopped, advice=asking.reason or None)
        _write_down(report, recipe, outputs, ledger, began)
        if settings.parquet:
            outputs.write_parts(FACTS, render_parquet(fact_sheet(ledger.facts(FactQuery()), Edition.EN)))
        return report


def estimate_corpus(paths: Sequence[str], settings: Settings, *, engine: Engine | None = None, fetcher: Fetcher | None = None) -> Estimate:
    """What `run_corpus` would ask of the model and about what it would cost. Nothing is sent but to fetch sources, no digest is written.

    Raises ConfigError for a path that does not exist and for a model that is not known.
    """
    refs = _sources(_named(paths, settings), settings)
    recipe = make_recipe(settings)
    with ExitStack() as held_open:
        known = settings.outputs / LEDGER
        held_open.enter_context(reporting_trouble(known))
        path = known if known.is_file() else Path(held_open.enter_context(TemporaryDirectory())) / LEDGER
        ledger = held_open.enter_context(closing(SqliteLedger(path)))
        reader = _reader(settings, fetcher, held_open)
        gathering = Gathering(read=reader, expand=expand, known=ledger.names(), ahead=reader.ahead)
        run = _run(settings, recipe, Outputs(settings.outputs), ledger, datetime.now(UTC))
        sources = run.to_do(gathering.sources(refs))
        if recipe.talk is None:
            found: list[Spent | Failed] = [Spent() for _ in sources]
            is_priced = True
        else:
            from pipeline.consult.consulting import consulted
            from pipeline.consult.estimating import foreseen

            who, journal = consulted(settings), held_open.enter_context(closing(SqliteJournal(path)))
            found = list(foreseen(who, recipe, journal, engine or _engine(settings), sources))
            is_priced = who.spec.price is not None
    aside = run.drained()
    return Estimate(
        model=settings.model,
        documents={ref.address: spent for ref, spent in zip(run.sent, found, strict=True) if isinstance(spent, Spent)},
        unchanged=sum(report.status == "unchanged" for report in aside),
        failed=[*(str(report.reason) for report in aside if report.status == "failed"), *(f.reason for f in found if isinstance(f, Failed))],
        is_priced=is_priced,
    )


def build_newsletter(settings: Settings, file: NewsletterFile, *, edited: Sequence[Path] = (), today: date | None = None) -> IssueReport:
    """One issue of the digests in `settings.outputs`; where none is named, of the last week that is over and has digests.

    edited: pages of an issue that an editor changed; page and mail are made of them, and the pages stay. today: the day by which a week is over.
    Raises ConfigError where nothing can be made of what was asked for, OutputError when the outputs cannot be read or written.
    """
    from pipeline.newsletters.editing import read_pages
    from pipeline.newsletters.issuing import make_issue

    if not (settings.outputs / LEDGER).is_file():
        raise ConfigError(f"{settings.outputs}: no digests; make them with: pipeline run, or name their folder with --outputs")
    _check_templates(settings.templates)
    pages = read_pages(edited)
    with held(settings.outputs):
        return make_issue(settings, file, today or date.today(), pages)


def start_project(directory: Path) -> list[Path]:
    """Write what a new project starts from into `directory`; returns the files written. Raises OutputError."""
    return write_starter(directory)


def make_recipe(settings: Settings) -> Recipe:
    """What shapes the digests of a run. Raises ConfigError for a wrong glossary, template, prompt or model."""
    _check_templates(settings.templates)
    extra_templates(settings.templates, settings.extras)
    glossary = load_glossary(settings.glossary)
    _check_kinds(glossary, settings.glossary)
    packaged = [Path(pipeline.__file__).parent]
    own = list(filter(None, [settings.templates, settings.glossary]))
    if settings.prompts is not None:
        _check_links(settings.prompts)
    who = _consulted(settings)
    return Recipe(
        editions=settings.languages,
        length=settings.length,
        templates=settings.templates,
        extras=settings.extras,
        glossary=glossary,
        fingerprints={
            "program": files_hash(packaged, PROGRAM),
            "tables": files_hash(packaged, TABLES),
            "settings": settings_hash(changed_settings(settings, SHAPING_SETTINGS)),
            "own": files_hash(own, TABLES),
            **({} if who is None else who.fingerprints()),
        },
        talk=None if who is None else who.talk(),
    )


def _check_templates(templates: Path | None) -> None:
    """Raises ConfigError for a folder that is not there, and naming the first template in it that is wrong."""
    if templates is not None:
        if not templates.is_dir():
            raise ConfigError(f"{templates}: no such folder; --templates takes a folder of templates")
        _check_links(templates)
        check_templates(templates)


def _check_links(folder: Path) -> None:
    """Raises ConfigError for a link out of a folder that somebody may have shared: what it leads to would be printed, or sent to a model."""
    for link in links_out(folder):
        raise ConfigError(f"{link}: a link that leads out of {folder}; put the file itself there")


def _consulted(settings: Settings) -> Consulted | None:
    """The model of the settings; None for the rules, which load nothing of it."""
    if settings.model == RULES:
        return None
    from pipeline.consult.consulting import consulted

    return consulted(settings)


def _ready(settings: Settings) -> Consulted | None:
    """As `_consulted`, checked to be ready to be asked."""
    who = _consulted(settings)
    if who is not None:
        who.check()
    return who


def _engine(settings: Settings) -> Engine:
    return make_engine(settings.engine, settings.processes, settings.ray_address)


def _by_rules(recipe: Recipe, engine: Engine, sources: Iterable[Source]) -> Iterator[Outcome]:
    for position, result in enumerate(engine.map(partial(_digest_or_fail, recipe), sources)):
        yield Outcome(position=position, result=result)


def _digest_or_fail(recipe: Recipe, source: Source) -> Digested | Failed:
    return or_failed(source.ref.address, make_digest, source, recipe)


def _run(settings: Settings, recipe: Recipe, outputs: Outputs, ledger: SqliteLedger, began: datetime) -> Run:
    return Run(
        pages=["digest.html", *(f"digest.{edition}.md" for edition in recipe.editions)],
        fingerprint=recipe.fingerprint,
        began=began.isoformat(timespec="microseconds"),
        outputs=outputs,
        ledger=ledger,
        force=settings.force,
    )


def _write_down(report: RunReport, recipe: Recipe, outputs: Outputs, ledger: SqliteLedger, began: datetime) -> None:
    """The list of all digests, and what became of the run."""
    outputs.write("index.html", render_index(ledger.entries(), recipe.editions, recipe.templates))
    ledger.record_run(_run_row(report, _at(began)))
    outputs.write("run.json", as_json({"started": _at(began), "finished": _at(datetime.now(UTC)), **report.record()}))
    outputs.tidy()


def _named(paths: Sequence[str], settings: Settings) -> list[Entry]:
    """What a run works on: the paths that it is given, else what the lists of the settings hold, else `corpus/`."""
    if paths or not settings.from_list:
        return [Entry(path) for path in paths or (CORPUS,)]
    return [entry for path in settings.from_list for entry in entries(str(path))]


def _sources(named: Sequence[Entry], settings: Settings) -> list[SourceRef]:
    outputs = locate(str(settings.outputs))
    for path in (entry.path for entry in named):
        if locate(path) == outputs:
            raise ConfigError(f"{path}: the digests are written there; name the folder of the documents, or another for the digests with --outputs")
    refs = find_sources(named, include=settings.include, exclude=settings.exclude, encoding=settings.encoding, published=settings.published)
    if not refs:
        filtered = settings.include or settings.exclude
        todo = "check --include and --exclude" if filtered else "put articles or transcripts there (names that begin with . or _ are skipped)"
        given = ", ".join(map(str, settings.from_list)) if named[0].at else ", ".join(entry.path for entry in named)
        raise ConfigError(f"{given}: no documents; {todo}")
    return refs


def _reader(settings: Settings, fetcher: Fetcher | None, held_open: ExitStack) -> Reader:
    """Reads files, and fetches addresses: by the fetcher handed in, or by one of the run's own, which ends with it."""
    if fetcher is not None:
        return Reader(lambda: fetcher)
    return held_open.enter_context(closing(Reader(partial(_fetcher, settings))))


def _fetcher(settings: Settings) -> Fetcher:
    from pipeline.fetch.fetcher import Fetcher as Client

    return Client(cache=settings.outputs / "cache", allow_private=settings.allow_private)


def _check_kinds(entries: Sequence[GlossaryEntry], path: Path | None) -> None:
    """Raises ConfigError for a row of a kind that no rule knows."""
    for number, entry in enumerate(entries, 1):
        if entry.kind not in Glossary.builtin().kinds:
            known = ", ".join(sorted(Glossary.builtin().kinds))
            raise ConfigError(f"{path}, entity {number}, kind: no such kind {entry.kind!r}; the kinds are {known}")


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
