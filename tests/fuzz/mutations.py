"""Ways in which files are broken: each takes bytes and a source of chance, and gives other bytes."""

from __future__ import annotations

import random
import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from tests.fuzz.seeds import SEEDS

NUMBER = re.compile(rb"\d+")
NUMBERS = (b"0", b"-1", b"99999999999999999999", b"1e309", b"00", b"NaN", b"4294967296", b"0.0000001", b"\xd9\xa3")
SIGNS = (
    "(",
    "[",
    "<",
    "{",
    "`",
    "*",
    "|",
    "#",
    "> ",
    "\n",
    "\r",
    "\0",
    "。",
    "“",
    "&",
    "\\",
    '"',
    "-->",
    "]]>",
    "<![CDATA[",
    "\u202e",
    "\ufeff",
    "é",
)
ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16", "utf-32", "cp1252", "shift_jis", "utf-7")
MAX_SIZE = 200_000


def flip_bits(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 20))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def delete(data: bytes, rng: random.Random) -> bytes:
    start, end = _stretch(data, rng)
    return data[:start] + data[end:]


def repeat(data: bytes, rng: random.Random) -> bytes:
    start, end = _stretch(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 3, 40)) + data[end:]


def splice(data: bytes, rng: random.Random) -> bytes:
    other = rng.choice(list(SEEDS.values()))
    start, end = _stretch(other, rng)
    at = rng.randrange(len(data))
    return data[:at] + other[start:end] + data[at:]


def truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(1, len(data) + 1)]


def behead(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(len(data)) :]


def swap_encoding(data: bytes, rng: random.Random) -> bytes:
    return data.decode("utf-8", errors="replace").encode(rng.choice(ENCODINGS), errors="ignore")


def swap_numbers(data: bytes, rng: random.Random) -> bytes:
    return NUMBER.sub(lambda match: rng.choice(NUMBERS) if rng.random() < 0.2 else match.group(), data)


def insert_signs(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.choice(SIGNS).encode() * rng.choice((1, 5, 500, 20_000)) + data[at:]


def shuffle_lines(data: bytes, rng: random.Random) -> bytes:
    lines = re.split(rb"(?<=[\n>])", data)
    rng.shuffle(lines)
    return b"".join(lines)


def break_part(data: bytes, rng: random.Random) -> bytes:
    """One part of an archive mutated, and packed again; elsewhere bits flipped."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error):
        return flip_bits(data, rng)
    broken = rng.choice([name for name, part in parts.items() if part] or [None])
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), rng.choice(MUTATIONS)(part, rng)[:MAX_SIZE] if name == broken else part)
    return packed.getvalue()


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip_bits,
    delete,
    repeat,
    splice,
    truncate,
    behead,
    swap_encoding,
    swap_numbers,
    insert_signs,
    shuffle_lines,
    break_part,
)


def mutated(number: int) -> tuple[str, bytes]:
    """A name and its broken bytes, always the same for a number: one to three mutations of a seed, at times under another format's name."""
    rng = random.Random(number)
    name, data = rng.choice(list(SEEDS.items()))
    for _ in range(rng.choice((1, 1, 2, 3))):
        if data:
            data = rng.choice(MUTATIONS)(data, rng)[:MAX_SIZE]
    return (rng.choice(list(SEEDS)) if rng.random() < 0.15 else name), data


def _stretch(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, min(len(data), start + 1 + int(rng.paretovariate(0.6)))
