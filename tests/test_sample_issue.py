"""The finished issue in docs/sample-issue is what the program makes of corpus/ today; `make golden` makes it anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "docs" / "sample-issue"
README = (SAMPLE / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^pipeline (.*?)(?: +#.*)?$", README, re.M)
FILES = ("newsletter.zh-Hant-TW.md", "newsletter.en.md", "newsletter.bilingual.md", "newsletter.html", "newsletter.eml")


@contextmanager
def working_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        yield


@pytest.mark.slow
def test_the_sample_is_what_the_documented_commands_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    assert COMMANDS
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    with working_in(tmp_path, monkeypatch):
        for command in COMMANDS:
            result = CliRunner().invoke(main, command.split(), catch_exceptions=False)
            assert result.exit_code == 0, result.output
    made = tmp_path / re.findall(r"cp (\S+)/newsletter\.", README)[0]
    if request.config.getoption("--update-golden"):
        for name in FILES:
            (SAMPLE / name).write_bytes((made / name).read_bytes())
    for name in FILES:
        assert (made / name).read_bytes() == (SAMPLE / name).read_bytes(), f"{name}: run `make golden` and review the diff"


def test_its_mail_can_be_read() -> None:
    message = message_from_bytes((SAMPLE / "newsletter.eml").read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert {part.get_content_type() for part in message.walk()} == {"multipart/alternative", "text/plain", "text/html"}
    assert not message.defects


def test_its_files_are_all_named() -> None:
    assert {path.name for path in SAMPLE.iterdir()} == {*FILES, "README.md"}
    assert set(FILES) <= set(re.findall(r"\]\(([^)]+)\)", README))
