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


HANS, HANT = "据介绍，新船可以搭载三百名乘客，每天往返八次。", "據介紹，新船可以搭載三百名乘客，每天往返八次。"
ENGLISH = "The “new” boat costs €3 a trip — it’s cheaper than a café crème."


@pytest.mark.parametrize(
    ("main", "other", "text"),
    [
        ("utf-8", "gb18030", HANS),
        ("gb18030", "utf-8", HANS),
        ("utf-8", "big5", HANT),
        ("big5", "utf-8", HANT),
        ("gb18030", "big5", HANT),
        ("utf-8", "cp1252", ENGLISH),
        ("cp1252", "utf-8", ENGLISH),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_line_pasted_in_another_encoding_is_read_in_its_own(main: str, other: str, text: str, line_end: str) -> None:
    lines = [(text + line_end).encode(encoding) for encoding in (main, other, main, main)]
    read, name = decode(b"".join(lines))
    assert read == (text + line_end) * 4
    assert name == {"big5": "big5hkscs"}.get(main, main)


@pytest.mark.parametrize("bad", [HANS.encode() + HANS.encode("gb18030"), b"\xff" + HANS.encode(), HANS.encode()[:-2]])
def test_a_line_in_no_encoding_is_named(bad: bytes) -> None:
    lines = [HANS.encode(), b"plain", bad, HANS.encode()]
    with pytest.raises(EncodingError, match=r"^line 3 is not in utf-8 like most lines; correct it, or name the file's encoding with --encoding$"):
        decode(b"\n".join(lines))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("联通", "gbk"),
        ("蓓蕾、薔薇、芙蓉\n" + HANT * 2, "gbk"),
        ("┌────┬────┐\n│价格│★★★☆☆│\n└────┴────┘\n①②③④→↑" + HANS, "gb18030"),
        ("😀🎉📻\n" + HANS, "gb18030"),
        ("我哋喺香港嘅公司買咗隻新船，價錢平咗一半。", "big5hkscs"),
        (HANS, "hz"),
        ("<a>" * 60 + "\u200b", "utf-16-le"),
        (ENGLISH, "cp1252"),
        ("Auf\u00adtrag und Preis\n" * 9, "cp1252"),
    ],
)
def test_rare_characters_and_signs_do_not_mislead(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("text", ["The values of λ, α and μ.", "nǐ hǎo, lǚxíng", "déjà vu, naïve", "Это русский текст.", "שלום עולם"])
def test_letters_of_two_bytes_in_utf_8_are_not_taken_for_chinese(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


def test_an_encoding_that_cannot_be_told_is_never_guessed() -> None:
    taiwanese = bytes(byte for n in range(300) for byte in (0xA4 + n * 7 % 58, 0xA1 + n * 11 % 94))
    with pytest.raises(EncodingError, match="cannot be told"):
        decode(taiwanese)
    with pytest.raises(EncodingError, match="ISO-2022 encoding; convert it to UTF-8"):
        decode("これは日本語の文章です。".encode("iso2022_jp"))


@pytest.mark.parametrize("name", ["hex", "base64", "rot13", "undefined", "utf\x00-8"])
def test_codecs_that_are_no_encodings_of_text_are_not_taken(name: str) -> None:
    with pytest.raises(EncodingError, match="no encoding is named"):
        decode(b"abc", name)


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
