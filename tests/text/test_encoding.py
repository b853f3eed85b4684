import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import EncodingError
from pipeline.text.encoding import decode

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "encoding.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_decode_reads_the_encodings_of_the_vectors(case: dict[str, str]) -> None:
    assert decode(case["text"].encode(case["written"])) == (case["text"], case["read"])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs", "utf-16-le"])
def test_decode_leaves_out_a_character_that_the_end_cuts(encoding: str) -> None:
    text = "據介紹，新船可以搭載三百名乘客"
    assert decode(text.encode(encoding)[:-1])[0] == text[:-1]


def test_decode_takes_the_encoding_that_is_given() -> None:
    data = "价格".encode("gbk")
    assert decode(data, "GBK") == ("价格", "gb18030")
    assert decode(data, "latin-1") == (data.decode("latin-1"), "iso8859-1")


@pytest.mark.parametrize(
    ("data", "given_encoding", "message"),
    [
        (b"\xff\xfe\xfd", "utf-8", "it is not in utf-8; give the right one with --encoding, or leave it out"),
        (b"abc", "no-such", "no encoding is named 'no-such'; give a known one with --encoding"),
        (bytes(range(256)) * 4, None, "its encoding cannot be told; name it with --encoding"),
    ],
)
def test_decode_says_what_to_do_where_it_cannot_read(data: bytes, given_encoding: str | None, message: str) -> None:
    with pytest.raises(EncodingError) as caught:
        decode(data, given_encoding)
    assert str(caught.value) == message


@given(st.text(max_size=100).filter(lambda text: not text.startswith("\ufeff") and "\x00" not in text))
def test_utf_8_is_always_read_as_written(text: str) -> None:
    assert decode(text.encode("utf-8")) == (text, "utf-8")


@given(st.binary(max_size=300))
def test_decode_returns_text_or_raises_an_encoding_error(data: bytes) -> None:
    try:
        text, name = decode(data)
    except EncodingError:
        return
    assert name
    assert isinstance(text, str)
