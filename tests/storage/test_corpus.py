from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.datamodel.document import SourceRef
from pipeline.errors import ConfigError, SourceError
from pipeline.storage.corpus import MAX_BYTES, find_sources, read_source


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"text of {name}", encoding="utf-8")


def names_in(root: Path, **options: tuple[str, ...]) -> list[str]:
    return [ref.name for ref in find_sources([str(root)], include=options.get("include", ()), exclude=options.get("exclude", ()))]


def test_folder_is_read_recursively_in_name_order(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a.md", "sub/c.srt", "会议/甲.txt")
    assert names_in(tmp_path) == ["a.md", "b.txt", "sub/c.srt", "会议/甲.txt"]


def test_folder_skips_hidden_readme_licence_and_metadata(tmp_path: Path) -> None:
    write(tmp_path, ".hidden", "_draft.md", "README.md", "LICENSE.txt", "a.md", "a.md.meta.toml", ".git/x.txt", "_old/y.txt")
    assert names_in(tmp_path) == ["a.md"]


def test_a_file_named_by_the_user_is_taken_whatever_its_name(tmp_path: Path) -> None:
    write(tmp_path, "README.md")
    assert [ref.name for ref in find_sources([str(tmp_path / "README.md")], include=["*.txt"])] == ["README.md"]


@pytest.mark.parametrize(("include", "exclude", "expected"), [(("*.md",), (), ["a.md", "sub/c.md"]), ((), ("sub/*",), ["a.md", "b.txt"])])
def test_folder_is_narrowed_by_patterns(tmp_path: Path, include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]) -> None:
    write(tmp_path, "a.md", "b.txt", "sub/c.md")
    assert names_in(tmp_path, include=include, exclude=exclude) == expected


def test_names_differ_even_without_extension_and_across_folders(tmp_path: Path) -> None:
    write(tmp_path, "one/talk.md", "one/talk.srt", "two/talk.md")
    refs = find_sources([str(tmp_path / "one"), str(tmp_path / "two")])
    assert [ref.name for ref in refs] == ["talk.md", "talk-srt.srt", "talk-md.md"]


def test_the_same_file_twice_is_one_source(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    assert len(find_sources([str(tmp_path), str(tmp_path / "a.md")])) == 1


@pytest.mark.parametrize(("path", "message"), [("nowhere.txt", "no such file or folder"), ("https://example.org/a", "not fetched")])
def test_a_path_that_cannot_be_read_is_named(path: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        find_sources([path])


def test_reads_bytes_and_the_metadata_beside_them(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    (tmp_path / "a.md.meta.toml").write_text('title = "甲"\npublished = 2024-07-18\n', encoding="utf-8")
    source = read_source(find_sources([str(tmp_path)])[0])
    assert source.data == b"text of a.md"
    assert source.metadata == {"title": "甲", "published": "2024-07-18"}


def test_an_empty_a_large_and_an_odd_file_each_get_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b" \n")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "a.txt.meta.toml").write_text("title =", encoding="utf-8")
    expected = {"empty.txt": "empty; put", "large.txt": "larger than 20 MB", "pipe.txt": "not a regular file", "a.txt": "not readable as TOML"}
    for name, message in expected.items():
        with pytest.raises(SourceError, match=message) as caught:
            read_source(SourceRef(address=str(tmp_path / name), name=name))
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_file_that_went_away_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_source(SourceRef(address=str(tmp_path / "gone.txt"), name="gone.txt"))
