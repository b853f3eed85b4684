from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.fetch.networks import known_addresses, not_public, public_addresses


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::808:808",
    ],
)
def test_public_addresses_are_connected_to(address: str) -> None:
    assert not_public(address) is None
    assert public_addresses("pages.example", 443, lambda host, port: [address]) == [address]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "this computer itself"),
        ("127.255.0.9", "this computer itself"),
        ("0.0.0.0", "this computer itself"),
        ("::1", "this computer itself"),
        ("::", "this computer itself"),
        ("10.1.2.3", "a private network"),
        ("172.16.0.1", "a private network"),
        ("172.31.255.255", "a private network"),
        ("192.168.1.1", "a private network"),
        ("100.64.0.1", "a private network"),
        ("fd12:3456::1", "a private network"),
        ("169.254.7.7", "a link-local address"),
        ("fe80::1%eth0", "a link-local address"),
        ("169.254.169.254", "a cloud host's metadata service"),
        ("100.100.100.200", "a cloud host's metadata service"),
        ("168.63.129.16", "a cloud host's metadata service"),
        ("fd00:ec2::254", "a cloud host's metadata service"),
        ("224.0.0.251", "a multicast address"),
        ("ff02::1", "a multicast address"),
        ("240.0.0.1", "a reserved address"),
        ("255.255.255.255", "a reserved address"),
        ("192.0.2.1", "a reserved address"),
        ("198.18.0.1", "a reserved address"),
        ("2001:db8::1", "a reserved address"),
        ("::7f00:1", "a reserved address"),
        ("4000::1", "a reserved address"),
        ("2002:7f00:1::", "a tunnel"),
        ("2001:0:7f00:1::", "a tunnel"),
        ("::ffff:127.0.0.1", "this computer itself"),
        ("::ffff:a9fe:a9fe", "a cloud host's metadata service"),
        ("64:ff9b::10.0.0.1", "a private network"),
        ("none", "no numeric address"),
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str, kind: str) -> None:
    assert not_public(address) == kind
    with pytest.raises(SourceError, match=r"^pages\.example \(.*--allow-private"):
        public_addresses("pages.example", 80, lambda host, port: [address])


def test_a_name_with_one_private_address_among_others_is_refused() -> None:
    with pytest.raises(SourceError, match=r"10\.0\.0\.1\) is a private network"):
        public_addresses("pages.example", 80, lambda host, port: ["93.184.216.34", "10.0.0.1"])


@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("label too long")])
def test_an_unknown_host_is_told(error: Exception) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(SourceError, match=r"^no host is named pages\.example;"):
        known_addresses("pages.example", 80, resolve)
