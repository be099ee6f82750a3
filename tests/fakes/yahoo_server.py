"""A local server that gives recorded Yahoo answers, or misbehaves as told."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.fakes.serving import serve_streams

DATA = Path(__file__).parent.parent / "data" / "yahoo"
RECORDED_SEARCH = (DATA / "search_apple.json").read_bytes()
NOT_FOUND = (
    b'{"chart":{"result":null,"error":{"code":"Not Found",'
    b'"description":"No data found, symbol may be delisted"}}}'
)


@dataclass
class Answer:
    """What a path is answered with; `delay_seconds` before, `cut` bytes of the body at most.

    `reset` breaks the connection off at once; `drip_seconds` sends a byte at a time with pauses.
    """

    body: bytes = b"{}"
    status: int = 200
    content_type: str = "application/json"
    delay_seconds: float = 0.0
    cut: int | None = None
    reset: bool = False
    drip_seconds: float = 0.0
    headers: str = ""


@dataclass
class YahooServer:
    """`charts` by symbol; a symbol that is not there is one Yahoo does not know."""

    charts: dict[str, Answer] = field(default_factory=dict[str, Answer])
    search: Answer = field(
        default_factory=lambda: Answer((DATA / "search_apple.json").read_bytes())
    )
    others: dict[str, Answer] = field(default_factory=dict[str, Answer])
    broken: Answer | None = None
    requests: list[str] = field(default_factory=list[str])
    base_url: str = ""

    def record(self, symbol: str, name: str) -> None:
        """Serve a recorded chart for a symbol."""
        self.charts[symbol] = Answer((DATA / name).read_bytes())

    @property
    def chart_requests(self) -> list[str]:
        return [target for target in self.requests if "/chart/" in target]

    def answer(self, target: str) -> Answer:
        self.requests.append(target)
        path = unquote(urlsplit(target).path)
        if self.broken is not None:
            return self.broken
        for start, answer in self.others.items():
            if path.startswith(start):
                return answer
        if path.startswith("/v8/finance/chart/"):
            symbol = path.rsplit("/", 1)[1]
            return self.charts.get(symbol, Answer(NOT_FOUND, status=404))
        if path == "/v1/test/getcrumb":
            return Answer(b"abcCRUMB", content_type="text/plain")
        if path == "/v1/finance/search":
            return self.search
        return Answer(b"ok", content_type="text/html")


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> None:
    body = answer.body[: answer.cut]
    if not answer.drip_seconds:
        writer.write(body)
        await writer.drain()
        return
    for place in range(len(body)):
        writer.write(body[place : place + 1])
        await writer.drain()
        await asyncio.sleep(answer.drip_seconds)


@asynccontextmanager
async def yahoo_server() -> AsyncGenerator[YahooServer]:
    """Run the server on a free port of this machine."""
    state = YahooServer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                answer = state.answer(head.split(b" ", 2)[1].decode())
                await asyncio.sleep(answer.delay_seconds)
                if answer.reset:
                    writer.transport.abort()
                    return
                writer.write(
                    f"HTTP/1.1 {answer.status} X\r\ncontent-type: {answer.content_type}\r\n"
                    f"{answer.headers}content-length: {len(answer.body)}\r\n\r\n".encode()
                )
                await _send(writer, answer)
                if answer.cut is not None:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async with serve_streams(serve) as port:
        state.base_url = f"http://127.0.0.1:{port}"
        yield state
