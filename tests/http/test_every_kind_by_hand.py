"""One ledger with every kind of transaction, its figures worked out by hand from the raw files.

Expected amounts are written as the sums one would do on paper (fifo, costs in prices, closes read
from the price files with the standard library); nothing of the product computes them.
"""

import asyncio
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.http.reading import closes, read

D = Decimal
LAST = "2020-12-31"


def row(kind: str, day: str, symbol: str | None = None, /, **said: Any) -> dict[str, Any]:
    texts = {name: str(value) for name, value in said.items()}
    return {"kind": kind, "trade_date": day, "symbol": symbol, "currency": "USD", **texts}


LEDGER = [
    row("deposit", "2020-01-02", amount=20000),
    row("buy", "2020-01-02", "AAPL", quantity=10, price=300, fee=1),
    row("transfer_in", "2020-02-03", "IBM", quantity=5, amount=500),
    row("transfer_in", "2020-02-04", "IWM", quantity=10),
    row("buy", "2020-03-02", "SPY", quantity=20, price=300),
    row("transfer_out", "2020-03-03", "IBM", quantity=2),
    row("stock_dividend", "2020-04-01", "SPY", ratio="1:10"),
    row("return_of_capital", "2020-04-02", "SPY", amount=50),
    row("spin_off", "2020-04-03", "SPY", related_symbol="IWM", ratio="1:2", amount=600),
    row("short", "2020-06-01", "BAC", quantity=100, price=24, fee=1),
    row("cover", "2020-07-01", "BAC", quantity=60, price=26, fee=1),
    row("dividend", "2020-08-13", "AAPL", amount="8.20", tax="1.23"),
    row("sell", "2020-09-15", "AAPL", quantity=8, price=120, fee=2, tax=1),
    row("merger", "2020-10-01", "IBM", related_symbol="AAPL", ratio="1:3", amount=30),
    row("interest", "2020-10-02", amount=5),
    row("fee", "2020-10-05", amount=7),
    row("tax", "2020-10-06", amount=4),
    row("withdrawal", "2020-10-07", amount=500),
]

# Apple split 4:1 on 2020-08-31: 10 shares at 3001 became 40, of which 8 were sold.
SOLD_COST = D(3001) * 8 / 40
# 2 of 5 IBM left with 200; of the 300 left, 30 came back in cash, 270 went to one share of AAPL.
REALISED = (D(960) - 3 - SOLD_COST) + (D(2399) * 60 / 100 - (D(1560) + 1))
CASH = sum(
    (
        D(20000) - 3001 - 6000 + 50,
        D(2399) - 1561,
        D("8.20") - D("1.23"),
        D(957) + 30 + 5 - 7 - 4 - 500,
    ),
    D(0),
)


def quantities() -> dict[str, Decimal]:
    # 22 SPY brought 11 IWM; 3 IBM became one AAPL.
    return {"AAPL": D(32 + 1), "SPY": D(22), "IWM": D(10 + 11), "BAC": D(-40)}


def costs(iwm_then: Decimal) -> dict[str, Decimal]:
    return {
        "AAPL": D(3001) - SOLD_COST + 270,
        "SPY": D(6000) - 50 - 600,
        "IWM": 10 * iwm_then + 600,
        "BAC": -(D(2399) * 40 / 100),
    }


@pytest.fixture
async def address(client: httpx2.AsyncClient, ada: dict[str, str]) -> str:
    body = {"name": "P", "base_currency": "USD", "cash": "tracked"}
    made = await client.post("/api/portfolios", json=body, headers=ada)
    found = f"/api/portfolios/{made.json()['id']}"
    answer = await client.post(f"{found}/transactions", json={"transactions": LEDGER}, headers=ada)
    assert answer.status_code == 201, answer.text
    # Histories that take longer than a request waits come by themselves, with their splits.
    for _ in range(1_200):
        if not (await read(client, ada, f"{found}/holdings"))["unpriced"]:
            break
        await asyncio.sleep(0.1)
    return found


async def test_quantities_costs_and_cash_are_those_of_paper(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    held = await read(client, ada, f"{address}/holdings", as_of=LAST)
    expected = costs(closes("IWM")["2020-02-04"])
    assert {one["symbol"]: D(one["quantity"]) for one in held["items"]} == quantities()
    for one in held["items"]:
        assert abs(D(one["cost_basis"]) - expected[one["symbol"]]) < D("0.000001"), one["symbol"]
    assert [(one["currency"], D(one["amount"])) for one in held["cash"]] == [("USD", CASH)]
    worth = sum((n * closes(s)[LAST] for s, n in quantities().items()), CASH)
    assert D(held["total_value"]) == worth.quantize(D("0.01"))


async def test_the_summary_adds_up_to_the_cent(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    found = await read(client, ada, f"{address}/summary", as_of=LAST)
    iwm_then = closes("IWM")["2020-02-04"]
    worth = sum((n * closes(s)[LAST] for s, n in quantities().items()), CASH)
    paid_in = D(20000) + 500 + 10 * iwm_then - 200 - 500
    assert D(found["net_contributions"]) == paid_in.quantize(D("0.01"))
    assert D(found["realised_gain"]) == REALISED.quantize(D("0.01"))
    assert D(found["gain"]) == (worth - paid_in).quantize(D("0.01"))
    amounts = [D(found[name]) for name in ("income", "fees", "taxes", "fees_total", "taxes_total")]
    assert amounts == [D("13.20"), D(7), D("5.23"), D(12), D("6.23")]
    parts = [D(found[n]) for n in ("realised_gain", "unrealised_gain", "income", "cash_fx_effect")]
    assert D(found["gain"]) == sum(parts, D(0)) - D(found["fees"]) - D(found["taxes"])


async def test_gains_of_holdings_and_cash_add_up_to_the_portfolios(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    whole = await read(client, ada, f"{address}/performance", to=LAST)
    # IBM went into AAPL, SPY brought IWM: what is connected is one part.
    parts = [
        await read(client, ada, f"{address}/performance", symbol=symbol, to=LAST)
        for symbol in ("AAPL", "SPY", "BAC")
    ]
    alone = D(5) - 7 - 4
    assert abs(sum((D(p["gain"]) for p in parts), alone) - D(whole["gain"])) <= D("0.02")


async def test_lots_keep_their_dates_through_spin_off_and_merger(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    found = await read(client, ada, f"{address}/gains", as_of=LAST)
    opened = {(lot["symbol"], lot["opened"]): D(lot["quantity"]) for lot in found["unrealised"]}
    assert opened[("IWM", "2020-03-02")] == 11
    assert opened[("AAPL", "2020-02-03")] == 1
    assert opened[("BAC", "2020-06-01")] == -40
    (sold,) = [lot for lot in found["realised"] if lot["symbol"] == "AAPL"]
    assert (sold["opened"], D(sold["cost"]), D(sold["proceeds"])) == (
        "2020-01-02",
        SOLD_COST,
        D(957),
    )


async def test_the_export_comes_back_as_the_same_figures(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    file = (await client.get(f"{address}/export?format=csv", headers=ada)).content
    body = {"name": "Q", "base_currency": "USD", "cash": "tracked"}
    made = await client.post("/api/portfolios", json=body, headers=ada)
    other = f"/api/portfolios/{made.json()['id']}"
    sent = {"file": ("export.csv", file, "text/csv")}
    preview = await client.post(f"{other}/imports", files=sent, headers=ada)
    assert (preview.json()["accepted"], preview.json()["rejected"]) == (len(LEDGER), [])
    place = f"{other}/imports/{preview.json()['import_id']}/confirm"
    assert (await client.post(place, headers=ada)).status_code == 200
    for reading in ("summary", "holdings", "performance"):
        ours = await read(client, ada, f"{address}/{reading}")
        assert ours == await read(client, ada, f"{other}/{reading}"), reading


BAD = [
    (row("sell", "2020-12-01", "AAPL", quantity=34, price=100), "quantity"),
    (row("cover", "2020-12-01", "BAC", quantity=41, price=30), "quantity"),
    (row("transfer_out", "2020-12-01", "SPY", quantity=24), "quantity"),
    (row("buy", "2030-01-01", "SPY", quantity=1, price=1), "trade_date"),
    (row("buy", "2020-12-01", "NOSUCH", quantity=1, price=1), "symbol"),
    ({**row("buy", "2020-12-01", "SPY", quantity=1, price=1), "currency": "XQQ"}, "currency"),
    (row("buy", "2020-12-01", "SPY", quantity=-1, price=1), "quantity"),
    (row("split", "2020-12-01", "SPY", ratio="0:1"), "ratio"),
    (row("deposit", "2020-12-01", "SPY", amount=5), "symbol"),
    (row("symbol_change", "2020-12-01", "SPY", related_symbol="SPY"), "related_symbol"),
    (row("buy", "2020-12-01", isin="US0378331006", quantity=1, price=1), "isin"),
]


@pytest.mark.parametrize(("wrong", "where"), BAD)
async def test_a_wrong_row_is_refused_with_its_place_and_nothing_lands(
    client: httpx2.AsyncClient,
    ada: dict[str, str],
    address: str,
    wrong: dict[str, Any],
    where: str,
) -> None:
    good = row("buy", "2020-12-01", "SPY", quantity=1, price=360)
    before = await read(client, ada, f"{address}/transactions", limit=100)
    body = {"transactions": [good, wrong]}
    answer = await client.post(f"{address}/transactions", json=body, headers=ada)
    assert answer.status_code == 422, answer.text
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert f"/transactions/1/{where}" in pointers, answer.text
    assert before == await read(client, ada, f"{address}/transactions", limit=100)
