"""Where a request came from, as far as it can be known."""

from typing import Annotated, Final

from fastapi import Depends, Request

from shared.audit import Origin

_LONGEST: Final = 64


async def _origin(request: Request) -> Origin:
    forwarded = request.headers.get("x-forwarded-for", "")
    peer = request.client.host if request.client else ""
    # The platform's front end appends the address it saw; what stands before is the client's word.
    last = forwarded.rpartition(",")[2].strip() or peer
    return Origin(_without_port(last)[:_LONGEST], request.headers.get("user-agent", ""))


type OriginDep = Annotated[Origin, Depends(_origin)]


def _without_port(address: str) -> str:
    """`203.0.113.9:51234` → `203.0.113.9`, `[2001:db8::1]:443` → `2001:db8::1`."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, colon, _ = address.partition(":")
    return host if address.count(":") == 1 and colon else address
