"""The sample corpus through the stages, with what each document scores."""

from __future__ import annotations

from pathlib import Path

from pipeline.compose.parity import compose_evenly
from pipeline.config import Settings
from pipeline.datamodel.document import SourceRef
from pipeline.evaluate.gold import Gold, load_gold
from pipeline.evaluate.measure import Score, Share, score, total
from pipeline.evaluate.pages import Read, judge_pages
from pipeline.evaluate.told import Told
from pipeline.express.facts import express
from pipeline.extract.registry import extract
from pipeline.ingest.registry import ingest
from pipeline.render.pages import render
from pipeline.storage.corpus import find_sources, read_source
from pipeline.storage.records import document_record, fact_record
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import verify
from tests.eval.floors import TOTAL

GOLD = Path(__file__).parent / "gold"
CORPUS = Path(__file__).parents[2] / "corpus"


def score_corpus() -> dict[str, Score]:
    """A score for each document of the sample corpus, by name. Raises LookupError for gold of a document that is not there."""
    gold = load_gold(GOLD)
    sources = {Path(ref.name).stem: ref for ref in find_sources([str(CORPUS)])}
    if lost := sorted(set(gold) - set(sources)):
        raise LookupError(f"{CORPUS}: no document for the gold facts {', '.join(lost)}")
    return {name: _scored(ref, gold.get(name, ())) for name, ref in sources.items()}


def shares_of(scores: dict[str, Score]) -> dict[str, dict[str, Share]]:
    """The shares by document, and `total`."""
    return {**{name: dict(s.shares) for name, s in scores.items()}, TOTAL: total([s.shares for s in scores.values()])}


def _scored(ref: SourceRef, gold: tuple[Gold, ...]) -> Score:
    editions = Settings().languages
    glossary = Glossary.builtin()
    document = ingest(read_source(ref))
    verified, rejections = verify(document, extract(document, glossary), glossary)
    even = compose_evenly(document, express(verified, document, editions), rejections, editions)
    facts = [Told.of(fact_record(fact)) for fact in even.facts]
    read = Read.of(document_record(document), document.text)
    return score(read, facts, gold, judge_pages(read, facts, render(even.digest), editions))
