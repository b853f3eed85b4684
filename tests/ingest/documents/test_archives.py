from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.documents.archives import MAX_PART, Archive, holds
from tests.ingest.sources import source


def zipped(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_names_that_lead_out_of_the_archive_name_nothing() -> None:
    with Archive(source(zipped({"../out": b"a", "in/b": b"b"}))) as archive:
        assert list(archive.names) == ["in/b"]
        assert archive.read("../out") == b""
        assert archive.read("in/../in/b") == b"b"


def test_a_size_that_an_archive_claims_is_not_believed() -> None:
    data = zipped({"a": b"0" * (MAX_PART + 10)})
    size = (MAX_PART + 10).to_bytes(4, "little")
    lying = data.replace(size, (9).to_bytes(4, "little"))
    with Archive(source(lying)) as archive, pytest.raises(SourceError):
        archive.read("a")


def test_parts_together_are_bounded() -> None:
    with Archive(source(zipped(dict.fromkeys("abc", b"0" * (MAX_PART - 1))))) as archive:
        archive.read("a")
        archive.read("b")
        with pytest.raises(SourceError, match="once unpacked"):
            archive.read("c")


def test_what_is_no_archive_holds_nothing() -> None:
    assert not holds(source(b"PK\x03\x04 damaged"), ("a",))
    assert not holds(source(b"text"), ("a",))
