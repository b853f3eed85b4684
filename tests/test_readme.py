"""The README says what the program says: its help blocks and its list of commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"<!-- help:(\w+) -->\n(.*?)<!-- /help:\1 -->", re.DOTALL)


def help_block(command: str) -> str:
    result = CliRunner().invoke(main, [command, "--help"], prog_name="pipeline", terminal_width=100)
    return f"```\n{result.stdout.rstrip()}\n```\n"


def test_help_blocks_are_what_the_commands_print(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    if request.config.getoption("--update-golden"):
        text = BLOCK.sub(lambda match: f"<!-- help:{match[1]} -->\n{help_block(match[1])}<!-- /help:{match[1]} -->", text)
        README.write_text(text, encoding="utf-8")
    blocks = dict(BLOCK.findall(text))
    assert blocks
    for command, block in blocks.items():
        assert block == help_block(command), f"help of {command}: run `make golden`"


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_documented(command: str) -> None:
    assert f"`pipeline {command}" in README.read_text(encoding="utf-8")


def test_links_within_the_repository_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8")):
        assert "://" in target or (README.parent / target).exists(), target
