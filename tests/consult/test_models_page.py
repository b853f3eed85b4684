"""docs/models.md says what the program does: its commands are commands, its tables the program's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.llm.models import all_models, find_model
from pipeline.llm.table import ProviderRow, read_table

PAGE = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
COMMANDS = [line[2:] for block in re.findall(r"```console[^\n]*\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
OURS = [shlex.split(command)[1:] for command in COMMANDS if command.startswith("pipeline ")]


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_each_command_is_one_and_names_models_that_are_known(words: list[str]) -> None:
    command = main.commands[words[0]]
    context = command.make_context(words[0], words[1:], parent=click.Context(main, **main.context_settings))
    named = [context.params.get("model"), context.params.get("guard"), *(context.params.get("models") or ())]
    for name in named:
        assert name in (None, "rules") or find_model(name, environ={}).id == name


@pytest.mark.parametrize("words", [words for words in OURS if words[0] == "models" or "--dry-run" in words], ids=" ".join)
def test_commands_that_send_nothing_run(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("The council met on 3 May 2024 and passed 12 motions.\n", encoding="utf-8")
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output


def test_the_table_of_providers_is_the_programs() -> None:
    expected = [(row.id, f"`pip install 'bidigest[{row.extra}]'`" if row.extra else "", row.key, _quoted(row)) for row in read_table(None).provider]
    assert [(name, needs.strip("| "), key, address.strip()) for name, needs, key, address in _rows()] == expected


def _rows() -> list[tuple[str, str, str, str]]:
    lines = [line for line in PAGE.splitlines() if re.match(r"^\| `[a-z]+` \|", line) and "_" in line]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(name.strip("`"), needs, key.strip("`"), address) for name, needs, key, address in cells]


def _quoted(row: ProviderRow) -> str:
    return f"`{row.base_url_variable}`" if row.base_url_variable else ""


def test_providers_whose_key_may_be_missing_are_named() -> None:
    optional = [row.id for row in read_table(None).provider if row.key_optional and row.id != "bedrock"]
    assert f"For {', '.join(f'`{name}`' for name in optional[:-1])} and `{optional[-1]}` the key may be missing." in PAGE


def test_the_table_of_ones_own_can_be_used_as_it_stands(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "models.toml"
    path.write_text(block, encoding="utf-8")
    own = find_model("office:qwen-72b", extra=path, environ={})
    assert (own.window, own.temperature, own.base_url) == (65536, 0.2, "https://models.office.example/v1")
    assert {"office:qwen-72b", "ollama:mistral-nemo"} < {spec.id for spec in all_models(path)}
    mine = find_model("openai:gpt-4o-mini", extra=path, environ={}).price
    assert mine is not None
    assert mine.source == "our contract"
    page = CliRunner().invoke(main, ["models", "--models", str(path)]).output
    assert "office:qwen-72b" in page
