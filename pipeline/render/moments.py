"""Addresses of moments: a recording's address with the second at which it is to play."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'*+,;=%]")
_TIMES = frozenset({"t", "start", "time_continue"})


@dataclass(frozen=True, slots=True)
class _Site:
    """How a site is told the second. path: what its paths begin with; key: of the query, with `#` of the fragment; unit: after the number."""

    host: str
    path: str
    key: str
    unit: str = ""


_SITES = (
    _Site("youtube.com", "/watch", "t", "s"),
    _Site("youtube.com", "/embed/", "start"),
    _Site("youtube-nocookie.com", "/embed/", "start"),
    _Site("youtube.com", "/live/", "t"),
    _Site("youtube.com", "/shorts/", "t"),
    _Site("youtu.be", "/", "t"),
    _Site("bilibili.com", "/", "t"),
    _Site("b23.tv", "/", "t"),
    _Site("vimeo.com", "/", "#t", "s"),
    _Site("dailymotion.com", "/video/", "start"),
    _Site("twitch.tv", "/videos/", "t", "s"),
)
_ANY = _Site("", "", "#t")  # W3C Media Fragments


def moment(url: str | None, seconds: float | None) -> str | None:
    """The address at which the recording at `url` plays from `seconds` on; None without a time or for what is no web address.

    >>> moment("https://www.youtube.com/watch?v=abc", 62.8), moment("https://youtu.be/abc", 5)
    ('https://www.youtube.com/watch?v=abc&t=62s', 'https://youtu.be/abc?t=5')
    """
    address = web_address(url) if seconds is not None else None
    if address is None or seconds is None:
        return None
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    site = next((site for site in _SITES if (host == site.host or host.endswith(f".{site.host}")) and parts.path.startswith(site.path)), _ANY)
    said = f"{site.key.lstrip('#')}={max(0, int(seconds))}{site.unit}"
    if site.key.startswith("#"):
        return _safe(urlunsplit(parts._replace(fragment=said))) if not parts.fragment or parts.fragment.startswith("t=") else address
    kept = [field for field in parts.query.split("&") if field and field.partition("=")[0] not in _TIMES]
    return _safe(urlunsplit(parts._replace(query="&".join([*kept, said]), fragment="")))


def web_address(url: str | None) -> str | None:
    """The address with everything encoded that would end it in Markdown or HTML; None for what is no address of the web.

    >>> web_address("https://example.org/a b"), web_address("javascript:alert(1)"), web_address("corpus/a.txt")
    ('https://example.org/a%20b', None, None)
    """
    try:
        parts = urlsplit((url or "").strip())
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return _safe((url or "").strip()) if is_web else None


def _safe(url: str) -> str:
    """The address with everything encoded that would end it in Markdown or HTML."""
    return _UNSAFE.sub(lambda match: quote(match[0], errors="replace"), url)
