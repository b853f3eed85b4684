from __future__ import annotations

import gzip
import zlib

import pytest

from pipeline.errors import SourceError
from pipeline.fetch.coding import undo

TEXT = "价格下调了一半。".encode() * 40
RAW = zlib.compress(TEXT)[2:-4]


def zipped(data: bytes) -> bytes:
    """The same bytes at any time: they stand in the names of tests, which every process must give alike."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (zipped(TEXT), "gzip"),
        (zipped(TEXT), " X-GZIP "),
        (zlib.compress(TEXT), "deflate"),
        (RAW, "deflate"),
        (zipped(TEXT[:99]) + zipped(TEXT[99:]), "gzip"),
        (zipped(TEXT) + b"\0\0\0", "gzip"),
        (zipped(zlib.compress(TEXT)), "deflate, gzip"),
        (b"", "gzip"),
    ],
)
def test_codings_are_undone(body: bytes, coding: str) -> None:
    assert undo(body, coding, 10_000) == (TEXT if body else b"")


@pytest.mark.parametrize(
    ("body", "coding", "words"),
    [
        (zipped(b"\0" * 2_000_000), "gzip", "larger than"),
        (zlib.compress(b"\0" * 2_000_000), "deflate", "larger than"),
        (b"".join(zipped(b"\0" * 600_000) for _ in range(3)), "gzip", "larger than"),
        (zipped(zipped(b"\0" * 2_000_000)), "gzip, gzip", "larger than"),
        (zipped(TEXT)[:-20], "gzip", "breaks off"),
        (b"no gzip at all", "gzip", "broken"),
        (TEXT, "br", "not asked for"),
        (TEXT, "gzip, gzip, gzip", "3 times over"),
    ],
)
def test_what_cannot_or_may_not_be_unpacked_is_told(body: bytes, coding: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        undo(body, coding, 1_000_000)
