from __future__ import annotations

import pytest

from pipeline.ingest.collections.naming import is_web_address, name_of


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.news.example/2024/07/small-models.html", "news.example/2024/07/small-models"),
        ("http://news.example", "news.example"),
        ("https://news.example:8080/a/", "news.example/a"),
        ("https://news.example/?p=12", "news.example/p-12"),
        ("https://news.example/a.php?id=7&x=%E6%96%B0", "news.example/a-id-7-x-新"),
        ("https://news.example/新闻/%E5%B0%8F", "news.example/新闻/小"),
        ("https://news.example/../../etc/passwd", "news.example/etc/passwd"),
        ("https://[2606:4700::1111]/a", "2606-4700-1111/a"),
    ],
)
def test_a_page_is_named_after_its_address(address: str, name: str) -> None:
    assert name_of(address) == name


@pytest.mark.parametrize("text", ["https://a.example", "HTTP://a.example/x", "http://[::1]/"])
def test_web_addresses_are_told(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize("text", ["", "a.example", "https://", "http:///x", "ftp://a.example", "http://[::1", "see https://a.example"])
def test_what_is_no_web_address_is_told_too(text: str) -> None:
    assert not is_web_address(text)
