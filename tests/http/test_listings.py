"""Symbols that change and end, as an operator notes them and a holder of the share sees it.

The sample data has no such share: IWM plays the one that became another, MSFT (whose file ends on
2018-07-18) the one that is traded no more. Prices are those of the files.
"""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from functions.wiring import Services
from tests.fakes.manual_clock import ManualClock

type Headers = dict[str, str]

CHANGE = {"old": "OLDIWM", "new": "IWM", "date": "2020-06-09"}


async def _get(client: httpx2.AsyncClient, user: Headers, path: str) -> Any:
    answer = await client.get(f"/api/{path}", headers=user)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _noted(client: httpx2.AsyncClient, admin: Headers, path: str, body: Any) -> Any:
    answer = await client.post(f"/api/stock-data/{path}", json=body, headers=admin)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def holder(client: httpx2.AsyncClient, services: Services, ada: Headers) -> str:
    """A portfolio with a share of IWM and one of MSFT, whose prices have come."""
    _ = await services.market.tracker.ensure(["IWM", "MSFT"], wait_seconds=60)
    made = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": "USD"}, headers=ada
    )
    address = f"portfolios/{made.json()['id']}"
    rows = [
        {
            "kind": "buy",
            "symbol": symbol,
            "trade_date": "2018-07-16",
            "quantity": "10",
            "price": "100",
            "currency": "USD",
        }
        for symbol in ("IWM", "MSFT")
    ]
    answer = await client.post(
        f"/api/{address}/transactions", json={"transactions": rows}, headers=ada
    )
    assert answer.status_code == 201, answer.text
    return address


async def test_the_old_symbol_shows_the_prices_of_the_new_one(
    client: httpx2.AsyncClient, ada: Headers, admin: Headers, holder: str
) -> None:
    del holder
    assert await _noted(client, admin, "symbol-changes", CHANGE) == CHANGE
    assert (await _get(client, ada, "stock-data/symbol-changes"))["items"] == [CHANGE]
    path = "history?from=2021-03-29&to=2021-03-31"
    old = await _get(client, ada, f"market/OLDIWM/{path}")
    new = await _get(client, ada, f"market/IWM/{path}")
    assert (old["symbol"], old["renamed_to"]) == ("OLDIWM", "IWM")
    assert (old["close"], old["dates"]) == (new["close"], new["dates"])
    quotes = await _get(client, ada, "market/quotes?symbols=OLDIWM,IWM")
    assert [item["renamed_to"] for item in quotes["items"]] == ["IWM", None]
    assert len({item["price"] for item in quotes["items"]}) == 1
    for symbol in ("OLDIWM", "IWM"):
        events = (await _get(client, ada, f"market/{symbol}/events"))["items"]
        (change,) = [event for event in events if event["kind"] == "symbol_change"]
        assert (change["from_symbol"], change["to_symbol"], change["date"]) == (
            "OLDIWM",
            "IWM",
            "2020-06-09",
        )
    assert (await _get(client, ada, "market/search?q=oldiwm"))["items"][0]["symbol"] == "IWM"
    assert (await _get(client, ada, "market/IWM"))["formerly"] == ["OLDIWM"]


async def test_a_delisted_share_is_valued_at_its_last_price_and_says_so(
    client: httpx2.AsyncClient, ada: Headers, admin: Headers, holder: str
) -> None:
    before = await _get(client, ada, f"{holder}/holdings")
    ended = await _noted(client, admin, "delistings", {"symbol": "MSFT"})
    assert ended == {"symbol": "MSFT", "last_day": "2018-07-18"}
    (quote,) = (await _get(client, ada, "market/quotes?symbols=MSFT"))["items"]
    assert (quote["delisted_on"], quote["is_stale"]) == ("2018-07-18", True)
    assert (await _get(client, ada, "market/MSFT"))["delisted_on"] == "2018-07-18"
    assert (await _get(client, ada, "market/MSFT/history"))["delisted_on"] == "2018-07-18"
    (status,) = (await _get(client, ada, "stock-data/status?symbol=MSFT"))["symbols"]
    assert "Traded for the last time on 2018-07-18" in status["detail"]
    after = await _get(client, ada, f"{holder}/holdings")
    assert after["total_value"] == before["total_value"]


async def test_what_was_noted_can_be_taken_back_once(
    client: httpx2.AsyncClient, ada: Headers, admin: Headers, holder: str
) -> None:
    del holder
    await _noted(client, admin, "symbol-changes", CHANGE)
    await _noted(client, admin, "delistings", {"symbol": "MSFT"})
    for path in ("symbol-changes/OLDIWM", "delistings/MSFT"):
        gone = await client.delete(f"/api/stock-data/{path}", headers=admin)
        assert gone.status_code == 204, gone.text
        again = await client.delete(f"/api/stock-data/{path}", headers=admin)
        assert again.status_code == 404
    assert (await _get(client, ada, "market/MSFT/history"))["delisted_on"] is None
    assert (await _get(client, ada, "stock-data/symbol-changes"))["items"] == []
    assert (await client.get("/api/market/OLDIWM/history", headers=ada)).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("symbol-changes", {**CHANGE, "new": "OLDIWM"}, 422),
        ("symbol-changes", {**CHANGE, "date": "2021-04-01"}, 422),
        ("symbol-changes", {**CHANGE, "old": "🚀"}, 422),
        ("symbol-changes", {"old": "A", "new": "B"}, 422),
        ("delistings", {"symbol": "NEVERMET"}, 404),
        ("delistings", {"symbol": "IWM", "last_day": "2019-01-02"}, 422),
    ],
)
async def test_what_cannot_be_is_refused(
    client: httpx2.AsyncClient, admin: Headers, holder: str, path: str, body: Any, status: int
) -> None:
    del holder
    answer = await client.post(f"/api/stock-data/{path}", json=body, headers=admin)
    assert answer.status_code == status, answer.text


async def test_a_holding_becomes_the_new_symbol_on_the_day_since_it_was_known(
    client: httpx2.AsyncClient, services: Services, ada: Headers, admin: Headers, holder: str
) -> None:
    before = services.clock.now().isoformat()
    change = {"old": "MSFT", "new": "IWM", "date": "2018-07-19"}
    assert await _noted(client, admin, "symbol-changes", change) == change
    held = (await _get(client, ada, f"{holder}/holdings"))["items"]
    assert [(item["symbol"], item["quantity"], item["cost_basis"]) for item in held] == [
        ("IWM", "20", "2000")
    ]
    assert held[0]["formerly"] == [{"symbol": "MSFT", "became": "IWM", "day": "2018-07-19"}]
    for question in (f"known_at={quote(before)}", "as_of=2018-07-18"):
        then = (await _get(client, ada, f"{holder}/holdings?{question}"))["items"]
        assert sorted(item["symbol"] for item in then) == ["IWM", "MSFT"], question
    # Bought under the old name, sold under the new one.
    row = {"symbol": "IWM", "trade_date": "2019-01-02", "quantity": "15", "price": "130"}
    sold = await client.post(
        f"/api/{holder}/transactions", json={"kind": "sell", **row, "currency": "USD"}, headers=ada
    )
    assert sold.status_code == 201, sold.text
    gains = await _get(client, ada, f"{holder}/gains")
    assert gains["total_realised"] == "450"
    assert {lot["opened"] for lot in gains["realised"]} == {"2018-07-16"}
    for symbol in ("MSFT", "IWM"):
        part = await _get(client, ada, f"{holder}/performance?symbol={symbol}")
        assert Decimal(part["series"]["value"][-1]) > 0


async def test_a_change_taken_back_leaves_the_old_symbol_held(
    client: httpx2.AsyncClient, ada: Headers, admin: Headers, holder: str
) -> None:
    _ = await _noted(
        client, admin, "symbol-changes", {"old": "MSFT", "new": "IWM", "date": "2018-07-19"}
    )
    gone = await client.delete("/api/stock-data/symbol-changes/MSFT", headers=admin)
    assert gone.status_code == 204
    held = (await _get(client, ada, f"{holder}/holdings"))["items"]
    assert sorted(item["symbol"] for item in held) == ["IWM", "MSFT"]


async def test_a_delisting_is_known_from_when_it_was_noted_until_it_was_taken_back(
    client: httpx2.AsyncClient, services: Services, ada: Headers, admin: Headers, holder: str
) -> None:
    clock = ManualClock(services.clock.now())
    services.market.listings._clock = clock
    instants: list[str] = []

    def later() -> None:
        clock.advance(600)
        instants.append(clock.now().isoformat())
        clock.advance(600)

    later()
    for last_day in ("2018-07-18", "2018-07-19"):
        await _noted(client, admin, "delistings", {"symbol": "MSFT", "last_day": last_day})
        later()
    gone = await client.delete("/api/stock-data/delistings/MSFT", headers=admin)
    assert gone.status_code == 204, gone.text
    later()
    await _noted(client, admin, "delistings", {"symbol": "MSFT", "last_day": "2018-07-20"})
    later()

    async def told(question: str) -> list[str | None]:
        items = (await _get(client, ada, f"{holder}/holdings?{question}"))["items"]
        return [item["delisted_on"] for item in items if item["symbol"] == "MSFT"]

    assert [await told(f"known_at={quote(instant)}") for instant in instants] == [
        [None],
        ["2018-07-18"],
        ["2018-07-19"],
        [None],
        ["2018-07-20"],
    ]
    assert await told("as_of=2018-07-19") == [None]
    assert await told("") == ["2018-07-20"]


async def test_a_change_taken_back_is_still_seen_by_who_asks_as_of_before(
    client: httpx2.AsyncClient, services: Services, ada: Headers, admin: Headers, holder: str
) -> None:
    """What the page showed while the change was believed stays what it showed then."""
    clock = ManualClock(services.clock.now())
    services.market.listings._clock = clock
    instants: list[str] = []
    believed: dict[str, Any] = {}

    def later() -> None:
        clock.advance(600)
        instants.append(clock.now().isoformat())
        clock.advance(600)

    change = {"old": "MSFT", "new": "IWM", "date": "2018-07-19"}
    later()
    for _ in range(2):
        await _noted(client, admin, "symbol-changes", change)
        later()
        believed = await _get(client, ada, f"{holder}/holdings")
        gone = await client.delete("/api/stock-data/symbol-changes/MSFT", headers=admin)
        assert gone.status_code == 204
        later()
    told = [
        await _get(client, ada, f"{holder}/holdings?known_at={quote(instant)}")
        for instant in instants
    ]
    symbols = [[item["symbol"] for item in one["items"]] for one in told]
    assert [len(each) for each in symbols] == [2, 1, 2, 1, 2]
    assert symbols[1] == symbols[3] == ["IWM"]
    assert told[3]["items"][0]["formerly"] == believed["items"][0]["formerly"]
    assert told[3]["total_value"] == believed["total_value"]
