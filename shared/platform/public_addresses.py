"""Which network addresses belong to the public internet. Pure.

Whoever lets others name an address to call must not be led to what only we can reach: our own
machine, our network, the platform's metadata services. What merely wraps another address (mapped,
6to4, Teredo, NAT64) is refused as well: nobody needs it to be reached.
"""

import ipaddress
from typing import Final

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "168.63.129.16/32",  # Azure's platform services, though it looks public
        "192.88.99.0/24",  # relays of 6to4
        "100.64.0.0/10",  # carriers' shared space
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
)


def is_public(text: str) -> bool:
    """Say whether an IP address as text is one of the public internet; False for no address."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified
    is_ours = address.is_loopback or address.is_link_local or address.is_private
    if is_special or is_ours or not address.is_global:
        return False
    return not any(address.version == net.version and address in net for net in _REFUSED)


def is_literal(host: str) -> bool:
    """Say whether a URL's host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True
