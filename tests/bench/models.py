"""The model path against a server on the loopback: requests, tokens, seconds, memory, faults, kills. `python -m tests.bench.models [NAME …]`.

Every figure in seconds stands beside that of a reference: a hand-written pool that sends the same bodies to the same server.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.bench.articles import write_articles
from tests.bench.commands import Ran, empty_python, ran
from tests.bench.figures import Figure
from tests.bench.reference import Beside
from tests.servers.mock_openai import MockServer
from tests.servers.scenarios import GoodReader, Nonsense
from tests.servers.serving import Responder, count_tokens

MODEL = "openai:gpt-4o-mini"
DOCUMENTS, LATENCY, IN_FLIGHT = 200, 0.3, 10
ROUNDS = 3
RATE = 0.2
SECONDS = ("first to last", "command", "reference pool", "second run")
KEY = {"OPENAI_API_KEY": "no-key"}
FAULTS = ("429", "500", "drop", "truncate", "badjson", "refusal")

Row = dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """A folder of articles, and the responder that has read them."""

    folder: Path
    reader: GoodReader

    def run(self, server: MockServer, name: str, *flags: str) -> Ran:
        """`pipeline run` over the articles; outputs in a folder of that name."""
        return ran(self.folder, *self._arguments(server, name, flags), environ=KEY)

    def report(self, name: str) -> Row:
        """The `run.json` of that folder; empty where there is none."""
        told = self.folder / name / "run.json"
        return json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}

    def killed(self, server: MockServer, name: str, after: int) -> None:
        """The same, killed with all its processes when the server has answered `after` requests."""
        with subprocess.Popen(
            [sys.executable, "-m", "pipeline", *self._arguments(server, name, ())],
            env={**os.environ, **KEY},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            while len(server.log) < after and process.poll() is None:
                time.sleep(0.005)
            os.killpg(process.pid, signal.SIGKILL)

    def pages(self, name: str) -> Iterator[str]:
        """The text of every digest."""
        return (path.read_text(encoding="utf-8") for path in (self.folder / name).glob("digests/*/digest.*.md"))

    def _arguments(self, server: MockServer, name: str, flags: Sequence[str]) -> list[str]:
        known = ["--model", MODEL, "--base-url", server.base_url, "--concurrency", str(IN_FLIGHT), "-o", str(self.folder / name)]
        return ["run", str(self.folder / "corpus"), *known, *flags]


def models() -> Iterator[Figure]:
    """A run with a model that answers after LATENCY: CPU of ours, time beside that of the reference pool, tokens beside those of the articles."""
    with articles() as bench:
        beside = Beside()
        row = trial(bench, "model")
        if row["documents"] != {"done": DOCUMENTS}:
            raise RuntimeError(f"not all done: {row}")
        cpu = row["CPU ms a document"]
        yield Figure("model path, CPU", f"{cpu:.0f} ms a document", beside.ratio(cpu * DOCUMENTS / 1000), {"cpu_ms_a_document": cpu})
        said = f"{row['first to last']:.1f} s, {row['requests']} requests, then {row['requests of the second run']}"
        yield Figure("model path, time", said, row["ratio"], {key: row[key] for key in SECONDS})
        yield Figure("model path, tokens", f"{row['tokens']:.2f} x the text", row["tokens"])
        yield Figure("model path, memory", f"{row['peak MB']:,.0f} MB", row["peak MB"] / empty_python(bench.folder), {"peak_mb": row["peak MB"]})


def speed(bench: Bench) -> Row:
    """Requests, tokens, seconds and memory of a run and of the next; the best of ROUNDS by the command's seconds."""
    return min((trial(bench, f"speed{number}") for number in range(ROUNDS)), key=lambda row: row["command"])


def trial(bench: Bench, name: str) -> Row:
    """A run, the next over the same, and the reference pool with the same requests."""
    with _serving(bench.reader) as server:
        first = bench.run(server, name)
        span, calls = _span(server), len(server.log)
        bodies = [entry["body"] for entry in server.log]
        told = _told(bench, name, first)
        again = bench.run(server, name)
        requests_again = len(server.log) - calls
        reference = _reference(server, bodies)
    return {
        "requests": calls,
        "first to last": span,
        "command": first.seconds,
        "reference pool": reference,
        "ratio": span / reference,
        "tokens": _share(bench, bodies),
        "CPU ms a document": 1000 * first.cpu / DOCUMENTS,
        "second run": again.seconds,
        "requests of the second run": requests_again,
        "peak MB": first.peak,
        **told,
    }


def nonsense(bench: Bench) -> Row:
    """A model whose facts are not in the text, and one whose words mean nothing: requests, and figures printed that it made up."""
    rows: Row = {}
    for name, responder in (("made up", Nonsense()), ("empty words", None)):
        folder = name.replace(" ", "-")
        with _serving(responder) as server:
            first, calls = bench.run(server, folder), len(server.log)
            told = _told(bench, folder, first)
            bench.run(server, folder)
            printed = sum(".77" in page or "示例" in page for page in bench.pages(folder))
            rows[name] = {"requests": calls, "again": len(server.log) - calls, "pages with its words": printed, "command": first.seconds, **told}
    return rows


def faults(bench: Bench) -> Row:
    """Every fault alone and all mixed, then a run without: what became of the documents."""
    rows: Row = {}
    for name in (*FAULTS, "mixed"):
        rates = f"{name}={RATE}" if name != "mixed" else ",".join(f"{fault}={RATE / len(FAULTS):.4f}" for fault in FAULTS)
        folder = f"fault-{name}"
        with _serving(bench.reader, fault_rates=rates) as server:
            first, asked = bench.run(server, folder), len(server.log)
            told = _told(bench, folder, first)
            server.fault_rates = ""
            after = _told(bench, folder, bench.run(server, folder))
            rows[name] = {"requests": asked, "command": first.seconds, **told, "after": after, "requests after": len(server.log) - asked}
    return rows


def kill(bench: Bench) -> Row:
    """Killed at half: what is asked twice."""
    with _serving(bench.reader) as server:
        bench.killed(server, "kill", DOCUMENTS // 2)
        told = _told(bench, "kill", bench.run(server, "kill"))
        asked = Counter(json.dumps(entry["body"], sort_keys=True) for entry in server.log)
        return {"requests": len(server.log), "asked twice": sum(many - 1 for many in asked.values()), **told}


def cap(bench: Bench) -> Row:
    """A cap at about a third of what the run costs, then none."""
    with _serving(bench.reader) as server:
        told = _told(bench, "cap", bench.run(server, "cap", "--max-cost", "0.01"))
        calls, cost = len(server.log), bench.report("cap")["totals"]["cost"]
        after = _told(bench, "cap", bench.run(server, "cap", "--max-cost", "5"))
        return {"requests": calls, "cost": cost, **told, "after": after, "all requests": len(server.log)}


CASES: dict[str, Callable[[Bench], Row]] = {"speed": speed, "nonsense": nonsense, "faults": faults, "kill": kill, "cap": cap}


def measure(names: Sequence[str]) -> None:
    """The cases of those names, each as a line of JSON."""
    with articles() as bench:
        for name in names:
            sys.stdout.write(json.dumps({name: CASES[name](bench)}, ensure_ascii=False, default=lambda value: round(value, 3)) + "\n")
            sys.stdout.flush()
            for left in bench.folder.iterdir():
                if left.name != "corpus":
                    shutil.rmtree(left)


@contextmanager
def articles() -> Iterator[Bench]:
    """DOCUMENTS articles in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        yield Bench(Path(folder), GoodReader(write_articles(Path(folder) / "corpus", DOCUMENTS)))


@contextmanager
def _serving(responder: Responder | None, fault_rates: str = "") -> Iterator[MockServer]:
    with MockServer(responder, latency=LATENCY, fault_rates=fault_rates) as server:
        yield server


def _span(server: MockServer) -> float:
    """Seconds from the first request to the last reply."""
    return float(max(e["at"] + e["took"] for e in server.log) - min(e["at"] for e in server.log))


def _share(bench: Bench, bodies: Sequence[Row]) -> float:
    """Prompt tokens, instructions and schema counted, by those of the articles."""
    raw = sum(count_tokens(path.read_text(encoding="utf-8")) for path in (bench.folder / "corpus").iterdir())
    sent = sum(
        count_tokens("".join(message["content"] for message in body["messages"])) + count_tokens(json.dumps(body.get("response_format", "")))
        for body in bodies
    )
    return sent / raw


def _reference(server: MockServer, bodies: Sequence[Row]) -> float:
    """Seconds of a pool that sends the same and does nothing with it."""

    async def send(client: httpx.AsyncClient, left: list[Row]) -> None:
        while left:
            await client.post(f"{server.base_url}/chat/completions", json=left.pop())

    async def send_all() -> None:
        async with httpx.AsyncClient(timeout=60) as client:
            left = list(bodies)
            await asyncio.gather(*(send(client, left) for _ in range(IN_FLIGHT)))

    start = time.monotonic()
    asyncio.run(send_all())
    return time.monotonic() - start


def _told(bench: Bench, name: str, ended: Ran) -> Row:
    documents = bench.report(name).get("documents")
    if documents is None:
        return {"exit": ended.code, "documents": {}, "stderr": ended.errors[-300:]}
    return {"exit": ended.code, "documents": dict(Counter(document["status"] for document in documents))}


if __name__ == "__main__":
    measure(sys.argv[1:] or list(CASES))
