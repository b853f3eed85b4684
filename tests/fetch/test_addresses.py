from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.fetch.addresses import host_name, joined, parse, port, shown


@pytest.mark.parametrize(
    ("address", "expected", "host", "number"),
    [
        ("https://Example.org", "https://example.org", "example.org", 443),
        (" http://example.org:8080/a?b=c#d ", "http://example.org:8080/a?b=c", "example.org", 8080),
        ("https://例子.example/新闻", "https://xn--fsqu00a.example/%E6%96%B0%E9%97%BB", "xn--fsqu00a.example", 443),
        ("http://[2606:4700::1111]/a", "http://[2606:4700::1111]/a", "2606:4700::1111", 80),
        ("https://example.org./a", "https://example.org./a", "example.org", 443),
    ],
)
def test_addresses_have_one_spelling(address: str, expected: str, host: str, number: int) -> None:
    url = parse(address)
    assert (host_name(url), port(url)) == (host, number)
    assert str(url.copy_with(host=url.raw_host.decode("ascii"))) == expected


@pytest.mark.parametrize(
    "address",
    [
        "", "example.org/page", "ftp://example.org/a", "file:///etc/passwd", "javascript:alert(1)", "mailto:ann@example.org", "http://", "http:///a",
        "https://example.org:0/", "https://example.org:99999/", "https://example.org:x/", "http://[::1/", "http://exa\nmple.org/", "http://a\0b/",
        "http://ann@example.org/", "http://ann:secret@example.org/", "data:text/html,a", "http:example.org",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(address)
    assert ";" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_redirects_are_read_from_where_they_stand() -> None:
    here = parse("https://example.org/a/b?c")
    assert str(joined(here, "../d")) == "https://example.org/d"
    assert str(joined(here, "//other.example/#e")) == "https://other.example/"
    with pytest.raises(SourceError, match="only http and https"):
        joined(here, "file:///etc/passwd")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("https://ann:s@cret@example.org/", "https://…@example.org/"),
        ("https://example.org/a\nb", "https://example.org/a b"),
    ],
)
def test_logins_and_line_breaks_are_not_shown(address: str, expected: str) -> None:
    assert shown(address) == expected
