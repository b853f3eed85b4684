"""A cluster of two nodes on this machine, of which one is killed on the way: `python -m tests.bench.cluster [DOCUMENTS]`.

A document takes 50 ms of waiting, so that two cores bear sixteen CPUs of a cluster; the rows go into a ledger, as in a run. The last line is JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.protocols import Crash, DocumentRow
from pipeline.engines.ray import RayEngine
from pipeline.storage.ledger import SqliteLedger

DOCUMENTS = 20_000
KILLED_AT = 0.3  # of the documents
SECONDS = 0.05
CPUS = 8  # of each node
MOST_SLOWER = 2.0
TEXT = "The model takes 128 thousand tokens and costs 0.15 dollars a million. " * 45


@dataclass(frozen=True, slots=True)
class Measured:
    """A run. seconds: until the last row; rows: distinct ones in the ledger; lost: documents given up; peak: MB of the driver."""

    seconds: float
    rows: int
    lost: int
    peak: float


def digested(source: Source) -> DocumentRow:
    """What stands for the work on a document."""
    time.sleep(SECONDS)
    line = json.dumps({"quote": source.data.decode()[:200]})
    return DocumentRow(
        id=source.ref.name, name=source.ref.name, location=source.ref.address, source_hash="s", text_hash=source.ref.name, fingerprint="f",
        language="en", title=None, headline="{}", published=None, characters=len(source.data), is_restructured=False, since="",
        rejections=[line] * 20,
    )  # fmt: skip


def sources(many: int) -> Iterator[Source]:
    for number in range(many):
        name = f"{number:06}.txt"
        yield Source(ref=SourceRef(address=f"corpus/{name}", name=name), data=f"{name}\n{TEXT}".encode())


@contextmanager
def two_nodes() -> Iterator[tuple[Any, Any]]:
    """A cluster, connected, and its second node."""
    import ray
    from ray.cluster_utils import Cluster

    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": CPUS})
    try:
        second = cluster.add_node(num_cpus=CPUS)
        ray.init(address=cluster.address, configure_logging=False, log_to_driver=False)
        yield cluster, second
    finally:
        ray.shutdown()
        cluster.shutdown()


def measured(many: int, killed_at: int | None) -> Measured:
    """A run over so many documents. killed_at: after how many results the second node is killed; None: it is not."""
    lost = 0
    with two_nodes() as (cluster, second), TemporaryDirectory() as folder, closing(SqliteLedger(Path(folder) / "ledger.sqlite")) as ledger:
        killing = threading.Thread(target=cluster.remove_node, args=(second, False))
        began = time.monotonic()
        for number, row in enumerate(RayEngine().map(digested, sources(many))):
            if number == killed_at:
                killing.start()
            if isinstance(row, Crash):
                lost += 1
            else:
                ledger.record(row)
        seconds = time.monotonic() - began
        if killed_at is not None:
            killing.join()
        return Measured(round(seconds, 1), len(ledger.ids()), lost, round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    whole, killed = measured(many, None), measured(many, round(many * KILLED_AT))
    ratio = round(killed.seconds / whole.seconds, 2)
    for name, run in (("both nodes", whole), ("one killed", killed)):
        sys.stdout.write(f"{name:12} {run.seconds:7.1f} s  {run.rows:,} rows  {run.lost} lost  driver {run.peak:.0f} MB\n")
    sys.stdout.write(f"the time of the second is {ratio:.2f} of the first (at most {MOST_SLOWER:.0f})\n")
    sys.stdout.write(json.dumps({"documents": many, "whole": asdict(whole), "killed": asdict(killed), "ratio": ratio}) + "\n")
    if killed.rows != many or ratio > MOST_SLOWER:
        sys.exit(1)


if __name__ == "__main__":
    main()
