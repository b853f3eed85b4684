"""Counts the documents whose encoding is told, whole and cut: `python -m tests.bench.encodings DIR`.

DIR holds UTF-8 documents, in folders named `zh-Hans`, `zh-Hant` and `en`. Each is written in every encoding that its readers use, cut
where a byte limit falls (even within a character), and decoded again; right is only the whole text, but for the character that the cut split.
`chardet` beside it is that library's own guess, decoded leniently.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import chardet

from pipeline.errors import EncodingError
from pipeline.text.encoding import decode

UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
WRITTEN = {"zh-Hans": (*UNICODE, "gb18030", "gbk"), "zh-Hant": (*UNICODE, "big5", "big5hkscs"), "en": (*UNICODE, "cp1252")}
CUTS = (None, 200, 60, 30)
WINDOWS = 12  # places in each document from which a piece is cut


def main(folder: Path) -> None:
    """Prints correct/total for each cut, then for each encoding of each cut."""
    sys.stdout.write(f"{'bytes':>6} {'pieces':>9}  {'told':>11}  {'chardet':>11}\n")
    for cut in CUTS:
        for windows in (1,) if cut is None else (1, WINDOWS):
            pieces = list(_pieces(folder, cut, windows))
            told = [_is_right(_told, data, text) for _, data, text in pieces]
            peer = sum(_is_right(_chardet, data, text) for _, data, text in pieces)
            where = "begin" if windows == 1 else "anywhere"
            sys.stdout.write(f"{cut or 'whole':>6} {where:>9}  {sum(told):>5}/{len(told):<5}  {peer:>5}/{len(pieces):<5}\n")
            for name, data, _ in (piece for piece, right in zip(pieces, told, strict=True) if not right):
                sys.stderr.write(f"{'':>17}  {name}: {data[:24]!r}\n")


def _pieces(folder: Path, cut: int | None, windows: int) -> Iterator[tuple[str, bytes, str]]:
    """(name, bytes, the text that they hold whole) for each document, encoding and place; only the documents' lines that the encoding has."""
    for language, encodings in WRITTEN.items():
        for path in sorted((folder / language).iterdir()):
            whole = path.read_text(encoding="utf-8").removeprefix("\ufeff")
            for encoding in encodings:
                for n, text in enumerate(_beginnings(_encodable(whole, encoding), windows)):
                    data = text.encode(encoding)[:cut]
                    right = data.decode(encoding, errors="ignore") if cut else text
                    if right.strip():
                        yield f"{language}/{path.name}#{n} {encoding}", data, right


def _encodable(text: str, encoding: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.encode(encoding, errors="ignore").decode(encoding) == line)


def _beginnings(text: str, number: int) -> Iterator[str]:
    """The text from its begin, and from `number - 1` further lines on, evenly spread."""
    lines = text.splitlines(keepends=True)
    step = max(1, len(lines) // number)
    yield from islice(("".join(lines[at:]) for at in range(0, len(lines), step)), number)


def _is_right(read: Callable[[bytes], str | None], data: bytes, text: str) -> bool:
    return read(data) == text


def _told(data: bytes) -> str | None:
    try:
        return decode(data)[0]
    except EncodingError:
        return None


def _chardet(data: bytes) -> str | None:
    try:
        return data.decode(chardet.detect(data)["encoding"] or "ascii", errors="ignore").removeprefix("\ufeff")
    except LookupError:
        return None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
