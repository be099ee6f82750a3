"""What counts as the public internet, held against the registries of special addresses."""

import pytest

from shared.platform.public_addresses import is_literal, is_public

# IANA's special-purpose registries (RFC 6890 and updates), one of each block, and ways of wrapping.
INSIDE = [
    "0.0.0.0",  # noqa: S104 - no binding
    "10.255.255.255",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "",
    "hooks.example.org",
    "2130706433",
    "0x7f.1",
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "20.50.2.1", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_special_or_wrapped_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_literals_are_told_from_names() -> None:
    assert [is_literal(host) for host in ("1.1.1.1", "[::1]", "fe80::1%1", "a.b", "1.1")] == [
        True,
        True,
        True,
        False,
        False,
    ]
