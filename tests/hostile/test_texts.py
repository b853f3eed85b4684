"""Hostile texts through the commands that take texts alone: converted where they are told to be and nowhere else, checked without a traceback."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests.fuzz.seeds import HANS
from tests.hostile import documents
from tests.hostile.yard import SECRET, Yard

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="names and links of POSIX")]

DEEP = "[" * 100_000
JSON = {
    "deep.json": DEEP.encode(),
    "number.json": b'{"a": ' + b"9" * 5_000 + b"}",
    "surrogate.json": '{"a": "\\ud800软件", "软件": "\\udc00"}'.encode(),
    "escapes.json": b'{"a": "\\u8f6f\\u4ef6\\u0000\\u001b[2J"}',
}


@pytest.fixture(scope="module")
def texts(yard: Yard) -> Yard:
    made = documents.documents(yard.root, yard.trap.address)
    yard.place({name: data for name, data in made.items() if not name.startswith("own/flood-")})
    yard.place({f"own/{name}": data for name, data in JSON.items()})
    folder = yard.project / "corpus/own"
    (folder / "leads-out.txt").symlink_to(yard.root / "canary.txt")
    (folder / "leads-up.md").symlink_to("../../../canary.txt")
    (folder / "folder").symlink_to(yard.home)
    os.mkfifo(folder / "pipe.txt")
    return yard


def test_a_folder_is_converted_into_its_like_and_nowhere_else(texts: Yard) -> None:
    before = texts.state("converted")
    ended = texts.run("convert", "corpus", "-o", "converted")
    assert ended.code in (0, 1)
    assert texts.faults("converted") == []
    assert texts.state("converted") == before
    assert len(list((texts.project / "converted").rglob("*.*"))) > 60


def test_a_folder_is_converted_in_place_and_no_link_is_written_through(texts: Yard) -> None:
    before = texts.state("corpus")
    names = sorted(os.listdir(os.fsencode(texts.project / "corpus/own/names")))
    texts.run("convert", "corpus", "--in-place", "--to", "zh-Hant-HK", "--spacing")
    assert texts.faults("converted", "corpus") == []
    assert texts.state("corpus") == before
    assert sorted(os.listdir(os.fsencode(texts.project / "corpus/own/names"))) == names, "each file over itself, whatever it is called"
    assert (texts.root / "canary.txt").read_text(encoding="utf-8") == f"{SECRET}\n"


@pytest.mark.parametrize("flag", ["--check", "--diff", "--json"])
def test_what_a_conversion_would_do_is_told_in_lines(texts: Yard, flag: str) -> None:
    ended = texts.run(
        "convert",
        "corpus/own/front-markup.md",
        "corpus/own/orders.md",
        "corpus/own/figures-zh.txt",
        flag,
        *(["-o", "converted"] if flag == "--json" else []),
    )
    assert ended.code in (0, 1)
    assert ended.faults() == []


@pytest.mark.parametrize("encoding", ["undefined", "idna", "unicode_escape", "rot13", "utf-7", "x" * 999, "\x1b[2J", "../../canary"])
def test_an_encoding_that_is_none_is_one_line(texts: Yard, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.chdir(texts.project)
    for arguments in (
        ["convert", "corpus/own/formula.md", "--output-encoding", encoding],
        ["convert", "corpus/own/formula.md", "--encoding", encoding],
    ):
        ended = CliRunner().invoke(main, arguments)
        assert ended.exception is None or isinstance(ended.exception, SystemExit)
        assert ended.exit_code in (0, 1, 2)
        assert len(ended.stderr.splitlines()) <= 1
        assert "\x1b" not in ended.stderr


def test_summaries_are_checked_against_sources_whatever_they_are(texts: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(texts.project)
    Path("source.txt").write_text(HANS, encoding="utf-8")
    codes = set()
    for path in sorted(Path("corpus/own").glob("*.*")):
        for summary, source in ((str(path), "source.txt"), ("source.txt", str(path))):
            ended = CliRunner().invoke(main, ["check", summary, "--against", source, "--json"])
            assert ended.exception is None or isinstance(ended.exception, SystemExit), f"{path}: {ended.exception!r}"
            assert SECRET not in ended.output or "leads" in path.name, path
            if ended.exit_code != 2:
                json.loads(ended.stdout)
            codes.add(ended.exit_code)
    assert codes == {0, 1, 2}
