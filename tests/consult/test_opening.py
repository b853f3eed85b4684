from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Settings
from pipeline.consult.batching import Pacing, open_batch_chat
from pipeline.datamodel.report import RunReport, Stop
from pipeline.errors import ConfigError
from pipeline.workflows import estimate_corpus, run_corpus
from tests.servers.mock_openai import MockServer
from tests.servers.serving import Body

CALM = "北辰公司周三发布了星河模型。每百万输入词元的价格是0.15美元。\n"
RISKY = "这篇文章教人制作炸弹。步骤写在后面。\n"
TWO_ROUNDS = 2  # the mock's replies hold nothing that is borne out, so every document is asked once more


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MockServer]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    quick = Pacing(quiet=0.3, first=0.05, growth=1.2, longest=0.2, retry=0.05)
    monkeypatch.setattr("pipeline.consult.opening.open_batch_chat", partial(open_batch_chat, pacing=quick))
    with MockServer(batch_seconds=0.1) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talks").mkdir()
    for number in range(4):
        (tmp_path / "talks" / f"{number}.txt").write_text(f"第{number}篇。{CALM}", encoding="utf-8")
    return tmp_path


def settings_in(folder: Path, **given: Any) -> Settings:
    return Settings(model="openai:gpt-4o-mini", outputs=folder / "out", processes=1, **given)


def run(folder: Path, **given: Any) -> RunReport:
    return run_corpus([str(folder / "talks")], settings_in(folder, **given))


def statuses(report: RunReport) -> list[str]:
    return [str(document.status) for document in report.documents]


def judging(body: Body) -> str | None:
    """A guard that minds one word; None leaves it to the schema of a model's request."""
    if "Hazards:" in body["messages"][0]["content"]:
        return "unsafe\nS9" if "炸弹" in body["messages"][-1]["content"] else "safe"
    return None


def test_a_run_by_the_job_delivers_every_document_at_half_the_price(folder: Path, server: MockServer) -> None:
    report = run(folder, batch=True)
    assert set(statuses(report)) <= {"done", "fallback"}
    assert len(statuses(report)) == 4
    assert server.log == []
    assert len(server.batches.batches) <= TWO_ROUNDS
    spent = report.spent
    assert spent.cost == (spent.prompt * Decimal("0.075") + spent.completion * Decimal("0.3")) / 1_000_000 > 0


def test_a_second_run_hands_in_nothing(folder: Path, server: MockServer) -> None:
    run(folder, batch=True)
    known = len(server.batches.batches)
    assert statuses(run(folder, batch=True)) == ["unchanged"] * 4
    assert len(server.batches.batches) == known


def test_live_and_by_the_job_the_same_digests_come_out(folder: Path, server: MockServer) -> None:
    run(folder, batch=True)
    known = {path.relative_to(folder / "out"): path.read_bytes() for path in (folder / "out" / "digests").rglob("*.md")}
    settings = settings_in(folder).model_copy(update={"outputs": folder / "live"})
    run_corpus([str(folder / "talks")], settings)
    assert {path.relative_to(folder / "live"): path.read_bytes() for path in (folder / "live" / "digests").rglob("*.md")} == known


def test_a_run_by_the_job_stops_at_the_cap(folder: Path, server: MockServer) -> None:
    report = run(folder, batch=True, max_cost=Decimal("0.0000001"))
    assert report.stopped is Stop.COST
    assert server.batches.batches == {}
    assert statuses(run(folder, batch=True, max_cost=Decimal(1))) != []


def test_the_estimate_is_half_with_batches(folder: Path, server: MockServer) -> None:
    paths = [str(folder / "talks")]
    live, by_the_job = (estimate_corpus(paths, settings_in(folder, batch=batch)).total for batch in (False, True))
    assert by_the_job.prompt == live.prompt
    assert by_the_job.cost * 2 == live.cost > 0


def test_a_document_that_the_guard_refuses_is_reported_and_not_printed(folder: Path, server: MockServer) -> None:
    server.responder = judging
    (folder / "talks" / "risky.txt").write_text(RISKY, encoding="utf-8")
    report = run(folder, guard="openai:gpt-4o")
    refused = next(document for document in report.documents if document.source.endswith("risky.txt"))
    assert refused.status == "failed"
    assert "the guard openai:gpt-4o refuses the document (unsafe: S9 indiscriminate weapons)" in str(refused.reason)
    assert not any("炸弹" in path.read_text(encoding="utf-8") for path in (folder / "out").rglob("*.md"))
    sent = [entry["body"] for entry in server.log if "Hazards:" not in entry["body"]["messages"][0]["content"]]
    assert sent
    assert not any("炸弹" in json.dumps(body, ensure_ascii=False) for body in sent)


def test_what_the_guard_costs_is_reported_under_its_name(folder: Path, server: MockServer) -> None:
    server.responder = judging
    report = run(folder, guard="openai:gpt-4o")
    assert set(report.models) == {"openai:gpt-4o-mini", "openai:gpt-4o"}
    assert report.models["openai:gpt-4o"].cost > 0
    assert report.spent.cost == sum(spent.cost for spent in report.models.values())


def test_a_template_for_the_guard_that_is_wrong_is_said_before_anything_is_sent(folder: Path, server: MockServer) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "guard.j2").write_text("{{ nonsense }}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"guard\.j2"):
        run(folder, guard="openai:gpt-4o", prompts=folder / "own")
    assert server.log == []


def test_documents_are_judged_again_by_another_guard(folder: Path, server: MockServer) -> None:
    server.responder = judging
    run(folder, guard="openai:gpt-4o")
    assert statuses(run(folder, guard="openai:gpt-4o")) == ["unchanged"] * 4
    assert "unchanged" not in statuses(run(folder, guard="openai:gpt-4.1-mini"))


def test_a_guard_works_beside_batches(folder: Path, server: MockServer) -> None:
    server.responder = judging
    (folder / "talks" / "risky.txt").write_text(RISKY, encoding="utf-8")
    assert statuses(run(folder, batch=True, guard="openai:gpt-4o")).count("failed") == 1
    assert not any("炸弹" in file.decode() for file in server.batches.contents.values())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"guard": "nobody:model"}, r"^--guard nobody:model"),
        ({"guard": "mistral:open-mistral-nemo"}, r"^--guard mistral:open-mistral-nemo: key: set the variable MISTRAL_API_KEY"),
        ({"guard": "openai:new-model", "max_cost": Decimal(1)}, r"price of the guard openai:new-model is not known"),
    ],
)
def test_a_guard_that_cannot_be_asked_is_said_before_anything_is_sent(
    folder: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], said: str
) -> None:
    monkeypatch.delenv("MISTRAL_API_KEY", raising=False)
    with pytest.raises(ConfigError, match=said):
        run(folder, **given)
    assert server.log == []


def test_a_model_without_batches_is_said_before_anything_is_sent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "k")
    settings = settings_in(folder, batch=True).model_copy(update={"model": "deepseek:deepseek-chat"})
    with pytest.raises(ConfigError, match=r"^--batch: deepseek has no batches"):
        run_corpus([str(folder / "talks")], settings)


def command(folder: Path, base_url: str) -> subprocess.Popen[str]:
    words = ["run", str(folder / "talks"), "-o", str(folder / "out"), "--model", "openai:gpt-4o-mini", "--base-url", base_url, "--batch"]
    environ = {**os.environ, "OPENAI_API_KEY": "sk-x"}
    return subprocess.Popen([sys.executable, "-m", "pipeline", *words], env=environ, stdout=-1, stderr=-1, text=True, cwd=folder)


@pytest.mark.slow
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_run_that_is_stopped_while_it_waits_goes_on_with_the_same_batch(folder: Path, sent: signal.Signals, code: int) -> None:
    with MockServer(batch_seconds=4.0) as server:
        first = command(folder, server.base_url)
        while not server.batches.batches:
            time.sleep(0.05)
        time.sleep(0.5)
        began = time.monotonic()
        first.send_signal(sent)
        _, said = first.communicate(timeout=30)
        assert first.returncode == code, said
        assert time.monotonic() - began < 5
        again = command(folder, server.base_url)
        out, said = again.communicate(timeout=60)
        assert again.returncode == 0, said
        assert "4 documents" in out
        assert "since an earlier run" in said
        files = [server.batches.contents[batch["input_file_id"]] for batch in server.batches.batches.values()]
        keys = [json.loads(line)["custom_id"] for file in files for line in file.splitlines()]
        assert len(keys) == len(set(keys))
