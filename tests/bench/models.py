"""The model path against a server on the loopback: requests, tokens, seconds, memory, faults, kills. `python -m tests.bench.models [NAME …]`.

Every figure in seconds stands beside that of a reference: a hand-written pool that sends the same bodies to the same server.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
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
from tests.servers.mock_openai import MockServer
from tests.servers.scenarios import GoodReader, Nonsense
from tests.servers.serving import Responder, count_tokens

MODEL = "openai:gpt-4o-mini"
DOCUMENTS, LATENCY, IN_FLIGHT = 200, 0.3, 10
ROUNDS = 3
RATE = 0.2
FAULTS = ("429", "500", "drop", "truncate", "badjson", "refusal")

Row = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """A command that ended. seconds: of the whole; cpu: seconds of all its processes; peak: MB of the largest of them; report: its run.json."""

    code: int
    seconds: float
    cpu: float
    peak: float
    report: Row


@dataclass(frozen=True)
class Bench:
    """A folder of articles, and the responder that has read them."""

    folder: Path
    reader: GoodReader

    def run(self, server: MockServer, name: str, *flags: str) -> Ran:
        """`pipeline run` over the articles; outputs in a folder of that name."""
        start, before, peak = time.monotonic(), _cpu(), 0.0
        with subprocess.Popen(
            self._command(server, name, flags), env=_environ(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            while True:
                try:
                    _, errors = process.communicate(timeout=0.5)
                    break
                except subprocess.TimeoutExpired:
                    peak = max(peak, _largest(process.pid))
        seconds = time.monotonic() - start
        told = self.folder / name / "run.json"
        report = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {"stderr": errors[-300:]}
        return Ran(process.returncode, seconds, _cpu() - before, peak, report)

    def killed(self, server: MockServer, name: str, after: int) -> None:
        """The same, killed with all its processes when the server has answered `after` requests."""
        with subprocess.Popen(
            self._command(server, name, ()), env=_environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            while len(server.log) < after and process.poll() is None:
                time.sleep(0.005)
            os.killpg(process.pid, signal.SIGKILL)

    def pages(self, name: str) -> Iterator[str]:
        """The text of every digest."""
        return (path.read_text(encoding="utf-8") for path in (self.folder / name).glob("digests/*/digest.*.md"))

    def _command(self, server: MockServer, name: str, flags: Sequence[str]) -> list[str]:
        known = ["--model", MODEL, "--base-url", server.base_url, "--concurrency", str(IN_FLIGHT), "-o", str(self.folder / name)]
        return [sys.executable, "-m", "pipeline", "run", str(self.folder / "corpus"), *known, *flags]


def speed(bench: Bench) -> Row:
    """Requests, tokens, seconds and memory of a run and of the next; the best of ROUNDS by the command's seconds."""
    tries = []
    for number in range(ROUNDS):
        with _serving(bench.reader) as server:
            ran = bench.run(server, f"speed{number}")
            first, calls = _span(server), len(server.log)
            bodies = [entry["body"] for entry in server.log]
            again = bench.run(server, f"speed{number}")
            requests_again = len(server.log) - calls
            reference = _reference(server, bodies)
        tries.append(
            {
                "requests": calls,
                "first to last": first,
                "command": ran.seconds,
                "reference pool": reference,
                "ratio": first / reference,
                "tokens": _share(bench, bodies),
                "CPU ms a document": 1000 * ran.cpu / DOCUMENTS,
                "second run": again.seconds,
                "requests of the second run": requests_again,
                "peak MB": ran.peak,
                **_told(ran),
            }
        )
    return min(tries, key=lambda row: row["command"])


def nonsense(bench: Bench) -> Row:
    """A model whose facts are not in the text, and one whose words mean nothing: requests, and figures printed that it made up."""
    rows: Row = {}
    for name, responder in (("made up", Nonsense()), ("empty words", None)):
        with _serving(responder) as server:
            ran = bench.run(server, name.replace(" ", "-"))
            calls = len(server.log)
            bench.run(server, name.replace(" ", "-"))
            printed = sum(".77" in page or "示例" in page for page in bench.pages(name.replace(" ", "-")))
            rows[name] = {"requests": calls, "again": len(server.log) - calls, "pages with its words": printed, "command": ran.seconds, **_told(ran)}
    return rows


def faults(bench: Bench) -> Row:
    """Every fault alone and all mixed, then a run without: what became of the documents."""
    rows: Row = {}
    for name in (*FAULTS, "mixed"):
        rates = f"{name}={RATE}" if name != "mixed" else ",".join(f"{fault}={RATE / len(FAULTS):.4f}" for fault in FAULTS)
        with _serving(bench.reader, fault_rates=rates) as server:
            ran, asked = bench.run(server, f"fault-{name}"), len(server.log)
            server.fault_rates = ""
            after = bench.run(server, f"fault-{name}")
            rows[name] = {"requests": asked, "command": ran.seconds, **_told(ran), "after": _told(after), "requests after": len(server.log) - asked}
    return rows


def kill(bench: Bench) -> Row:
    """Killed at half: what is asked twice."""
    with _serving(bench.reader) as server:
        bench.killed(server, "kill", DOCUMENTS // 2)
        ran = bench.run(server, "kill")
        asked = Counter(json.dumps(entry["body"], sort_keys=True) for entry in server.log)
        return {"requests": len(server.log), "asked twice": sum(many - 1 for many in asked.values()), **_told(ran)}


def cap(bench: Bench) -> Row:
    """A cap at about a third of what the run costs, then none."""
    with _serving(bench.reader) as server:
        ran = bench.run(server, "cap", "--max-cost", "0.01")
        calls = len(server.log)
        after = bench.run(server, "cap", "--max-cost", "5")
        return {"requests": calls, "cost": ran.report["totals"]["cost"], **_told(ran), "after": _told(after), "all requests": len(server.log)}


CASES: dict[str, Callable[[Bench], Row]] = {"speed": speed, "nonsense": nonsense, "faults": faults, "kill": kill, "cap": cap}


def measure(names: Sequence[str]) -> Row:
    """The cases of those names."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), GoodReader(write_articles(Path(folder) / "corpus", DOCUMENTS)))
        rows = {}
        for name in names:
            rows[name] = CASES[name](bench)
            sys.stdout.write(json.dumps({name: rows[name]}, ensure_ascii=False, default=lambda value: round(value, 3)) + "\n")
            sys.stdout.flush()
            for left in Path(folder).iterdir():
                if left.name != "corpus":
                    shutil.rmtree(left)
        return rows


@contextmanager
def _serving(responder: Responder | None, fault_rates: str = "") -> Iterator[MockServer]:
    with MockServer(responder, latency=LATENCY, fault_rates=fault_rates) as server:
        yield server


def _cpu() -> float:
    """Seconds of CPU of all commands that ended, their processes included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _largest(session: int) -> float:
    """MB that the largest process of a session has had at most; 0 where `/proc` does not tell."""
    found = [0.0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getsid(int(status.parent.name)) == session:
                found += [int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        except OSError:
            continue
    return max(found)


def _environ() -> dict[str, str]:
    return {**os.environ, "OPENAI_API_KEY": "no-key"}


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


def _told(ran: Ran) -> Row:
    documents = ran.report.get("documents")
    if documents is None:
        return {"exit": ran.code, **ran.report}
    return {"exit": ran.code, "documents": dict(Counter(document["status"] for document in documents))}


if __name__ == "__main__":
    measure(sys.argv[1:] or list(CASES))
