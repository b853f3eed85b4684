from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from pipeline.datamodel.document import SourceRef
from pipeline.errors import ConfigError, SourceError
from pipeline.ingest.assemble import document_id
from pipeline.storage.corpus import MAX_BYTES, find_sources, locate, read_source


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


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere.txt", "no such file or folder"),
        ("ftp://example.org/a", "give a file, a folder, or an http or https address"),
        ("file:///etc/hostname", "give a file, a folder, or an http or https address"),
        ("javascript:alert(1)", "give a file, a folder, or an http or https address"),
        ("https://", "not a web address"),
        ("http://[::1/a", "not a web address"),
        ("x" * 5000, "no such file or folder"),
    ],
)
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


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.example.org/2024/07/Small%20models.HTML?id=7#top", "example.org/2024/07/small-models/id-7.html"),
        ("http://example.org", "example.org"),
        ("HTTPS://例子.org/文章/小模型/", "例子.org/文章/小模型"),
        ("https://example.org/../../etc/passwd", "example.org/etc/passwd"),
    ],
)
def test_a_web_address_is_taken_as_it_is(address: str, name: str) -> None:
    refs = find_sources([address, address])
    assert refs == [SourceRef(address=address, name=name)]
    assert locate(address) == address
    with pytest.raises(SourceError, match="save the page and give the file"):
        read_source(refs[0])


def test_links_that_lead_out_or_to_folders_are_not_followed_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, "in/a.md", "in/sub/b.md", "secret.md")
    (tmp_path / "in/inside.md").symlink_to("a.md")
    (tmp_path / "in/outside.md").symlink_to("../secret.md")
    (tmp_path / "in/sub/cycle").symlink_to(tmp_path / "in")
    (tmp_path / "in/self.md").symlink_to("self.md")
    (tmp_path / "in/broken.md").symlink_to("nowhere.md")
    with caplog.at_level("WARNING"):
        found = find_sources([str(tmp_path / "in")])
    assert [ref.name for ref in found] == ["a.md", "broken.md", "inside.md", "self.md", "sub/b.md"]
    assert sorted(record.getMessage().partition("; ")[0] for record in caplog.records) == [
        f"{tmp_path}/in/outside.md: a link that leads out of {tmp_path}/in",
        f"{tmp_path}/in/sub/cycle: a link to a folder",
    ]
    for ref in found:
        if ref.name in ("broken.md", "self.md"):
            with pytest.raises(SourceError, match="cannot be read"):
                read_source(ref)


def test_what_is_no_regular_file_ends_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        for address in [str(tmp_path / "pipe.txt"), str(tmp_path / "socket.txt"), "/dev/zero", str(tmp_path)]:
            with pytest.raises(SourceError, match="not a regular file; give a text"):
                read_source(SourceRef(address=address, name="a.txt"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "shut/b.md")
    (tmp_path / "a.md").chmod(0)
    (tmp_path / "shut").chmod(0)
    try:
        refs = find_sources([str(tmp_path)])
        assert [ref.name for ref in refs] == ["a.md", "shut"]
        for ref in refs:
            with pytest.raises(SourceError, match=ref.name):
                read_source(ref)
    finally:
        (tmp_path / "shut").chmod(0o700)


STRANGE = [
    "中文 名.txt",
    "emoji😀.txt",
    "line\nbreak.txt",
    "\u202etxt.exe",
    "tab\there.txt",
    "byte\udcff\udc80.txt",
    "back\\x0aslash.txt",
    "caf\u00e9.txt",
    "cafe\u0301.txt",
]


def test_any_name_can_be_printed_stored_and_opened_again(tmp_path: Path) -> None:
    for name in STRANGE:
        (tmp_path / name).write_text(f"text of {name!a}", encoding="utf-8")
    refs = find_sources([str(tmp_path)])
    assert len({ref.name for ref in refs}) == len(STRANGE)
    for ref in refs:
        assert ref.address.isprintable()
        assert f"{ref.address}{ref.name}{locate(ref.address)}".encode()
        assert read_source(ref).data
    assert {read_source(ref).data for ref in refs} == {f"text of {name!a}".encode() for name in STRANGE}


def test_names_that_make_the_same_id_are_set_apart(tmp_path: Path) -> None:
    write(tmp_path, "A b.txt", "a-b.txt", "a_B.txt", "ａb.txt", "x" * 251 + ".txt")
    names = names_in(tmp_path)
    assert len({document_id(name, "the same text") for name in names}) == len(names) == 5


def test_standard_input_that_is_closed_is_a_source_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull, encoding="utf-8") as closed:
        pass
    for stdin in (None, closed):
        monkeypatch.setattr("sys.stdin", stdin)
        with pytest.raises(SourceError, match="standard input cannot be read"):
            read_source(SourceRef(address="-", name="stdin"))


def test_a_file_that_went_away_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_source(SourceRef(address=str(tmp_path / "gone.txt"), name="gone.txt"))
