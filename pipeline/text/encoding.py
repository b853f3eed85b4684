"""Bytes to text: byte-order mark, UTF-8, then the East Asian encodings by how common their characters are, then the rest."""

from __future__ import annotations

import codecs
import logging

from pipeline.errors import EncodingError
from pipeline.text.scripts import scripts

log = logging.getLogger(__name__)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs", "ascii": "utf-8"}
_CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "euc-jp", "shift_jis", "euc-kr")
_PUNCTUATION = frozenset("，。、！？：；“”‘’「」『』《》（）…—·\u3000")
_SAMPLE = 65536  # bytes that are looked at to choose among encodings
_MIN_COMMON = 0.5  # share of common characters among the letters; right decodings reach 0.8, wrong ones stay below 0.3
_HANGUL_WEIGHT = 0.8  # of a common character: Simplified text read as EUC-KR is two thirds Hangul
_MIN_ASCII = 0.8
_MIN_CONFIDENCE = 0.5


def decode(data: bytes, given: str | None = None) -> tuple[str, str]:
    """The text of `data` and the name of its encoding.

    given: the encoding that the user names; then it alone is tried. GBK and Big5 are read as their supersets GB18030 and Big5-HKSCS.
    Raises EncodingError when no encoding fits; nothing is ever replaced or left out, but for a character that the data's end cuts.
    >>> decode("发布了新模型。".encode("gbk"))
    ('发布了新模型。', 'gb18030')
    """
    if given is not None:
        return _decode_given(data, given)
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = _strict(data, name)
            if text is not None:
                return text, name
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text:
        return text, "utf-8"
    told = _east_asian(data) or _western(data) or _other(data)
    if told is None and text is not None:
        return text, "utf-8"
    found = _strict(data, told) if told is not None else None
    if found is None or told is None:
        raise EncodingError("its encoding cannot be told; name it with --encoding")
    return found, told


def _decode_given(data: bytes, given: str) -> tuple[str, str]:
    try:
        name = codecs.lookup(given).name
    except LookupError:
        raise EncodingError(f"no encoding is named {given!r}; give a known one with --encoding") from None
    name = _SUPERSETS.get(name, name)
    if name == "utf-8" and data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    text = _strict(data, name)
    if text is None:
        raise EncodingError(f"it is not in {given}; give the right one with --encoding, or leave it out")
    return text, name


def _strict(data: bytes, encoding: str) -> str | None:
    """`data` decoded, or None where it does not fit. A character cut by the end of the data is left out."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(data, final=False)
    except UnicodeDecodeError:
        return None
    pending = decoder.getstate()[0]
    return text if len(pending) < 4 and (text or not data) else None


def _east_asian(data: bytes) -> str | None:
    """The encoding that reads most of the data as common characters."""
    best, best_share = None, _MIN_COMMON
    for name in _CANDIDATES:
        text = _strict(data[:_SAMPLE], name)
        if text is None:
            continue
        share = _common_share(text)
        if share > best_share:
            best, best_share = name, share
    log.debug("encoding %s, share of common characters %.2f", best, best_share)
    return best


def _common_share(text: str) -> float:
    """Share of common Han characters, kana, Hangul and their punctuation among the characters beyond ASCII.

    ASCII counts only where there is nothing else, and controls speak against the whole.
    """
    if any(character in text for character in "\x00\x01\x02\x03\x04\x05\x06\x7f"):
        return 0.0
    wide = [character for character in text if character > "\x7f"]
    if not wide:
        return 1.0 if text.strip() else 0.0
    common = scripts().common
    likely = sum(character in common or character in _PUNCTUATION or "\u3041" <= character <= "\u30fe" for character in wide)
    hangul = sum("\uac00" <= character <= "\ud7a3" for character in wide)
    return (likely + _HANGUL_WEIGHT * hangul) / len(wide)


def _western(data: bytes) -> str | None:
    """Windows-1252 for data that is ASCII but for a few bytes: English with curly quotation marks and accents."""
    sample = data[:_SAMPLE]
    if any(byte < 9 for byte in sample) or _strict(sample, "cp1252") is None:
        return None
    return "cp1252" if sum(byte < 128 for byte in sample) >= _MIN_ASCII * len(sample) else None


def _other(data: bytes) -> str | None:
    """What chardet says of data in none of those."""
    import chardet

    result = chardet.detect(data[:_SAMPLE])
    name, confidence = result["encoding"], result["confidence"]
    if name is None or confidence is None or confidence < _MIN_CONFIDENCE:
        return None
    return name.lower()
