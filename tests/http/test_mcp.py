"""MCP over the real application, with the official client."""

import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from functions.http.app import create_api
from functions.wiring import Services
from shared.assistant.receipts import verify
from shared.identity.model import Scope
from shared.kernel.errors import InvalidInput
from tests.http.conftest import register

ROOT = Path(__file__).resolve().parents[2]
RECEIPT = "plumbline/receipt"


@asynccontextmanager
async def connected(services: Services, token: str) -> AsyncGenerator[Client]:
    """Connect the official client to the application with a bearer token."""
    app = create_api(services)
    try:
        async with (
            httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app),
                headers={"Authorization": f"Bearer {token}"},
            ) as http,
            Client(streamable_http_client("http://localhost/api/mcp", http_client=http)) as client,
        ):
            yield client
    finally:
        await app.state.mcp.close()


async def token_of(
    services: Services, client: httpx2.AsyncClient, headers: dict[str, str], **wanted: Any
) -> str:
    body = {"name": "mcp", "scopes": [Scope.READ], **wanted}
    made = await client.post("/api/users/me/tokens", json=body, headers=headers)
    assert made.status_code == 201, made.text
    return made.json()["token"]


async def portfolio(client: httpx2.AsyncClient, headers: dict[str, str], name: str) -> str:
    body = {"name": name, "base_currency": "USD", "cash": "tracked"}
    made = await client.post("/api/portfolios", json=body, headers=headers)
    deposit = {"kind": "deposit", "trade_date": "2021-01-04", "amount": "1000", "currency": "USD"}
    pid = made.json()["id"]
    await client.post(f"/api/portfolios/{pid}/transactions", json=deposit, headers=headers)
    return pid


async def test_the_official_client_lists_calls_and_reads(
    services: Services, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    pid = await portfolio(client, ada, "Mine")
    token = await token_of(services, client, ada)
    async with connected(services, token) as mcp:
        names = {tool.name for tool in (await mcp.list_tools()).tools}
        assert {"holdings", "summary", "calculate"} & names
        assert not any(name.startswith("draft") for name in names)
        result = await mcp.call_tool("holdings", {"portfolio": pid})
        assert not result.is_error
        assert result.structured_content["total_value"] == "1000"
        (resource,) = (await mcp.list_resources()).resources
        assert "1000" in str((await mcp.read_resource(resource.uri)).contents[0])


async def test_a_receipt_is_checked_offline_and_a_changed_figure_shows(
    services: Services, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    pid = await portfolio(client, ada, "Mine")
    token = await token_of(services, client, ada)
    async with connected(services, token) as mcp:
        result = await mcp.call_tool("holdings", {"portfolio": pid})
    jwks = (await client.get("/api/auth/jwks")).json()
    assert result.meta is not None
    receipt, value = result.meta[RECEIPT], result.structured_content
    said = verify(receipt, jwks, "holdings", {"portfolio": pid}, value)
    assert said.tool == "holdings"
    for changed in (
        ("summary", {"portfolio": pid}, value),
        ("holdings", {"portfolio": "other"}, value),
        ("holdings", {"portfolio": pid}, {**value, "total_value": "1001"}),
    ):
        with pytest.raises(InvalidInput):
            verify(receipt, jwks, *changed)
    with pytest.raises(InvalidInput):
        verify(receipt[:-4] + "AAAA", jwks, "holdings", {"portfolio": pid}, value)


async def test_a_token_for_one_portfolio_reads_no_documents_and_drafts_nothing_beside_it(
    services: Services, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    mine = await portfolio(client, ada, "Mine")
    text = b"Zanzibar pays a dividend of 7.77 a share."
    kept = await client.post("/api/documents", files={"file": ("z.txt", text)}, headers=ada)
    whole = await token_of(services, client, ada)
    async with connected(services, whole) as mcp:
        found = await mcp.call_tool("search_passages", {"query": "Zanzibar dividend"})
        assert "7.77" in str(found)
    passage = {"passage_id": f"{kept.json()['id']}-0"}
    limited = await token_of(services, client, ada, portfolios=[mine], scopes=["trade-draft"])
    async with connected(services, limited) as mcp:
        found = await mcp.call_tool("search_passages", {"query": "Zanzibar dividend"})
        assert "7.77" not in str(found)
        assert (await mcp.call_tool("passage", passage)).is_error
        alert = {"kind": "price_above", "symbol": "AAPL", "threshold": "500"}
        for name, arguments in (
            ("draft_alert", alert),
            ("request_report", {"kind": "watchlist_digest"}),
            ("request_report", {"kind": "stock_analysis", "symbol": "AAPL"}),
        ):
            refused = await mcp.call_tool(name, arguments)
            assert refused.structured_content["error"]["code"] == "limited_token"
    drafts = await client.get("/api/chat/drafts", headers=ada)
    assert drafts.json()["items"] == []


async def test_a_token_for_one_portfolio_sees_no_other(
    services: Services, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    mine, other = await portfolio(client, ada, "Mine"), await portfolio(client, ada, "Secret")
    token = await token_of(services, client, ada, portfolios=[mine])
    async with connected(services, token) as mcp:
        shown = (await mcp.list_resources()).resources
        assert [mine in resource.uri for resource in shown] == [True]
        refused = await mcp.call_tool("holdings", {"portfolio": other})
        assert refused.is_error
        assert "Secret" not in str(refused)
        by_name = await mcp.call_tool("holdings", {"portfolio": "Secret"})
        assert by_name.is_error


async def test_a_write_is_a_draft_that_only_the_person_confirms_once(
    services: Services, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    pid = await portfolio(client, ada, "Mine")
    token = await token_of(services, client, ada, scopes=["trade-draft"])
    wanted = {"kind": "deposit", "portfolio": pid, "amount": "50", "currency": "USD"}
    async with connected(services, token) as mcp:
        result = await mcp.call_tool("draft_transaction", wanted)
        assert not result.is_error, result
    draft = result.structured_content["draft_id"]
    transactions = f"/api/portfolios/{pid}/transactions"
    assert len((await client.get(transactions, headers=ada)).json()["items"]) == 1
    url = f"/api/chat/drafts/{draft}/confirm"
    by_token = await client.post(url, headers={"Authorization": f"Bearer {token}"})
    assert by_token.status_code == 403
    confirmed = await client.post(url, headers=ada)
    assert confirmed.status_code == 200, confirmed.text
    assert confirmed.json()["status"] == "confirmed"
    again = await client.post(url, headers=ada)
    assert (again.status_code, again.json()["code"]) == (409, "draft_decided")
    assert len((await client.get(transactions, headers=ada)).json()["items"]) == 2


async def test_without_a_token_there_is_no_mcp(client: httpx2.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = await client.post("/api/mcp", json={}, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_application_is_made_without_the_mcp_library() -> None:
    code = (
        "import sys; from functions.http.app import create_api; "
        "from functions.wiring import Services; from shared.settings import Settings; "
        "create_api(Services(Settings())); print('mcp' in sys.modules, 'openai' in sys.modules, "
        "'aiohttp' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "False"]


async def test_another_person_reads_nothing(
    services: Services, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    pid = await portfolio(client, ada, "Mine")
    bob = await register(client, "bob@example.org")
    token = await token_of(services, client, bob)
    async with connected(services, token) as mcp:
        assert (await mcp.list_resources()).resources == []
        assert (await mcp.call_tool("holdings", {"portfolio": pid})).is_error


async def test_an_alert_is_a_draft_until_the_person_confirms_it(
    services: Services, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    token = await token_of(services, client, ada, scopes=["trade-draft"])
    wanted = {"kind": "price_below", "symbol": "AAPL", "threshold": "100"}
    async with connected(services, token) as mcp:
        result = await mcp.call_tool("draft_alert", wanted)
        assert not result.is_error, result
        wrong = await mcp.call_tool("draft_alert", {"kind": "price_below", "symbol": "AAPL"})
        assert wrong.is_error
        assert "threshold" in str(wrong)
    assert (await client.get("/api/alerts", headers=ada)).json()["items"] == []
    draft = result.structured_content["draft_id"]
    confirmed = await client.post(f"/api/chat/drafts/{draft}/confirm", headers=ada)
    assert confirmed.status_code == 200, confirmed.text
    (alert,) = (await client.get("/api/alerts", headers=ada)).json()["items"]
    assert (alert["id"], alert["threshold"]) == (confirmed.json()["result"]["alert_id"], "100")
    again = await client.post(f"/api/chat/drafts/{draft}/confirm", headers=ada)
    assert again.status_code == 409


async def test_a_report_is_asked_for_once_and_only_when_the_person_confirms(
    services: Services, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    await portfolio(client, ada, "Mine")
    token = await token_of(services, client, ada, scopes=["trade-draft"])
    async with connected(services, token) as mcp:
        result = await mcp.call_tool("request_report", {"kind": "income", "period": "2020"})
        assert not result.is_error, result
        wrong = await mcp.call_tool("request_report", {"kind": "stock_analysis"})
        assert wrong.is_error
    assert (await client.get("/api/reports", headers=ada)).json()["items"] == []
    draft = result.structured_content["draft_id"]
    confirmed = await client.post(f"/api/chat/drafts/{draft}/confirm", headers=ada)
    assert confirmed.status_code == 200, confirmed.text
    (report,) = (await client.get("/api/reports", headers=ada)).json()["items"]
    assert (report["kind"], report["status"]) == ("income", "queued")
    assert report["id"] == confirmed.json()["result"]["report_id"]
    again = await client.post(f"/api/chat/drafts/{draft}/confirm", headers=ada)
    assert again.status_code == 409
    assert len((await client.get("/api/reports", headers=ada)).json()["items"]) == 1
