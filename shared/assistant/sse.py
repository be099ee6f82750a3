"""Server-sent events from raw bytes, as the HTML standard has them; pure and incremental.

Providers send one `data:` line an event and repeat the event's name inside the JSON, so the
name is not kept. The parser works on whole reads: under load many events come in one and are split
at once.
"""

from typing import Final

LARGEST_EVENT: Final = 8_000_000


class EventTooLarge(Exception):
    """An event does not end within any sensible length."""


class EventParser:
    """Turns chunks of bytes, cut anywhere, into the data of the events that are complete."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the data of the events this chunk completes. Raises: EventTooLarge."""
        buffer = self._rest + chunk if self._rest else chunk
        if b"\r" in buffer:
            buffer, held = _without_returns(buffer)
        else:
            held = b""
        *blocks, rest = buffer.split(b"\n\n")
        self._rest = rest + held
        if len(self._rest) > LARGEST_EVENT:
            raise EventTooLarge
        return [data for block in blocks if (data := _data(block))]


def _without_returns(buffer: bytes) -> tuple[bytes, bytes]:
    # A return at the very end may be the first half of CRLF: keep it for the next chunk.
    held = b"\r" if buffer.endswith(b"\r") else b""
    if held:
        buffer = buffer[:-1]
    return buffer.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), held


def _data(block: bytes) -> bytes:
    """Return the data of one event, its lines joined; empty for comments and names alone."""
    if block.startswith(b"data: ") and b"\n" not in block:
        return block[6:]
    lines = [
        line[5:].removeprefix(b" ") for line in block.split(b"\n") if line.startswith(b"data:")
    ]
    return b"\n".join(lines)
