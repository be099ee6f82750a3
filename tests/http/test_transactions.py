"""Recording transactions over HTTP: one, many, wrong ones, corrections and their versions."""

from typing import Any

import httpx2
import pytest

BUY = {
    "kind": "buy",
    "symbol": "AAPL",
    "trade_date": "2020-01-02",
    "quantity": "10",
    "price": "300.35",
    "currency": "USD",
    "fee": "1",
}


async def make_portfolio(
    client: httpx2.AsyncClient, who: dict[str, str], **said: object
) -> dict[str, Any]:
    body = {"name": "Plain", "base_currency": "USD", **said}
    answer = await client.post("/api/portfolios", json=body, headers=who)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
async def ledger(client: httpx2.AsyncClient, ada: dict[str, str]) -> str:
    """The address of a new portfolio's transactions."""
    portfolio = await make_portfolio(client, ada)
    return f"/api/portfolios/{portfolio['id']}/transactions"


async def test_a_transaction_is_recorded_as_sent(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str
) -> None:
    answer = await client.post(ledger, json=BUY, headers=ada)
    assert answer.status_code == 201, answer.text
    recorded = answer.json()
    assert {name: recorded[name] for name in BUY} == BUY
    assert recorded["source"] == "manual"
    assert answer.headers["location"] == f"{ledger}/{recorded['id']}"
    shown = await client.get(answer.headers["location"], headers=ada)
    assert shown.json() == recorded
    assert shown.headers["etag"] == answer.headers["etag"] == '"1"'


async def test_numbers_may_come_as_json_numbers_and_keep_their_digits(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str
) -> None:
    answer = await client.post(ledger, json={**BUY, "quantity": 10, "price": 300.35}, headers=ada)
    assert (answer.json()["quantity"], answer.json()["price"]) == ("10", "300.35")


async def test_a_list_lands_whole_or_not_at_all_with_a_pointer_to_each_bad_row(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str
) -> None:
    rows = [
        BUY,
        {**BUY, "price": "-1"},
        {**BUY, "quantity": "0"},
        {**BUY, "currency": "XXQ"},
        {**BUY, "kind": "gift"},
    ]
    answer = await client.post(ledger, json={"transactions": rows}, headers=ada)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/transactions/1/price",
        "/transactions/2/quantity",
        "/transactions/3/currency",
        "/transactions/4/kind",
    ]
    assert (await client.get(ledger, headers=ada)).json()["items"] == []
    good = await client.post(ledger, json={"transactions": [BUY, BUY]}, headers=ada)
    assert good.status_code == 201
    assert len(good.json()["transactions"]) == 2


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"trade_date": "2021-04-01"}, "/trade_date"),
        ({"trade_date": "1899-12-31"}, "/trade_date"),
        ({"price": "0"}, "/price"),
        ({"price": None}, "/price"),
        ({"quantity": None}, "/quantity"),
        ({"symbol": None}, "/symbol"),
        ({"symbol": "no such"}, "/symbol"),
        ({"kind": "deposit"}, "/symbol"),
        ({"kind": "split"}, "/ratio"),
        ({"settle_date": "2019-12-31"}, "/"),
        ({"colour": "red"}, "/colour"),
        ({"quantity": "1e400"}, "/quantity"),
        ({"price": "NaN"}, "/price"),
    ],
)
async def test_a_wrong_field_is_refused_with_its_place(
    client: httpx2.AsyncClient,
    ada: dict[str, str],
    ledger: str,
    change: dict[str, object],
    pointer: str,
) -> None:
    answer = await client.post(ledger, json={**BUY, **change}, headers=ada)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_selling_more_than_there_is_is_refused_with_row_and_reason(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str
) -> None:
    sell = {**BUY, "kind": "sell", "trade_date": "2020-01-03", "quantity": "11"}
    answer = await client.post(ledger, json={"transactions": [BUY, sell]}, headers=ada)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "position_too_small")
    assert problem["errors"] == [
        {
            "pointer": "/transactions/1/quantity",
            "message": "sells 11 AAPL on 2020-01-03, but only 10 held then",
        }
    ]


async def test_a_symbol_nobody_knows_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str
) -> None:
    answer = await client.post(ledger, json={**BUY, "symbol": "NOSUCH"}, headers=ada)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_symbol")
    assert answer.json()["errors"][0]["pointer"] == "/symbol"


async def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str
) -> None:
    recorded = (await client.post(ledger, json=BUY, headers=ada)).json()
    address = f"{ledger}/{recorded['id']}"
    changed = {**recorded, "quantity": "12"}

    missing = await client.put(address, json=changed, headers=ada)
    stale = await client.put(address, json=changed, headers={**ada, "If-Match": '"7"'})
    good = await client.put(address, json=changed, headers={**ada, "If-Match": '"1"'})
    assert (missing.status_code, stale.status_code, good.status_code) == (428, 412, 200)
    assert good.headers["etag"] == '"2"'

    assert (await client.delete(address, headers=ada)).status_code == 204
    assert (await client.get(address, headers=ada)).status_code == 404
    versions = (await client.get(f"{address}/versions", headers=ada)).json()["items"]
    assert [(v["version"], v["quantity"], v["is_deleted"]) for v in versions] == [
        (1, "10", False),
        (2, "12", False),
        (3, "12", True),
    ]


async def test_a_purchase_that_a_sale_needs_cannot_be_deleted_or_shrunk(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str
) -> None:
    bought = (await client.post(ledger, json=BUY, headers=ada)).json()
    sell = {**BUY, "kind": "sell", "trade_date": "2020-01-03"}
    await client.post(ledger, json=sell, headers=ada)
    address = f"{ledger}/{bought['id']}"
    shrunk = await client.put(
        address, json={**BUY, "quantity": "9"}, headers={**ada, "If-Match": "*"}
    )
    deleted = await client.delete(address, headers=ada)
    assert (shrunk.status_code, deleted.status_code) == (422, 409)
    assert shrunk.json()["errors"][0]["pointer"] == "/quantity"


async def test_the_list_is_newest_first_filtered_and_paged(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str
) -> None:
    rows = [{**BUY, "trade_date": f"2020-01-{day:02}"} for day in range(2, 9)]
    rows.append({**BUY, "symbol": "MSFT", "trade_date": "2020-02-03"})
    await client.post(ledger, json={"transactions": rows}, headers=ada)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "3", "symbol": "aapl", "from": "2020-01-03"}
        page = await client.get(
            ledger, params={**query, **({"cursor": cursor} if cursor else {})}, headers=ada
        )
        seen += [item["trade_date"] for item in page.json()["items"]]
        cursor = page.json()["next_cursor"]
    assert seen == [f"2020-01-{day:02}" for day in range(8, 2, -1)]
    bad = await client.get(ledger, params={"cursor": "bm9uc2Vuc2U"}, headers=ada)
    assert bad.status_code == 400


async def test_another_persons_ledger_does_not_exist(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str], ledger: str
) -> None:
    recorded = (await client.post(ledger, json=BUY, headers=ada)).json()
    address = f"{ledger}/{recorded['id']}"
    match = {**bob, "If-Match": "*"}
    answers = [
        await client.get(ledger, headers=bob),
        await client.post(ledger, json=BUY, headers=bob),
        await client.get(address, headers=bob),
        await client.put(address, json=BUY, headers=match),
        await client.delete(address, headers=match),
        await client.get(f"{address}/versions", headers=bob),
    ]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("body", [b"[]", b"null", b"3", b'"x"', b'{"transactions": []}', b"{}"])
async def test_a_body_of_another_shape_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str], ledger: str, body: bytes
) -> None:
    headers = {**ada, "Content-Type": "application/json"}
    answer = await client.post(ledger, content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_every_wrong_row_of_a_list_is_told_at_once_whatever_is_wrong_with_it(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    created = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "USD"}, headers=ada
    )
    url = f"/api/portfolios/{created.json()['id']}/transactions"
    good = {"kind": "deposit", "trade_date": "2021-01-04", "amount": "1", "currency": "USD"}
    buy = {**good, "kind": "buy", "symbol": "AAPL", "quantity": "1", "price": "129.41"}
    del buy["amount"]
    rows = [
        {**good, "amount": "1", "symbol": "AAPL"},  # 0: a rule: a deposit has no symbol
        good,
        {**buy, "quantity": "much"},  # 2: its form
        {**buy, "trade_date": "2031-01-04"},  # 3: a rule that knows today
        {**good, "kind": "gift", "colour": "red"},  # 4: two places of its form
        {name: value for name, value in buy.items() if name != "price"},  # 5: a rule
        7,  # 6: no object at all
    ]
    answer = await client.post(url, json={"transactions": rows}, headers=ada)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/transactions/0/symbol",
        "/transactions/2/quantity",
        "/transactions/3/trade_date",
        "/transactions/4/kind",
        "/transactions/4/colour",
        "/transactions/5/price",
        "/transactions/6",
    ]
    assert (await client.get(url, headers=ada)).json()["items"] == []


@pytest.mark.parametrize("rows", [[], None, "x", {"0": {}}])
async def test_a_list_that_is_none_is_refused_as_such(
    client: httpx2.AsyncClient, ada: dict[str, str], rows: object
) -> None:
    created = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "USD"}, headers=ada
    )
    url = f"/api/portfolios/{created.json()['id']}/transactions"
    answer = await client.post(url, json={"transactions": rows}, headers=ada)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/transactions"
