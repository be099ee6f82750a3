"""Planning over HTTP: answers that reconcile, a portfolio that stays as it is."""

from decimal import Decimal
from typing import Any

import httpx2
import pytest

from functions.wiring import Services
from shared.analytics.scenarios import INDEX

ROWS = [
    ("AAPL", "2020-01-02", "10", "300.35"),
    ("JPM", "2020-01-02", "20", "141.09"),
    ("KO", "2020-01-02", "40", "54.99"),
]


@pytest.fixture
async def address(client: httpx2.AsyncClient, services: Services, ada: dict[str, str]) -> str:
    # What is posted waits for prices for some seconds only. On a machine busy enough they come
    # later, between two questions that the tests hold against each other.
    wanted = [symbol for symbol, *_ in ROWS]
    _ = await services.market.tracker.ensure([*wanted, "MSFT", INDEX], wait_seconds=60)
    made = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "USD"}, headers=ada
    )
    address = f"/api/portfolios/{made.json()['id']}"
    rows = [
        {
            "kind": "buy",
            "symbol": symbol,
            "trade_date": day,
            "quantity": quantity,
            "price": price,
            "currency": "USD",
        }
        for symbol, day, quantity, price in ROWS
    ]
    answer = await client.post(f"{address}/transactions", json={"transactions": rows}, headers=ada)
    assert answer.status_code == 201, answer.text
    return address


async def plan(
    client: httpx2.AsyncClient, who: dict[str, str], url: str, body: dict[str, Any]
) -> Any:
    answer = await client.post(url, json=body, headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_scenarios_replay_history_and_apply_shocks(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    shocks = [{"name": "tech", "sectors": {"Information Technology": -0.5}}]
    body = {"crises": ["financial_crisis", "covid"], "shocks": shocks}
    found = await plan(client, ada, f"{address}/scenarios", body)
    crisis, covid, tech = found["scenarios"]
    assert -0.8 < crisis["change"] < covid["change"] < -0.1
    ways = {effect["symbol"]: effect["way"] for effect in covid["effects"]}
    assert ways["AAPL"] == "own_history"
    total = Decimal(found["total_value"])
    for outcome in found["scenarios"]:
        assert abs(Decimal(outcome["gain"]) - total * Decimal(outcome["change"])) < Decimal("0.02")
    apple = next(effect for effect in tech["effects"] if effect["symbol"] == "AAPL")
    assert (apple["change"], apple["way"]) == (-0.5, "shock")


async def test_a_fall_is_told_of_the_holdings_and_of_everything_with_cash(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    """10 AAPL at 300.35 in a portfolio of 6,007 put in: half of it is cash, so a fall of the
    shares by 20 % takes less than that from the whole."""
    made = await client.post(
        "/api/portfolios",
        json={"name": "C", "base_currency": "USD", "cash": "tracked"},
        headers=ada,
    )
    half = f"/api/portfolios/{made.json()['id']}"
    day = {"trade_date": "2020-01-02", "currency": "USD"}
    rows = [
        {"kind": "deposit", "amount": "6007", **day},
        {"kind": "buy", "symbol": "AAPL", "quantity": "10", "price": "300.35", **day},
    ]
    kept = await client.post(f"{half}/transactions", json={"transactions": rows}, headers=ada)
    assert kept.status_code == 201, kept.text
    shocks = [{"name": "fall", "market": -0.2}]
    found = await plan(client, ada, f"{half}/scenarios", {"crises": [], "shocks": shocks})
    (fall,) = found["scenarios"]
    total, held = Decimal(found["total_value"]), Decimal(found["holdings_value"])
    assert total - held == Decimal("3003.50")
    assert fall["change"] == pytest.approx(-0.2)
    assert fall["change_of_total"] == pytest.approx(float(Decimal(fall["gain"]) / total), abs=1e-6)
    assert -0.2 < fall["change_of_total"] < 0


async def test_a_simulation_is_repeatable_and_its_bands_are_in_order(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    body = {"years": 2, "paths": 300, "seed": 7, "goal": 20_000}
    one = await plan(client, ada, f"{address}/simulate", body)
    two = await plan(client, ada, f"{address}/simulate", body)
    assert one == two
    last = [Decimal(band["values"][-1]) for band in one["bands"]]
    assert last == sorted(last)
    assert one["days"][-1] == 504
    assert 0 <= one["probability_of_goal"] <= 1


async def test_what_if_answers_a_branch_and_leaves_the_ledger_alone(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    before = (await client.get(f"{address}/export", headers=ada)).json()
    trades = [
        {"symbol": "KO", "side": "sell", "quantity": "40", "price": "60"},
        {"symbol": "MSFT", "side": "buy", "quantity": "5"},
    ]
    found = await plan(client, ada, f"{address}/what-if", {"trades": trades})
    assert {item["symbol"] for item in found["before"]["items"]} == {"AAPL", "JPM", "KO"}
    assert {item["symbol"] for item in found["after"]["items"]} == {"AAPL", "JPM", "MSFT"}
    assert found["realised_gain"] == "200.4"
    assert (await client.get(f"{address}/export", headers=ada)).json() == before


async def test_optimal_weights_sum_to_one_and_keep_to_the_cap(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    for objective in ("min_variance", "max_sharpe", "risk_parity", "hrp"):
        body = {"objective": objective, "max_weight": 0.5}
        found = await plan(client, ada, f"{address}/optimise", body)
        weights = [one["optimal"] for one in found["weights"]]
        assert sum(weights) == pytest.approx(1)
        assert max(weights) <= 0.5 + 1e-6
        assert 0 <= found["shrinkage"] <= 1
    lowest = await plan(client, ada, f"{address}/optimise", {"objective": "min_variance"})
    assert lowest["optimal"]["volatility"] <= lowest["current"]["volatility"]


async def test_rebalancing_proposes_trades_that_pay_for_themselves(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str
) -> None:
    targets = {"AAPL": "0.3", "JPM": "0.3", "KO": "0.3", "MSFT": "0.1"}
    found = await plan(client, ada, f"{address}/rebalance", {"targets": targets})
    sold = sum(Decimal(t["value"]) for t in found["trades"] if t["side"] == "sell")
    bought = sum(Decimal(t["value"]) for t in found["trades"] if t["side"] == "buy")
    assert sold - bought == Decimal(found["cash_left"]) >= 0
    for weight in found["weights"]:
        assert weight["after"] == pytest.approx(weight["target"], abs=0.03)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("scenarios", {"crises": ["tulips"]}),
        ("scenarios", {"shocks": [{"name": "x", "market": -2}]}),
        ("simulate", {"paths": 1}),
        ("what-if", {"trades": []}),
        ("what-if", {"trades": [{"symbol": "KO", "side": "sell", "quantity": "41"}]}),
        ("what-if", {"trades": [{"symbol": "NOSUCH", "side": "buy", "quantity": "1"}]}),
        ("optimise", {"objective": "luck"}),
        ("optimise", {"objective": "min_variance", "max_weight": 0.1}),
        ("optimise", {"objective": "hrp", "symbols": ["NOSUCH"]}),
        ("rebalance", {"targets": {"AAPL": "1.5"}}),
        ("rebalance", {"targets": {"AAPL": "0.6", "JPM": "0.6"}}),
        ("rebalance", {"targets": {"NOSUCH": "0.6"}}),
    ],
)
async def test_an_impossible_plan_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str], address: str, path: str, body: dict[str, Any]
) -> None:
    answer = await client.post(f"{address}/{path}", json=body, headers=ada)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_empty_portfolio_has_nothing_to_plan_with(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str], address: str
) -> None:
    made = await client.post(
        "/api/portfolios", json={"name": "E", "base_currency": "USD"}, headers=ada
    )
    empty = f"/api/portfolios/{made.json()['id']}"
    for path in ("scenarios", "simulate"):
        assert (await client.post(f"{empty}/{path}", json={}, headers=ada)).status_code == 422
        assert (await client.post(f"{address}/{path}", json={}, headers=bob)).status_code == 404
