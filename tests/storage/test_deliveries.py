from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.datamodel.protocols import DocumentRow
from pipeline.storage.deliveries import delivery_record, read_delivery
from pipeline.storage.fingerprint import text_hash
from pipeline.storage.outputs import Outputs, as_json, as_lines

TEXT = "Nimbus 2 得分 82%。\n第二行\u2028不是行\n"
ROW = DocumentRow(
    id="nimbus-0a1b2c3d",
    name="nimbus.md",
    address="corpus/nimbus.md",
    location="/corpus/nimbus.md",
    source_hash="s1",
    text_hash=text_hash(TEXT),
    fingerprint="f1",
    language="zh-Hans",
    title="新模型",
    url="https://example.org/nimbus",
    headline='{"en": "Nimbus 2", "zh-Hans": "新模型"}',
    published="2024-07",
    characters=len(TEXT),
    is_transcript=True,
    is_restructured=False,
    since="2024-07-20T08:00:00+00:00",
    status="fallback",
    form=1,
    facts=('{"id": "f1", "text": "a\u2028b"}', '{"id": "f2"}'),
    rejections=('{"reason": "number"}',),
)


def deliver(root: Path, row: DocumentRow = ROW) -> Path:
    files = {"document.txt": TEXT, "digest.en.md": "page"}
    if row.refusal is None:
        files |= {"facts.jsonl": as_lines(row.facts), "rejections.jsonl": as_lines(row.rejections)}
    of_source = {"id": row.id, "source": row.address, "language": row.language, "title": row.title, "url": row.url}
    document = {**of_source, "published": {"date": row.published} if row.published else None, "delivery": delivery_record(row, files)}
    Outputs(root).deliver(row.id, {**files, "document.json": as_json(document)})
    return Outputs(root).page(row.id, "")


@pytest.mark.parametrize(
    "row", [ROW, replace(ROW, published=None, title=None, url=None), replace(ROW, refusal="in Italian", facts=(), rejections=())]
)
def test_a_delivered_folder_tells_all_that_the_ledger_knows(row: DocumentRow, tmp_path: Path) -> None:
    found = read_delivery(deliver(tmp_path, row))
    assert found is not None
    kept, text = found
    assert kept.since[:4].isdecimal(), "when the file was written"
    assert replace(kept, facts=tuple(kept.facts), rejections=tuple(kept.rejections), since=row.since) == row
    assert text == TEXT


@pytest.mark.parametrize("name", ["document.txt", "facts.jsonl", "rejections.jsonl"])
def test_what_was_changed_by_hand_is_not_believed(name: str, tmp_path: Path) -> None:
    path = deliver(tmp_path) / name
    path.write_text(path.read_text(encoding="utf-8") + "{}\n", encoding="utf-8")
    assert read_delivery(path.parent) is None


@pytest.mark.parametrize("name", ["document.txt", "document.json", "facts.jsonl"])
def test_a_folder_that_is_not_whole_tells_nothing(name: str, tmp_path: Path) -> None:
    folder = deliver(tmp_path)
    (folder / name).unlink()
    assert read_delivery(folder) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"id": "nimbus-0a1b2c3d"}', '{"delivery": {"sha256": []}}', "\udcff"])
def test_a_document_json_of_another_kind_tells_nothing(text: str, tmp_path: Path) -> None:
    folder = deliver(tmp_path)
    (folder / "document.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert read_delivery(folder) is None


def test_a_folder_under_another_name_tells_nothing(tmp_path: Path) -> None:
    folder = deliver(tmp_path)
    assert read_delivery(folder.rename(folder.with_name("other"))) is None


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "note").write_text(json.dumps({}), encoding="utf-8")
    assert read_delivery(tmp_path / "note") is None
