"""What an answer's headers say of its body: type, encoding, how long it stays as it is, when to ask again."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from fnmatch import fnmatch

from pipeline.errors import UnsupportedError
from pipeline.fetch.tables import table

_TYPE_ENDS = re.compile(r"[;,]")  # a comma where a server sends its header twice
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.I)
_MAX_SHOWN = 60


def media_type(headers: Mapping[str, str]) -> str:
    """The media type in lower case without its parameters; empty where none is named."""
    return _TYPE_ENDS.split(headers.get("content-type", ""), maxsplit=1)[0].strip().lower()


def check_type(headers: Mapping[str, str]) -> None:
    """Raises UnsupportedError for a body of a type that is not read. No type at all is left to the bytes."""
    kind = media_type(headers)
    content = table("content")
    if not kind or any(fnmatch(kind, pattern) for pattern in content["accepted"]):
        return
    name = next((name for pattern, name in content["refused"].items() if fnmatch(kind, pattern)), "a type that is not read")
    raise UnsupportedError(f"{kind[:_MAX_SHOWN]!r}, {name}; give the address of the article's own page")


def named_encoding(headers: Mapping[str, str], body: bytes) -> str | None:
    """The encoding that the server names, when the body bears it out; None where the page's own word or detection shall decide.

    A body that is UTF-8 in more than ASCII is that, whatever the server says.
    """
    match = _CHARSET.search(headers.get("content-type", ""))
    if match is None or (not body.isascii() and _is_text(body, "utf-8")):
        return None
    try:
        name = codecs.lookup(match.group(1)).name
    except LookupError:
        return None
    if name.startswith(("utf-16", "utf-32")) and body.isascii() and b"\0" not in body:
        return None
    return name if name in table("content")["encodings"] and _is_text(body, name) else None


def _is_text(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeError:
        return False
    return True


def status_meaning(status: int) -> str:
    """What a status that brings no page means, and what to do."""
    rows = table("content")["status"]
    row = rows.get(str(status)) or rows.get(str(status // 100)) or "brings no page ({status}); check the address"
    return f"the page {row.format(status=status)}"


def may_be_kept(headers: Mapping[str, str]) -> bool:
    """False when the server asks that nothing be kept."""
    return "no-store" not in headers.get("cache-control", "").lower()


def seconds_fresh(headers: Mapping[str, str], bound: float) -> float:
    """For how long a page need not be asked for again: `max-age` less the age that it came with, at most `bound`."""
    control = headers.get("cache-control", "").lower()
    match = _MAX_AGE.search(control)
    if match is None or "no-cache" in control:
        return 0.0
    age = headers.get("age", "0").strip()
    return max(0.0, min(float(match.group(1)) - (int(age) if age.isdigit() and len(age) < 10 else 0), bound))


def seconds_to_wait(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds of a Retry-After, which names them or a date; None where it names neither."""
    said = headers.get("retry-after", "").strip()
    if said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
