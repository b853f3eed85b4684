from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.errors import UnsupportedError
from pipeline.fetch.content import check_type, may_be_kept, named_encoding, seconds_fresh, seconds_to_wait, status_meaning

CHINESE = "价格下调了一半，用户可以从今天起使用。"


@pytest.mark.parametrize(
    "kind",
    [
        "text/html",
        "TEXT/HTML; charset=gbk",
        "text/plain",
        "application/rss+xml",
        "application/ld+json",
        "application/pdf",
        "application/octet-stream",
        "",
    ],
)
def test_types_of_text_are_read(kind: str) -> None:
    check_type({"content-type": kind})


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("image/png", "an image"),
        ("audio/mpeg", "a recording"),
        ("video/mp4; codecs=x", "a film"),
        ("application/zip", "an archive"),
        ("text/css", "a style sheet"),
        ("text/javascript", "a program"),
        ("application/wasm", "a type that is not read"),
        ("nonsense", "a type that is not read"),
    ],
)
def test_other_types_are_refused_by_name(kind: str, name: str) -> None:
    with pytest.raises(UnsupportedError, match=name):
        check_type({"content-type": kind})


@pytest.mark.parametrize(
    ("said", "body", "expected"),
    [
        ("gbk", CHINESE.encode("gbk"), "gbk"),
        ('"GB2312"', CHINESE.encode("gb2312"), "gb2312"),
        ("big5", "價格下調了一半。".encode("big5"), "big5"),
        ("utf-8", CHINESE.encode(), None),  # what is UTF-8 needs no word
        ("gbk", CHINESE.encode(), None),
        ("iso-8859-1", CHINESE.encode("gbk"), None),
        ("utf-8", CHINESE.encode("gbk"), None),
        ("big5", b"\xff\xff\xff", None),
        ("utf-16", CHINESE.encode("utf-16"), "utf-16"),
        ("utf-16", b"plain text", None),
        ("no-such-charset", CHINESE.encode("gbk"), None),
        ("rot13", b"abc", None),
        ("unicode_escape", b"\\u4ef7", None),
        ("punycode", b"abc-x", None),
    ],
)
def test_the_servers_encoding_counts_when_the_body_bears_it_out(said: str, body: bytes, expected: str | None) -> None:
    assert named_encoding({"content-type": f"text/html; charset={said}"}, body) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "public, Max-Age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "max-age=600, no-cache"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "max-age=999999999"}, 86_400),
        ({"cache-control": "max-age=x"}, 0),
    ],
)
def test_a_page_is_fresh_for_as_long_as_its_server_says(headers: dict[str, str], seconds: float) -> None:
    assert seconds_fresh(headers, 86_400) == seconds


def test_nothing_is_kept_that_is_not_to_be() -> None:
    assert may_be_kept({"cache-control": "private, max-age=1"})
    assert not may_be_kept({"cache-control": "No-Store"})


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("Thu, 18 Jul 2024 12:00:30 GMT", 30.0), ("Thu, 18 Jul 2024 11:00:00 GMT", 0.0), ("-1", None), ("soon", None), ("", None)],
)
def test_the_time_to_wait_is_seconds_or_a_date(said: str, seconds: float | None) -> None:
    assert seconds_to_wait({"retry-after": said}, datetime(2024, 7, 18, 12, tzinfo=UTC)) == seconds


@pytest.mark.parametrize("status", [204, 300, 400, 401, 402, 403, 404, 407, 410, 418, 429, 451, 500, 503, 599, 999])
def test_every_status_says_what_and_what_to_do(status: int) -> None:
    meaning = status_meaning(status)
    assert str(status) in meaning
    assert "; " in meaning
