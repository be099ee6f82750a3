"""A portfolio to read over HTTP, and readings of the price files by hand."""

import asyncio
import csv
import gzip
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2

PRICES = Path(__file__).resolve().parents[2] / "shared" / "market" / "sample_data"
TRADES = [
    ("buy", "AAPL", "2020-01-02", "10", "300.35", "1"),
    ("buy", "SPY", "2020-03-23", "20", "222.95", "1"),
    ("sell", "AAPL", "2020-09-15", "15", "115.54", "2"),
]


def closes(symbol: str) -> dict[str, Decimal]:
    """Return raw closes by date, read with the standard library alone."""
    with gzip.open(PRICES / f"{symbol}.csv.gz", "rt") as file:
        return {row["Date"]: Decimal(row["Close"]) for row in csv.DictReader(file)}


async def make(
    client: httpx2.AsyncClient, who: dict[str, str], **settings: str
) -> tuple[str, list[str]]:
    """Make a portfolio with the trades above and return its address and their ids."""
    made = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "USD", **settings}, headers=who
    )
    address = f"/api/portfolios/{made.json()['id']}"
    rows: list[Mapping[str, str]] = [
        {
            "kind": kind,
            "symbol": symbol,
            "trade_date": day,
            "quantity": quantity,
            "price": price,
            "fee": fee,
            "currency": "USD",
        }
        for kind, symbol, day, quantity, price, fee in TRADES
    ]
    rows.append(
        {
            "kind": "dividend",
            "symbol": "SPY",
            "trade_date": "2020-07-31",
            "amount": "27.32",
            "tax": "4.10",
            "currency": "USD",
        }
    )
    if settings.get("cash") == "tracked":
        deposit = {"kind": "deposit", "trade_date": "2020-01-02", "amount": "10000"}
        rows.insert(0, {**deposit, "currency": "USD"})
    answer = await client.post(f"{address}/transactions", json={"transactions": rows}, headers=who)
    assert answer.status_code == 201, answer.text
    await _until_priced(client, who, address)
    return address, [row["id"] for row in answer.json()["transactions"]]


async def _until_priced(client: httpx2.AsyncClient, who: dict[str, str], address: str) -> None:
    """Wait for prices: a busy machine may take longer than the seconds that a post waits."""
    for _ in range(1_200):
        items = (await read(client, who, f"{address}/holdings"))["items"]
        if all(item["price"] is not None for item in items):
            return
        await asyncio.sleep(0.1)


async def read(client: httpx2.AsyncClient, who: dict[str, str], url: str, **query: Any) -> Any:
    """Return what a GET answers."""
    answer = await client.get(url, params=query, headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()
