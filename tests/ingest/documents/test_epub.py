from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from pipeline.errors import SourceError
from tests.ingest.sources import block_texts, read

CONTAINER = '<container xmlns="urn:oasis"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>港口的故事</dc:title><dc:creator>林若水</dc:creator><dc:language>zh-Hant</dc:language><dc:date>2023-11-02</dc:date></metadata>
<manifest><item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="2" href="text/two.xhtml" media-type="application/xhtml+xml"/><item id="1" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="e" href="../../etc/passwd" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="c"/><itemref idref="n"/><itemref idref="1"/><itemref idref="e"/><itemref idref="2"/><itemref idref="1"/></spine></package>"""
PAGE = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body{kind}>{body}</body></html>'
ONE = '<section><h1>第一章　渡輪</h1><p>港務局開通了第二條航線<a epub:type="noteref" href="#n">1</a>，每天載客九百人次。</p></section>'
TWO = "<h1>第二章　票價</h1><p>單程票價是三十元，學生半價。</p><aside id='n'><p>航線長八公里。</p></aside>"


def epub(more: dict[str, str] | None = None) -> bytes:
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": PACKAGE,
        "OEBPS/cover.xhtml": PAGE.format(kind=' epub:type="cover"', body="<p>港口的故事</p>"),
        "OEBPS/nav.xhtml": PAGE.format(kind="", body="<nav><a href='1'>第一章</a></nav>"),
        "OEBPS/text/one a.xhtml": PAGE.format(kind="", body=ONE),
        "OEBPS/text/two.xhtml": PAGE.format(kind="", body=TWO),
        **(more or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_chapters_come_in_the_order_of_the_spine_without_cover_and_contents() -> None:
    document = read(epub(), "a.epub")
    assert block_texts(document) == [
        "第一章 渡輪", "港務局開通了第二條航線，每天載客九百人次。", "第二章 票價", "單程票價是三十元，學生半價。", "航線長八公里。",
    ]  # fmt: skip


def test_a_book_says_what_it_is() -> None:
    document = read(epub(), "book.bin")
    assert (document.title, document.author, document.format) == ("港口的故事", "林若水", "epub")
    assert document.published is not None
    assert document.published.date == "2023-11-02"


def encryption(method: str) -> dict[str, str]:
    return {"META-INF/encryption.xml": f'<encryption><EncryptedData><EncryptionMethod Algorithm="{method}"/></EncryptedData></encryption>'}


def test_hidden_fonts_are_no_protection() -> None:
    assert read(epub(encryption("http://www.idpf.org/2008/embedding")), "a.epub").format == "epub"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (epub(encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")), "DRM"),
        (epub()[:700], "damaged"),
        (epub({"OEBPS/book.opf": "<package><spine/></package>"}), "without chapters"),
        (epub({"META-INF/container.xml": "<container/>"}), "package file is missing"),
        (epub({"OEBPS/text/two.xhtml": " " * 100_000_000}), "once unpacked"),
        (epub({f"x/{n}": "" for n in range(10_100)}), "an archive of 10107 parts"),
        (epub({"OEBPS/book.opf": '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><package>&a;</package>'}), "declares entities"),
    ],
    ids=["drm", "truncated", "empty", "no package", "bomb", "entries", "entities"],
)
def test_books_that_cannot_be_read_end_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        read(data, "a.epub")
    assert "\n" not in str(caught.value)
