from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.config import Settings
from pipeline.consult.pricelist import WIDTH, models_page
from pipeline.consult.pricing import list_models, price_corpus
from pipeline.llm.models import all_models
from pipeline.llm.money import Rate

CHINESE = "# 新模型\n\n" + "北辰公司周三发布了名为星河的模型，上下文窗口为十二万八千个词元。每百万输入词元的价格是0.15美元。\n\n" * 40
ENGLISH = "# A new model\n\n" + "Polaris released the Galaxy model on Wednesday. Its context window holds 128,000 tokens.\n\n" * 40


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for spec in all_models():
        for variable in (spec.key, spec.base_url_variable):
            monkeypatch.delenv(variable or "", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "一.md").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "talks" / "two.md").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


@pytest.fixture
def server() -> Iterator[str]:
    """Something that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["models", *arguments])


def test_every_model_stands_in_the_table_and_no_line_is_too_wide(folder: Path) -> None:
    result = call()
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= WIDTH
    names = {line.split()[0] for line in result.output.splitlines() if line.startswith("  ") and not line.startswith("  needs ") and line.strip()}
    assert {spec.id for spec in all_models()} <= names


def test_what_is_missing_is_said_with_what_to_do(folder: Path) -> None:
    page = call().output
    assert "openai: not ready\n  needs key: set the variable OPENAI_API_KEY\n" in page
    assert re.search(r"ollama: not ready\n  needs server: none answers at http://127\.0\.0\.1:11434; start it", page)
    assert "needs address: give --base-url or set AZURE_OPENAI_BASE_URL" in page


def test_ready_providers_come_first_and_each_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "dk-very-secret")
    page = call().output
    heads = re.findall(r"^(\w+): (ready|not ready)", page, re.MULTILINE)
    assert heads[:2] == [("rules", "ready"), ("deepseek", "ready")]
    assert {state for _, state in heads[2:]} == {"not ready"}
    assert len(heads) == len(set(heads))


def test_no_key_is_ever_printed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    assert "sk-very-secret" not in call().output + call("--json").output + call("--for", "talks").output


def test_a_server_of_ones_own_is_ready_when_it_answers(folder: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", server)
    assert f"ollama: ready; a server answers at {server}" in call().output


def test_the_table_as_json(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    rows = {row["id"]: row for row in json.loads(call("--json").output)["models"]}
    mini = rows["openai:gpt-4o-mini"]
    assert mini["ready"] is True
    assert mini["missing"] == []
    assert (mini["key"], mini["window"]) == ("OPENAI_API_KEY", 128000)
    assert mini["price"]["batch_input"] == "0.075"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", mini["price"]["date"])
    assert rows["rules"]["ready"] is True
    assert rows["mistral:open-mistral-nemo"]["missing"] == ["key: set the variable MISTRAL_API_KEY"]


def test_a_row_of_ones_own_stands_in_the_table(folder: Path) -> None:
    table = '[[model]]\nid = "openai:mine"\nwindow = 9000\nprice = { input = "1", output = "2", source = "my contract", date = 2026-01-02 }\n'
    (folder / "models.toml").write_text(table, encoding="utf-8")
    page = call("--models", "models.toml").output
    assert re.search(r"openai:mine +9k +16k +1\.00 +2\.00", page)
    assert "my contract, 2026-01-02" in page


def test_what_a_run_would_cost_with_each(folder: Path) -> None:
    found = json.loads(call("--for", "talks", "--json").output)
    rows = {row["id"]: row for row in found["models"]}
    assert (found["documents"], found["failed"]) == (2, [])
    mini = rows["openai:gpt-4o-mini"]["estimate"]
    assert mini["requests"] == 2
    raw = len(CHINESE) * 0.8 + len(ENGLISH) * 0.25
    assert raw < mini["prompt_tokens"] < raw * 2.5
    expected = (mini["prompt_tokens"] * 0.15 + mini["completion_tokens"] * 0.6) / 1e6
    assert mini["cost"] == pytest.approx(expected)
    assert mini["batch_cost"] == pytest.approx(expected / 2)
    assert rows["rules"]["estimate"] == {"requests": 0, "prompt_tokens": 0, "completion_tokens": 0, "cost": 0.0, "batch_cost": 0.0}
    assert rows["ollama:mistral-nemo"]["estimate"]["cost"] == 0
    assert rows["qwen:qwen-plus"]["estimate"]["cost"] is None


def test_the_estimate_is_that_of_a_dry_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    listed = {row["id"]: row for row in json.loads(call("--for", "talks", "--json").output)["models"]}["openai:gpt-4o-mini"]["estimate"]
    run = CliRunner().invoke(main, ["run", "talks", "--model", "openai:gpt-4o-mini", "--dry-run", "--json"])
    totals = json.loads(run.output)["totals"]
    assert totals["prompt_tokens"] == listed["prompt_tokens"]
    assert totals["cost"] == pytest.approx(listed["cost"], rel=0.01)


def test_a_smaller_window_means_more_requests(folder: Path) -> None:
    (folder / "long.md").write_text(
        "# 长文\n\n" + "\n\n".join(f"第{n}段说风从东边来，雨在夜里停了，街上的人不多。" for n in range(1500)), encoding="utf-8"
    )
    rows = {offer.id: offer.load for offer in price_corpus(["long.md"], Settings(), environ={}).offers}
    small, large = rows["baichuan:Baichuan4-Air"], rows["google:gemini-2.0-flash"]
    assert small is not None
    assert large is not None
    assert small.requests > large.requests == 1


def test_a_document_that_cannot_be_read_is_said_and_the_others_are_priced(folder: Path) -> None:
    (folder / "talks" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    result = call("--for", "talks", "--json")
    assert result.exit_code == 1
    assert "broken.pdf" in result.stderr
    assert json.loads(result.stdout)["documents"] == 2


@pytest.mark.parametrize("arguments", [("--for", "nowhere"), ("--models", "nowhere.toml"), ("--config", "nowhere.toml")])
def test_what_is_not_there_is_wrong_usage(folder: Path, arguments: tuple[str, str]) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert re.match(r"Error: .*nowhere", result.output)


def test_a_line_of_costs_adds_up(folder: Path) -> None:
    found = price_corpus(["talks"], Settings(), environ={})
    offer = next(offer for offer in found.offers if offer.id == "openai:gpt-4o")
    line = next(line for line in models_page(found).splitlines() if "openai:gpt-4o " in line)
    assert line.split()[-2:] == [f"{offer.cost(Rate.STANDARD):.4f}", f"{offer.cost(Rate.BATCH):.4f}"]
    assert max(map(len, models_page(found).splitlines())) <= WIDTH


def test_nothing_is_connected_to_but_servers_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(address: tuple[str, int], timeout: float) -> object:
        asked.append(address[0])
        raise OSError

    monkeypatch.setattr(socket, "create_connection", refuse)
    list_models(Settings(), environ={"OPENAI_API_KEY": "k"})
    assert set(asked) == {"127.0.0.1"}
    assert len(asked) == 2
