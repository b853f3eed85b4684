"""The ledger alone: documents with twenty facts each, recorded one a transaction as a run does."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pipeline.config import Settings
from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.protocols import DocumentRow
from pipeline.runs.digesting import make_digest
from pipeline.storage.ledger import SqliteLedger
from pipeline.workflows import make_recipe
from tests.bench.articles import article
from tests.bench.figures import Figure
from tests.bench.reference import Beside, cpu_of

DOCUMENTS, FACTS = 1500, 20
ARTICLES = 4  # of which the facts are
ROUNDS = 3


def ledger() -> Iterator[Figure]:
    """The best of ROUNDS; seconds are those of a clock, as a disk has a part in them."""
    rows = made()
    with tempfile.TemporaryDirectory() as name:
        beside = Beside()
        tries = [_recorded(Path(name) / f"{n}.sqlite", rows) for n in range(ROUNDS)]
        seconds, cpu = (min(found) for found in zip(*tries, strict=True))
        said = f"{DOCUMENTS / seconds:,.0f} documents/s"
        yield Figure(f"ledger, {FACTS} facts each", said, beside.ratio(cpu), {"seconds": seconds, "cpu_seconds": cpu, "documents": DOCUMENTS})


def made() -> list[DocumentRow]:
    """Rows of documents that differ in name and text, with the facts of a few."""
    recipe = make_recipe(Settings())
    texts = [article(number).text.encode() for number in range(ARTICLES)]
    known = [make_digest(Source(ref=SourceRef(address=f"{n}.md", name=f"{n}.md"), data=text), recipe).row for n, text in enumerate(texts)]
    return [_differing(known[n % ARTICLES], n) for n in range(DOCUMENTS)]


def _differing(row: DocumentRow, number: int) -> DocumentRow:
    return replace(
        row,
        id=f"{row.id}-{number}",
        name=f"{number}.md",
        location=f"/corpus/{number}.md",
        source_hash=f"{number:08x}{row.source_hash[8:]}",
        text_hash=f"{number:08x}{row.text_hash[8:]}",
        since="2024-07-22T08:00:00",
        facts=row.facts[:FACTS],
        rejections=row.rejections[:1],
    )


def _recorded(path: Path, rows: list[DocumentRow]) -> tuple[float, float]:
    """Seconds, and seconds of CPU."""

    def record() -> None:
        with closing(SqliteLedger(path)) as open_ledger:
            for row in rows:
                open_ledger.record(row)

    start = time.monotonic()
    cpu = cpu_of(record)
    return time.monotonic() - start, cpu
