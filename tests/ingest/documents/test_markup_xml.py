from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.documents.markup_xml import parse_xml, text_of

LAUGHS = b"<!DOCTYPE a [<!ENTITY x0 'ha'>" + b"".join(b"<!ENTITY x%d '&x%d;&x%d;'>" % (n, n - 1, n - 1) for n in range(1, 40)) + b"]><a>&x39;</a>"


def test_words_of_an_element_stand_on_one_line() -> None:
    assert text_of(parse_xml(b"<a>one\n <b>two</b></a>", "x")) == "one two"


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b"<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;]><a/>",
        b"<!DOCTYPE a SYSTEM 'x>y' [<!ENTITY e 'e'>]><a>&e;</a>",
        b"<a>" * 5000,
        b"<a>&unknown;</a>",
        b"",
    ],
)
def test_bombs_and_broken_xml_end_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        parse_xml(data, "in/x")
    assert "\n" not in str(caught.value)


def test_an_outer_dtd_is_not_fetched() -> None:
    assert parse_xml(b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a>b</a>", "x").text == "b"
