"""Servers of the tests, on free ports of this machine, that leave nothing open when they end.

A connection that asyncio has accepted but not yet given to its server when the server closes is
lost, open, until the garbage collector finds it and blames whichever test runs by then (CPython
3.13: `Server._attach` refuses, `_accept_connection2` swallows it). So listening stops first, what
was accepted is given the turns it needs, and only then the server closes.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

type Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_TURNS_TO_ATTACH = 3


@asynccontextmanager
async def serve_streams(converse: Conversation) -> AsyncGenerator[int]:
    """Serve every connection by `converse`; yields the port."""
    listening = _listening()
    server = await asyncio.start_server(converse, sock=listening)
    try:
        yield listening.getsockname()[1]
    finally:
        await _stop_accepting(listening)
        server.close()
        server.close_clients()
        await server.wait_closed()


@asynccontextmanager
async def serve_app(app: web.Application, tls: ssl.SSLContext | None = None) -> AsyncGenerator[int]:
    """Serve an application; yields the port. Requests still under way at the end are dropped."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listening = _listening()
    await web.SockSite(runner, listening, ssl_context=tls).start()
    try:
        yield listening.getsockname()[1]
    finally:
        await _stop_accepting(listening)
        _abort(runner)
        await runner.cleanup()


def _abort(runner: web.AppRunner) -> None:
    # Closed politely, TLS would wait half a minute for the client's farewell.
    for connection in runner.server.connections if runner.server else ():
        if connection.transport is not None:
            connection.transport.abort()


def _listening() -> socket.socket:
    # By name a TCP socket, or asyncio leaves Nagle's algorithm on.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    return listening


async def _stop_accepting(listening: socket.socket) -> None:
    asyncio.get_running_loop().remove_reader(listening.fileno())
    for _ in range(_TURNS_TO_ATTACH):
        await asyncio.sleep(0)
