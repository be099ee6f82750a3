"""Reading a portfolio over HTTP: figures that add up, and readings of the price files by hand."""

from datetime import date
from decimal import Decimal

import httpx2
import pytest

from tests.http.reading import closes, make, read


async def test_summary_by_hand(client: httpx2.AsyncClient, ada: dict[str, str]) -> None:
    # 10 AAPL became 40 on 2020-08-31 (4:1); 15 were sold, 25 are left beside 20 SPY.
    address, _ = await make(client, ada)
    summary = await read(client, ada, f"{address}/summary")
    apple, index = closes("AAPL")["2021-03-31"], closes("SPY")["2021-03-31"]
    value = 25 * apple + 20 * index
    cost = Decimal("3004.50") * 25 / 40 + Decimal("4460.00")
    paid = Decimal("3004.50") + Decimal("4460.00") - Decimal("1731.10") - Decimal("23.22")
    realised = Decimal("1731.10") - Decimal("3004.50") * 15 / 40
    cent = Decimal("0.01")
    shown = {name: Decimal(summary[name]) for name in ("total_value", "net_contributions", "gain")}
    assert shown["total_value"] == value.quantize(cent)
    assert shown["net_contributions"] == paid
    assert shown["gain"] == shown["total_value"] - paid
    assert abs(Decimal(summary["realised_gain"]) - realised) <= cent
    assert abs(Decimal(summary["unrealised_gain"]) - (value - cost)) <= cent
    assert (summary["income"], summary["taxes"], summary["fees"]) == ("27.32", "4.1", "0")
    assert (summary["fees_total"], summary["taxes_total"]) == ("4", "4.1")


@pytest.mark.parametrize("cash", ["implied", "tracked"])
@pytest.mark.parametrize("currency", ["USD", "EUR"])
async def test_the_parts_make_the_gain_to_the_cent(
    client: httpx2.AsyncClient, ada: dict[str, str], cash: str, currency: str
) -> None:
    address, _ = await make(client, ada, cash=cash)
    for day in ("2020-02-14", "2020-06-30", "2020-12-31", "2021-03-31"):
        shown = await read(client, ada, f"{address}/summary", as_of=day, currency=currency)
        part = {
            name: Decimal(shown[name])
            for name in shown
            if isinstance(shown[name], str) and name not in {"as_of", "currency"}
        }
        assert part["gain"] == part["total_value"] - part["net_contributions"]
        assert part["gain"] == (
            part["realised_gain"]
            + part["unrealised_gain"]
            + part["income"]
            - part["fees"]
            - part["taxes"]
            + part["cash_fx_effect"]
        )


async def test_returns_follow_their_definitions_day_by_day(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    made = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "USD"}, headers=ada
    )
    address = f"/api/portfolios/{made.json()['id']}"
    price = closes("SPY")
    buy = {"kind": "buy", "symbol": "SPY", "quantity": "10", "currency": "USD"}
    for day in ("2020-01-02", "2020-06-01"):
        row = {**buy, "trade_date": day, "price": str(price[day])}
        answer = await client.post(
            f"{address}/transactions", json={"transactions": [row]}, headers=ada
        )
        assert answer.status_code == 201, answer.text
    shown = await read(
        client, ada, f"{address}/performance", **{"from": "2020-01-02", "to": "2020-12-31"}
    )
    growth, value, held = 1.0, 0.0, 0
    for day in sorted(day for day in price if "2020-01-02" <= day <= "2020-12-31"):
        inflow = 10 * float(price[day]) if day in {"2020-01-02", "2020-06-01"} else 0.0
        held += 10 if inflow else 0
        end = held * float(price[day])
        growth, value = growth * end / (value + inflow), end
    expected = growth - 1
    assert shown["twr"] == pytest.approx(expected)
    assert shown["series"]["cumulative_twr"][-1] == pytest.approx(expected)
    assert (shown["from"], shown["to"], shown["twr_annualised"]) == (
        "2020-01-02",
        "2020-12-31",
        None,
    )
    paid = 10 * (price["2020-01-02"] + price["2020-06-01"])
    assert Decimal(shown["gain"]) == 20 * price["2020-12-31"] - paid
    assert shown["simple_return"] == pytest.approx(float(Decimal(shown["gain"]) / paid))
    rate = 1 + shown["xirr"]
    first, second = (
        date.fromisoformat("2020-12-31") - date.fromisoformat(day)
        for day in ("2020-01-02", "2020-06-01")
    )
    worth = float(10 * price["2020-01-02"]) * rate ** (first.days / 365) + float(
        10 * price["2020-06-01"]
    ) * rate ** (second.days / 365)
    assert worth == pytest.approx(float(20 * price["2020-12-31"]))


async def test_the_value_series_ends_in_the_value_of_the_summary(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    shown = await read(client, ada, f"{address}/performance", currency="EUR")
    summary = await read(client, ada, f"{address}/summary", currency="EUR")
    series = shown["series"]
    assert series["value"][-1] == summary["total_value"]
    assert series["net_contributions"][-1] == summary["net_contributions"]
    assert (shown["gain"], shown["twr"], shown["xirr"]) == (
        summary["gain"],
        summary["twr"],
        summary["xirr"],
    )
    assert len({len(column) for column in series.values()}) == 1
    assert series["dates"][0] == "2020-01-02"


async def test_a_benchmark_equal_to_the_holding_does_as_well(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    shown = await read(client, ada, f"{address}/performance", period="ytd", benchmark="SPY")
    benchmark = shown["benchmark"]
    price = closes("SPY")
    assert shown["from"] == "2021-01-01"
    assert benchmark["price_return"] == pytest.approx(
        float(price["2021-03-31"] / price["2020-12-31"] - 1)
    )
    assert benchmark["twr"] > benchmark["price_return"]
    assert len(benchmark["series"]["dates"]) == len(shown["series"]["dates"])
