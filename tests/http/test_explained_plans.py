"""Every figure a plan gives has a tree, and the tree evaluates to the figure.

The trees are evaluated by `tests/http/evaluation.py`: paths are drawn again from their seed one by
one, optima looked for again by scipy and PyPortfolioOpt.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from functions.wiring import Services
from shared.analytics.scenarios import INDEX
from tests.http.evaluation import evaluate, holds
from tests.http.reading import make

type Headers = dict[str, str]
type Asked = tuple[str, Any, dict[str, Any]]

SHOCKS = [
    {"name": "fall", "market": -0.2, "sectors": {"Information Technology": -0.35}},
    {"name": "dear dollar", "currencies": {"USD": 0.1}, "symbols": {"AAPL": -0.05}},
    {"name": "rates", "rate_change": 0.01, "durations": {"SPY": 20.0}},
    {"name": "the end", "market": -0.9, "rate_change": 0.1, "durations": {"AAPL": 30.0}},
]
MORE = [("KO", "2020-02-03", "40", "58.66"), ("JPM", "2019-06-03", "5.5", "106.42")]
TRADES = [
    {"symbol": "SPY", "side": "sell", "quantity": "12.5"},
    {"symbol": "MSFT", "side": "buy", "quantity": "3", "price": "240.5", "fee": "1.25"},
    {"symbol": "KO", "side": "sell", "quantity": "40", "fee": "2"},
]


def of_scenarios(answer: dict[str, Any]) -> Iterator[Asked]:
    yield "total_value", answer["total_value"], {}
    for place, one in enumerate(answer["scenarios"], start=1):
        for name in ("gain", "change"):
            yield name, one[name], {"key": one["name"]}
            yield name, one[name], {"key": place}
            for effect in one["effects"]:
                yield name, effect[name], {"key": one["name"], "symbol": effect["symbol"]}


def of_simulation(answer: dict[str, Any]) -> Iterator[Asked]:
    for name in ("contributed", "probability_of_loss", "probability_of_goal"):
        yield name, answer[name], {}
    for band in answer["bands"]:
        for at in range(0, len(answer["days"]), 5):
            of = {"key": str(band["quantile"]), "day": answer["days"][at]}
            yield "band", band["values"][at], of
        yield "band", band["values"][-1], {"key": str(band["quantile"])}


def of_what_if(answer: dict[str, Any]) -> Iterator[Asked]:
    yield "realised_gain", answer["realised_gain"], {}
    for branch in ("before", "after"):
        side = answer[branch]
        yield "total_value", side["total_value"], {"branch": branch}
        for item in side["items"]:
            for name in ("quantity", "cost_basis", "market_value", "unrealised_gain", "weight"):
                yield name, item[name], {"branch": branch, "symbol": item["symbol"]}
        for cash in side["cash"]:
            yield "cash", cash["value"], {"branch": branch, "key": cash["currency"]}
            yield "cash_amount", cash["amount"], {"branch": branch, "key": cash["currency"]}


def of_mix(answer: dict[str, Any]) -> Iterator[Asked]:
    for side in ("current", "optimal"):
        for name in ("expected_return", "volatility", "sharpe"):
            yield name, answer[side][name], {"side": side}
        for one in answer["weights"]:
            of = {"side": side, "symbol": one["symbol"]}
            yield "weight", one[side], of
            yield "risk_share", one[f"{side}_risk_share"], of
    yield "turnover", answer["turnover"], {}
    yield "shrinkage", answer["shrinkage"], {}


def of_trades(answer: dict[str, Any]) -> Iterator[Asked]:
    for name in ("cash_left", "realised_gain"):
        yield name, answer[name], {}
    for trade in answer["trades"]:
        for name in ("quantity", "price", "value", "realised_gain"):
            yield name, trade[name], {"symbol": trade["symbol"]}
    for weight in answer["weights"]:
        for name in ("before", "target", "after"):
            yield name, weight[name], {"symbol": weight["symbol"]}


SYMBOLS = ("AAPL", "SPY", "MSFT", "JPM", "KO", "IBM", "XOM", INDEX)
TARGETS = {"AAPL": "0.2", "SPY": "0.15", "MSFT": "0.3", "JPM": "0.25"}
PLANS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "scenarios": (of_scenarios, "scenarios", {"shocks": SHOCKS}),
    "bootstrap": (
        of_simulation,
        "simulate",
        {"years": 1.2, "paths": 600, "seed": 7, "goal": 20000.0, "monthly_contribution": 150.5},
    ),
    "gaussian": (
        of_simulation,
        "simulate",
        {"years": 0.5, "paths": 100, "method": "gaussian", "monthly_contribution": -900.0},
    ),
    "what-if": (of_what_if, "what-if", {"trades": TRADES}),
    "min_variance": (
        of_mix,
        "optimise",
        {"objective": "min_variance", "max_weight": 0.5, "max_turnover": 0.4},
    ),
    "max_sharpe": (
        of_mix,
        "optimise",
        {
            "objective": "max_sharpe",
            "expected_returns": {"KO": 0.07},
            "risk_free": 0.01,
            "sector_caps": {"Information Technology": 0.4},
            "bounds": {"JPM": {"min": 0.1, "max": 0.9}},
        },
    ),
    "risk_parity": (of_mix, "optimise", {"objective": "risk_parity", "shrinkage": False}),
    "hrp": (of_mix, "optimise", {"objective": "hrp", "symbols": ["AAPL", "KO", "IBM", "SPY"]}),
    "unheld": (of_mix, "optimise", {"objective": "min_variance", "symbols": ["IBM", "XOM"]}),
    "rebalance": (of_trades, "rebalance", {"targets": TARGETS, "cash": "1000.55"}),
    "fractions": (
        of_trades,
        "rebalance",
        {"targets": {**TARGETS, "JPM": "0.35"}, "whole_shares": False, "band": 0.01},
    ),
    "short of cash": (
        of_trades,
        "rebalance",
        {"targets": {"AAPL": "0.1", "SPY": "0.4", "KO": "0.2", "JPM": "0.3"}, "min_trade": "50"},
    ),
}


@pytest.fixture(params=["implied", "tracked"])
async def address(
    client: httpx2.AsyncClient, services: Services, ada: Headers, request: Any
) -> str:
    _ = await services.market.tracker.ensure(SYMBOLS, wait_seconds=60)
    address, _ = await make(client, ada, cash=request.param)
    rows = [
        {"kind": "buy", "symbol": symbol, "trade_date": day, "quantity": quantity, "price": price}
        for symbol, day, quantity, price in MORE
    ]
    if request.param == "tracked":
        rows.append({"kind": "deposit", "trade_date": "2019-06-03", "amount": "9000"})
    rows = [{**row, "currency": "USD"} for row in rows]
    answer = await client.post(f"{address}/transactions", json={"transactions": rows}, headers=ada)
    assert answer.status_code == 201, answer.text
    return address


@pytest.mark.parametrize("plan", PLANS)
async def test_every_figure_of_a_plan_has_a_tree_that_evaluates_to_it(
    client: httpx2.AsyncClient, ada: Headers, address: str, plan: str
) -> None:
    figures, path, body = PLANS[plan]
    query = {"currency": "EUR"}
    url = f"{address}/{path}"
    answer = await client.post(url, params=query, json=body, headers=ada)
    assert answer.status_code == 200, answer.text
    wrong: list[str] = []
    asked = list(figures(answer.json()))
    assert len(asked) > 5
    for name, value, more in asked:
        tree = await client.post(
            f"{url}/explain", params={**query, **more, "metric": name}, json=body, headers=ada
        )
        if value is None:
            if tree.status_code != 422:
                wrong.append(f"{name} {more}: null, but {tree.status_code}")
            continue
        if tree.status_code != 200:
            wrong.append(f"{name} {more} {value}: {tree.text[:200]}")
            continue
        again, node = evaluate(tree.json()), tree.json()
        # Optima are flat: another solver stops a little beside.
        is_optimum = node["operation"] in {"min_variance", "max_sharpe", "risk_parity", "hrp"}
        near = 0.0101 if isinstance(value, str) else 1e-7 + 1e-7 * abs(value)
        near = 2e-4 if is_optimum else near
        shown = abs(float(node["value"]) - float(value)) <= min(near, 0.0101)
        if abs(again - float(value)) > near or not shown or not (is_optimum or holds(node)):
            wrong.append(f"{name} {more}: {value}, {node['value']}, tree makes {again}")
    assert not wrong, "\n".join(wrong)


async def test_leaves_that_are_figures_unfold_by_themselves(
    client: httpx2.AsyncClient, ada: Headers, address: str
) -> None:
    """`reference` of a `figure` is the query that asks for its own tree, which has its value."""
    seen = 0
    for _, path, body in PLANS.values():
        url = f"{address}/{path}/explain"
        for metric in {"optimise": "volatility", "rebalance": "cash_left"}.get(path, "").split():
            tree = await client.post(url, params={"metric": metric}, json=body, headers=ada)
            for leaf in _figures(tree.json()):
                name, _, query = leaf["fact"]["reference"].partition("?")
                more = dict(pair.split("=") for pair in query.split("&")) if query else {}
                found = await client.post(
                    url, params={"metric": name, **more}, json=body, headers=ada
                )
                assert found.status_code == 200, found.text
                own = Decimal(found.json()["value"])
                assert abs(own - Decimal(leaf["value"])) <= Decimal("1e-9"), leaf
                seen += 1
    assert seen > 5


def _figures(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node["fact"] and node["fact"]["kind"] == "figure":
        yield node
    for child in node["children"]:
        yield from _figures(child)


@pytest.mark.parametrize(
    ("path", "body", "query"),
    [
        ("scenarios", {}, {"metric": "gain"}),
        ("scenarios", {}, {"metric": "gain", "key": "0"}),
        ("scenarios", {}, {"metric": "gain", "key": "tulips"}),
        ("scenarios", {}, {"metric": "gain", "key": "covid", "symbol": "NOSUCH"}),
        ("simulate", {"paths": 100, "years": 0.1}, {"metric": "probability_of_goal"}),
        ("simulate", {"paths": 100, "years": 0.1}, {"metric": "band", "day": "3"}),
        ("simulate", {"paths": 100, "years": 0.1}, {"metric": "band", "key": "0.4"}),
        ("what-if", {"trades": TRADES}, {"metric": "quantity", "symbol": "IBM"}),
        (
            "what-if",
            {"trades": TRADES},
            {"metric": "market_value", "symbol": "MSFT", "branch": "before"},
        ),
        ("optimise", {"objective": "hrp"}, {"metric": "weight"}),
        (
            "optimise",
            {"objective": "hrp", "shrinkage": False},
            {"metric": "shrinkage"},
        ),
        ("rebalance", {"targets": TARGETS}, {"metric": "quantity"}),
        ("rebalance", {"targets": TARGETS}, {"metric": "cash_left", "symbol": "KO"}),
        ("rebalance", {"targets": TARGETS}, {"metric": "value", "symbol": "IBM"}),
    ],
)
async def test_a_figure_no_plan_gives_is_refused(
    client: httpx2.AsyncClient,
    ada: Headers,
    address: str,
    path: str,
    body: dict[str, Any],
    query: dict[str, str],
) -> None:
    answer = await client.post(f"{address}/{path}/explain", params=query, json=body, headers=ada)
    assert answer.status_code == 422, answer.text
