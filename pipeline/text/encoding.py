"""Bytes to text: a byte-order mark, UTF-8, else the encoding under which the bytes are the likeliest text; in mixed files, line by line."""

from __future__ import annotations

import codecs
import logging
import re

from pipeline.errors import EncodingError
from pipeline.text.likelihood import SAMPLE, is_text, likelihood, mean_beyond_ascii

log = logging.getLogger(__name__)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs", "ascii": "utf-8"}
_NO_ENCODINGS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})  # codecs of Python's for other ends
_CANDIDATES = {"gb18030": 0, "big5hkscs": 0, "utf-16-le": -1, "utf-16-be": -1, "utf-32-le": -1, "utf-32-be": -1, "cp1252": -1,
               "euc-jp": -6, "shift_jis": -6, "euc-kr": -6}  # fmt: skip
"""What is tried, with the logarithm of how much rarer than Chinese it is among the documents that come here."""
_BESIDE = {
    "utf-8": ("gb18030", "big5hkscs", "cp1252"),
    "gb18030": ("utf-8", "big5hkscs"),
    "big5hkscs": ("utf-8", "gb18030"),
    "cp1252": ("utf-8",),
}
"""What single lines may be in, in a file of each encoding: in all of these a line feed is the same byte, and no part of another character."""

_SAMPLE = 65536  # bytes that are looked at to choose among encodings
_CUT = -8  # likelihood of bytes that are left out as a character that the end cuts
_SHORT = 4  # characters; a shorter line proves nothing
_MIN_READ = 0.5  # share of the lines beyond ASCII that the encoding of the file reads
_MIN_GAIN = 2.0  # by how much, for each character beyond ASCII, another encoding's reading of a line must be the likelier
_MIN_MEAN = -12.0  # of a line's characters beyond ASCII; rarer ones are misread
_MIN_MEAN_OF_ALL = -9.2  # of all characters, in an encoding in which ASCII is of two bytes as well
_MIN_ASCII = 0.7  # share of the bytes
_MIN_CONFIDENCE = 0.5
_ESCAPED = re.compile(rb"\x1b\$[)*+]?[@-Z]|~\{(?:[!-}][!-~]){1,200}~\}")
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}")


def decode(data: bytes, given: str | None = None) -> tuple[str, str]:
    """The text of `data` and the name of its encoding.

    given: the encoding that the user names; then it alone is tried. GBK and Big5 are read as their supersets GB18030 and Big5-HKSCS.
    Lines of another encoding pasted into a file are each read in theirs; the name is then that of the most lines.
    Raises EncodingError when no encoding fits; nothing is ever replaced or left out, but for a character that the data's end cuts.
    >>> decode("发布了新模型。".encode("gbk"))
    ('发布了新模型。', 'gb18030')
    """
    if given is not None:
        return _decode_given(data, given)
    for mark, name in _MARKS:
        if data.startswith(mark) and (text := _strict(data, name)) is not None:
            return text, name
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text:
        return _unescaped(data) or (text, "utf-8")
    found = _likeliest(data) or _line_by_line(data)
    if found is None and text is not None:
        return text, "utf-8"
    found = found or _other(data)
    if found is None:
        raise EncodingError("its encoding cannot be told; name it with --encoding")
    return found


def encoding_name(given: str) -> str | None:
    """The name by which Python knows an encoding of texts; None where there is no such one.

    >>> encoding_name("UTF8"), encoding_name("rot13"), encoding_name("klingon")
    ('utf-8', None, None)
    """
    try:
        "a".encode(given)
        name = codecs.lookup(given).name
    except (LookupError, ValueError):
        return None
    return None if name in _NO_ENCODINGS else name


def _decode_given(data: bytes, given: str) -> tuple[str, str]:
    name = encoding_name(given)
    if name is None:
        raise EncodingError(f"no encoding is named {given!r}; give a known one with --encoding")
    name = _SUPERSETS.get(name, name)
    if name == "utf-8" and data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    text = _strict(data, name)
    if text is None:
        raise EncodingError(f"it is not in {given}; give the right one with --encoding, or leave it out")
    return text, name


def _strict(data: bytes, encoding: str) -> str | None:
    """`data` decoded, or None where it does not fit. A character cut by the end of the data is left out."""
    begin = _begin(data, encoding)
    return None if begin is None else begin[0]


def _begin(data: bytes, encoding: str) -> tuple[str, bytes] | None:
    """`data` decoded, and what the end cuts of a character; None where it does not fit."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(data, final=False)
    except UnicodeError:
        return None
    cut = decoder.getstate()[0]
    return (text, cut) if len(cut) < 4 and (text or not data) else None


def _likely_text(data: bytes, encoding: str) -> str | None:
    """`data` decoded where that makes text of it. Nearly all bytes fit Windows-1252; ASCII with a few others passes for it, never UTF-8."""
    if encoding == "cp1252" and (_UTF_8.search(data) or sum(byte < 128 for byte in data[:_SAMPLE]) < _MIN_ASCII * len(data[:_SAMPLE])):
        return None
    text = _strict(data, encoding)
    return text if text is not None and is_text(text) else None


def _unescaped(data: bytes) -> tuple[str, str] | None:
    """The text of ASCII data in which escape sequences stand for Chinese: HZ is read. Raises EncodingError for ISO-2022."""
    match = _ESCAPED.search(data[:_SAMPLE])
    if match is None or not data.isascii():
        return None
    if match.group().startswith(b"\x1b"):
        raise EncodingError("it is in an ISO-2022 encoding; convert it to UTF-8 first, or name its encoding with --encoding")
    text = _strict(data, "hz")
    return (text, "hz") if text is not None and is_text(text) else None


def _likeliest(data: bytes) -> tuple[str, str] | None:
    """The text under the encoding that makes the likeliest of the data's begin; None where that is no text, or not in every line."""
    begins = ((name, prior, _begin(data[:_SAMPLE], name)) for name, prior in _CANDIDATES.items())
    ranked = [(likelihood(begin[0]) + prior + _CUT * bool(begin[1]), name) for name, prior, begin in begins if begin is not None]
    if not ranked:
        return None
    name = max(ranked)[1]
    log.debug("encoding %s, of %d that are possible", name, len(ranked))
    if name.startswith("utf"):
        text = _strict(data, name)
        return None if text is None or likelihood(text) < _MIN_MEAN_OF_ALL * min(len(text), SAMPLE) else (text, name)
    text = _likely_text(data, name)
    return (text, name) if text is not None and all(is_text(line) for line in text.split("\n") if len(line) >= _SHORT) else None


def _line_by_line(data: bytes) -> tuple[str, str] | None:
    """The text where each line is in an encoding of its own, and that of the most. Raises EncodingError when a few lines are in none."""
    lines = data.splitlines(keepends=True)
    wide = [line for line in lines if not line.isascii()]
    counts = {name: sum(_likely_text(line, name) is not None for line in wide) for name in _BESIDE}
    main = max(counts, key=lambda name: counts[name])
    if counts[main] < _MIN_READ * len(wide):
        return None
    texts, names = [], {main}
    for number, line in enumerate(lines, 1):
        found = _line(line, main)
        if found is None:
            raise EncodingError(f"line {number} is not in {main} like most lines; correct it, or name the file's encoding with --encoding")
        texts.append(found[0])
        names.add(found[1])
    if len(names) > 1:
        log.debug("lines in different encodings (%s), each read in its own", ", ".join(sorted(names)))
    return "".join(texts), main


def _line(line: bytes, main: str) -> tuple[str, str] | None:
    """The line's text and encoding: the file's `main` one, unless another makes more of it; None where none makes text of it."""
    usual = _strict(line, main)
    if usual is not None and (line.isascii() or is_text(usual)):
        return usual, main
    others = ((text, name) for name in _BESIDE[main] if (text := _likely_text(line, name)) is not None)
    best = max(others, key=lambda other: likelihood(other[0]), default=None)
    if usual is None or (best and likelihood(best[0]) - likelihood(usual) > _MIN_GAIN * sum(character > "\x7f" for character in usual)):
        return best
    return (usual, main) if mean_beyond_ascii(usual) >= _MIN_MEAN else None


def _other(data: bytes) -> tuple[str, str] | None:
    """What chardet says of data in none of those."""
    import chardet

    result = chardet.detect(data[:_SAMPLE])
    name, confidence = result["encoding"], result["confidence"]
    if name is None or confidence is None or confidence < _MIN_CONFIDENCE or name.lower() in _CANDIDATES:
        return None
    text = _strict(data, name)
    return None if text is None or not is_text(text) else (text, name.lower())
