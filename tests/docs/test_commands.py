"""Every command of the documentation is one; those that need neither key nor web run and print what the page says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pipeline.cli import main
from tests.docs.pages import INLINE, PAGES, ROOT, Block, Command, blocks, calls, commands

SHELL = shutil.which("bash")
BLOCKS = {path.relative_to(ROOT).as_posix(): blocks(path.read_text(encoding="utf-8")) for path in PAGES}
LINES = sorted({command.line for found in BLOCKS.values() for block in found if block.is_shell for command in commands(block)})
INLINES = sorted({line.replace("\\|", "/") for path in PAGES for line in INLINE.findall(path.read_text(encoding="utf-8"))})
RUN = [page for page, found in BLOCKS.items() if any(block.is_shell and not block.needs for block in found)]
ALONE = ("docs/tutorial.md", "docs/glossary.md", "docs/languages.md", "docs/schedule.md")  # one sitting, with files that the page itself gives


def parse(arguments: list[str]) -> None:
    name, *rest = arguments
    if not rest and name in ("--help", "--version"):
        return
    command = main.commands[name]
    if "--help" not in rest:
        command.make_context(name, rest, parent=click.Context(main, **main.context_settings), resilient_parsing=False)


@pytest.mark.parametrize("line", [line for line in LINES if any(calls(line))])
def test_every_command_is_one(line: str) -> None:
    for arguments in calls(line):
        parse(arguments)


@pytest.mark.parametrize("line", [line for line in INLINES if line.split()[1] in main.commands])
def test_every_option_that_a_sentence_names_is_one(line: str) -> None:
    _, name, *words = line.split()
    options = {option for parameter in main.commands[name].params for option in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
    assert {word for word in words if word.startswith("-") and word != "-"} <= options


def test_the_pages_hold_commands() -> None:
    assert len(LINES) >= 40
    assert len(RUN) >= 5


@pytest.mark.parametrize("page", BLOCKS)
def test_marks_are_known_and_commands_stand_in_fences_of_a_shell(page: str) -> None:
    for block in BLOCKS[page]:
        if block.is_shell:
            assert block.info[1:] == () or block.needs or block.file, block.info
        elif block.info[:1] not in (("crontab",), ("text",), ("bat",)):
            assert not [line for line in block.text.splitlines() if line.startswith(("pipeline ", "$ "))], "name the fence sh or console"


def prepare(page: str, folder: Path) -> None:
    """What a page takes for granted: documents, a summary, gold facts."""
    shim = folder / ".bin" / "pipeline"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n')
    shim.chmod(0o755)
    if page in ALONE:
        return
    for name in ("corpus", "talks"):
        shutil.copytree(ROOT / "corpus", folder / name)
    shutil.copytree(ROOT / "tests" / "eval" / "gold", folder / "gold")
    shutil.copy(ROOT / "corpus" / "2024-07-21-crowdstrike-outage.md", folder / "article.txt")
    (folder / "docs" / "sample-issue").mkdir(parents=True)


def script(found: list[Command], reports: Path) -> str:
    """All commands in one shell, so that `cd` lasts; what each prints and ends with goes into a file of its own."""
    steps = (
        f"{{ {command.line}\n}} >'{reports}/{n}.out' 2>&1 </dev/null\necho $? >'{reports}/{n}.exit'" if command.line else ":"
        for n, command in enumerate(found)
    )
    return "\n".join(steps)


def write(block: Block, number: int) -> Command:
    """The command that writes a page's file."""
    folder = Path(block.file or "").parent.as_posix()
    end = f"end-of-file-{number}"
    return Command(f"mkdir -p '{folder}' && cat >'{block.file}' <<'{end}'\n{block.text}{end}", 0, None)


@pytest.mark.slow
@pytest.mark.skipif(SHELL is None, reason="needs bash")
@pytest.mark.parametrize("page", RUN)
def test_commands_print_what_the_page_says(page: str, tmp_path: Path) -> None:
    folder, reports = tmp_path / "folder", tmp_path / "reports"
    folder.mkdir()
    reports.mkdir()
    prepare(page, folder)
    todo: list[Command] = []
    for number, block in enumerate(BLOCKS[page]):
        if page not in ALONE:
            todo.append(Command(f"cd '{folder}'", 0, None))
        if block.file:
            todo.append(write(block, number))
        elif block.is_shell and not block.needs:
            todo.extend(commands(block))
    environment = {**os.environ, "PATH": f"{folder / '.bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    subprocess.run([SHELL or "", "-c", script(todo, reports)], cwd=folder, env=environment, check=False, timeout=300)
    for n, command in enumerate(todo):
        output = (reports / f"{n}.out").read_text(encoding="utf-8")
        assert (reports / f"{n}.exit").read_text().strip() == str(command.exit_code), json.dumps([command.line, output[-600:]], ensure_ascii=False)
        assert command.prints(output), f"{command.line}\n--- the page\n{command.printed}\n--- printed\n{output}"
