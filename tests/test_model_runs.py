"""Whole runs with a chat model, against a server on the loopback that speaks as OpenAI does."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from tests.servers.mock_openai import MockServer
from tests.servers.nimbus import TEXT, replied

MODEL = "openai:gpt-4o-mini"


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer(replied) as running:
        yield running


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "a-key-that-is-told-nowhere")
    Path("corpus").mkdir()
    write(4)
    return tmp_path


def write(many: int) -> None:
    for n in range(many):
        Path(f"corpus/{n:03}.txt").write_text(TEXT.format(n=n), encoding="utf-8")


def run(server: MockServer, *flags: str, model: str = MODEL) -> Result:
    return CliRunner().invoke(main, ["run", "--model", model, "--base-url", server.base_url, "--languages", "zh-Hans,en", *flags])


def report() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path("outputs/run.json").read_text(encoding="utf-8"))
    return found


def statuses() -> list[str]:
    return [document["status"] for document in report()["documents"]]


def test_a_models_facts_are_printed_and_a_second_run_asks_nothing(server: MockServer) -> None:
    first = run(server)
    assert first.exit_code == 0, first.output
    assert re.search(
        r"^Asking openai:gpt-4o-mini at 127\.0\.0\.1:\d+: 4 documents, about [\d,]+ tokens sent and [\d,]+ received, about \$0\.", first.stderr
    )
    assert len(server.log) == 4
    assert "在山里的一个小集群上训练" in next(Path("outputs/digests").glob("000-*/digest.zh-Hans.md")).read_text(encoding="utf-8")
    again = run(server)
    assert (again.exit_code, len(server.log)) == (0, 4)
    assert "Asking" not in again.stderr
    assert statuses() == ["unchanged"] * 4


def test_run_json_and_the_ledger_tell_what_was_spent_on_what(server: MockServer) -> None:
    result = run(server)
    told = report()
    assert set(told["models"]) == {MODEL}
    assert told["totals"]["requests"] == told["models"][MODEL]["requests"] == 4
    assert told["totals"]["tokens"] == sum(d["spent"]["prompt_tokens"] + d["spent"]["completion_tokens"] for d in told["documents"]) > 0
    assert told["totals"]["cost"] == pytest.approx(sum(d["spent"]["cost"] for d in told["documents"]))
    assert {"model", "prompts", "schema"} <= set(told["fingerprints"])
    with closing(sqlite3.connect("outputs/ledger.sqlite")) as ledger:
        rows = ledger.execute("SELECT document, prompt + completion FROM spend").fetchall()
    assert sorted(document for document, _ in rows) == sorted(d["id"] for d in told["documents"])
    assert sum(tokens for _, tokens in rows) == told["totals"]["tokens"]
    assert f"{told['totals']['tokens']:,} tokens, $0.0" in result.stdout
    for path in Path("outputs").rglob("*"):
        assert not path.is_file() or b"a-key-that-is-told-nowhere" not in path.read_bytes()


def test_a_change_of_the_document_or_of_the_prompts_alone_is_asked_about(server: MockServer, project: Path) -> None:
    run(server)
    run(server, "--length", "short")
    assert len(server.log) == 4, "another length says the same facts"
    Path("corpus/001.txt").write_text(TEXT.format(n=77), encoding="utf-8")
    run(server)
    assert len(server.log) == 5
    Path("own").mkdir()
    packaged = Path(__file__).parents[1] / "prompts/system.j2"
    Path("own/system.j2").write_text(packaged.read_text(encoding="utf-8") + "\nBe brief.", encoding="utf-8")
    run(server, "--prompts", "own")
    assert len(server.log) == 9


def test_force_asks_anew(server: MockServer) -> None:
    run(server)
    run(server, "--force")
    assert len(server.log) == 8


def test_a_fault_marks_the_document_and_the_next_run_asks_for_it_alone(server: MockServer) -> None:
    server.script("400", "ok", "ok", "ok")
    first = run(server, "--concurrency", "1")
    assert first.exit_code == 1
    assert sorted(statuses()) == ["done", "done", "done", "partial"]
    assert "1 partial" in first.stdout
    assert "partial: corpus/" in first.stderr
    again = run(server)
    assert again.exit_code == 0, again.output
    assert len(server.log) == 5
    assert sorted(statuses()) == ["done", "unchanged", "unchanged", "unchanged"]


def test_a_spent_quota_stops_the_run_with_what_to_do(server: MockServer) -> None:
    server.script("ok", *["429;quota=1"] * 9)
    result = run(server, "--concurrency", "1")
    assert result.exit_code == 1
    assert len(server.log) == 2
    assert sorted(statuses()) == ["done", "failed", "failed", "failed"]
    assert "Stopped: openai:gpt-4o-mini" in result.stderr
    assert "run again to go on" in result.stderr
    server.faults.clear()
    assert run(server).exit_code == 0
    assert len(server.log) == 5


@pytest.mark.parametrize(("fault", "told"), [("401", "the key is refused"), ("404", "there is no such model")])
def test_what_refuses_every_request_stops_the_run_with_one_message(server: MockServer, fault: str, told: str) -> None:
    server.script(*[fault] * 9)
    result = run(server, "--concurrency", "1")
    assert result.exit_code == 1
    assert len(server.log) == 1
    assert statuses() == ["failed"] * 4
    assert f"Stopped: {MODEL}: {told}" in result.stderr
    server.faults.clear()
    assert run(server).exit_code == 0


def test_the_cost_cap_stops_and_more_money_goes_on(server: MockServer) -> None:
    for cap in range(100):
        result = run(server, "--max-cost", f"{cap / 10_000}", "--concurrency", "1")
        assert result.exit_code == 3, result.output
        if "done" in statuses():
            break
        assert server.log == [], "what may cost more than the cap is not sent"
        assert statuses() == ["postponed"] * 4
    assert 0 < statuses().count("done") < 4
    assert report()["totals"]["cost"] <= cap / 10_000
    assert re.search(r"Stopped at the cost cap with \$0\.\d+ spent \(\d documents? left\); run again with a higher --max-cost", result.stderr)
    assert run(server, "--max-cost", "1").exit_code == 0
    assert len(server.log) == 4


def test_a_dry_run_sends_nothing_and_writes_nothing(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    result = run(server, "--dry-run")
    assert (result.exit_code, server.log) == (0, [])
    assert not Path("outputs").exists()
    lines = result.stdout.splitlines()
    assert re.fullmatch(r"corpus/000\.txt: 1 request, about [\d,]+ tokens sent, [\d,]+ received, \$0\.\d{4}", lines[0])
    assert lines[-1].startswith("openai:gpt-4o-mini, 4 documents (0 unchanged besides): 4 requests, about ")


def test_a_dry_run_knows_what_was_asked_before_and_learns_from_it(server: MockServer) -> None:
    before = json.loads(run(server, "--dry-run", "--json").stdout)["totals"]
    run(server)
    write(5)
    after = json.loads(run(server, "--dry-run", "--json").stdout)
    spent = report()["totals"]
    assert after["totals"]["unchanged"] == 4
    assert [document["source"] for document in after["documents"]] == ["corpus/004.txt"]
    read = report()["models"][MODEL]["prompt_tokens"]
    assert abs(after["totals"]["prompt_tokens"] * 4 - read) <= abs(before["prompt_tokens"] - read) + 4
    assert spent["requests"] == 4


def test_a_dry_run_by_the_rules_asks_for_nothing() -> None:
    result = CliRunner().invoke(main, ["run", "--dry-run"])
    assert result.exit_code == 0
    assert "rules, 4 documents" in result.stdout
    assert "0 requests" in result.stdout


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--model", "openai:gpt-4o-mini"], "set the variable OPENAI_API_KEY"),
        (["--model", "gpt-4o-mini"], "write rules, or provider:model"),
        (["--model", "opnai:gpt-4o-mini"], "there is no provider opnai"),
        (["--model", "openai:gpt-4o-mini", "--prompts", "nowhere"], "nowhere: no such folder"),
    ],
)
def test_a_model_that_cannot_be_asked_is_refused_before_anything_is_sent(flags: list[str], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    result = CliRunner().invoke(main, ["run", *flags])
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert not Path("outputs/digests").exists()


def test_a_cap_needs_a_price_and_says_how_to_give_one(server: MockServer) -> None:
    refused = run(server, "--max-cost", "1", model="openai:acme-experimental")
    assert refused.exit_code == 2
    assert "the price of openai:acme-experimental is not known; give it one in a table of your own" in refused.stderr
    assert server.log == []
    row = '[[model]]\nid = "openai:acme-experimental"\nprice = { input = 1, output = 2, source = "their page", date = 2024-07-18 }\n'
    Path("models.toml").write_text(row, encoding="utf-8")
    Path("pipeline.toml").write_text('models = "models.toml"\n', encoding="utf-8")
    assert run(server, "--max-cost", "1", model="openai:acme-experimental").exit_code == 0
    assert report()["totals"]["cost"] > 0


def test_a_refused_key_stops_the_run(server: MockServer) -> None:
    server.script(*["401"] * 9)
    result = run(server, "--concurrency", "1")
    assert result.exit_code == 1
    assert len(server.log) == 1
    assert "a-key-that-is-told-nowhere" not in result.output


@pytest.mark.slow
def test_a_killed_run_repeats_only_what_was_in_flight(server: MockServer) -> None:
    write(60)
    server.latency = 0.1
    command = [sys.executable, "-m", "pipeline", "run", "--model", MODEL, "--base-url", server.base_url, "--languages", "en"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    while len(server.log) < 30:
        time.sleep(0.01)
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert len(server.log) <= 60 + 10


@pytest.mark.slow
def test_an_interrupted_run_keeps_its_replies_and_exits_130(server: MockServer) -> None:
    write(60)
    server.latency = 0.2
    command = [sys.executable, "-m", "pipeline", "run", "--model", MODEL, "--base-url", server.base_url, "--languages", "en"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    while len(server.log) < 20:
        time.sleep(0.01)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run again to resume" in said
    assert "Traceback" not in said
    assert subprocess.run(command, capture_output=True, check=False, env=environment).returncode == 0
    assert len(server.log) == 60


def test_the_rules_load_nothing_of_a_model() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from pipeline.cli import main; "
        "result = CliRunner().invoke(main, ['run', '--languages', 'en']); assert result.exit_code == 0, result.output; "
        "models = ('pipeline.llm.chat', 'pipeline.consult.consulting', 'pipeline.consult.asking', 'langchain', 'openai'); "
        "print([name for name in sys.modules if name.startswith(models)])"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert ran.stdout.strip() == "[]", ran.stderr
