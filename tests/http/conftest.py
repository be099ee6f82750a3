"""The API in process: real services over SQLite in a temporary folder, storage in memory."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest

from functions.http.app import create_api
from functions.http.routers import companies
from functions.wiring import Services
from shared.assistant.tools import companies as company_tools
from shared.identity.model import Role
from shared.identity.repository import AccountRepository
from shared.kernel.clock import FixedDateClock, SystemClock
from shared.market import instruments
from shared.market.registry import Entry
from shared.market.tracking import Tracker
from shared.portfolios.imports import symbols as broker_symbols
from shared.settings import Settings
from tests.fakes.storage import MemoryBlobs, MemoryQueue

TODAY = date(2021, 3, 31)
PASSWORD = "correct-horse-battery-staple-9"
PATIENCE_SECONDS = 60.0
WAITS = (
    (companies, "_WAIT_SECONDS"),
    (company_tools, "_WAIT_SECONDS"),
    (instruments, "_SEARCH_SECONDS"),
    (broker_symbols, "_ASK_SECONDS"),
)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as long as a busy machine takes for what a request waits for a moment.

    Whoever asks is answered after that moment without prices, which come by themselves: figures
    held against others must not hang on which of the two was quicker.
    """
    settle = Tracker._settle

    async def patiently(self: Tracker, seen: dict[str, Entry], deadline: float) -> None:
        if self._running and deadline > time.monotonic():
            await asyncio.wait(self._running, timeout=PATIENCE_SECONDS)
        await settle(self, seen, deadline)

    monkeypatch.setattr(Tracker, "_settle", patiently)
    for module, name in WAITS:
        monkeypatch.setattr(module, name, PATIENCE_SECONDS)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        today=TODAY,
        market_providers=("sample",),
        upstox_base_url="http://127.0.0.1:9",
        rate_limit_per_minute=0,
    )


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    services = Services(settings)
    # cached_property: an assigned value wins over the one it would make.
    services.clock = FixedDateClock(TODAY)
    services.blobs = MemoryBlobs()
    services.queue = MemoryQueue()
    yield services
    if "market" in vars(services):
        # What goes on behind an answer must not find its store closed.
        await services.market.close()
    await services.documents.close()


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(create_api(services), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def register(client: httpx2.AsyncClient, email: str) -> dict[str, str]:
    """Create an account and return its Authorization header."""
    answer = await client.post("/api/auth/register", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    login = await client.post("/api/auth/login", json={"email": email, "password": PASSWORD})
    assert login.status_code == 200, login.text
    token: dict[str, Any] = login.json()
    return {"Authorization": f"Bearer {token['access_token']}"}


@pytest.fixture
async def ada(client: httpx2.AsyncClient) -> dict[str, str]:
    return await register(client, "ada@example.org")


@pytest.fixture
async def bob(client: httpx2.AsyncClient) -> dict[str, str]:
    return await register(client, "bob@example.org")


async def my_id(client: httpx2.AsyncClient, headers: dict[str, str]) -> str:
    answer: dict[str, Any] = (await client.get("/api/users/me", headers=headers)).json()
    return answer["id"]


@pytest.fixture
async def admin(client: httpx2.AsyncClient, services: Services) -> dict[str, str]:
    headers = await register(client, "root@example.org")
    accounts = AccountRepository(services.documents, SystemClock())
    roles = (Role.USER, Role.ADMIN)
    await accounts.change(
        await my_id(client, headers), lambda account: account.with_user(roles=roles)
    )
    services.identity._recent.forget_user(await my_id(client, headers))
    return headers
