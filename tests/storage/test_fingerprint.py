from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.datamodel.document import Source, SourceRef
from pipeline.storage.fingerprint import TABLES, files_hash, joined, settings_hash, source_hash

SOURCE = Source(ref=SourceRef(address="corpus/a.md", name="a.md"), data=b"text")


def test_a_source_is_known_by_its_bytes_and_by_what_was_said_of_it_not_by_where_it_lies() -> None:
    same = replace(SOURCE, ref=replace(SOURCE.ref, address="elsewhere/a.md"))
    assert source_hash(same) == source_hash(SOURCE)
    changed = [
        replace(SOURCE, data=b"texts"),
        replace(SOURCE, metadata={"title": "A"}),
        replace(SOURCE, ref=replace(SOURCE.ref, published="2024-07-18")),
        replace(SOURCE, ref=replace(SOURCE.ref, encoding="gb18030")),
    ]
    assert len({source_hash(source) for source in [SOURCE, *changed]}) == 5


def test_files_are_known_by_their_names_and_contents(tmp_path: Path) -> None:
    folder, names = tmp_path / "tables", tmp_path / "glossary.toml"
    folder.mkdir()
    (folder / "words.txt").write_text("a", encoding="utf-8")
    names.write_text("b", encoding="utf-8")
    seen = [files_hash([folder, names], TABLES)]
    assert files_hash([folder, names], TABLES) == seen[0]
    (folder / "notes.pyc").write_text("no table", encoding="utf-8")
    assert files_hash([folder, names], TABLES) == seen[0]
    (folder / "words.txt").write_text("aa", encoding="utf-8")
    seen.append(files_hash([folder, names], TABLES))
    names.write_text("bb", encoding="utf-8")
    seen.append(files_hash([folder, names], TABLES))
    (folder / "words.txt").rename(folder / "more.txt")
    seen.append(files_hash([folder, names], TABLES))
    assert len(set(seen)) == 4


def test_settings_and_parts_change_the_whole() -> None:
    assert settings_hash({"a": "1", "b": "2"}) == settings_hash({"b": "2", "a": "1"}) != settings_hash({"a": "1", "b": "3"})
    assert joined({"program": "x", "tables": "y"}) != joined({"program": "y", "tables": "x"})
