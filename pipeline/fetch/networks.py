"""Which addresses are public: a name is resolved once, every address it has is checked, and only those checked are connected to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from functools import cache

from pipeline.errors import SourceError
from pipeline.fetch.tables import table

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""The numeric addresses of a host's name and a port. Raises OSError where there are none."""

Finder = Callable[[str, int], Sequence[str]]
"""The numeric addresses that may be connected to for a host and a port. Raises errors.SourceError where there are none."""

MAX_TRIED = 4  # of a name's addresses


def ask_system(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver has for a host, in its order; it also reads `2130706433` and `0x7f.1` as addresses."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def public_addresses(host: str, port: int, resolve: Resolver = ask_system) -> list[str]:
    """The addresses to connect to, the first to be tried first.

    Raises SourceError when the host is unknown, or when any of its addresses is not public: a name that points both ways is a trap.
    """
    found = known_addresses(host, port, resolve)
    for address in found:
        kind = not_public(address)
        if kind is not None:
            where = host if host == address else f"{host} ({address})"
            raise SourceError(f"{where} is {kind}, which is not connected to; give --allow-private if you mean it")
    return found


def known_addresses(host: str, port: int, resolve: Resolver = ask_system) -> list[str]:
    """The addresses of a host, whatever they are. Raises SourceError when the host is unknown."""
    try:
        found = list(resolve(host, port))[:MAX_TRIED]
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise SourceError(f"no host is named {host}; check the address and the network")
    return found


def not_public(address: str) -> str | None:
    """What a numeric address is when it is not public, else None. An IPv4 address inside an IPv6 one counts as itself.

    >>> not_public("93.184.216.34"), not_public("::ffff:10.0.0.1"), not_public("169.254.169.254")
    (None, 'a private network', "a cloud host's metadata service")
    """
    try:
        parsed = _unwrapped(ipaddress.ip_address(address))
    except ValueError:
        return "no numeric address"
    networks, public, _ = _networks()
    named = next((name for network, name in networks if parsed in network), None)
    if named is None and parsed.version == 6 and parsed not in public:
        return "a reserved address"
    return named


def _unwrapped(address: Address) -> Address:
    _, _, translated = _networks()
    if any(address in network for network in translated):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


@cache
def _networks() -> tuple[tuple[tuple[Network, str], ...], Network, tuple[Network, ...]]:
    """The networks that are not public with their names, the public part of IPv6, and the networks that stand for IPv4 addresses."""
    rows = table("networks")
    named = tuple((ipaddress.ip_network(text), row["name"]) for row in rows["network"] for text in row["ranges"])
    return named, ipaddress.ip_network(rows["public"]), tuple(ipaddress.ip_network(text) for text in rows["translated"])
