from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.fetch.cache import Cache, Page

URL = "https://example.org/a"
PAGE = Page(url=URL, headers={"content-type": "text/html", "etag": '"1"', "set-cookie": "a=b"}, body=b"first\nsecond\n", fresh_until=12.5)


def test_a_page_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    Cache(tmp_path / "new" / "cache").put(PAGE)
    found = Cache(tmp_path / "new" / "cache").get(URL)
    assert found is not None
    assert (found.url, found.body, found.fresh_until) == (URL, PAGE.body, 12.5)
    assert found.headers == {"content-type": "text/html", "etag": '"1"'}
    assert found.conditions == {"If-None-Match": '"1"'}
    assert not found.is_fresh(86_400)


def test_a_page_of_a_clock_that_was_set_back_is_not_believed_to_be_fresh() -> None:
    assert replace(PAGE, fresh_until=time.time() + 60).is_fresh(86_400)
    assert not replace(PAGE, fresh_until=time.time() + 400 * 86_400).is_fresh(86_400)


def test_a_page_that_was_dropped_or_never_kept_is_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(PAGE)
    cache.drop(URL)
    cache.drop("https://example.org/other")
    assert cache.get(URL) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"\n", b"{}\nx", b"[]\n", b'{"url": 1', b'{"url": "https://example.org/a", "length": 99}\nfirst'])
def test_a_damaged_file_is_no_page(damage: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(PAGE)
    next(tmp_path.iterdir()).write_bytes(damage)
    assert cache.get(URL) is None


def test_half_a_page_is_no_page(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(PAGE)
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:-3])
    assert cache.get(URL) is None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        Cache(tmp_path / "file").put(PAGE)
