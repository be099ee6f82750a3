"""Answers like Yahoo, from memory; `python -m bench.replay_server` prints its port."""

import asyncio
import sys

from bench.chart_payloads import WEEK, chart

_TEMPLATE = "TEMPLATE"


async def serve() -> None:
    """Serve charts of any symbol on a free port until the process ends."""
    whole, last_days = _halves(chart(_TEMPLATE)), _halves(chart(_TEMPLATE, WEEK))

    def answer(path: str) -> tuple[bytes, bytes]:
        if "/chart/" in path:
            symbol = path.split("/chart/")[1].split("?")[0]
            # yfinance asks for one day first, to learn the exchange's time zone.
            head, tail = last_days if "range=1d" in path else whole
            return b"application/json", b'%b"%b"%b' % (head, symbol.encode(), tail)
        if "getcrumb" in path:
            return b"text/plain", b"abcCRUMB"
        return b"text/html", b"ok"

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                kind, body = answer(request.split(b" ", 2)[1].decode())
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\nset-cookie: A3=x; Path=/\r\n"
                    b"content-length: %d\r\n\r\n" % (kind, len(body)) + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def _halves(body: bytes) -> tuple[bytes, bytes]:
    head, _, tail = body.partition(f'"{_TEMPLATE}"'.encode())
    return head, tail


if __name__ == "__main__":
    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        sys.exit(0)
