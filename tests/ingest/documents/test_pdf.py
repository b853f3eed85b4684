from __future__ import annotations

import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.datamodel.document import BlockKind
from pipeline.errors import MissingDependencyError, PipelineError, SourceError, UnsupportedError
from tests.ingest.documents.pdf_writer import Text, file_of, paragraph, pdf, stream
from tests.ingest.sources import block_texts, read

ENGLISH = [
    "The harbour authority opened a second ferry line on Monday, which",
    "will carry up to 900 passengers a day between the two islands. It",
    "hopes that fewer people will drive, since the bridge is often com-",
    "pletely blocked on weekends and in the first week of the holidays.",
]
SECOND = ["A single ticket costs 3 dollars. Children under six travel free of", "charge, and so do dogs."]
HANS = [
    "市图书馆周一宣布，新馆将在明年三月开放，藏书达到一百二十万册，阅览座位",
    "增加到两千个。馆长说，新馆会延长开放时间，每天晚上十点才关门，周末也不",
    "例外。读者可以用手机预约座位。",
]
HANT = ["圖書館的舊館仍會開放，主要收藏地方文獻與老照片，並且提供修復服務。", "預計每年有三十萬人次造訪。"]


def book() -> bytes:
    """Three pages with a running head, page numbers and a paragraph that goes over a page's end."""
    pages = []
    for number in range(1, 4):
        page = [Text("Island Quarterly  |  Summer issue", 800, size=9), Text(f"- {number} -", 40, size=9)]
        if number == 1:
            page += [Text("A new ferry for the islands", 760, size=20), *paragraph(ENGLISH, 720), *paragraph(SECOND, 720 - 4 * 15 - 12)]
        elif number == 2:
            page += [
                Text("What it costs", 760, size=14),
                *paragraph(["The city pays two thirds of the price, which is some 4 million dollars,"], 720),
            ]
        else:
            page += paragraph(["and the rest comes from the port, as its director said in a letter to", "the council."], 760)
        pages.append(page)
    return pdf(pages, {"Title": "Microsoft Word - ferry.doc", "Author": "Mara Lindqvist", "CreationDate": "D:20240516093000+02'00'"})


def test_lines_become_paragraphs_and_running_lines_go() -> None:
    document = read(book(), "a.pdf")
    assert block_texts(document) == [
        "A new ferry for the islands",
        "The harbour authority opened a second ferry line on Monday, which will carry up to 900 passengers a day between the two islands. It hopes"
        " that fewer people will drive, since the bridge is often completely blocked on weekends and in the first week of the holidays.",
        "A single ticket costs 3 dollars. Children under six travel free of charge, and so do dogs.",
        "What it costs",
        "The city pays two thirds of the price, which is some 4 million dollars, and the rest comes from the port, as its director said in a letter"
        " to the council.",
    ]
    assert [block.level for block in document.blocks if block.kind is BlockKind.HEADING] == [1, 2]


def test_a_file_says_what_it_is_and_a_programs_title_does_not_count() -> None:
    document = read(book(), "a.pdf")
    assert (document.title, document.author, document.format) == ("A new ferry for the islands", "Mara Lindqvist", "pdf")
    assert document.published is not None
    assert document.published.date == "2024-05-16"


@pytest.mark.parametrize(("lines", "language"), [(HANS, "zh-Hans"), (HANT, "zh-Hant")])
def test_chinese_lines_are_joined_without_spaces(lines: list[str], language: str) -> None:
    document = read(pdf([paragraph(lines, 700)]), "a.pdf")
    assert document.text == "".join(lines)
    assert str(document.language) == language


def test_words_parted_on_lines_that_follow_are_each_put_together_once() -> None:
    lines = [
        "The harbour of the town handled 320 mil-",
        "lion tonnes of goods last year, up 6.5 per-",
        "cent, which was its best result in dec-",
        "ades.",
    ]
    text = read(pdf([paragraph(lines, 700)]), "a.pdf").text
    assert text == "The harbour of the town handled 320 million tonnes of goods last year, up 6.5 percent, which was its best result in decades."


def test_a_head_on_both_of_two_pages_goes_and_a_line_within_stays() -> None:
    lines = [
        "The ferry was late again on Monday,",
        "as it had been all week.",
        "Nobody was told why.",
        "The port is looking into it.",
        "It will say more.",
        "Soon.",
    ]
    pages = [[Text("Island Quarterly", 800, size=9), *paragraph(lines, 700), Text(str(number), 40, size=9)] for number in (1, 2)]
    text = read(pdf(pages), "a.pdf").text
    assert "Island Quarterly" not in text
    assert text.count("Nobody was told why.") == 2


def test_a_hyphen_stays_where_the_text_has_it_elsewhere() -> None:
    lines = [
        "A well-known painter gave a talk on the colours of the sea; the well-",
        "known part was how she mixes a green out of two blues and one yellow.",
    ]
    assert "the well-known part" in read(pdf([paragraph(lines, 700)]), "a.pdf").text


def test_notes_in_small_letters_at_the_foot_come_last() -> None:
    first = [
        *paragraph(["The survey reached four hundred households in the north of the county"], 700),
        Text("1. Counted in May by hand, door to door.", 80, size=8),
    ]
    second = paragraph(["and found that every third one has planted a tree since the last storm."], 700)
    document = read(pdf([first, second]), "a.pdf")
    assert document.text.startswith("The survey reached four hundred households in the north of the county and found that")
    assert document.text.endswith("Counted in May by hand, door to door.")


def test_scanned_pages_are_named() -> None:
    with pytest.raises(UnsupportedError, match="without text"):
        read(pdf([[], []]), "scan.pdf")


def test_an_encrypted_file_is_named() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(book())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    with pytest.raises(UnsupportedError, match="password"):
        read(out.getvalue(), "locked.pdf")


def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(MissingDependencyError, match=r"in/a.pdf: PDF files need pypdf; install it with: pip install 'bidigest\[pdf\]'"):
        read(book(), "a.pdf")


def test_content_decides_not_the_name() -> None:
    assert read(book(), "notes.txt").format == "pdf"
    assert read("The ferry runs every hour from six in the morning until midnight.", "a.pdf").format == "text"


MENDED = {"huge count", "xref loop", "bogus length"}  # the text is still whole, and is read


def hostile() -> dict[str, bytes]:
    """Files made to break readers of PDF."""
    whole = book()
    catalogue, page = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << >> >>"
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    loop = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> "
    inner = b"/X Do " * 50
    form = loop + f"/Length {len(inner)} >>\nstream\n".encode() + inner + b"\nendstream"
    drawing = page.replace(b"<< >>", b"<< /XObject << /X 5 0 R >> >>")
    return {
        "truncated": whole[: len(whole) // 3],
        "head only": b"%PDF-1.7\n",
        "page tree loop": file_of([catalogue, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]),
        "form loop": file_of([catalogue, kids, drawing, stream(b"/X Do"), form]),
        "bogus length": whole.replace(b"/Length ", b"/Length 99999999"),
        "stream bomb": file_of([catalogue, kids, page, stream(b"0 0 m " * 12_000_000)]),
        "operator bomb": file_of([catalogue, kids, page, stream(b"q Q " * 900_000)]),
        "huge count": whole.replace(b"/Count 3", b"/Count 999999999"),
        "xref loop": whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9"),
        "deep arrays": file_of([catalogue, kids, page, b"[" * 100_000 + b"]" * 100_000]),
        "no root": file_of([b"<< >>"]),
    }


@pytest.mark.parametrize("name", sorted(hostile().keys() - MENDED))
def test_hostile_files_end_in_one_line(name: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(hostile()[name], "a.pdf")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("in/a.pdf: ")


def outcome(data: bytes) -> str:
    """The text of a file, or the one line that tells what is wrong with it."""
    try:
        return read(data, "a.pdf").text
    except PipelineError as error:
        return "" if "\n" in str(error) else str(error)


def test_bytes_changed_at_random_end_in_a_document_or_one_line() -> None:
    rng = random.Random(4)
    whole = book()
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 30)):
            data[rng.randrange(9, len(data))] = rng.randrange(256)
        assert outcome(bytes(data))


@pytest.mark.parametrize("name", sorted(MENDED))
def test_damage_beside_the_text_is_mended_or_told(name: str) -> None:
    assert outcome(hostile()[name]).startswith(("A new ferry", "in/a.pdf: a damaged PDF file"))


@pytest.mark.slow
@pytest.mark.parametrize("name", list(hostile()))
def test_hostile_files_stay_within_time_and_memory(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(hostile()[name])
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", str(tmp_path / "a.pdf"), "-o", str(tmp_path / "out")],
        capture_output=True, text=True, timeout=10, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000)),
    )  # fmt: skip
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
