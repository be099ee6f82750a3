"""HTTP to model providers: one POST, answered by a stream of events.

Our own reader and not the vendor's SDK: its event objects cost 30 times the parsing (see
docs/decisions/0050). aiohttp is the transport, as for the Azure SDKs; its C parser is what carries
hundreds of streams in one worker.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
import structlog

from shared.assistant.llm import ErrorKind, ModelError
from shared.assistant.sse import EventParser, EventTooLarge

if TYPE_CHECKING:
    import aiohttp

log = structlog.get_logger(__name__)

_MOST_CONNECTIONS: Final = 1_000
_LARGEST_ERROR: Final = 20_000
_LONGEST_WAIT_SECONDS: Final = 3_600
_DONE: Final = b"[DONE]"
# Under load, words are let gather for a moment, so that a worker spends its time on answers and
# not on packets: nothing for a few streams, 0.1 s between two pieces of text at 400.
_PAUSE_A_STREAM: Final = 0.000_25
_SHORTEST_PAUSE: Final = 0.004
_LONGEST_PAUSE: Final = 0.1
_UNPAUSED_READS: Final = 3

type TokenSource = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to connect, and of silence before the first byte and between any two."""

    connect: float = 5.0
    silence: float = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a provider is: base URL (with its `/v1`), how to authenticate, how long to wait."""

    base_url: str
    token: TokenSource | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)


class ModelHttp:
    """Keeps one connection pool a worker; made on first use, inside the running loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._streams = 0

    async def events(
        self, endpoint: Endpoint, path: str, body: Mapping[str, Any]
    ) -> AsyncGenerator[list[Any]]:
        """Yield the JSON of the answer's events, those of one read together, until it ends.

        Raises: ModelError.
        """
        async with await self._post(endpoint, path, body) as response:
            await _check(response)
            self._streams += 1
            try:
                async for batch in self._batches(response):
                    yield batch
            finally:
                self._streams -= 1

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _batches(self, response: "aiohttp.ClientResponse") -> AsyncGenerator[list[Any]]:
        parser, reads = EventParser(), 0
        async for chunk in _chunks(response):
            found = _events(parser, chunk)
            is_done = _DONE in found
            if is_done:
                found = found[: found.index(_DONE)]
            if found:
                yield [_json(data) for data in found]
            if is_done:
                return
            reads += 1
            pause = min(self._streams * _PAUSE_A_STREAM, _LONGEST_PAUSE)
            # The first words go out at once, however many others are being written.
            if reads > _UNPAUSED_READS and pause > _SHORTEST_PAUSE:
                with _held_back(response):
                    await asyncio.sleep(pause)

    async def _post(
        self, endpoint: Endpoint, path: str, body: Mapping[str, Any]
    ) -> "aiohttp.ClientResponse":
        import aiohttp

        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        if endpoint.token is not None:
            headers["Authorization"] = f"Bearer {await endpoint.token()}"
        url = endpoint.base_url.rstrip("/") + path
        try:
            return await self._client().post(
                url,
                data=orjson.dumps(body),
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    sock_connect=endpoint.timeouts.connect,
                    sock_read=endpoint.timeouts.silence,
                ),
            )
        except TimeoutError as error:
            raise ModelError("timed_out", "The model did not begin to answer in time") from error
        except aiohttp.ClientError as error:
            raise ModelError("unavailable", "The model cannot be reached") from error

    def _client(self) -> "aiohttp.ClientSession":
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_MOST_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


async def _chunks(response: "aiohttp.ClientResponse") -> AsyncGenerator[bytes]:
    import aiohttp

    try:
        while True:
            chunk = await response.content.readany()
            if not chunk:
                return
            yield chunk
    except TimeoutError as error:
        raise ModelError("timed_out", "The model fell silent in its answer") from error
    except aiohttp.ClientError as error:
        raise ModelError("broken_stream", "The model's answer broke off") from error


@contextmanager
def _held_back(response: "aiohttp.ClientResponse") -> Generator[None]:
    """Leave what comes meanwhile to the kernel, to be read at once and not packet by packet."""
    connection = response.connection
    transport = connection.transport if connection is not None else None
    if not isinstance(transport, asyncio.ReadTransport) or transport.is_closing():
        yield
        return
    transport.pause_reading()
    try:
        yield
    finally:
        if not transport.is_closing():
            transport.resume_reading()


async def _check(response: "aiohttp.ClientResponse") -> None:
    status = response.status
    if status == HTTPStatus.OK:
        kind = response.headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() != "text/event-stream":
            raise ModelError("broken_stream", "The model did not answer with a stream of events")
        return
    code = await _error_code(response)
    log.warning("model_refused", status=status, code=code, host=response.url.host)
    raise ModelError(
        _kind(status, code),
        f"The model service answered {status}" + (f" ({code})" if code else ""),
        retry_after_seconds=_retry_after(response.headers.get("retry-after", "")),
    )


def _kind(status: int, code: str) -> ErrorKind:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "rate_limited"
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return "timed_out"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code == "server_error":
        return "unavailable"
    return "refused"


async def _error_code(response: "aiohttp.ClientResponse") -> str:
    """Return the provider's machine-readable code; its prose may quote what was sent."""
    try:
        async with asyncio.timeout(2):
            error = orjson.loads(await response.content.read(_LARGEST_ERROR))["error"]
        code = error.get("code") or error.get("type") or ""
    except (ValueError, LookupError, TypeError, AttributeError, TimeoutError, OSError):
        return ""
    return code if isinstance(code, str) and code.replace("_", "").isalnum() else ""


def _retry_after(header: str) -> int | None:
    return min(int(header), _LONGEST_WAIT_SECONDS) if header.isdigit() else None


def _events(parser: EventParser, chunk: bytes) -> list[bytes]:
    try:
        return parser.feed(chunk)
    except EventTooLarge as error:
        raise ModelError("broken_stream", "The model sent an event without end") from error


def _json(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ModelError("broken_stream", "The model sent an event that is not JSON") from error


def as_object(value: Any) -> dict[str, Any]:
    """Return a JSON object; an empty one for null and for what is none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
