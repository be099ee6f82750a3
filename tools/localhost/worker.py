"""The worker process: `python -m tools.localhost.worker …`, started by the host only.

It indexes the application, serves the front (when it is given listening sockets), runs the
invocations that come over the control channel, and ends when that channel does.
"""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from tools.localhost.control import Channel
from tools.localhost.front import Address, Front
from tools.localhost.runtime import IndexingFailed, Runtime

# Four records a request at INFO; Azure samples them, a terminal cannot.
_NOISY_LOGGERS: Final = ("azure", "azure.functions", "uvicorn")


class Worker:
    """One language worker: the runtime, the front, and what is running now."""

    def __init__(self, channel: Channel, runtime: Runtime) -> None:
        self._channel = channel
        self._runtime = runtime
        self._running: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []

    async def listen(self, sockets: Sequence[socket.socket], prefix: str, host: Address) -> None:
        """Serve HTTP on sockets that the host holds open across our deaths."""
        front = Front(prefix, self._runtime.address, host, self._runtime.invoke_http)
        loop = asyncio.get_running_loop()
        for each in sockets:
            self._servers.append(await loop.create_server(front.protocol, sock=each))

    async def run(self) -> None:
        """Do as the host says until it says stop or is gone."""
        functions = [f.to_json() for f in self._runtime.functions.values()]
        self._channel.send({"ready": functions})
        while (message := await self._channel.receive()) is not None:
            if "stop" in message:
                await self._drain(message["stop"])
                return
            task = asyncio.create_task(self._invoke(message))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _invoke(self, message: dict[str, Any]) -> None:
        outcome = await self._runtime.invoke(
            message["function"],
            message["kind"],
            message["data"],
            message["metadata"],
            str(uuid4()),
        )
        self._channel.send(
            {"done": message["invoke"], "error": outcome.error, "stack": outcome.stack}
        )

    async def _drain(self, grace_seconds: float) -> None:
        for server in self._servers:
            server.close()
        if self._running:
            await asyncio.wait(self._running, timeout=grace_seconds)
        await self._channel.flush()


async def _main(arguments: argparse.Namespace) -> int:
    channel = await Channel.open(socket.socket(fileno=arguments.control))
    try:
        runtime = await Runtime.start(arguments.app)
    except IndexingFailed as error:
        channel.send({"failed": str(error)})
        await channel.flush()
        return 1
    _complete_logging()
    worker = Worker(channel, runtime)
    sockets = [socket.socket(fileno=descriptor) for descriptor in arguments.listen]
    if sockets:
        await worker.listen(sockets, arguments.prefix, Address("127.0.0.1", arguments.host_port))
    await worker.run()
    return 0


def _complete_logging() -> None:
    """Give records somewhere to go, unless the application has seen to that itself."""
    if not logging.getLogger().handlers:
        logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    for name in _NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.localhost.worker")
    parser.add_argument("--control", type=int, required=True, help="descriptor of the channel")
    parser.add_argument("--app", type=Path, required=True, help="folder of function_app.py")
    parser.add_argument("--listen", type=int, action="append", default=[], help="descriptor")
    parser.add_argument("--prefix", default="/api", help="paths that belong to the application")
    parser.add_argument("--host-port", type=int, default=0, help="where other paths go")
    return parser.parse_args()


def main() -> int:
    """Run one worker and return its exit code."""
    arguments = _arguments()
    # Ctrl-C reaches every process of a terminal; when to stop is the host's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.path.insert(0, str(arguments.app))
    os.chdir(arguments.app)
    return asyncio.run(_main(arguments))


if __name__ == "__main__":
    sys.exit(main())
