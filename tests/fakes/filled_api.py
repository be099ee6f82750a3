"""The API over a store that Yahoo has filled once, for what happens when Yahoo is gone."""

import asyncio
import zipfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import orjson

from functions.http.app import create_api
from functions.wiring import Services
from shared.settings import Settings
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.fakes.yahoo_server import DATA, Answer, YahooServer, yahoo_server

PASSWORD = "correct-horse-battery-staple-9"
PAGE_ROUTES = (
    "market/quotes?symbols=AAPL",
    "market/AAPL",
    "market/AAPL/history",
    "market/AAPL/history?interval=1w&adjusted=true",
    "market/AAPL/indicators?names=sma:20,rsi:14",
    "market/AAPL/events",
    "market/AAPL/fundamentals",
    "market/AAPL/news",
    "market/fx?base=USD&quote=EUR",
    "stock-data/status",
    "stock-data/track",
    "stock-data/providers",
    "watchlists",
)
"""What the page reads about markets, all of it kept by now. A search asks, so it is not here."""


@dataclass
class FilledApi:
    """An API with a user, and the vendor it was filled from."""

    client: httpx2.AsyncClient
    services: Services
    vendor: YahooServer

    async def read(self, path: str) -> httpx2.Response:
        return await self.client.get(f"/api/{path}")


@asynccontextmanager
async def filled_api(folder: Path) -> AsyncGenerator[FilledApi]:
    """Serve the API in process, its provider over real local HTTP; AAPL has everything."""
    async with yahoo_server() as vendor:
        services = Services(
            Settings(
                data_dir=folder,
                market_providers=("yahoo",),
                yahoo_base_url=vendor.base_url,
                ecb_base_url="http://127.0.0.1:9",
                rate_limit_per_minute=0,
            )
        )
        services.blobs, services.queue = MemoryBlobs(), MemoryQueue()
        transport = httpx2.ASGITransport(create_api(services), raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            _teach(vendor)
            client.headers["Authorization"] = await _log_in(client)
            api = FilledApi(client, services, vendor)
            await services.tracker.ensure(["AAPL"], wait_seconds=60)
            for path in PAGE_ROUTES * 2:
                (await api.read(path)).raise_for_status()
            await _settled(services)
            yield api
        await services.market.close()
        await services.documents.close()


def _teach(vendor: YahooServer) -> None:
    vendor.record("AAPL", "chart_AAPL_2025.json")
    with zipfile.ZipFile(DATA.parent / "recorded_answers.zip") as archive:
        vendor.others["/v1/finance/search"] = Answer(archive.read("yahoo/search-AAPL.json"))
        summary = archive.read("yahoo/quoteSummary-all-AAPL.json")
        timeline = archive.read("yahoo/fundamentalsTimeSeries-AAPL-financials-annual.json")
        quote = archive.read("yahoo/quote-AAPL.json")
    vendor.others["/v10/finance/quoteSummary/"] = Answer(_body(summary))
    vendor.others["/ws/fundamentals-timeseries/"] = Answer(_body(timeline))
    vendor.others["/v7/finance/quote"] = Answer(_body(quote))


def _body(recorded: bytes) -> bytes:
    """Return the body of a recording, which may be wrapped with the request it answered."""
    answer = orjson.loads(recorded)
    wrapped = answer.get("response", {}).get("bodyJson") if "response" in answer else None
    return orjson.dumps(wrapped) if wrapped is not None else recorded


async def _log_in(client: httpx2.AsyncClient) -> str:
    account = {"email": "ada@example.org", "password": PASSWORD}
    (await client.post("/api/auth/register", json=account)).raise_for_status()
    login = await client.post("/api/auth/login", json=account)
    return f"Bearer {login.json()['access_token']}"


async def _settled(services: Services) -> None:
    """Wait for what is renewed behind the answers."""
    market = services.market
    kinds = (market.live, market.fundamentals, market.statements, market.news)
    for _ in range(6_000):
        if not any(facts._renewing for facts in kinds):
            return
        await asyncio.sleep(0.02)
