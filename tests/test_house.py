"""The plan of the house holds: floors, sizes, start-up, nothing loaded before it is needed."""

from __future__ import annotations

import ast
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
MAX_FILE_LINES, MAX_FUNCTION_LINES = 500, 60
HELP_CPU_SECONDS = 0.2  # a peer's help costs 0.5 to 1.5


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_run_downwards() -> None:
    result = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_FILE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno + 1 <= MAX_FUNCTION_LINES, f"{path.name}: {node.name}"


@pytest.mark.parametrize("path", sorted((ROOT / "pipeline").rglob("__init__.py"))[1:], ids=lambda path: path.parent.name)
def test_a_rooms_face_holds_one_docstring_and_no_code(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


def imports(path: Path) -> set[Path]:
    """The files of ours that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline"):
            stem = ROOT.joinpath(*node.module.split("."))
            found |= {file for name in node.names if (file := stem / f"{name.name}.py").is_file()} or {stem.with_suffix(".py")}
    return {file for file in found if file.is_file()}


def test_no_files_import_each_other_in_a_circle() -> None:
    waiting = {path: imports(path) for path in MODULES}
    while free := [path for path, needs in waiting.items() if not needs & waiting.keys()]:
        for path in free:
            del waiting[path]
    assert waiting == {}


def test_help_costs_little() -> None:
    run("-m", "pipeline", "--help")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run("-m", "pipeline", "--help").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < HELP_CPU_SECONDS


@pytest.mark.parametrize("command", [["--help"], ["run", "corpus/", "-o", "{out}", "--languages", "en", "--include", "*.srt"]])
def test_no_provider_is_loaded_before_a_model_is_asked_for(command: list[str], tmp_path: Path) -> None:
    result = run("-X", "importtime", "-m", "pipeline", *[part.format(out=tmp_path) for part in command])
    assert result.returncode == 0, result.stderr[-500:]
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in result.stderr.splitlines() if "|" in line}
    assert "click" in loaded
    assert loaded.isdisjoint({"openai", "langchain", "langchain_openai", "langchain_core", "langsmith", "httpx"})


def test_the_package_itself_costs_nothing_to_import() -> None:
    result = run("-X", "importtime", "-c", "import pipeline")
    assert not [line for line in result.stderr.splitlines() if "pipeline." in line]
