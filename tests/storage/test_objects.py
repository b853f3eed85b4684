from __future__ import annotations

import sys

import pytest

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import ConfigError, MissingDependencyError, SourceError
from pipeline.storage import stores
from pipeline.storage.corpus import MAX_BYTES, find_sources, locate, read_source
from pipeline.storage.lists import Entry
from tests.storage.shelf import SECRET, Shelf, changing


def names(address: str, **options: tuple[str, ...]) -> list[str]:
    return [ref.name for ref in find_sources([address], include=options.get("include", ()), exclude=options.get("exclude", ()))]


def read(address: str) -> Source:
    (ref,) = find_sources([address])
    return read_source(ref)


def test_a_folder_of_a_store_is_read_as_one_on_a_disk_is(shelf: type[Shelf]) -> None:
    shelf.put(
        dict.fromkeys(["b/t/b.txt", "b/t/a.md", "b/t/sub/c.srt", "b/t/会议/甲.txt", "b/t/.h", "b/t/_d/e.md", "b/t/README.md", "b/u/no.md"], "x")
    )
    assert names("s3://b/t/") == names("s3://b/t") == names("S3://b/t/") == ["a.md", "b.txt", "sub/c.srt", "会议/甲.txt"]
    assert names("s3://b/t/", include=("*.md",)) == ["a.md"]
    assert names("s3://b/t/", exclude=("sub/*", "a*")) == ["b.txt", "会议/甲.txt"]
    assert [ref.address for ref in find_sources(["s3://b/"])] == [
        "s3://b/t/a.md",
        "s3://b/t/b.txt",
        "s3://b/t/sub/c.srt",
        "s3://b/t/会议/甲.txt",
        "s3://b/u/no.md",
    ]


def test_what_stands_beside_an_object_describes_it_and_costs_no_vain_request(shelf: type[Shelf]) -> None:
    video = '{"title": "一次演讲", "channel": "实验室", "formats": []}'
    shelf.put({"b/a.md": "x", "b/a.md.meta.toml": 'title = "甲"', "b/plain.md": "y", "b/talk.en.vtt": "z", "b/talk.info.json": video})
    refs = {ref.name: ref for ref in find_sources(["s3://b/"])}
    assert list(refs) == ["a.md", "plain.md", "talk.en.vtt"]
    assert read_source(refs["a.md"]).metadata == {"title": "甲"}
    assert read_source(refs["talk.en.vtt"]).metadata == {"title": "一次演讲", "author": "实验室"}
    shelf.opened.clear()
    assert read_source(refs["plain.md"]).metadata == {}
    assert shelf.opened == ["/b/plain.md"]


def test_an_object_alone_is_named_as_a_file_is_and_its_folder_not_listed(shelf: type[Shelf]) -> None:
    shelf.put({"b/t/a.md": "x", "b/t/a.md.meta.toml": 'title = "甲"', "b/t/no-extension": "y"})
    shelf.faults["ls"] = [PermissionError("may not list")]
    source = read("s3://b/t/a.md")
    assert (source.data, source.ref.name, source.metadata) == (b"x", "a.md", {"title": "甲"})
    shelf.faults.clear()
    assert read("s3://b/t/no-extension").data == b"y"


STRANGE = ["a b.md", "a?b#c%20.md", "a\nb.md", "a\\x41.md", "std::vector.md", "zip://x::file:///etc/hostname.md"]


@pytest.mark.parametrize("name", STRANGE)
def test_any_name_can_be_printed_and_opened_again(name: str, shelf: type[Shelf]) -> None:
    shelf.put({f"b/t/{name}": f"text of {name}"})
    (ref,) = find_sources(["s3://b/t/"])
    assert ref.address.isprintable()
    assert ref.name.isprintable()
    assert locate(ref.address) == ref.address
    assert read_source(ref).data == f"text of {name}".encode()


def test_nothing_climbs_out_of_a_folder(shelf: type[Shelf]) -> None:
    shelf.put({"b/t/../../etc/passwd.md": "x", "b/t/..": "y", "b/t/a.md": "z"})
    assert names("s3://b/t/") == ["a.md"]


def test_an_empty_a_large_and_a_missing_object_each_get_one_line(shelf: type[Shelf]) -> None:
    shelf.put({"b/empty.md": " \n", "b/large.md": b"x" * (MAX_BYTES + 1), "b/bad.md": "x", "b/bad.md.meta.toml": "title ="})
    expected = {"empty": "empty; put", "large": "larger than 20 MB", "gone": "there is no such object", "bad": "not readable as TOML"}
    for name, message in expected.items():
        with pytest.raises(SourceError, match=rf"^s3://b/{name}\.md.*{message}") as caught:
            read(f"s3://b/{name}.md")
        assert "\n" not in str(caught.value)


def test_a_folder_that_is_asked_for_as_an_object_is_told_how_to_be_named(shelf: type[Shelf]) -> None:
    shelf.put({"b/v1.2": b""})
    with pytest.raises(SourceError, match="the address of a folder ends with /"):
        read("s3://b/v1.2")
    (ref,) = find_sources(["s3://b/"])
    with pytest.raises(SourceError, match=r"remove it$"):
        read_source(ref)


def test_what_goes_wrong_with_an_object_is_told_without_a_login(shelf: type[Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    shelf.put({"b/a.md": "x"})
    said = f"403 for https://ann:pw@b.example.org/a.md?X-Amz-Signature=f00ba4\n(key {SECRET} is wrong)."
    shelf.faults["/b/a.md"] = [RuntimeError(said)]
    with pytest.raises(SourceError) as caught:
        read("s3://b/a.md")
    assert str(caught.value).startswith("s3://b/a.md: cannot be read (403 for https://…b.example.org/a.md?… (key … is wrong)); run again later")
    shelf.faults["/b/a.md"] = [TimeoutError()]
    with pytest.raises(SourceError, match=r"cannot be read \(TimeoutError\)"):
        read("s3://b/a.md")


def test_an_object_that_changes_while_it_is_asked_for_is_asked_for_again(shelf: type[Shelf]) -> None:
    shelf.put({"b/a.md": "new"})
    shelf.faults["/b/a.md"] = [changing(), FileNotFoundError("gone")]
    with pytest.raises(SourceError, match="no such object"):
        read("s3://b/a.md")
    shelf.faults["/b/a.md"] = [changing(), changing()]
    with pytest.raises(SourceError, match="has changed"):
        read("s3://b/a.md")


def test_a_store_that_cannot_be_listed_is_one_line(shelf: type[Shelf]) -> None:
    for error in (FileNotFoundError("The specified bucket does not exist"), PermissionError("Access Denied"), RuntimeError("no\nnetwork")):
        shelf.faults["ls"] = [error]
        with pytest.raises(ConfigError, match=r"^s3://b/t/: cannot be listed \(.*\); check the address and the login \(AWS_") as caught:
            names("s3://b/t/")
        assert "\n" not in str(caught.value)


def test_an_empty_folder_is_told(shelf: type[Shelf], caplog: pytest.LogCaptureFixture) -> None:
    assert names("s3://b/t/") == []
    assert "s3://b/t/: nothing stands there" in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "s3://AKIA:secret@b/t/",
        "sftp://ann:secret@example.org/t/",
        "s3://b/t/a.md?X-Amz-Credential=x&X-Amz-Signature=secret",
        "az://b/t/a.md?sv=2024&sig=secret",
        "gs://b/a.md?GoogleAccessId=x&Signature=secret",
    ],
)
def test_an_address_that_holds_a_login_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ConfigError, match="the address holds a login") as caught:
        find_sources([Entry(address, None, "list.txt, line 1")])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["memory://a::file:///etc/", "s3://b c/", "s3://b::simplecache/x"])
def test_an_address_that_chains_stores_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="not an address of a store"):
        find_sources([address])


@pytest.mark.parametrize(("address", "package"), [("gs://b/t/", "gcsfs"), ("az://b/a.md", "adlfs"), ("sftp://example.org/t", "paramiko")])
def test_a_missing_package_is_named_with_what_installs_it(address: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    stores._opened.cache_clear()
    with pytest.raises(MissingDependencyError, match=rf"install them with: pip install 'bidigest\[remote\]' {package}$"):
        find_sources([address])


def test_without_fsspec_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    stores._opened.cache_clear()
    with pytest.raises(MissingDependencyError, match=r"memory addresses need fsspec; install it with: pip install 'bidigest\[remote\]'$"):
        find_sources(["memory://b/t/"])


def test_a_store_that_cannot_be_opened_is_one_line(shelf: type[Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **options: object) -> None:
        raise OSError("Name or service not known")

    monkeypatch.setattr(shelf, "__init__", refuse)
    shelf.clear_instance_cache()
    stores._opened.cache_clear()
    for address in ("s3://nowhere/a.md", "s3://nowhere/t/"):
        with pytest.raises(ConfigError, match="Name or service not known"):
            find_sources([address])


def test_every_protocol_of_the_table_is_one_that_fsspec_knows() -> None:
    from fsspec.registry import known_implementations

    assert set(stores.kinds()) - {"abfss"} <= set(known_implementations)  # abfss is made known by adlfs itself


def test_a_store_in_memory_is_read_as_any_other() -> None:
    import fsspec

    fsspec.filesystem("memory").pipe_file("/talks/a.md", b"text")
    assert [(ref.address, ref.name) for ref in find_sources(["memory://talks/"])] == [("memory://talks/a.md", "a.md")]
    assert read_source(SourceRef(address="memory://talks/a.md", name="a.md")).data == b"text"
