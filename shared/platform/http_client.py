"""Plain outgoing HTTP with bounds: on the whole time, on the size, on redirects, on encodings.

One aiohttp session a client, opened on first use. What went wrong is told as a kind, so that
callers can decide whether asking again is worth it.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from shared.kernel.errors import Unavailable

_LARGEST_BODY: Final = 64_000_000
_CHUNK: Final = 1 << 16
_CONNECT_SECONDS: Final = 3.0
_REDIRECTS: Final = 3


class HttpFailure(Unavailable):
    """No usable answer; `code` is timeout, unreachable, reset, too_large or failed."""

    default_code = "failed"


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a server answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type as sent."""
        return self.headers.get("content-type", "application/octet-stream")

    @property
    def retry_after_seconds(self) -> int | None:
        """How long the server asks to be left alone, when it says so in seconds."""
        told = self.headers.get("retry-after", "").strip()
        return int(told) if told.isascii() and told.isdigit() and len(told) <= 6 else None  # noqa: PLR2004


class HttpClient:
    """Requests to one host; a GET follows redirects, a POST does not."""

    def __init__(
        self,
        timeout_seconds: float = 10.0,
        user_agent: str = "plumbline",
        largest_body: int = _LARGEST_BODY,
    ) -> None:
        self._timeout = timeout_seconds
        self._largest_body = largest_body
        self._agent = user_agent
        self._session: Any = None

    async def get(
        self,
        url: str,
        parameters: Mapping[str, str] | None = None,
        *,
        follow: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Return the answer, whatever its status. Raises: HttpFailure.

        The time-out covers everything to the last byte: a server that drips is given up too.
        """
        request = {
            "params": dict(parameters or {}),
            "allow_redirects": follow,
            "max_redirects": _REDIRECTS,
            "headers": dict(headers or {}),
        }
        return await self._request("GET", url, request)

    async def post_form(
        self, url: str, fields: Mapping[str, str], basic: tuple[str, str] | None = None
    ) -> HttpAnswer:
        """Send a form, with HTTP Basic credentials if given; a redirect is not followed.

        Raises: HttpFailure.
        """
        request: dict[str, Any] = {"data": dict(fields), "allow_redirects": False}
        if basic is not None:
            pair = b64encode(":".join(basic).encode()).decode()
            request["headers"] = {"Authorization": f"Basic {pair}"}
        return await self._request("POST", url, request)

    async def _request(self, method: str, url: str, request: Mapping[str, Any]) -> HttpAnswer:
        import aiohttp

        try:
            async with asyncio.timeout(self._timeout):
                return await self._answer(method, url, request)
        except TimeoutError as error:
            raise HttpFailure(f"{_host(url)} did not answer in time", "timeout") from error
        except aiohttp.ClientConnectorError as error:
            raise HttpFailure(f"{_host(url)} cannot be reached", "unreachable") from error
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError) as error:
            raise HttpFailure(f"{_host(url)} broke off its answer", "reset") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise HttpFailure(f"{_host(url)} failed to answer", "reset") from error

    async def close(self) -> None:
        """Release connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _answer(self, method: str, url: str, request: Mapping[str, Any]) -> HttpAnswer:
        session = self._opened()
        async with session.request(method, url, **request) as answer:
            body = bytearray()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > self._largest_body:
                    told = f"{_host(url)} sends over {self._largest_body} bytes"
                    raise HttpFailure(told, "too_large")
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return HttpAnswer(answer.status, headers, bytes(body))

    def _opened(self) -> Any:
        import aiohttp

        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._timeout, connect=_CONNECT_SECONDS),
                headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate"},
                trust_env=True,
            )
            # aiohttp would silently ask again after a broken connection; quotas are counted here.
            self._session._retry_connection = False
        return self._session


def _host(url: str) -> str:
    return urlsplit(url).hostname or "the server"
