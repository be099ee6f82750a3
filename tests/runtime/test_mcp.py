"""MCP over Microsoft's Functions runtime: the official client, receipts checked offline."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from shared.assistant.receipts import verify
from shared.kernel.errors import InvalidInput
from tests.local_host import ROOT, running_host

PASSWORD = "correct-horse-battery-staple-9"
RECEIPT = "plumbline/receipt"


@asynccontextmanager
async def connected(api: str, token: str) -> AsyncGenerator[Client]:
    """Connect the official client over the wire."""
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=240) as http,
        Client(streamable_http_client(f"{api}/api/mcp", http_client=http)) as client,
    ):
        yield client


async def made(
    client: httpx2.AsyncClient, path: str, body: Any, headers: dict[str, str]
) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers=headers)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


@pytest.mark.runtime
async def test_the_official_client_walks_through_the_running_product(tmp_path: Path) -> None:
    environment = {"PLUMBLINE_MARKET_PROVIDERS": "sample"}
    with running_host(tmp_path, app=ROOT, environment=environment) as host:
        async with httpx2.AsyncClient(base_url=host.api, timeout=240) as client:
            await _walk(client, host.api)


async def _walk(client: httpx2.AsyncClient, api: str) -> None:
    account = {"email": "ada@example.org", "password": PASSWORD}
    await made(client, "/api/auth/register", account, {})
    access = (await made(client, "/api/auth/login", account, {}))["access_token"]
    headers = {"Authorization": f"Bearer {access}"}
    mine, other = [
        (await made(client, "/api/portfolios", {"name": name, "base_currency": "USD"}, headers))[
            "id"
        ]
        for name in ("Mine", "Secret")
    ]
    wanted = {"name": "mcp", "scopes": ["read", "trade-draft"], "portfolios": [mine]}
    token = (await made(client, "/api/users/me/tokens", wanted, headers))["token"]

    sum_ = {"expression": "2340 * 15 / 100"}
    deposit = {"kind": "deposit", "portfolio": mine, "amount": "50", "currency": "USD"}
    async with connected(api, token) as mcp:
        names = {one.name for one in (await mcp.list_tools()).tools}
        assert {"holdings", "summary", "calculator", "draft_transaction"} <= names
        answer = await mcp.call_tool("calculator", sum_)
        written = await mcp.call_tool("draft_transaction", deposit)
        foreign = [await mcp.call_tool("holdings", {"portfolio": one}) for one in (other, "Secret")]

    assert answer.structured_content is not None
    assert answer.structured_content["result"] == "351"
    assert answer.meta is not None
    keys = (await client.get("/api/auth/jwks")).json()
    told = verify(answer.meta[RECEIPT], keys, "calculator", sum_, answer.structured_content)
    assert told.tool == "calculator"
    changed = {**answer.structured_content, "result": "352"}
    with pytest.raises(InvalidInput):
        verify(answer.meta[RECEIPT], keys, "calculator", sum_, changed)

    assert not written.is_error, written
    kept = await client.get(f"/api/portfolios/{mine}/transactions", headers=headers)
    assert kept.json()["items"] == []
    assert [one.is_error for one in foreign] == [True, True]

    question = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    for wrong in ("plb_wrong", token[:-4] + "AAAA"):
        refused = await client.post(
            "/api/mcp", json=question, headers={"Authorization": f"Bearer {wrong}"}
        )
        assert refused.status_code == 401
