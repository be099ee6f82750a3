"""The channel between the host and a worker: one JSON object a line, both ways.

    host → worker   {"invoke": id, "function": …, "kind": …, "data": …, "metadata": {…}}
                    {"stop": seconds}
    worker → host   {"ready": [functions]}  or  {"failed": message}
                    {"done": id, "error": "", "stack": ""}

An end of file says that the other side is gone, however it went.
"""

import asyncio
import json
import socket
from typing import Any, Final, Self

_LONGEST_LINE: Final = 4 * 1024 * 1024  # a queue message of 64 KiB, escaped, with room


class Channel:
    """One end of the control channel."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, end: socket.socket) -> Self:
        """Speak over one end of a socket pair."""
        end.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=end, limit=_LONGEST_LINE)
        return cls(reader, writer)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message; one to a side that is gone is lost."""
        if not self._writer.is_closing():
            self._writer.write(json.dumps(message).encode() + b"\n")

    async def flush(self) -> None:
        """Wait until what was sent has left. Raises: ConnectionError."""
        await self._writer.drain()

    async def receive(self) -> dict[str, Any] | None:
        """Return the next message, or None when the other side is gone."""
        try:
            line = await self._reader.readline()
        except ConnectionError:
            return None
        return json.loads(line) if line.endswith(b"\n") else None

    def close(self) -> None:
        """Hang up."""
        self._writer.close()
