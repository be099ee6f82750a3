"""What a client's writes meet: each other, and lists with several kinds of mistakes."""

import asyncio
from typing import Any

import httpx2

DEPOSIT = {"kind": "deposit", "trade_date": "2020-01-06", "amount": "1", "currency": "USD"}


async def portfolio(client: httpx2.AsyncClient, who: dict[str, str]) -> str:
    body = {"name": "P", "base_currency": "USD", "cash": "tracked"}
    made = await client.post("/api/portfolios", json=body, headers=who)
    return f"/api/portfolios/{made.json()['id']}"


async def test_thirty_writes_at_once_to_one_portfolio_all_land(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address = await portfolio(client, ada)
    posts = [client.post(f"{address}/transactions", json=DEPOSIT, headers=ada) for _ in range(30)]
    answers = await asyncio.gather(*posts)
    assert [answer.status_code for answer in answers] == [201] * 30
    listed: dict[str, Any] = (
        await client.get(f"{address}/transactions", params={"limit": 500}, headers=ada)
    ).json()
    assert len({one["id"] for one in listed["items"]}) == 30


async def test_an_unknown_currency_of_a_reading_is_pointed_at(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address = await portfolio(client, ada)
    for reading in ("holdings", "summary", "performance", "allocation"):
        answer = await client.get(f"{address}/{reading}", params={"currency": "ZZZ"}, headers=ada)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/query/currency"]
