"""What `pipeline eval` does: documents with gold facts through the usual run, once an extractor, and what came out held against the gold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from glob import escape
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from pipeline.config import Settings
from pipeline.datamodel.report import DocumentReport, RunReport
from pipeline.errors import ConfigError, PipelineError, SourceError
from pipeline.evaluate import table
from pipeline.evaluate.gold import Gold, load_gold
from pipeline.evaluate.measure import score
from pipeline.evaluate.pages import Read, judge_pages
from pipeline.evaluate.table import Evaluation, Row
from pipeline.evaluate.told import Told
from pipeline.storage.outputs import Outputs
from pipeline.workflows import run_corpus

DIGESTED = ("done", "partial", "fallback", "unchanged")


def evaluate(
    paths: Sequence[str],
    gold: Path,
    models: Sequence[str],
    settings: Settings,
    outputs: Path | None = None,
    on_report: Callable[[DocumentReport, int], None] = lambda report, total: None,
) -> Evaluation:
    """The documents under `paths` that have gold facts, by every extractor of `models`.

    outputs: where their digests go, a folder an extractor where there are several; None: they are thrown away. Only documents with gold are run.
    Raises ConfigError for wrong gold and gold without a document, SourceError for a document that fails, and what `run_corpus` raises.
    """
    wanted = load_gold(gold)
    chosen = tuple(dict.fromkeys(models))
    rows: list[Row] = []
    with TemporaryDirectory() as scratch:
        for model in chosen:
            folder = _folder(outputs or Path(scratch), model, chosen)
            include = tuple(f"{escape(name)}*" for name in wanted)
            report = run_corpus(paths, settings.model_copy(update={"model": model, "outputs": folder, "include": include}), on_report=on_report)
            rows += _rows(report, wanted, model, settings, folder)
    return Evaluation(models=chosen, rows=tuple(rows))


def eval_table(evaluation: Evaluation, *, with_details: bool = False) -> str:
    """The evaluation for people; with what is missed, wrong, foreign and uneven."""
    return table.table(evaluation) + (f"\n\n{table.details(evaluation)}" if with_details else "")


def _folder(root: Path, model: str, models: Sequence[str]) -> Path:
    return root if len(models) == 1 else root / re.sub(r"[^\w.-]+", "-", model)


def _rows(report: RunReport, wanted: Mapping[str, tuple[Gold, ...]], model: str, settings: Settings, folder: Path) -> list[Row]:
    if report.stopped:
        raise PipelineError(f"{model}: stopped before all documents were done ({report.advice or report.stopped}); raise --max-cost or try again")
    return [_row(name, facts, _document(name, report), model, settings, folder) for name, facts in wanted.items()]


def _document(name: str, report: RunReport) -> DocumentReport:
    """The report of the document that the gold is of."""
    found = [one for one in report.documents if PurePath(one.source).name.startswith(name) and one.status != "vanished"]
    if not found:
        raise ConfigError(f"{name}.jsonl: no document whose file name begins with {name}; name its folder, or take the gold out")
    exact = [one for one in found if PurePath(one.source).stem == name]
    chosen = (exact or found)[0]
    if chosen.status not in DIGESTED or chosen.id is None:
        raise SourceError(chosen.reason or f"{chosen.source}: not digested ({chosen.status})")
    return chosen


def _row(name: str, gold: tuple[Gold, ...], document: DocumentReport, model: str, settings: Settings, folder: Path) -> Row:
    place = Outputs(folder).page(document.id or "", "document.json").parent
    files = {path.name: path.read_text(encoding="utf-8") for path in place.iterdir() if path.suffix in (".json", ".jsonl", ".txt", ".md")}
    read = Read.of(json.loads(files["document.json"]), files["document.txt"])
    facts = [Told.of(json.loads(line)) for line in files["facts.jsonl"].splitlines()]
    judged = score(read, facts, gold, judge_pages(read, facts, files, settings.languages))
    return Row(name=name, model=model, gold=len(gold), facts=len(facts), cost=document.spent.cost, score=judged, status=document.status)
