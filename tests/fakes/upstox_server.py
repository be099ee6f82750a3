"""A local server that answers as Upstox's API does: its documented answers, pages, refusals."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.serving import serve_app

DATA = Path(__file__).parent.parent / "data" / "upstox"
TOKEN = "upstox-day-token-of-ada"
# https://upstox.com/developer/api-documentation/error-codes
REFUSED = {
    "status": "error",
    "errors": [
        {"errorCode": "UDAPI100050", "message": "Invalid token used to access API"},
    ],
}


@dataclass
class UpstoxServer:
    """`trades` are served in pages; `broken` answers everything instead."""

    trades: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    holdings: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    broken: web.Response | None = None
    page_size: int | None = None
    counted: int | None = None
    requests: list[str] = field(default_factory=list[str])
    base_url: str = ""

    def documented(self) -> None:
        """Serve the examples of the vendor's documentation."""
        self.trades = json.loads((DATA / "historical_trades.json").read_bytes())["data"]
        self.holdings = json.loads((DATA / "holdings.json").read_bytes())["data"]

    async def answer(self, request: web.Request) -> web.Response:
        self.requests.append(f"{request.method} {request.path_qs}")
        if self.broken is not None:
            return self.broken
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response(REFUSED, status=401)
        if request.path == "/v2/portfolio/long-term-holdings":
            return web.json_response({"status": "success", "data": self.holdings})
        return self._page(request)

    def _page(self, request: web.Request) -> web.Response:
        size = self.page_size or int(request.query["page_size"])
        number = int(request.query["page_number"])
        first, last = request.query["start_date"], request.query["end_date"]
        found = [trade for trade in self.trades if first <= trade["trade_date"] <= last]
        page = {
            "page_number": number,
            "page_size": size,
            "total_records": len(found) if self.counted is None else self.counted,
            "total_pages": -(-len(found) // size),
        }
        return web.json_response(
            {
                "status": "success",
                "data": found[(number - 1) * size : number * size] or None,
                "errors": None,
                "meta_data": {"page": page},
            }
        )


@asynccontextmanager
async def upstox_server() -> AsyncGenerator[UpstoxServer]:
    """Run the server on a free port of this machine."""
    state = UpstoxServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", state.answer)
    async with serve_app(app) as port:
        state.base_url = f"http://127.0.0.1:{port}"
        yield state
