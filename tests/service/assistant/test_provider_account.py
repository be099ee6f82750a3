"""A provider's account, asked through the vendor's SDK over real local HTTP."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from shared.assistant.provider_account import ProviderAccount
from shared.kernel.errors import Unavailable
from tests.fakes.serving import serve_streams

MODELS = {"object": "list", "data": [{"id": "small-1", "object": "model"}, {"id": "large-1"}]}


@asynccontextmanager
async def provider(status: int, body: bytes) -> AsyncGenerator[tuple[str, list[str]]]:
    """A provider that answers every request alike; yields its base URL and what was asked."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\n"
        writer.write(head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async with serve_streams(answer) as port:
        yield f"http://127.0.0.1:{port}/v1", asked


def token(value: str) -> Callable[[], Awaitable[str]]:
    async def give() -> str:
        return value

    return give


async def test_an_account_says_which_models_it_offers_and_is_asked_once_a_minute() -> None:
    async with provider(200, json.dumps(MODELS).encode()) as (url, asked):
        account = ProviderAccount("local", url, token("k-1"))
        assert await account.offered() == {"small-1", "large-1"}
        assert await account.offered() == {"small-1", "large-1"}
    assert len(asked) == 1
    assert asked[0].startswith("GET /v1/models ")
    assert "authorization: bearer k-1" in asked[0].lower()


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_a_refusal_is_unavailable_and_repeats_nothing_of_the_providers(status: int) -> None:
    body = json.dumps({"error": {"message": "the key sk-secret is wrong"}}).encode()
    async with provider(status, body) as (url, _):
        with pytest.raises(Unavailable, match=f"local answered {status}") as raised:
            await ProviderAccount("local", url, None).offered()
    assert "secret" not in raised.value.detail


async def test_a_provider_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        await ProviderAccount("local", "http://127.0.0.1:9/v1", None).offered()
