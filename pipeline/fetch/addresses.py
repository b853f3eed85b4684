"""Addresses of pages: what is one, and how it is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from httpx import URL

_LOGIN = re.compile(r"(?<=//)[^/?#\s]*@")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_MAX_SHOWN = 300
PORTS = {"http": 80, "https": 443}


def parse(address: str) -> URL:
    """The address of a page, normalised, without its fragment.

    Raises SourceError when it is no http or https address, or holds a login: that would end in logs and in the digest.
    """
    import httpx

    try:
        url = httpx.URL(address.strip())
        port_is_right = url.port is None or 0 < url.port < 65536
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceError("no proper address; write it as https://example.org/page") from error
    if url.scheme not in PORTS:
        raise SourceError(f"only http and https addresses are fetched, not {url.scheme or 'relative'} ones; give the page's https address")
    if not url.host or not port_is_right:
        raise SourceError("no proper address; write it as https://example.org/page")
    if url.userinfo:
        raise SourceError("the address holds a login, which is never sent; take it out, or save the page and give the file")
    return url.copy_with(fragment=None)


def joined(url: URL, location: str) -> URL:
    """The address that a redirect leads to. Raises SourceError when it is none that is fetched."""
    import httpx

    try:
        return parse(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise SourceError("redirects to no proper address; check the address") from error


def shown(address: str) -> str:
    """An address as it may stand in a message: on one line, without a login.

    >>> shown("https://ann:secret@example.org/a b")
    'https://…@example.org/a b'
    """
    return _UNSEEN.sub(" ", _LOGIN.sub("…@", address))[:_MAX_SHOWN]


def host_name(url: URL) -> str:
    """The host in ASCII, in lower case, without brackets or a final dot."""
    return url.raw_host.decode("ascii").lower().rstrip(".")


def port(url: URL) -> int:
    """The port, named or not."""
    return url.port or PORTS[url.scheme]
