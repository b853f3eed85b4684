"""Prints a table and JSON: characters a second of each stage, of a whole run, and the CPU time of `pipeline --help`.

Machines differ and are noisy, so compare the ratios to the reference loop, not the figures.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from pipeline.compose.digest import compose
from pipeline.config import Settings
from pipeline.express.facts import express
from pipeline.extract.registry import extract
from pipeline.ingest.registry import ingest
from pipeline.render.pages import render
from pipeline.storage.corpus import find_sources, read_source
from pipeline.text.glossary import Glossary
from pipeline.verify.claims import verify
from pipeline.workflows import run_corpus

CORPUS = Path(__file__).parents[2] / "corpus"
ROUNDS = 5
REFERENCE = re.compile(r"[\d.]+|[A-Za-z]+|[\u4e00-\u9fff]")

Item = TypeVar("Item")
Result = TypeVar("Result")


def timed(function: Callable[[Item], Result], items: Sequence[Item]) -> tuple[list[Result], float]:
    """Results, and the fastest of ROUNDS passes in seconds."""
    function(items[0])
    best = float("inf")
    results: list[Result] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        results = [function(item) for item in items]
        best = min(best, time.perf_counter() - start)
    return results, best


def stages() -> dict[str, float]:
    """Characters a second of each stage over the sample corpus, in one process."""
    glossary, settings = Glossary.builtin(), Settings()
    documents, ingest_seconds = timed(ingest, [read_source(ref) for ref in find_sources([str(CORPUS)])])
    characters = sum(len(document.text) for document in documents)
    seconds = {"ingest": ingest_seconds}
    _, seconds["reference"] = timed(lambda d: REFERENCE.findall(d.text), documents)
    claims, seconds["extract"] = timed(lambda d: extract(d, glossary), documents)
    verified, seconds["verify"] = timed(lambda pair: verify(pair[0], pair[1], glossary), list(zip(documents, claims, strict=True)))
    facts, seconds["express"] = timed(lambda pair: express(pair[1][0], pair[0], settings.languages), list(zip(documents, verified, strict=True)))
    digests, seconds["compose"] = timed(
        lambda x: compose(x[0], x[1], x[2][1], settings.languages, "medium"), list(zip(documents, facts, verified, strict=True))
    )
    _, seconds["render"] = timed(render, digests)
    seconds["all stages"] = sum(value for name, value in seconds.items() if name != "reference")
    return {name: characters / value for name, value in seconds.items()}


def whole_run() -> dict[str, float]:
    """Seconds of a first and of an unchanged second run over the sample corpus."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(outputs=Path(folder))
        return {name: run_corpus([str(CORPUS)], settings).seconds for name in ("first run", "second run")}


def help_cpu() -> float:
    """Seconds of CPU of `pipeline --help`, the least of ROUNDS."""
    spent = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "pipeline", "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def report() -> None:
    """Print the table, then JSON on one line."""
    rates, runs, start = stages(), whole_run(), help_cpu()
    lines = [f"{name:12} {rate:14,.0f} chars/s   1/{rates['reference'] / rate:,.0f} of the reference" for name, rate in rates.items()]
    lines += [f"{name:12} {seconds:14.2f} s" for name, seconds in runs.items()]
    lines += [f"{'--help':12} {start:14.3f} s CPU"]
    result = {"chars_per_second": {name: round(rate) for name, rate in rates.items()}, "seconds": runs, "help_cpu_seconds": start}
    sys.stdout.write("\n".join([*lines, json.dumps(result), ""]))


if __name__ == "__main__":
    report()
