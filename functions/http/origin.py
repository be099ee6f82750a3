"""Where a request came from, as far as it can be known."""

import ipaddress
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.types import Scope

from shared.audit import Origin

_LONGEST: Final = 64
_FORWARDED: Final = b"x-forwarded-for"


def client_address(scope: Scope) -> str:
    """Return the address of whoever called, without its port; empty when nobody said.

    The platform's front end appends the address it saw to `X-Forwarded-For`: only the last entry of
    the last such header is its word, what stands before is the client's.
    """
    forwarded = ""
    for name, value in scope["headers"]:
        if name == _FORWARDED:
            forwarded = value.decode("latin-1")
    client = scope.get("client")
    peer = str(client[0]) if client else ""
    last = forwarded.rpartition(",")[2].strip() or peer
    return _without_port(last)[:_LONGEST]


def client_network(address: str) -> str:
    """Return what one customer of a provider has: an IPv4 address, an IPv6 /64."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address


async def _origin(request: Request) -> Origin:
    return Origin(client_address(request.scope), request.headers.get("user-agent", ""))


type OriginDep = Annotated[Origin, Depends(_origin)]


def _without_port(address: str) -> str:
    """`203.0.113.9:51234` → `203.0.113.9`, `[2001:db8::1]:443` → `2001:db8::1`."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, colon, _ = address.partition(":")
    return host if address.count(":") == 1 and colon else address
