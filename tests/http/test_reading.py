"""Reading a portfolio over HTTP: figures that add up, and readings of the price files by hand."""

import csv
import gzip
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

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
    return address, [row["id"] for row in answer.json()["transactions"]]


async def read(client: httpx2.AsyncClient, who: dict[str, str], url: str, **query: Any) -> Any:
    answer = await client.get(url, params=query, headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


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


async def test_gains_list_each_lot_and_sum_to_the_summary(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, ids = await make(client, ada)
    gains = await read(client, ada, f"{address}/gains", year=2020)
    (lot,) = gains["realised"]
    assert (lot["symbol"], lot["quantity"], lot["opened"], lot["closed"], lot["holding_days"]) == (
        "AAPL",
        "15",
        "2020-01-02",
        "2020-09-15",
        257,
    )
    assert (lot["proceeds"], lot["cost"], lot["gain"]) == ("1731.1", "1126.6875", "604.4125")
    assert {lot["opened_by"], lot["closed_by"]} <= set(ids)
    assert gains["total_realised"] == "604.41"  # lots keep their digits, totals are cents
    assert len(gains["unrealised"]) == 2
    assert (await read(client, ada, f"{address}/gains", year=2019))["realised"] == []


async def test_gains_come_in_pages_with_the_totals_of_all(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    whole = await read(client, ada, f"{address}/gains")
    assert whole["next_cursor"] is None
    lots: list[object] = []
    cursor: dict[str, str] = {}
    while True:
        page = await read(client, ada, f"{address}/gains", limit=1, **cursor)
        assert page["total_unrealised"] == whole["total_unrealised"]
        assert page["unrealised_count"] == len(whole["unrealised"])
        lots += page["unrealised"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert lots == whole["unrealised"]
    strange = await client.get(f"{address}/gains", params={"cursor": "eA"}, headers=ada)
    assert strange.status_code == 400


async def test_gains_as_uk_tax_matches_them_are_in_pounds_by_tax_year(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    shown = await read(client, ada, f"{address}/gains", method="uk_s104", year=2020)
    assert (shown["method"], shown["currency"]) == ("uk_s104", "GBP")
    assert [lot["opened_by"] for lot in shown["realised"]] == ["section_104"]


async def test_a_day_shows_the_close_before_and_its_own(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    shown = await read(client, ada, f"{address}/performance", period="1d")
    series = shown["series"]
    assert len(series["dates"]) == len(series["value"]) == len(series["net_contributions"]) == 2
    assert series["value"] == [shown["start_value"], shown["end_value"]]
    assert series["cumulative_twr"] == [0.0, pytest.approx(shown["twr"])]


async def test_income_is_what_was_booked_and_the_rest_is_expected(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    # SPY went ex on 2020-06-19, 2020-09-18 and 2020-12-18; only the first was booked.
    address, _ = await make(client, ada)
    income = await read(client, ada, f"{address}/income")
    assert [(month["month"], month["dividends"], month["net"]) for month in income["by_month"]] == [
        ("2020-07", "27.32", "23.22")
    ]
    declared = [
        one["ex_date"]
        for one in income["expected"]
        if one["symbol"] == "SPY" and one["status"] == "declared"
    ]
    assert "2020-06-19" not in declared
    assert {"2020-09-18", "2020-12-18"} <= set(declared)
    assert income["total"] == "27.32"


async def test_allocation_slices_sum_to_the_whole(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada, cash="tracked")
    for by in ("symbol", "sector", "country", "currency", "asset_class"):
        shown = await read(client, ada, f"{address}/allocation", by=by)
        assert sum(one["weight"] for one in shown["slices"]) == pytest.approx(1)
        assert sum(Decimal(one["value"]) for one in shown["slices"]) == Decimal(
            shown["total_value"]
        )


@pytest.mark.parametrize(
    "metric",
    [
        "total_value",
        "net_contributions",
        "gain",
        "realised_gain",
        "unrealised_gain",
        "income",
        "fees",
        "taxes",
        "cash_fx_effect",
    ],
)
@pytest.mark.parametrize("cash", ["implied", "tracked"])
async def test_the_explanation_of_a_figure_is_the_figure(
    client: httpx2.AsyncClient, ada: dict[str, str], metric: str, cash: str
) -> None:
    address, _ = await make(client, ada, cash=cash)
    tree = await read(client, ada, f"{address}/explain", metric=metric, currency="EUR")
    summary = await read(client, ada, f"{address}/summary", currency="EUR")
    assert abs(again(tree) - Decimal(summary[metric])) <= Decimal("0.01")


def again(node: dict[str, Any]) -> Decimal:
    """Compute a node from its leaves, as a client would."""
    children = [again(child) for child in node["children"]]
    match node["operation"]:
        case "fact":
            return Decimal(node["value"])
        case "sum":
            return sum(children, Decimal(0))
        case "difference":
            return children[0] - children[1]
        case _:
            value = Decimal(1)
            for child in children:
                value *= child
            return value


async def test_risk_of_a_year_has_its_measures_and_says_what_is_missing(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    risk = await read(client, ada, f"{address}/risk", benchmark="SPY", window=60)
    assert risk["observations"] > 300
    assert 0.1 < risk["volatility"] < 0.6
    assert 0 < risk["var_95"] < risk["cvar_95"] < risk["cvar_99"]
    assert 0.5 < risk["beta"] < 1.5
    assert sum(one["share"] for one in risk["contributions"]) == pytest.approx(1)
    assert risk["correlation"]["matrix"][0][0] == pytest.approx(1)
    assert risk["max_drawdown"]["trough"] == "2020-03-23"
    assert len(risk["rolling"]["dates"]) == risk["observations"]
    short = await read(client, ada, f"{address}/risk", period="1w")
    assert short["sharpe"] is None
    assert "20 are needed" in short["notes"]["sharpe"]
    assert short["notes"]["beta"] == "no benchmark with prices was given"


async def test_an_empty_portfolio_has_no_returns_and_says_so(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    made = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "USD"}, headers=ada
    )
    address = f"/api/portfolios/{made.json()['id']}"
    summary = await read(client, ada, f"{address}/summary")
    assert (summary["total_value"], summary["gain"], summary["xirr"]) == ("0", "0", None)
    shown = await read(client, ada, f"{address}/performance")
    assert (shown["series"]["dates"], shown["twr"]) == ([], None)
    assert (await read(client, ada, f"{address}/risk"))["observations"] == 0
    for path in ("gains", "income", "allocation"):
        await read(client, ada, f"{address}/{path}")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("performance", {"from": "2020-05-01", "to": "2020-04-01"}),
        ("performance", {"to": "2022-01-01"}),
        ("performance", {"period": "2w"}),
        ("performance", {"currency": "XXQ"}),
        ("summary", {"as_of": "2030-01-01"}),
        ("explain", {"metric": "luck"}),
        ("explain", {"metric": "gain", "symbol": "TSLA"}),
        ("risk", {"window": "5"}),
        ("gains", {"method": "best"}),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str], path: str, query: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    answer = await client.get(f"{address}/{path}", params=query, headers=ada)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_portfolio_of_another_does_not_exist(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    for path in ("summary", "performance", "gains", "income", "allocation", "risk"):
        assert (await client.get(f"{address}/{path}", headers=bob)).status_code == 404


async def test_performance_of_one_holding_is_that_of_its_own_flows(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada, cash="tracked")
    shown = await read(client, ada, f"{address}/performance", symbol="SPY")
    price = closes("SPY")
    paid = 20 * Decimal("222.95") + 1
    assert shown["from"] == "2020-03-23"
    assert Decimal(shown["net_contributions"]) == paid - Decimal("23.22")
    assert Decimal(shown["gain"]) == 20 * price["2021-03-31"] - paid + Decimal("23.22")
    growth, value = 1.0, 0.0
    for day in sorted(day for day in price if "2020-03-23" <= day <= "2021-03-31"):
        inflow = float(paid) if day == "2020-03-23" else 0.0
        outflow = 23.22 if day == "2020-07-31" else 0.0
        end = 20 * float(price[day])
        growth, value = growth * (end + outflow) / (value + inflow), end
    assert shown["twr"] == pytest.approx(growth - 1)
    risk = await read(client, ada, f"{address}/risk", symbol="SPY")
    assert [one["symbol"] for one in risk["contributions"]] == ["SPY"]


async def test_a_part_nobody_entered_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    for part in ({"symbol": "TSLA"}, {"account": "elsewhere"}, {"tag": "none"}):
        answer = await client.get(f"{address}/performance", params=part, headers=ada)
        assert answer.status_code == 422, answer.text
