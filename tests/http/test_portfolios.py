"""Portfolios over HTTP: their life, what they hold, and their ledger as a file."""

import csv
import io
from decimal import Decimal
from typing import Any

import httpx2
import pytest

PLAIN = {"name": "Plain", "base_currency": "USD"}


async def post(
    client: httpx2.AsyncClient, who: dict[str, str], portfolio: dict[str, Any], *rows: Any
) -> None:
    answer = await client.post(
        f"/api/portfolios/{portfolio['id']}/transactions",
        json={"transactions": list(rows)},
        headers=who,
    )
    assert answer.status_code == 201, answer.text


@pytest.fixture
async def portfolio(client: httpx2.AsyncClient, ada: dict[str, str]) -> dict[str, Any]:
    answer = await client.post("/api/portfolios", json=PLAIN, headers=ada)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_portfolio_is_made_with_its_defaults(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    answer = await client.post("/api/portfolios", json=PLAIN, headers=ada)
    made = answer.json()
    assert (made["lot_method"], made["cash"], made["benchmark"]) == ("fifo", "implied", None)
    assert answer.headers["location"] == f"/api/portfolios/{made['id']}"
    shown = await client.get(answer.headers["location"], headers=ada)
    assert shown.json() == made
    assert shown.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"base_currency": "GBp"}, "/base_currency"),
        ({"base_currency": "ZZZ"}, "/base_currency"),
        ({"lot_method": "random"}, "/lot_method"),
        ({"benchmark": "NOSUCH"}, "/benchmark"),
        ({"owner": "bob"}, "/owner"),
    ],
)
async def test_a_wrong_portfolio_is_refused_with_its_place(
    client: httpx2.AsyncClient, ada: dict[str, str], change: dict[str, object], pointer: str
) -> None:
    answer = await client.post("/api/portfolios", json={**PLAIN, **change}, headers=ada)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_change_needs_the_version_it_was_made_on(
    client: httpx2.AsyncClient, ada: dict[str, str], portfolio: dict[str, Any]
) -> None:
    address = f"/api/portfolios/{portfolio['id']}"
    change = {"name": "Renamed", "benchmark": "SPY"}
    missing = await client.patch(address, json=change, headers=ada)
    stale = await client.patch(address, json=change, headers={**ada, "If-Match": '"9"'})
    good = await client.patch(address, json=change, headers={**ada, "If-Match": '"1"'})
    assert (missing.status_code, stale.status_code, good.status_code) == (428, 412, 200)
    assert (good.json()["name"], good.json()["benchmark"]) == ("Renamed", "SPY")
    again = await client.patch(
        address, json={"benchmark": None}, headers={**ada, "If-Match": '"2"'}
    )
    assert (again.json()["name"], again.json()["benchmark"]) == ("Renamed", None)
    put = await client.put(address, json=PLAIN, headers={**ada, "If-Match": '"3"'})
    assert put.json()["name"] == "Plain"


async def test_portfolios_are_listed_in_pages_and_only_ones_own(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str]
) -> None:
    for number in range(3):
        await client.post("/api/portfolios", json={**PLAIN, "name": f"P{number}"}, headers=ada)
    first = (await client.get("/api/portfolios?limit=2", headers=ada)).json()
    rest = (
        await client.get("/api/portfolios", params={"cursor": first["next_cursor"]}, headers=ada)
    ).json()
    names = [one["name"] for one in first["items"] + rest["items"]]
    assert sorted(names) == ["P0", "P1", "P2"]
    assert rest["next_cursor"] is None
    assert (await client.get("/api/portfolios", headers=bob)).json()["items"] == []


async def test_a_deleted_portfolio_is_gone_with_its_ledger(
    client: httpx2.AsyncClient, ada: dict[str, str], portfolio: dict[str, Any]
) -> None:
    address = f"/api/portfolios/{portfolio['id']}"
    deposit = {"kind": "deposit", "trade_date": "2020-01-02", "amount": "5"}
    await post(client, ada, portfolio, deposit)
    assert (await client.delete(address, headers=ada)).status_code == 204
    for path in ("", "/transactions", "/holdings", "/export"):
        assert (await client.get(address + path, headers=ada)).status_code == 404


async def test_a_portfolio_of_another_does_not_exist(
    client: httpx2.AsyncClient, bob: dict[str, str], portfolio: dict[str, Any]
) -> None:
    address = f"/api/portfolios/{portfolio['id']}"
    match = {**bob, "If-Match": "*"}
    answers = [
        await client.get(address, headers=bob),
        await client.patch(address, json={"name": "mine"}, headers=match),
        await client.delete(address, headers=match),
        await client.get(f"{address}/holdings", headers=bob),
        await client.get(f"{address}/export", headers=bob),
    ]
    assert {answer.status_code for answer in answers} == {404}


async def test_holdings_after_a_split_have_its_shares_at_its_price(
    client: httpx2.AsyncClient, ada: dict[str, str], portfolio: dict[str, Any]
) -> None:
    """AAPL split 4:1 on 2020-08-31; it closed at 129.04 that day and at 499.23 the day before.

    Source: QuantConnect LEAN daily data (Apache-2.0), raw closes, factor file.
    """
    buy = {
        "kind": "buy",
        "symbol": "AAPL",
        "trade_date": "2020-08-28",
        "quantity": "10",
        "price": "499.23",
        "currency": "USD",
    }
    await post(client, ada, portfolio, buy)
    address = f"/api/portfolios/{portfolio['id']}/holdings"
    before = (await client.get(address, params={"as_of": "2020-08-30"}, headers=ada)).json()
    after = (await client.get(address, params={"as_of": "2020-08-31"}, headers=ada)).json()
    assert (before["items"][0]["quantity"], before["total_value"]) == ("10", "4992.3")
    item = after["items"][0]
    assert (item["quantity"], item["price"], item["market_value"]) == ("40", "129.04", "5161.6")
    assert (item["cost_basis"], item["average_price"]) == ("4992.3", "124.8075")
    assert item["unrealised_gain"] == "169.3"
    assert item["price_as_of"] == "2020-08-31"
    assert item["is_stale"] is False
    assert (after["is_complete"], after["unpriced"]) == (True, [])


async def test_holdings_in_another_currency_use_the_rate_of_each_day(
    client: httpx2.AsyncClient, ada: dict[str, str], portfolio: dict[str, Any]
) -> None:
    """ECB reference rates: 1.1193 USD for a euro on 2020-01-02, 1.1725 on 2021-03-31."""
    buy = {
        "kind": "buy",
        "symbol": "AAPL",
        "trade_date": "2020-01-02",
        "quantity": "10",
        "price": "300.35",
        "currency": "USD",
    }
    await post(client, ada, portfolio, buy)
    answer = await client.get(
        f"/api/portfolios/{portfolio['id']}/holdings", params={"currency": "EUR"}, headers=ada
    )
    item = answer.json()["items"][0]
    price = Decimal(item["price"])
    cost, value = Decimal(item["cost_basis"]), Decimal(item["market_value"])
    assert abs(cost - Decimal("3003.50") / Decimal("1.1193")) < Decimal("0.005")
    assert abs(value - 40 * price / Decimal("1.1725")) < Decimal("0.005")


@pytest.mark.parametrize("query", [{"as_of": "2021-04-01"}, {"as_of": "soon"}, {"currency": "XXQ"}])
async def test_a_day_to_come_or_no_currency_is_refused(
    client: httpx2.AsyncClient,
    ada: dict[str, str],
    portfolio: dict[str, Any],
    query: dict[str, str],
) -> None:
    address = f"/api/portfolios/{portfolio['id']}/holdings"
    assert (await client.get(address, params=query, headers=ada)).status_code == 422


async def test_an_export_posts_back_to_the_same_ledger(
    client: httpx2.AsyncClient, ada: dict[str, str], portfolio: dict[str, Any]
) -> None:
    rows = [
        {
            "kind": "buy",
            "symbol": "AAPL",
            "trade_date": "2020-01-02",
            "quantity": "10.5",
            "price": "300.35",
            "currency": "USD",
            "fee": "1",
            "tags": ["growth", "tech"],
            "note": "=1+1 is no formula",
        },
        {"kind": "deposit", "trade_date": "2020-01-01", "amount": "5000", "currency": "EUR"},
    ]
    await post(client, ada, portfolio, *rows)
    address = f"/api/portfolios/{portfolio['id']}"
    exported = (await client.get(f"{address}/export", headers=ada)).json()
    copy = (await client.post("/api/portfolios", json=PLAIN, headers=ada)).json()
    await post(client, ada, copy, *exported["transactions"])
    again = (await client.get(f"/api/portfolios/{copy['id']}/export", headers=ada)).json()
    ignored = {"id"}
    assert [{k: v for k, v in t.items() if k not in ignored} for t in again["transactions"]] == [
        {k: v for k, v in t.items() if k not in ignored} for t in exported["transactions"]
    ]


async def test_a_csv_export_runs_no_formula_in_a_spreadsheet(
    client: httpx2.AsyncClient, ada: dict[str, str], portfolio: dict[str, Any]
) -> None:
    row = {
        "kind": "deposit",
        "trade_date": "2020-01-01",
        "amount": "5000",
        "currency": "EUR",
        "note": '=HYPERLINK("http://evil.test")',
        "account": "@SUM(A1)",
    }
    await post(client, ada, portfolio, row)
    answer = await client.get(f"/api/portfolios/{portfolio['id']}/export?format=csv", headers=ada)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    [cells] = list(csv.DictReader(io.StringIO(answer.text)))
    assert cells["amount"] == "5000"
    assert cells["note"] == '\'=HYPERLINK("http://evil.test")'
    assert cells["account"] == "'@SUM(A1)"
