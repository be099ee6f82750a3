"""The front server: what the Functions host's HTTP proxy does, inside the worker process.

Every request under the route prefix becomes one invocation and one HTTP request to the runtime's
own server, tied together by `x-ms-invocation-id`. A client connection has a connection of its own
to that server for as long as it lives, so responses pass through as bytes, streams unbuffered, and
a client that goes away is gone for the application too. Everything else goes to the host process.

This is in the path of every request: bytes are looked at once and copied never.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast
from uuid import uuid4

from tools.localhost.request_head import (
    END_OF_HEAD,
    LARGEST_HEAD,
    BadRequestHead,
    BodyFraming,
    parse_head,
    write_head,
)

type Invoke = Callable[[str, str], asyncio.Task[None]]
"""Starts the HTTP function's invocation: (invocation id, path below the prefix) → its task."""

_BAD_REQUEST: Final = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_BAD_GATEWAY: Final = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
# An invocation whose HTTP request the runtime's server refused to parse would wait for ever.
_ABANDONED_AFTER_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Address:
    """Where an upstream server listens."""

    host: str
    port: int

    @property
    def header(self) -> bytes:
        return f"{self.host}:{self.port}".encode()


@dataclass(frozen=True, slots=True)
class Front:
    """What all client connections share."""

    prefix: str  # "/api"
    runtime: Address
    host: Address
    invoke: Invoke

    def protocol(self) -> asyncio.Protocol:
        """Return the protocol for one more client connection."""
        return ClientConnection(self)


class ClientConnection(asyncio.Protocol):
    """One client: splits its bytes into requests and passes them on."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._transport: asyncio.Transport | None = None
        self._peer = b""
        self._head = bytearray()
        self._body: BodyFraming | None = None
        self._upstream: UpstreamConnection | None = None
        self._invocations: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        host, port = transport.get_extra_info("peername")[:2]
        self._peer = (f"[{host}]:{port}" if ":" in host else f"{host}:{port}").encode()

    def data_received(self, data: bytes) -> None:
        try:
            self._split(data)
        except BadRequestHead:
            self._answer_and_close(_BAD_REQUEST)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._upstream is not None:
            self._upstream.close()
        if self._invocations:
            asyncio.get_running_loop().call_later(
                _ABANDONED_AFTER_SECONDS, _cancel_all, set(self._invocations)
            )

    def pause_writing(self) -> None:
        if self._upstream is not None:
            self._upstream.pause_reading()

    def resume_writing(self) -> None:
        if self._upstream is not None:
            self._upstream.resume_reading()

    def pause_reading(self) -> None:
        """Stop taking bytes from the client until the upstream has room."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take bytes from the client again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def pass_back(self, data: bytes) -> None:
        """Send the upstream's bytes to the client."""
        if self._transport is not None:
            self._transport.write(data)

    def on_upstream_lost(self, upstream: "UpstreamConnection", *, has_failed: bool) -> None:
        """End with the upstream, unless it was replaced."""
        if upstream is self._upstream and self._transport is not None:
            if has_failed:
                self._transport.write(_BAD_GATEWAY)
            self._transport.close()

    def _split(self, data: bytes) -> None:
        while data:
            if self._body is not None:
                data = self._pass_body(self._body, data)
            else:
                data = self._collect_head(data)

    def _collect_head(self, data: bytes) -> bytes:
        # Most requests arrive in one piece; only the others are joined.
        joined = bytes(self._head) + data if self._head else data
        end = joined.find(END_OF_HEAD)
        if end < 0:
            if len(joined) > LARGEST_HEAD:
                raise BadRequestHead("the head is too large")
            self._head = bytearray(joined)
            return b""
        self._head.clear()
        self._begin(joined[:end].lstrip(b"\r\n"))
        return joined[end + len(END_OF_HEAD) :]

    def _begin(self, raw: bytes) -> None:
        head = parse_head(raw)
        invocation_id = str(uuid4())
        prefix = self._front.prefix
        path = head.path
        is_api = path == prefix or path.startswith(prefix + "/")
        if is_api:
            task = self._front.invoke(invocation_id, path[len(prefix) + 1 :])
            self._invocations.add(task)
            task.add_done_callback(self._invocations.discard)
        address = self._front.runtime if is_api else self._front.host
        upstream = self._use(address)
        upstream.write(write_head(head, address.header, self._peer, invocation_id))
        body = BodyFraming(head)
        self._body = None if body.is_complete else body

    def _pass_body(self, body: BodyFraming, data: bytes) -> bytes:
        taken = body.take(data)
        if self._upstream is not None:
            self._upstream.write(data if taken == len(data) else data[:taken])
        if body.is_complete:
            self._body = None
        return data[taken:]

    def _use(self, address: Address) -> "UpstreamConnection":
        current = self._upstream
        if current is not None and current.address == address:
            return current
        self._upstream = UpstreamConnection(self, address)
        if current is not None:
            current.close()
        return self._upstream

    def _answer_and_close(self, response: bytes) -> None:
        if self._transport is not None:
            self._transport.write(response)
            self._transport.close()


class UpstreamConnection(asyncio.Protocol):
    """One connection to the runtime's server or to the host, in the service of one client."""

    def __init__(self, client: ClientConnection, address: Address) -> None:
        self._client = client
        self.address = address
        self._transport: asyncio.Transport | None = None
        self._waiting: list[bytes] = []
        self._is_closed = False
        self._connecting = asyncio.get_running_loop().create_task(self._connect())
        client.pause_reading()

    def write(self, data: bytes) -> None:
        """Send bytes, now or when connected."""
        if self._transport is None:
            self._waiting.append(data)
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Give up at once; what was not sent is not wanted any more."""
        self._is_closed = True
        if self._transport is not None:
            self._transport.abort()

    def pause_reading(self) -> None:
        """Stop taking bytes from the upstream until the client has room."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take bytes from the upstream again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if self._is_closed:
            self._transport.abort()
            return
        self._transport.writelines(self._waiting)
        self._waiting.clear()
        self._client.resume_reading()

    def data_received(self, data: bytes) -> None:
        self._client.pass_back(data)

    def pause_writing(self) -> None:
        self._client.pause_reading()

    def resume_writing(self) -> None:
        self._client.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._client.on_upstream_lost(self, has_failed=False)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: self, self.address.host, self.address.port)
        except OSError:
            self._client.on_upstream_lost(self, has_failed=True)


def _cancel_all(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
