"""Posting to addresses that people named, without being led where only we can go.

The name is looked up once, every address it has must be public, and the connection is made to the
very address that was vetted, with the name kept for TLS and Host: a name that points elsewhere a
moment later (DNS rebinding) changes nothing. Redirects are not followed, proxies of the
environment are not used, answers are cut, and everything has one time limit.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import SplitResult, urlsplit

from shared.kernel.errors import InvalidInput
from shared.platform.public_addresses import is_literal, is_public

PORTS: Final = frozenset({443, 8443})
_LONGEST_URL: Final = 2_000
_TIMEOUT_SECONDS: Final = 10.0
_LONGEST_ANSWER: Final = 64_000
_MULTIPLE_CHOICES: Final = 300
_OK: Final = 200
_PLAIN: Final = re.compile(r"[!#-\[\]_a-z~]+")
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+")

type Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""Given a host name and port, returns its addresses. Raises: OSError."""


@dataclass(frozen=True, slots=True)
class Posted:
    """How a post went: `status` of an answer, or None and why in `problem`.

    `retry_after_seconds`: how long the receiver asked to be left alone.
    """

    status: int | None
    problem: str = ""
    retry_after_seconds: int | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and _OK <= self.status < _MULTIPLE_CHOICES


class WebhookPoster(Protocol):
    """Posts a body to an address that a person named."""

    def check(self, url: str) -> None:
        """Raise InvalidInput for an address that is refused as it stands."""
        ...

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Post and say how it went; raises nothing but for a defect of ours."""
        ...


class GuardedPoster:
    """The `WebhookPoster` of the product. `allow_private`: for a person's own machine alone."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        lookup: Lookup | None = None,
        tls: Any = None,
        timeout_seconds: float = _TIMEOUT_SECONDS,
    ) -> None:
        self._allow_private = allow_private
        self._lookup = lookup or _system_lookup
        self._tls = tls
        self._timeout = timeout_seconds

    def check(self, url: str) -> None:
        parts = _split(url)
        if parts.username is not None or parts.password is not None:
            raise _refused("an address may hold no user name or password")
        if parts.fragment:
            raise _refused("an address may hold no fragment")
        if self._allow_private:
            return
        if parts.scheme != "https":
            raise _refused("the address must begin with https://")
        if _port(parts) not in PORTS:
            raise _refused("the port must be 443 or 8443")
        host = parts.hostname or ""
        if is_literal(host) and not is_public(host):
            raise _refused("the address is not on the public internet")
        if "." not in host.strip(".") and not is_literal(host):
            raise _refused("the address is not on the public internet")

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        import aiohttp

        try:
            self.check(url)
            async with asyncio.timeout(self._timeout):
                return await self._post(url, body, headers)
        except InvalidInput as error:
            return Posted(None, error.detail)
        except TimeoutError:
            return Posted(None, "it did not answer in time")
        except _NotPublic:
            return Posted(None, "its name leads to an address that is not on the public internet")
        except aiohttp.ClientConnectorCertificateError:
            return Posted(None, "its certificate is not valid")
        except (aiohttp.ClientError, OSError, ValueError):
            return Posted(None, "it could not be reached")

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        import aiohttp

        parts = _split(url)
        addresses = await self._vetted(parts.hostname or "", _port(parts))
        connector = aiohttp.TCPConnector(
            resolver=_fixed(addresses),
            use_dns_cache=False,
            force_close=True,
            limit=1,
            ssl=self._tls or True,
        )
        async with (
            aiohttp.ClientSession(connector=connector, trust_env=False) as session,
            session.post(
                url,
                data=body,
                headers={"User-Agent": "plumbline-webhook", **headers},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._timeout),
            ) as answer,
        ):
            await answer.content.read(_LONGEST_ANSWER)
            status = answer.status
            told = answer.headers.get("Retry-After", "")
        is_redirect = _MULTIPLE_CHOICES <= status < 400  # noqa: PLR2004
        problem = "it answered with a redirect, which is not followed" if is_redirect else ""
        wait = int(told) if told.isascii() and told.isdigit() and len(told) <= 6 else None  # noqa: PLR2004
        return Posted(status, problem or f"it answered {status}", wait)

    async def _vetted(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host, all of them public. Raises: _NotPublic, OSError."""
        found = [host.strip("[]")] if is_literal(host) else await self._lookup(host, port)
        if not found:
            raise OSError("the name has no address")
        if not self._allow_private and not all(map(is_public, found)):
            raise _NotPublic(host)
        return found


class _NotPublic(Exception):
    """A name has an address that is not public."""


async def _system_lookup(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _fixed(addresses: Sequence[str]) -> Any:
    """Return a resolver that knows nothing but these addresses."""
    from aiohttp.abc import AbstractResolver, ResolveResult

    class Fixed(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            del family
            return [
                ResolveResult(
                    hostname=host,
                    host=address,
                    port=port,
                    family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                    proto=socket.IPPROTO_TCP,
                    flags=socket.AI_NUMERICHOST,
                )
                for address in addresses
            ]

        async def close(self) -> None: ...

    return Fixed()


def _split(url: str) -> SplitResult:
    # Plain characters alone: what two parsers could read as two hosts is not looked at further.
    if len(url) > _LONGEST_URL or _PLAIN.fullmatch(url) is None:
        raise _refused("this is no web address")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise _refused("this is no web address") from error
    is_host = _HOST.fullmatch(parts.hostname or "") is not None
    if parts.scheme not in {"http", "https"} or not is_host:
        raise _refused("this is no web address")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _refused(reason: str) -> InvalidInput:
    return InvalidInput(f"/url: {reason}", "refused_address")
