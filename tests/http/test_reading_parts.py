"""The parts of a portfolio over HTTP: gains, income, allocation, explanations, risk."""

from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.http.reading import closes, make, read


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
