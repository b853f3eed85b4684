"""A source's bytes as text: in the encoding that the user names, else the one that the text names for itself, else the likeliest."""

from __future__ import annotations

import re
from contextlib import suppress

from pipeline.datamodel.document import Source
from pipeline.errors import EncodingError
from pipeline.text.encoding import decode
from pipeline.text.likelihood import is_text

_CHARSET = re.compile(
    rb"<meta[^>]{1,200}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})|<\?xml[^>]{1,200}encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{2,40})", re.I
)
_LATIN = re.compile(r"iso-?8859-?1|latin-?1|windows-?1252|cp1252|(?:us-)?ascii", re.I)
_HEAD = 4096


def decoded(source: Source) -> str:
    """The text of a source. What it names for itself counts where that makes text of it. Raises EncodingError for bytes in no encoding."""
    if source.ref.encoding is None and (declared := _declared(source.data)) is not None:
        with suppress(EncodingError):
            text = decode(source.data, declared)[0]
            if is_text(text):
                return text
    return decode(source.data, source.ref.encoding)[0]


def is_utf8(data: bytes) -> bool:
    """True for bytes that are UTF-8 throughout."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes) -> str | None:
    """The encoding that a page names for itself; None for Latin-1, which many name that are in another, and for what is in UTF-8."""
    match = _CHARSET.search(data[:_HEAD])
    if match is None or is_utf8(data):
        return None
    name = (match[1] or match[2]).decode("ascii")
    return None if _LATIN.fullmatch(name) else name
