"""What is measured, each as work of a known amount; the texts are the sample corpus and pages made around it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
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
from tests.issues import sample_issue

CORPUS = Path(__file__).parents[2] / "corpus"
PAGES = 20
TIMES = 20  # the sample's Chinese text, so that a round takes tens of milliseconds


@dataclass(frozen=True, slots=True)
class Measure:
    """Work to be timed. amount: how many `unit`s it does (1: the seconds themselves are told). peers: what others were measured at."""

    name: str
    amount: float
    unit: str
    work: Callable[[], object]
    peers: str = ""
    rounds: int = 5


def start_up() -> Measure:
    return Measure("start-up (--help)", 1, "", lambda: _run("--help"), "0.5 to 1.5 s")


def digests() -> Measure:
    sources, recipe = _sources(), make_recipe(Settings())
    characters = sum(len(ingest(source).text) for source in sources)
    return Measure(
        "digests, one core", characters, "chars/s", lambda: [make_digest(source, recipe) for source in sources], "1,208 (recognizers alone)"
    )


def reading() -> Measure:
    sources = _sources()
    characters = sum(len(ingest(source).text) for source in sources)
    return Measure("reading and cleaning", characters, "chars/s", lambda: [ingest(source) for source in sources])


def html() -> Measure:
    text = "".join(f"<p>{line}</p>" for line in _chinese().splitlines() if line)
    links = "".join(f"<li><a href='/{n}'>相关阅读 {n}</a></li>" for n in range(40))
    body = f"<nav><ul>{links}</ul></nav><article><h1>一周</h1>{text}</article><aside><ul>{links}</ul></aside>"
    page = f"<html><head><title>一周</title></head><body>{body}</body></html>"
    pages = [Source(ref=SourceRef(address=f"{n}.html", name=f"{n}.html"), data=page.encode()) for n in range(PAGES)]
    return Measure("HTML pages", PAGES, "pages/s", lambda: [ingest(source) for source in pages], "83 trafilatura, 77 readability (reading alone)")


def conversion() -> Measure:
    text = _chinese() * TIMES
    converter = Converter(Edition.ZH_HANT_TW)
    return Measure("conversion to Taiwan", len(text), "chars/s", lambda: converter.convert(text), "5.3 M (OpenCC alone, line by line)")


def quantities() -> Measure:
    text = _chinese() * TIMES
    return Measure("quantities", len(text), "chars/s", lambda: find_quantities(text, Language.ZH_HANS), "0.9 k to 44 k (quantulum3, recognizers)")


def issue_page() -> Measure:
    issue = sample_issue(tuple(Edition))
    return Measure("an issue's page", 20, "pages/s", lambda: [render_page(issue) for _ in range(20)])


MEASURES: tuple[Callable[[], Measure], ...] = (start_up, reading, digests, html, conversion, quantities, issue_page)


def _sources() -> list[Source]:
    return [read_source(ref) for ref in find_sources([str(CORPUS)])]


def _chinese() -> str:
    return "\n".join(document.text for document in map(ingest, _sources()) if document.language is Language.ZH_HANS)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pipeline", *arguments], capture_output=True, check=True)
