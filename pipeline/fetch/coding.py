"""Undoes the coding of a body, gzip or deflate, without ever holding more than was allowed."""

from __future__ import annotations

import zlib

from pipeline.errors import SourceError

OFFERED = "gzip, deflate"
_MAX_CODINGS = 2
_GZIP, _DEFLATE, _RAW = 31, 15, -15  # zlib's window sizes, which name its formats


def undo(body: bytes, codings: str, limit: int) -> bytes:
    """The body before the codings of its Content-Encoding were applied. Raises SourceError for one that is broken, unknown or too large."""
    names = [name for name in (part.strip().lower() for part in codings.split(",")) if name not in ("", "identity")]
    if len(names) > _MAX_CODINGS:
        raise SourceError(f"the answer is compressed {len(names)} times over; save the page and give the file")
    for name in reversed(names):
        if name not in ("gzip", "x-gzip", "deflate"):
            raise SourceError(f"the answer is compressed in a way that was not asked for ({name[:20]!r}); save the page and give the file")
        try:
            body = _inflated(body, _DEFLATE if name == "deflate" else _GZIP, limit)
        except zlib.error as error:
            raise SourceError("the answer's compressed text is broken; try again later") from error
    return body


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    """All members of a compressed body. What follows the last of them is passed over, as browsers do."""
    if window == _DEFLATE and not _has_header(body):
        window = _RAW
    text = bytearray()
    while body:
        member = zlib.decompressobj(window)
        text += member.decompress(body, limit + 1 - len(text))
        if len(text) > limit:
            raise SourceError(f"larger than {limit // 1_000_000} MB once it is unpacked; save the part that you need and give the file")
        if not member.eof:
            raise SourceError("the answer breaks off inside its compressed text; try again later")
        body = member.unused_data if member.unused_data.startswith(b"\x1f\x8b") else b""
    return bytes(text)


def _has_header(body: bytes) -> bool:
    """True for zlib's own header; some servers send deflate without it."""
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
