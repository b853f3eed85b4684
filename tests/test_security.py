"""What SECURITY.md promises of the whole: no key in anything that is written, no code run out of data, every test that it names is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests.servers.mock_openai import MockServer

ROOT = Path(__file__).parents[1]
KEY = "sk-proj-7Yq2-never-to-be-told"
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "subprocess"}
OWN_PROCESSES = {"pipeline/consult/asking.py": {"pickle"}}  # packs its own conversations, in memory, for its own processes


def reply(body: dict[str, Any]) -> dict[str, Any]:
    return {"c": [{"s": "Acme", "k": "other", "a": None, "v": None, "n": [1], "zh": "不相干。", "en": "Unrelated.", "w": 2}], "t": []}


def written(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("script", [[], [f"401;message=Incorrect API key {KEY} given"] * 9, [f"400;message={KEY} is odd"] * 9])
def test_a_key_is_in_nothing_that_is_written_or_told(script: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    Path("corpus").mkdir()
    for n in range(3):
        Path(f"corpus/{n}.txt").write_text(f"Acme showed its lamp number {n} in a small valley on Monday.\n", encoding="utf-8")
    with MockServer(reply) as server:
        server.script(*script)
        result = CliRunner().invoke(main, ["run", "-v", "--json", "--model", "openai:gpt-4o-mini", "--base-url", server.base_url])
        assert server.log
    assert KEY not in result.output
    files = written(tmp_path)
    assert any(path.endswith("ledger.sqlite") for path in files)
    assert [path for path, data in files.items() if KEY.encode() in data] == []


@pytest.mark.parametrize("path", sorted((ROOT / "pipeline").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_data_becomes_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            is_pattern = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            assert is_pattern or name not in FORBIDDEN_CALLS, f"line {node.lineno}: {name}"
            assert not (name == "load" and ast.unparse(node.func).startswith("yaml.")), f"line {node.lineno}: yaml.load"
            assert not any(keyword.arg == "shell" for keyword in node.keywords), f"line {node.lineno}: shell"
    loaded = {name.split(".")[0] for name in imported(tree)}
    assert FORBIDDEN_MODULES & loaded <= OWN_PROCESSES.get(path.relative_to(ROOT).as_posix(), set())


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).is_file()] == []
