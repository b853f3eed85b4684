from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.storage.outputs import Outputs, as_json, as_lines, write_file


def files_under(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_delivers_a_folder_and_replaces_it_whole(tmp_path: Path) -> None:
    outputs = Outputs(tmp_path)
    outputs.deliver("a-1", {"digest.en.md": "one", "extra.md": "x"})
    outputs.deliver("a-1", {"digest.en.md": "two"})
    assert files_under(tmp_path) == ["digests/a-1/digest.en.md"]
    assert outputs.page("a-1", "digest.en.md").read_text(encoding="utf-8") == "two"


def test_writes_the_same_bytes_on_every_platform(tmp_path: Path) -> None:
    Outputs(tmp_path).deliver("a-1", {"document.txt": "甲\n乙\n"})
    assert (tmp_path / "digests/a-1/document.txt").read_bytes() == "甲\n乙\n".encode()


def test_knows_which_pages_stand(tmp_path: Path) -> None:
    outputs = Outputs(tmp_path)
    outputs.deliver("a-1", {"digest.en.md": "one"})
    assert outputs.holds("a-1", ["digest.en.md"])
    assert not outputs.holds("a-1", ["digest.en.md", "digest.html"])
    assert not outputs.holds("a-2", [])


def test_a_superseded_folder_moves_to_old_again_and_again(tmp_path: Path) -> None:
    outputs = Outputs(tmp_path)
    for text in ("one", "two"):
        outputs.deliver("a-1", {"digest.en.md": text})
        outputs.supersede("a-1")
    outputs.supersede("a-9")
    assert files_under(tmp_path) == ["digests/.old/a-1/digest.en.md"]
    assert (tmp_path / "digests/.old/a-1/digest.en.md").read_text(encoding="utf-8") == "two"


def test_fields_of_a_document_are_amended_where_there_is_one(tmp_path: Path) -> None:
    outputs = Outputs(tmp_path)
    outputs.deliver("a-1", {"document.json": as_json({"id": "a-1", "名": "甲", "duplicate_of": None})})
    outputs.amend("a-1", {"duplicate_of": "b-2"})
    assert outputs.page("a-1", "document.json").read_text(encoding="utf-8") == as_json({"id": "a-1", "名": "甲", "duplicate_of": "b-2"})
    outputs.amend("a-9", {"duplicate_of": "b-2"})
    assert files_under(tmp_path) == ["digests/a-1/document.json"]


def test_what_a_killed_run_left_is_tidied(tmp_path: Path) -> None:
    (tmp_path / "digests/.new/a-1").mkdir(parents=True)
    (tmp_path / "digests/.new/a-1/digest.en.md").write_text("half", encoding="utf-8")
    Outputs(tmp_path).tidy()
    assert files_under(tmp_path) == []


def test_a_digest_that_a_killed_run_had_only_begun_to_replace_is_put_back(tmp_path: Path) -> None:
    outputs = Outputs(tmp_path)
    outputs.deliver("a-1", {"digest.en.md": "one"})
    (tmp_path / "digests/.new/a-1").mkdir(parents=True)
    (tmp_path / "digests/a-1").rename(tmp_path / "digests/.new/a-1.replaced")
    outputs.tidy()
    assert files_under(tmp_path) == ["digests/a-1/digest.en.md"]
    assert [path.name for path in outputs.folders(except_of=set())] == ["a-1"]


def test_an_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        Outputs(tmp_path / "outputs").deliver("a-1", {"a": "b"})
    with pytest.raises(OutputError, match="cannot be written"):
        write_file(tmp_path / "outputs/run.json", b"")


def test_a_file_that_is_made_in_parts_appears_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    def parts(fail: bool) -> Iterator[bytes]:
        yield b"one, "
        if fail:
            raise ValueError("no more")
        yield b"two"

    outputs = Outputs(tmp_path)
    with pytest.raises(ValueError, match="no more"):
        outputs.write_parts("facts.parquet", parts(True))
    assert files_under(tmp_path) == []
    outputs.write_parts("facts.parquet", parts(False))
    with pytest.raises(ValueError, match="no more"):
        outputs.write_parts("facts.parquet", parts(True))
    assert files_under(tmp_path) == ["facts.parquet"]
    assert (tmp_path / "facts.parquet").read_bytes() == b"one, two"


def test_json_keeps_chinese_readable() -> None:
    assert as_json({"名": "甲"}) == '{\n "名": "甲"\n}\n'
    assert as_lines(['{"a": 1}', '{"b": "乙"}']) == '{"a": 1}\n{"b": "乙"}\n'
