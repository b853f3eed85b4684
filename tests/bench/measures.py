"""What is measured within one process, each as work of a known amount; the texts are the sample corpus and pages made around it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from pipeline.config import Settings
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.language import Edition, Language
from pipeline.ingest.registry import ingest
from pipeline.render.issues.page import render_page
from pipeline.runs.digesting import make_digest
from pipeline.storage.corpus import find_sources, read_source
from pipeline.text.convert import Converter
from pipeline.text.quantities import find_quantities
from pipeline.workflows import make_recipe
from tests.bench.figures import Figure
from tests.bench.reference import timed_beside
from tests.issues import sample_issue

CORPUS = Path(__file__).parents[2] / "corpus"
ROUNDS = 5
PAGES = 20
TIMES = 20  # the sample's Chinese text, so that a round takes tens of milliseconds


def rate(name: str, amount: int, unit: str, work: Callable[[], object]) -> Figure:
    """How many of the unit the work does in a second of CPU, at best."""
    timed = timed_beside(work, ROUNDS)
    return Figure(name, f"{amount / timed.seconds:,.0f} {unit}/s", timed.ratio, {"cpu_seconds": timed.seconds, "amount": amount})


def start_up() -> Iterator[Figure]:
    """The time until the command line answers."""
    timed = timed_beside(partial(_run, "--help"), ROUNDS)
    yield Figure("start-up (--help)", f"{timed.seconds:.3f} s", timed.ratio, {"cpu_seconds": timed.seconds})


def reading() -> Iterator[Figure]:
    """Sources to documents."""
    sources = _sources()
    yield rate("reading and cleaning", _characters(sources), "chars", lambda: [ingest(source) for source in sources])


def digests() -> Iterator[Figure]:
    """Sources to pages, in one process."""
    sources, recipe = _sources(), make_recipe(Settings())
    yield rate("digests, one core", _characters(sources), "chars", lambda: [make_digest(source, recipe) for source in sources])


def html() -> Iterator[Figure]:
    """Web pages to documents."""
    text = "".join(f"<p>{line}</p>" for line in _chinese().splitlines() if line)
    links = "".join(f"<li><a href='/{n}'>相关阅读 {n}</a></li>" for n in range(40))
    body = f"<nav><ul>{links}</ul></nav><article><h1>一周</h1>{text}</article><aside><ul>{links}</ul></aside>"
    page = f"<html><head><title>一周</title></head><body>{body}</body></html>"
    pages = [Source(ref=SourceRef(address=f"{n}.html", name=f"{n}.html"), data=page.encode()) for n in range(PAGES)]
    yield rate("HTML pages", PAGES, "pages", lambda: [ingest(source) for source in pages])


def conversion() -> Iterator[Figure]:
    """Simplified to Taiwan's Traditional Chinese."""
    text = _chinese() * TIMES
    converter = Converter(Edition.ZH_HANT_TW)
    yield rate("conversion to Taiwan", len(text), "chars", lambda: converter.convert(text))


def quantities() -> Iterator[Figure]:
    """Figures with their units in running text."""
    text = _chinese() * TIMES
    yield rate("quantities", len(text), "chars", lambda: find_quantities(text, Language.ZH_HANS))


def issue_page() -> Iterator[Figure]:
    """An issue to its page."""
    issue = sample_issue(tuple(Edition))
    yield rate("an issue's page", PAGES, "pages", lambda: [render_page(issue) for _ in range(PAGES)])


def _sources() -> list[Source]:
    return [read_source(ref) for ref in find_sources([str(CORPUS)])]


def _characters(sources: list[Source]) -> int:
    return sum(len(ingest(source).text) for source in sources)


def _chinese() -> str:
    return "\n".join(document.text for document in map(ingest, _sources()) if document.language is Language.ZH_HANS)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pipeline", *arguments], capture_output=True, check=True)
