"""Writes small PDF files for the tests: lines of text at places, in a Latin font or in a Chinese one with a ToUnicode map."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A line at (x, y) points from the lower left, in letters of that size."""

    text: str
    y: float
    x: float = 72
    size: float = 11
    bold: bool = False


def paragraph(lines: Sequence[str], top: float, pitch: float = 15, size: float = 11) -> list[Text]:
    return [Text(line, top - index * pitch, size=size) for index, line in enumerate(lines)]


def to_unicode(letters: Sequence[str]) -> bytes:
    rows = "\n".join(f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for code, letter in enumerate(letters, start=1))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    ).encode("ascii")


def stream(data: bytes, more: str = "") -> bytes:
    packed = zlib.compress(data)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {more} >>\nstream\n".encode("ascii") + packed + b"\nendstream"


def file_of(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A PDF file of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode("ascii") + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{place:010} 00000 n \n".encode("ascii") for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
    return bytes(out)


def _literal(text: str) -> str:
    return "<feff" + text.encode("utf-16-be").hex() + ">"


def pdf(pages: Sequence[Sequence[Text]], info: dict[str, str] | None = None) -> bytes:
    """A file of pages of lines; letters beyond Latin-1 are drawn in a font of two bytes a letter."""
    letters = sorted({letter for page in pages for line in page for letter in line.text if not line.text.isascii()})
    codes = {letter: code for code, letter in enumerate(letters, start=1)}
    kids = " ".join(f"{9 + 2 * index} 0 R" for index in range(len(pages)))
    said = " ".join(f"/{key} {_literal(value)}" for key, value in (info or {}).items())
    wide = (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode("ascii"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        wide.encode("ascii"),
        stream(to_unicode(letters)),
        f"<< {said} >>".encode("ascii"),
    ]
    for page in pages:
        number = len(objects) + 2
        fonts = "/F1 3 0 R /F2 4 0 R /F3 5 0 R"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << {fonts} >> >> /Contents {number} 0 R >>".encode("ascii")
        )
        objects.append(stream("\n".join(_drawn(line, codes) for line in page).encode("latin-1")))
    return file_of(objects, "/Info 8 0 R")


def _drawn(line: Text, codes: dict[str, int]) -> str:
    if line.text.isascii():
        escaped = line.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        font, shown = ("F2" if line.bold else "F1"), f"({escaped})"
    else:
        font, shown = "F3", "<" + "".join(f"{codes[letter]:04x}" for letter in line.text) + ">"
    return f"BT /{font} {line.size} Tf 1 0 0 1 {line.x} {line.y} Tm {shown} Tj ET"
