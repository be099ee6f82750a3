"""Odd ledgers, reckoned by hand: what is held, what was realised, and that the parts add up.

AAPL split 4:1 on 2020-08-31; MSFT plays a share that became another, IWM one that was spun off.
A summary as of a day is that of a ledger that ends there, whatever was booked later.
"""

from decimal import Decimal
from typing import Any, Final

import httpx2
import pytest

from tests.http.reading import read

type Headers = dict[str, str]
type Row = dict[str, Any]


def row(kind: str, symbol: str, day: str, *numbers: str, **said: str) -> Row:
    return {
        "kind": kind,
        "symbol": symbol,
        "trade_date": day,
        "currency": "USD",
        **dict(zip(("quantity", "price"), numbers, strict=False)),
        **said,
    }


LEDGERS: Final[dict[str, tuple[str, list[Row], dict[str, str], str]]] = {
    "a short position through a split": (
        "fifo",
        [
            row("short", "AAPL", "2020-08-03", "10", "450"),
            row("cover", "AAPL", "2020-09-01", "40", "130"),
        ],
        {},
        "-700",
    ),
    "half a share sold short, through a split": (
        "fifo",
        [
            row("short", "AAPL", "2020-08-03", "0.5", "450"),
            row("cover", "AAPL", "2020-09-01", "1", "130"),
        ],
        {"AAPL": "-1"},
        "-17.5",
    ),
    "a split of halves on what is owed": (
        "fifo",
        [
            row("short", "JNJ", "2020-03-02", "5", "130"),
            row("split", "JNJ", "2020-04-01", ratio="3:2"),
            row("cover", "JNJ", "2020-05-01", "7.5", "100"),
        ],
        {},
        "-100",
    ),
    "bought, split and sold on one day": (
        "fifo",
        [
            row("buy", "AAPL", "2020-08-28", "1", "500"),
            row("buy", "AAPL", "2020-08-31", "4", "129", trade_time="09:31:00"),
            row("sell", "AAPL", "2020-08-31", "4", "130", trade_time="10:00:00"),
        ],
        {"AAPL": "4"},
        "20",
    ),
    "the dearest lot before and after a split": (
        "hifo",
        [
            row("buy", "AAPL", "2020-08-03", "1", "400"),
            row("buy", "AAPL", "2020-09-01", "4", "134"),
            row("sell", "AAPL", "2020-09-02", "4", "131"),
        ],
        {"AAPL": "4"},
        "-12",
    ),
    "a million million shares": (
        "fifo",
        [
            row("buy", "IBM", "2020-01-02", "1000000000000", "134.51"),
            row("sell", "IBM", "2020-02-03", "999999999999", "146.02"),
        ],
        {"IBM": "1"},
        "11509999999988.49",
    ),
    "lots that cross a change of symbol": (
        "fifo",
        [
            row("buy", "MSFT", "2018-05-01", "10", "10"),
            row("buy", "MSFT", "2018-06-04", "10", "12"),
            row("symbol_change", "MSFT", "2020-01-02", related_symbol="IBM"),
            row("sell", "IBM", "2020-02-03", "15", "146"),
        ],
        {"IBM": "5"},
        "2030",
    ),
    "an average over a change of symbol": (
        "average",
        [
            row("buy", "MSFT", "2018-05-01", "10", "10"),
            row("symbol_change", "MSFT", "2020-01-02", related_symbol="IBM"),
            row("buy", "IBM", "2020-01-03", "10", "130"),
            row("sell", "IBM", "2020-02-03", "5", "146"),
        ],
        {"IBM": "15"},
        "380",
    ),
    "a merger into shares and cash": (
        "fifo",
        [
            row("buy", "MSFT", "2018-05-01", "10", "10"),
            row("merger", "MSFT", "2020-01-02", related_symbol="IBM", ratio="1:2", amount="30"),
            row("sell", "IBM", "2020-02-03", "5", "146"),
        ],
        {},
        "660",
    ),
    "a spin-off that is then taken over": (
        "fifo",
        [
            row("buy", "XOM", "2019-05-01", "100", "80"),
            row("spin_off", "XOM", "2020-01-02", "10", related_symbol="IWM"),
            row("merger", "IWM", "2020-03-02", amount="500"),
            row("sell", "XOM", "2020-06-01", "100", "46"),
        ],
        {},
        "-2900",
    ),
    "more capital returned than was paid": (
        "fifo",
        [
            row("buy", "IBM", "2020-01-02", "10", "10"),
            row("return_of_capital", "IBM", "2020-02-03", amount="150"),
            row("sell", "IBM", "2020-03-02", "10", "20"),
        ],
        {},
        "250",
    ),
    "out to another account and back": (
        "fifo",
        [
            row("buy", "KO", "2020-01-06", "10", "55"),
            row("transfer_out", "KO", "2020-02-03", "4"),
            row("transfer_in", "KO", "2020-02-10", "4", amount="220"),
            row("sell", "KO", "2020-03-02", "10", "56"),
        ],
        {},
        "10",
    ),
    "a share for ten": (
        "fifo",
        [
            row("buy", "KO", "2020-01-06", "10", "55"),
            row("stock_dividend", "KO", "2020-02-03", "1"),
            row("sell", "KO", "2020-03-02", "11", "56"),
        ],
        {},
        "66",
    ),
}


async def _booked(client: httpx2.AsyncClient, who: Headers, method: str, rows: list[Row]) -> str:
    made = await client.post(
        "/api/portfolios",
        json={"name": "Odd", "base_currency": "USD", "lot_method": method},
        headers=who,
    )
    address = f"/api/portfolios/{made.json()['id']}"
    answer = await client.post(f"{address}/transactions", json={"transactions": rows}, headers=who)
    assert answer.status_code == 201, answer.text
    return address


@pytest.mark.parametrize("name", LEDGERS)
async def test_an_odd_ledger_comes_to_what_it_does_by_hand(
    client: httpx2.AsyncClient, ada: Headers, name: str
) -> None:
    method, rows, held, realised = LEDGERS[name]
    address = await _booked(client, ada, method, rows)
    holdings = await read(client, ada, f"{address}/holdings")
    assert {one["symbol"]: one["quantity"] for one in holdings["items"]} == held
    gains = await read(client, ada, f"{address}/gains")
    assert Decimal(gains["total_realised"]) == Decimal(realised)
    told = await read(client, ada, f"{address}/summary")
    parts = sum(Decimal(told[part]) for part in ("realised_gain", "unrealised_gain", "income"))
    parts += Decimal(told["cash_fx_effect"]) - Decimal(told["fees"]) - Decimal(told["taxes"])
    net = Decimal(told["total_value"]) - Decimal(told["net_contributions"])
    assert Decimal(told["gain"]) == parts == net
    for day in ("2020-02-15", "2020-08-30", "2020-08-31"):
        first = [one for one in rows if one["trade_date"] <= day]
        if first:
            alone = await _booked(client, ada, method, first)
            one = await read(client, ada, f"{address}/summary", as_of=day)
            other = await read(client, ada, f"{alone}/summary", as_of=day)
            assert one == other, day
