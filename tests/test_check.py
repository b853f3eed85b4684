"""`pipeline check`, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

SOURCE = """The harbour ferry carries 300 passengers. It opened on May 3, 2021, and cost $42 million.

Mayor Jane Doe said the city will not raise fares this year.
"""
TRUE = "The ferry cost $42 million. The city will not raise fares this year.\n"
FALSE = "The ferry cost $24 million. The mayor said the city will not raise fares this year. What comes next?\n"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("source.txt").write_text(SOURCE, encoding="utf-8")
    Path("true.md").write_text(TRUE, encoding="utf-8")
    Path("false.md").write_text(FALSE, encoding="utf-8")


def check(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin, catch_exceptions=False)


def test_a_supported_summary_ends_with_0() -> None:
    result = check("true.md", "--against", "source.txt")
    assert result.exit_code == 0
    assert "0 of 2 sentences unsupported; 2 supported, 0 not checkable" in result.stdout
    assert "## Unsupported" not in result.stdout


def test_an_unsupported_sentence_is_shown_first_with_its_reason_and_the_nearest_place() -> None:
    result = check("false.md", "--against", "source.txt")
    assert result.exit_code == 1
    assert "1 of 3 sentences unsupported" in result.stdout
    unsupported = result.stdout[result.stdout.index("## Unsupported") : result.stdout.index("## Supported")]
    assert "number" in unsupported or "unit" in unsupported
    assert "it says “$24 million”, the source “$42 million”" in unsupported
    assert "nearest, line 1: It opened on May 3, 2021" in unsupported
    assert result.stdout.index("## Supported") < result.stdout.index("## Not checkable") < result.stdout.index("What comes next?")


def test_json_has_the_shape_that_is_promised() -> None:
    result = check("false.md", "--against", "source.txt", "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["unsupported"] == 1
    assert [sentence["verdict"] for sentence in report["sentences"]] == ["unsupported", "supported", "not_checkable"]
    first = report["sentences"][0]
    assert first["text"] == "The ferry cost $24 million."
    assert first["reasons"] == [{"kind": "number", "said": "$24 million", "found": "$42 million"}]
    assert first["evidence"][0]["line"] == 1


def test_a_summary_from_standard_input_in_another_language() -> None:
    assert check("-", "--against", "source.txt", stdin="渡轮耗资4200万美元，可载300名乘客。").exit_code == 0
    assert check("-", "--against", "source.txt", stdin="渡轮耗资4200万美元，2021年5月8日启用。").exit_code == 1


def test_several_sources() -> None:
    Path("other.txt").write_text("The bridge is 900 metres long.\n", encoding="utf-8")
    Path("both.md").write_text("The ferry cost $42 million. The bridge is 900 metres long.\n", encoding="utf-8")
    assert check("both.md", "--against", "source.txt").exit_code == 1
    result = check("both.md", "--against", "source.txt", "--against", "other.txt")
    assert result.exit_code == 0
    assert "other.txt, line 1: The bridge is 900 metres long." in result.stdout


def test_the_encoding_of_the_files() -> None:
    Path("gb.txt").write_bytes("渡轮耗资4200万美元。新渡轮周五开始载客。".encode("gb18030"))
    Path("summary.txt").write_bytes("渡轮耗资4200万美元。渡轮周五载客。".encode("gb18030"))
    assert check("summary.txt", "--against", "gb.txt", "--encoding", "gb18030").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing.md", "--against", "source.txt"), "missing.md: no such file"),
        (("true.md", "--against", "missing.txt"), "missing.txt: no such file"),
        (("true.md", "--against", "blob.bin"), "blob.bin: "),
        (("empty.txt", "--against", "source.txt"), "empty.txt: empty"),
        ((".", "--against", "source.txt"), "one summary at a time"),
        (("true.md", "--against", "-"), "standard input is for the summary"),
    ],
)
def test_what_cannot_be_checked_ends_with_2_and_one_line(arguments: tuple[str, ...], message: str) -> None:
    Path("blob.bin").write_bytes(bytes(range(256)) * 40)
    Path("empty.txt").write_bytes(b"")
    result = check(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_digest_is_checked_without_what_it_says_of_itself() -> None:
    Path("digest.md").write_text(f"{TRUE}\n[^1]: line 99\n\n<!-- provenance -->\n\nFacts: 77.\n", encoding="utf-8")
    result = check("digest.md", "--against", "source.txt")
    assert result.exit_code == 0
    assert "77" not in result.stdout


def test_the_folders_glossary_is_used_without_being_named() -> None:
    Path("source.txt").write_text("鹦鹉螺公司在年报里说，公司去年售出了 40 台设备。\n", encoding="utf-8")
    Path("claim.md").write_text("Nautilus Works sold 40 devices last year.\n", encoding="utf-8")
    rows = '[[entity]]\nid = "nautilus"\nkind = "organization"\nnames = { zh-Hans = "海星公司", en = "Nautilus Works" }\n'
    assert verdict() == "supported"
    Path("glossary.toml").write_text(rows, encoding="utf-8")
    assert verdict() == "unsupported"


def verdict() -> str:
    sentences = json.loads(check("claim.md", "--against", "source.txt", "--json").stdout)["sentences"]
    return str(sentences[0]["verdict"])
