from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.datamodel.document import SourceRef
from pipeline.errors import ConfigError, MissingDependencyError
from pipeline.storage.corpus import find_sources, locate
from pipeline.storage.lists import entries
from tests.storage.shelf import Shelf


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def place(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("text", encoding="utf-8")


def listed(text: str | bytes, path: str = "lists/papers.txt") -> list[SourceRef]:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return find_sources(entries(path))


def test_a_list_has_a_path_or_an_address_a_line_from_its_own_folder() -> None:
    place("lists/a.md", "lists/2024/b.md", "lists/2024/deep/c.md", "d.md", "lists/_draft.md")
    refs = listed("# ours\n\n  a.md\r\n2024/\n../d.md\nhttps://example.org/e.html\n_draft.md\n")
    assert [(ref.address, ref.name, ref.at) for ref in refs] == [
        ("lists/a.md", "a.md", "lists/papers.txt, line 3"),
        ("lists/2024/b.md", "2024/b.md", "lists/papers.txt, line 4"),
        ("lists/2024/deep/c.md", "2024/deep/c.md", "lists/papers.txt, line 4"),
        ("lists/../d.md", "d.md", "lists/papers.txt, line 5"),
        ("https://example.org/e.html", "example.org/e.html", "lists/papers.txt, line 6"),
        ("lists/_draft.md", "_draft.md", "lists/papers.txt, line 7"),
    ]
    assert locate(refs[3].address) == str(Path("d.md").resolve())


def test_a_name_does_not_depend_on_the_other_lines() -> None:
    place("lists/2023/a.md", "lists/2024/a.md")
    assert [ref.name for ref in listed("2024/a.md\n")] == ["2024/a.md"]
    assert [ref.name for ref in listed("2023/a.md\n./2024/a.md\n")] == ["2023/a.md", "2024/a.md"]


def test_an_object_is_named_by_its_path_in_the_store(shelf: type[Shelf]) -> None:
    shelf.put({"b/2023/a.md": "x", "b/2024/a.md": "y", "b/2024/sub/b.md": "z"})
    assert [ref.name for ref in listed("s3://b/2023/a.md\ns3://b/2024/\n")] == ["b/2023/a.md", "b/2024/a.md", "b/2024/sub/b.md"]


def test_the_same_file_twice_is_one_source() -> None:
    place("lists/a.md")
    assert len(listed("a.md\n./a.md\n.\n")) == 2  # the list itself is in its folder


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_as_windows_writes_it_is_read(encoding: str) -> None:
    place("lists/会议.md")
    assert [ref.name for ref in listed("会议.md\r\n".encode(encoding))] == ["会议.md"]


def test_a_name_of_stray_bytes_is_found() -> None:
    place("lists/\udcff.md")
    assert [ref.name for ref in listed(b"\xff.md\n")] == ["\\xff.md"]


def test_what_is_not_there_is_taken_and_fails_by_itself() -> None:
    place("lists/a.md")
    refs = listed("a.md\ngone.md\n")
    assert [ref.address for ref in refs] == ["lists/a.md", "lists/gone.md"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# nothing\n\n", "lists/papers.txt: no paths in it"),
        ("", "lists/papers.txt: no paths in it"),
        ("\nDear reader,\nthis is a text.\n", r"lists/papers.txt, line 2: lists/Dear reader,: no such file or folder, nor any other"),
        ("papers.txt\n-\n", "lists/papers.txt, line 2: standard input cannot stand in a list"),
        ("papers.txt\nftp://example.org/a\n", "lists/papers.txt, line 2: ftp://example.org/a: no such file, and no address"),
        ("papers.txt\ngs://bucket/a.md\n", "lists/papers.txt, line 2: gs://bucket: gs addresses need fsspec and gcsfs"),
        ("https://\n", "lists/papers.txt, line 1: https://: not a web address"),
        ("papers.txt\ns3://ann:secret@bucket/a/\n", "lists/papers.txt, line 2: s3://…: the address holds a login"),
        (b"PK\x03\x04\0\0", "lists/papers.txt: not a list"),
        (b"\xff\xfe\x00", "lists/papers.txt: cannot be read"),
    ],
)
def test_what_is_wrong_in_a_list_names_it_and_the_line(text: str | bytes, message: str) -> None:
    with pytest.raises((ConfigError, MissingDependencyError), match=message) as caught:
        listed(text)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_list_that_cannot_be_read_is_named() -> None:
    for path in ("nowhere.txt", "."):
        with pytest.raises(ConfigError, match="cannot be read"):
            entries(path)


def test_standard_input_lists_paths_from_the_working_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    place("a.md")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"./a.md\n")))
    (entry,) = entries("-")
    assert (entry.path, entry.name, entry.at) == ("./a.md", "a.md", "standard input, line 1")


def test_a_list_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.storage.lists.MAX_LIST", 10)
    with pytest.raises(ConfigError, match="not a list"):
        listed("a.md\n" * 3)
