"""The API on a real socket, its loop in a thread of its own, for tools that speak HTTP."""

import asyncio
import threading
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from functions.http.app import create_api
from functions.wiring import Services
from shared.audit import NOWHERE
from shared.identity.model import Role
from shared.identity.repository import AccountRepository
from shared.kernel.clock import FixedDateClock
from shared.settings import Settings
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.http.conftest import PASSWORD, TODAY


class ServedApi:
    """A running API. Its methods may be called from any thread but its own."""

    def __init__(
        self, services: Services, app: FastAPI, url: str, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.services, self.url = services, url
        self._app, self._loop = app, loop
        self._accounts = 0

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine in the API's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=120)

    def document(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        return self._app.openapi()

    def new_account(self, *roles: Role) -> str:
        """Make an account with these roles and return its id."""
        self._accounts += 1
        return self.run(self._register(f"user{self._accounts}@example.org", roles))

    def new_token(self, user_id: str) -> str:
        """Log an account in and return the access token."""
        return self.run(self._log_in(user_id))

    async def _register(self, email: str, roles: tuple[Role, ...]) -> str:
        user_id = (await self.services.identity.register(email, PASSWORD)).user.id
        given = (Role.USER, *roles)
        await self._accounts_of().change(user_id, lambda account: account.with_user(roles=given))
        return user_id

    async def _log_in(self, user_id: str) -> str:
        account = await self._accounts_of().find(user_id)
        assert account is not None
        # Not by password: guesses at it made meanwhile would hold us up, as they should.
        return (await self.services.identity._open_session(account, NOWHERE)).access_token

    def _accounts_of(self) -> AccountRepository:
        return AccountRepository(self.services.documents, self.services.machine_clock)


@contextmanager
def serve_api(folder: Path) -> Generator[ServedApi]:
    """Serve the API over SQLite in a folder, with prices from the sample data."""
    settings = Settings(
        data_dir=folder,
        today=TODAY,
        market_providers=("sample",),
        rate_limit_per_minute=0,
        upstox_base_url="http://127.0.0.1:9",
    )
    services = Services(settings)
    services.clock = FixedDateClock(TODAY)
    services.blobs = MemoryBlobs()
    services.queue = MemoryQueue()
    app = create_api(services)
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off")
    server, loop = uvicorn.Server(config), asyncio.new_event_loop()
    config.load()
    server.lifespan = config.lifespan_class(config)
    loop.run_until_complete(server.startup())
    thread = threading.Thread(target=loop.run_until_complete, args=(_main(server, services),))
    thread.start()
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield ServedApi(services, app, f"http://127.0.0.1:{port}", loop)
    finally:
        server.should_exit = True
        thread.join(timeout=120)
        loop.close()


async def _main(server: uvicorn.Server, services: Services) -> None:
    await server.main_loop()
    await server.shutdown()
    await services.documents.close()
