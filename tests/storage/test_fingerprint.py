from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.datamodel.document import Source, SourceRef
from pipeline.storage.fingerprint import recipe_hash, source_hash

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


def test_a_recipe_changes_with_a_setting_a_table_or_a_users_file(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    table, names = tmp_path / "tables/words.txt", tmp_path / "glossary.toml"
    table.write_text("a", encoding="utf-8")
    names.write_text("b", encoding="utf-8")

    def recipe(length: str = "medium") -> str:
        return recipe_hash({"length": length}, [tmp_path / "tables"], [names])

    before = recipe()
    assert recipe() == before
    assert recipe("short") != before
    table.write_text("aa", encoding="utf-8")
    middle = recipe()
    names.write_text("bb", encoding="utf-8")
    assert len({before, middle, recipe()}) == 3
