"""Every figure a reading of a portfolio gives has a tree, and the tree evaluates to the figure.

The walk goes over what the API answers, so a figure that is added without a tree fails here. The
trees are evaluated by `tests/http/evaluation.py`, which shares no code with the product.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.http.evaluation import evaluate, holds
from tests.http.reading import make, read

type Headers = dict[str, str]
type Asked = tuple[str, Any, dict[str, Any]]

NOT_FIGURES = {
    "as_of",
    "currency",
    "notes",
    "unpriced",
    "from",
    "to",
    "first",
    "last",
    "observations",
    "benchmark",
    "method",
    "year",
    "by",
    "is_complete",
}
"""What an answer says of itself, not of the portfolio."""


def figures_of_summary(answer: dict[str, Any]) -> Iterator[Asked]:
    for name, value in answer.items():
        if name not in NOT_FIGURES:
            yield name, value, {}


def figures_of_holdings(answer: dict[str, Any]) -> Iterator[Asked]:
    facts = {"symbol", "name", "price_as_of", "source", "is_stale", "isin", "delisted_on"}
    for item in answer["items"]:
        for name, value in item.items():
            if name not in facts | NOT_FIGURES | {"renamed_to", "formerly"}:
                yield name, value, {"symbol": item["symbol"]}
    for cash in answer["cash"]:
        yield "cash", cash["value"], {"key": cash["currency"]}


def figures_of_performance(answer: dict[str, Any]) -> Iterator[Asked]:
    named = {"gain": "period_gain", "net_contributions": "period_contributions"}
    for name, value in answer.items():
        if name not in NOT_FIGURES | {"series"}:
            yield named.get(name, name), value, {}
    series = answer["series"]
    for at in range(0, len(series["dates"]), 97):
        day = {"to": series["dates"][at]}
        yield "twr", series["cumulative_twr"][at], day
        yield "total_value", series["value"][at], {"as_of": series["dates"][at]}
        yield "net_contributions", series["net_contributions"][at], {"as_of": series["dates"][at]}
    compared = answer["benchmark"]
    for name in ("twr", "twr_annualised", "price_return", "xirr"):
        yield f"benchmark_{name}", compared[name], {}
    for at in range(0, len(series["dates"]), 97):
        day = {"to": compared["series"]["dates"][at]}
        yield "benchmark_twr", compared["series"]["cumulative_twr"][at], day


def figures_of_gains(answer: dict[str, Any]) -> Iterator[Asked]:
    yield "realised_gain", answer["total_realised"], {}
    yield "proceeds", answer["total_proceeds"], {}
    yield "cost", answer["total_cost"], {}
    yield "unrealised_gain", answer["total_unrealised"], {}
    for lot in answer["realised"]:
        yield "realised_gain", lot["gain"], {"key": lot["closed_by"]}
        yield "proceeds", lot["proceeds"], {"key": lot["closed_by"]}
        yield "cost", lot["cost"], {"key": lot["closed_by"]}
        yield "realised_gain", lot["gain"], {"year": lot["closed"][:4]}
        both = f"{lot['closed_by']}/{lot['opened_by']}"
        yield "realised_gain", lot["gain"], {"key": both}
    for lot in answer["unrealised"]:
        of = {"symbol": lot["symbol"], "key": lot["opened_by"]}
        yield "unrealised_gain", lot["gain"], of


def figures_of_uk_gains(answer: dict[str, Any]) -> Iterator[Asked]:
    yield "realised_gain", answer["total_realised"], {}
    yield "proceeds", answer["total_proceeds"], {}
    yield "cost", answer["total_cost"], {}
    yield "unrealised_gain", answer["total_unrealised"], {}
    assert {lot["opened_by"] for lot in answer["realised"]} >= {"section_104"}
    for lot in answer["realised"]:
        of = {"symbol": lot["symbol"], "key": f"{lot['closed_by']}/{lot['opened_by']}"}
        yield "realised_gain", lot["gain"], of
        yield "proceeds", lot["proceeds"], of
        yield "cost", lot["cost"], of
    for pool in answer["unrealised"]:
        yield "unrealised_gain", pool["gain"], {"symbol": pool["symbol"]}
        yield "cost_basis", pool["cost"], {"symbol": pool["symbol"]}


def figures_of_income(answer: dict[str, Any]) -> Iterator[Asked]:
    yield "income", answer["total"], {}
    yield "income", answer["last_twelve_months"], {"key": "last_twelve_months"}
    named = {"tax": "withholding", "net": "net_income"}
    for month in answer["by_month"]:
        for name in ("dividends", "interest", "tax", "net"):
            yield named.get(name, name), month[name], {"key": month["month"]}
    for year in {month["month"][:4] for month in answer["by_month"]}:
        months = (one["net"] for one in answer["by_month"] if one["month"].startswith(year))
        yield "net_income", str(sum(map(Decimal, months))), {"key": year}
    for one in answer["by_symbol"]:
        of = {"symbol": one["symbol"]}
        yield "income", one["total"], of
        yield "income", one["last_twelve_months"], {**of, "key": "last_twelve_months"}
        yield "yield_on_cost", one["yield_on_cost"], of
        yield "dividend_yield", one["dividend_yield"], of
    for one in answer["expected"][:4]:
        yield "expected_dividend", one["amount"], {"symbol": one["symbol"], "key": one["ex_date"]}


def figures_of_allocation(answer: dict[str, Any]) -> Iterator[Asked]:
    for one in answer["slices"]:
        of = {"by": answer["by"], "key": one["key"]}
        yield "slice", one["value"], of
        yield "slice_weight", one["weight"], of


def figures_of_risk(answer: dict[str, Any]) -> Iterator[Asked]:
    for name, value in answer.items():
        if name in NOT_FIGURES | {"drawdowns", "correlation", "contributions", "rolling"}:
            continue
        yield name, value["depth"] if name == "max_drawdown" and value else value, {}
    for place, fall in enumerate(answer["drawdowns"], start=1):
        yield "max_drawdown", fall["depth"], {"key": str(place)}
    symbols, matrix = answer["correlation"]["symbols"], answer["correlation"]["matrix"]
    for one, row in zip(symbols, matrix, strict=True):
        for other, cell in zip(symbols, row, strict=True):
            yield "correlation", cell, {"key": f"{one}/{other}"}
    for one in answer["contributions"]:
        yield "risk_contribution", one["share"], {"key": one["symbol"]}
    rolling = answer["rolling"]
    for at in range(60, len(rolling["dates"]), 61):
        day = {"to": rolling["dates"][at], "window": rolling["window"]}
        for name in ("volatility", "sharpe", "beta", "max_drawdown"):
            yield name, rolling[name][at], day


READINGS: dict[str, tuple[Any, dict[str, Any]]] = {
    "summary": (figures_of_summary, {}),
    "holdings": (figures_of_holdings, {}),
    "performance": (figures_of_performance, {"benchmark": "IWM"}),
    "gains": (figures_of_gains, {}),
    "gains?uk": (figures_of_uk_gains, {"method": "uk_s104"}),
    "income": (figures_of_income, {}),
    "allocation": (figures_of_allocation, {"by": "sector"}),
    "risk": (figures_of_risk, {"benchmark": "IWM", "window": 60, "risk_free": 0.01}),
}


@pytest.mark.parametrize("cash", ["tracked", "implied"])
@pytest.mark.parametrize("period", [{}, {"from": "2020-04-15", "to": "2020-12-31"}])
@pytest.mark.parametrize("reading", READINGS)
async def test_every_figure_has_a_tree_that_evaluates_to_it(
    client: httpx2.AsyncClient, ada: Headers, reading: str, period: dict[str, str], cash: str
) -> None:
    figures, said = READINGS[reading]
    is_periodic = reading in {"performance", "risk"}
    if period and not is_periodic:
        period = {"as_of": "2020-12-31"}
    address, _ = await make(client, ada, cash=cash)
    query = {"currency": "EUR", **said, **period}
    answer = await read(client, ada, f"{address}/{reading.partition('?')[0]}", **query)
    wrong: list[str] = []
    for name, value, more in figures(answer):
        asked = {
            k: v for k, v in {**query, **more}.items() if k not in {"window", "by"} or k in more
        }
        if "as_of" in more:
            asked = {k: v for k, v in asked.items() if k not in {"from", "to"}}
        tree = await client.get(
            f"{address}/explain", params={**asked, "metric": name, "limit": 500}, headers=ada
        )
        if value is None:
            if tree.status_code != 422:
                wrong.append(f"{name} {more}: null, but {tree.status_code}")
            continue
        if tree.status_code != 200:
            wrong.append(f"{name} {more} {value}: {tree.text[:200]}")
            continue
        again, node = evaluate(tree.json()), tree.json()
        # Amounts that add up to the cent may be rounded by up to one.
        near = 0.0101 if isinstance(value, str) else 1e-8 + 1e-7 * abs(value)
        if abs(again - float(value)) > near or not holds(node):
            wrong.append(f"{name} {more}: {value}, the tree makes {again}, {holds(node)}")
    assert not wrong, "\n".join(wrong)
