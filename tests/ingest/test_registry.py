from __future__ import annotations

import pytest

from pipeline.errors import EncodingError, SourceError, UnsupportedError
from pipeline.ingest.registry import INGESTORS, MAX_CHARACTERS, MAX_FIGURES, MAX_LINES, MAX_MARKUP, MAX_MARKUP_LINES, ingest
from tests.ingest.sources import read, source

PROSE = "这家公司发布了新模型。价格下调了一半。\n\n用户可以从今天起使用它。"
JAPANESE = "これは日本語の文章です。今日はいい天気ですね。新しいモデルが出ました。" * 3
FRENCH = "Le modèle est disponible dès aujourd'hui pour tous les utilisateurs de la plateforme, dit-on. " * 3


@pytest.mark.parametrize(
    ("data", "name", "error", "words"),
    [
        (b"", "a.txt", SourceError, "empty"),
        (b"\xef\xbb\xbf \n", "a.txt", SourceError, "empty"),
        (b"%PDF-1.7\n...", "a.txt", SourceError, "PDF file"),
        (b"PK\x03\x04....", "a.docx", SourceError, "damaged archive"),
        (b"PK\x03\x04....", "a.xlsx", UnsupportedError, "ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a.md", UnsupportedError, "PNG image"),
        (bytes(range(256)) * 40, "a.txt", SourceError, "a.txt: "),
        ("发布\0了模型。".encode() * 9, "a.txt", UnsupportedError, "binary data"),
        (b'{"a": 1}', "a.json", UnsupportedError, "JSON"),
        (b'{"a": [1, 2]}', "a.txt", UnsupportedError, "structured data"),
        (b'<?xml version="1.0"?><a>text</a>', "a.xml", UnsupportedError, "XML"),
        (b"a,b\n1,2\n", "a.csv", UnsupportedError, "CSV"),
        (JAPANESE.encode(), "a.txt", UnsupportedError, "written in Japanese"),
        (FRENCH.encode(), "a.txt", UnsupportedError, "written in French"),
        ("！！！ ……".encode(), "a.txt", SourceError, "a.txt: "),
        (b"![](a.png)\n", "a.md", SourceError, "no text found"),
        (b"<html><body><nav><a href=x>Home</a></nav></body></html>", "a.html", SourceError, "no article found"),
        (b"\xff\xfe\xff\xff\x81\x00" * 3 + b"\x81", "a.txt", SourceError, "a.txt: "),
    ],
)
def test_bad_input_gives_one_clear_line(data: bytes, name: str, error: type[SourceError], words: str) -> None:
    with pytest.raises(error) as caught:
        read(data, name)
    message = str(caught.value)
    assert message.startswith(f"in/{name}: ")
    assert words in message
    assert ";" in message
    assert "\n" not in message


def test_an_encoding_that_is_not_the_right_one_names_the_flag() -> None:
    with pytest.raises(EncodingError, match=r"^in/a\.txt: .*--encoding"):
        ingest(source(PROSE.encode("gb18030"), "a.txt", encoding="utf-8"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_give_the_same_text(encoding: str) -> None:
    assert read(PROSE.encode(encoding), "a.txt").text == read(PROSE, "a.txt").text


def test_the_charset_that_a_page_names_is_believed() -> None:
    page = f'<html><head><meta charset="gbk"><title>价格</title></head><body><p>{PROSE * 5}</p></body></html>'
    assert "价格下调了一半" in read(page.encode("gbk"), "a.html").text


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (PROSE, "a.txt", "text"),
        (PROSE, "a", "text"),
        (PROSE, "a.md", "markdown"),
        ("---\ntitle: 甲\n---\n" + PROSE, "a.txt", "markdown"),
        ("1\n00:00:01,000 --> 00:00:02,000\n" + PROSE, "a.txt", "srt"),
        ("<!DOCTYPE html><html><body><p>" + PROSE * 4 + "</p></body></html>", "a.txt", "html"),
    ],
)
def test_formats_are_told_by_content_before_name(text: str, name: str, expected: str) -> None:
    assert read(text, name).format == expected


@pytest.mark.parametrize("claimed", ["iso-8859-1", "gb2312", "no-such-charset", "hex"])
def test_the_charset_that_a_page_names_wrongly_is_not_believed(claimed: str) -> None:
    body = "這家公司發佈了新模型，價格下調了一半。" * 9
    page = f'<html><head><meta charset="{claimed}"><title>價格</title></head><body><p>{body}</p></body></html>'
    assert "價格下調了一半" in read(page.encode("big5"), "a.html").text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("字" * (MAX_CHARACTERS // 2 + 1), r"600,002 characters of text \(a Chinese one counts as two\), more than 600,000; split"),
        ("a b. " * (MAX_CHARACTERS // 5 + 1), r"600,004 characters of text \(a Chinese one counts as two\), more than 600,000; split"),
        ("好的。\n\n" * (MAX_LINES + 1), "40,001 lines of text, more than 40,000; split"),
        ("价格是3元。" * (MAX_FIGURES + 1), "20,001 figures, more than 20,000; split"),
        ("一亿" * (4 * MAX_FIGURES + 4), "20,001 figures, more than 20,000; split"),
        ("a" * (MAX_MARKUP + 1), "5,000,001 characters, more than 5,000,000; split"),
        ("\n" * MAX_MARKUP_LINES + "a\n", "500,001 lines, more than 500,000; split"),
    ],
    ids=["Chinese characters", "Latin characters", "lines", "figures", "Chinese figures", "markup", "markup lines"],
)
def test_what_is_larger_than_a_book_is_refused(text: str, words: str) -> None:
    with pytest.raises(SourceError, match=rf"^in/a\.txt: {words} it into"):
        read(text, "a.txt")


def test_ingestors_have_names_of_their_own() -> None:
    names = [ingestor.name for ingestor in INGESTORS]
    assert len(set(names)) == len(names)
