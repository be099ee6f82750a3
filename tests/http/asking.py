"""The API on a real port over a scripted model, and someone logged in who asks."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from functions.http.app import create_api
from functions.wiring import Services
from shared.kernel.clock import FixedDateClock
from shared.settings import Settings
from tests.fakes.model_server import ModelServer, Step, model_server
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.http.conftest import TODAY, register

STREAM = {"Accept": "text/event-stream"}


@dataclass
class App:
    """What a test asks with: the client, the services, the model behind them, a login."""

    client: httpx2.AsyncClient
    services: Services
    model: ModelServer
    headers: dict[str, str]

    async def stream(
        self, url: str, content: str = "Hello?", **headers: str
    ) -> list[dict[str, Any]]:
        """Post a question and return all events of the answer."""
        async with self.client.stream(
            "POST", url, json={"content": content}, headers={**self.headers, **STREAM, **headers}
        ) as answer:
            assert answer.status_code == 200, await answer.aread()
            assert answer.headers["content-type"].startswith("text/event-stream")
            return [event async for event in events(answer)]

    async def session(self) -> str:
        made = await self.client.post("/api/chat/sessions", json={}, headers=self.headers)
        assert made.status_code == 201, made.text
        return made.json()["id"]

    async def messages(self, session: str) -> list[dict[str, Any]]:
        answer = await self.client.get(
            f"/api/chat/sessions/{session}/messages", headers=self.headers
        )
        return answer.json()["items"]


async def events(answer: httpx2.Response) -> AsyncIterator[dict[str, Any]]:
    """Yield the events of a stream as {id, event, data}; heartbeats as {event: heartbeat}."""
    block: dict[str, Any] = {}
    async for line in answer.aiter_lines():
        if line.startswith(":"):
            yield {"event": "heartbeat"}
        elif line:
            name, _, value = line.partition(": ")
            block[name] = json.loads(value) if name == "data" else value
        elif block:
            yield block
            block = {}


@asynccontextmanager
async def running(tmp_path: Path, *script: Step, **settings: Any) -> AsyncGenerator[App]:
    """Run the API over a scripted model."""
    async with model_server(*script) as model:
        services = Services(
            Settings(
                data_dir=tmp_path,
                today=TODAY,
                market_providers=("sample",),
                rate_limit_per_minute=0,
                openai_base_url=model.url,
                openai_model="m",
                **settings,
            )
        )
        services.clock = FixedDateClock(TODAY)
        services.blobs, services.queue = MemoryBlobs(), MemoryQueue()
        config = uvicorn.Config(create_api(services), port=0, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            async with httpx2.AsyncClient(
                base_url=f"http://127.0.0.1:{port}", timeout=120
            ) as client:
                yield App(client, services, model, await register(client, "ada@example.org"))
        finally:
            server.should_exit = True
            await serving
            await services.models.close()
            await services.documents.close()


async def both_kept(app: App, session: str) -> list[dict[str, Any]]:
    """Return question and answer once the answer is stored, too: a moment after it ended."""
    for _ in range(2_400):
        if len(kept := await app.messages(session)) > 1:
            return kept
        await asyncio.sleep(0.05)
    pytest.fail("the answer was not stored")


def text(found: list[dict[str, Any]]) -> str:
    return "".join(event["data"]["delta"] for event in found if event["event"] == "text")
