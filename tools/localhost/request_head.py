"""HTTP/1.1 requests as bytes: where the head ends, how it is rewritten, where the body ends.

The front server only needs to know where a request begins and ends; everything else passes through
as it came. Responses are not looked at.
"""

from dataclasses import dataclass
from typing import Final

LARGEST_HEAD: Final = 64 * 1024
END_OF_HEAD: Final = b"\r\n\r\n"

_DROPPED: Final = frozenset(
    {b"host", b"x-ms-invocation-id", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-for"}
)
_LONGEST_CHUNK_LINE: Final = 4096


class BadRequestHead(ValueError):
    """The bytes are no HTTP request that could be passed on."""


@dataclass(slots=True)
class RequestHead:
    """A request's first line and headers, and how its body is framed."""

    method: bytes
    target: bytes
    version: bytes
    headers: list[bytes]
    host: bytes = b""
    forwarded_for: bytes = b""
    content_length: int = 0
    is_chunked: bool = False

    @property
    def path(self) -> str:
        """Return the target without its query, as it was sent."""
        return self.target.partition(b"?")[0].decode("latin-1")


def parse_head(data: bytes) -> RequestHead:
    """Parse everything before the blank line. Raises: BadRequestHead."""
    lines = data.split(b"\r\n")
    method, _, rest = lines[0].partition(b" ")
    target, _, version = rest.partition(b" ")
    if not target.startswith(b"/") or not version.startswith(b"HTTP/1."):
        raise BadRequestHead("no HTTP/1 request line")
    head = RequestHead(method, target, version, [])
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        name = name.lower()
        if not colon or name != name.strip():
            raise BadRequestHead("a header line without a name")
        if name in _DROPPED:
            _remember(head, name, value.strip())
            continue
        head.headers.append(line)
        if name == b"content-length":
            head.content_length = _length(value)
        elif name == b"transfer-encoding":
            head.is_chunked = value.strip().lower() == b"chunked"
    if head.is_chunked and head.content_length:
        raise BadRequestHead("both Content-Length and Transfer-Encoding")
    return head


def write_head(head: RequestHead, upstream: bytes, peer: bytes, invocation_id: str) -> bytes:
    """Return the head as the Functions host passes it on.

    Host becomes the upstream's, the caller's is in X-Forwarded-Host, the peer is appended to
    X-Forwarded-For as `address:port`, and any invocation id from outside is gone.
    """
    forwarded_for = b"%b, %b" % (head.forwarded_for, peer) if head.forwarded_for else peer
    return b"\r\n".join(
        (
            b"%b %b %b" % (head.method, head.target, head.version),
            b"Host: %b" % upstream,
            b"X-Forwarded-Host: %b" % (head.host or upstream),
            b"X-Forwarded-Proto: http",
            b"X-Forwarded-For: %b" % forwarded_for,
            b"x-ms-invocation-id: %b" % invocation_id.encode(),
            *head.headers,
            b"\r\n",
        )
    )


def _remember(head: RequestHead, name: bytes, value: bytes) -> None:
    if name == b"host":
        head.host = value
    elif name == b"x-forwarded-for":
        head.forwarded_for = value


def _length(value: bytes) -> int:
    digits = value.strip()
    if not digits.isdigit():
        raise BadRequestHead("Content-Length is not a number")
    return int(digits)


class BodyFraming:
    """Tells, as bytes come in, where the body of one request ends."""

    def __init__(self, head: RequestHead) -> None:
        self._is_chunked = head.is_chunked
        self._left = head.content_length  # in the body, or in the chunk being passed
        self._line = bytearray()
        self._in_trailers = False
        self.is_complete = not head.is_chunked and head.content_length == 0

    def take(self, data: bytes) -> int:
        """Return how many of these bytes belong to the body. Raises: BadRequestHead."""
        position = 0
        while position < len(data) and not self.is_complete:
            if self._left:
                step = min(self._left, len(data) - position)
                self._left -= step
                position += step
                self.is_complete = self._left == 0 and not self._is_chunked
            else:
                position = self._read_line(data, position)
        return position

    def _read_line(self, data: bytes, position: int) -> int:
        end = data.find(b"\n", position)
        stop = len(data) if end < 0 else end + 1
        self._line += data[position:stop]
        if len(self._line) > _LONGEST_CHUNK_LINE:
            raise BadRequestHead("a chunk line that does not end")
        if end >= 0:
            line = bytes(self._line).strip()
            self._line.clear()
            self._on_line(line)
        return stop

    def _on_line(self, line: bytes) -> None:
        if self._in_trailers:
            self.is_complete = not line
            return
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            raise BadRequestHead("a chunk without a size") from None
        if size < 0:
            raise BadRequestHead("a chunk without a size")
        if size == 0:
            self._in_trailers = True
        else:
            self._left = size + 2  # the chunk's own CRLF
