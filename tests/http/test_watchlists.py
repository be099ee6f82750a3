"""Watchlists over HTTP: their order, notes, prices, and what is refused."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from functions.wiring import Services
from shared.market.unwatching import Unwatching


@pytest.fixture
async def watchlist(client: httpx2.AsyncClient, ada: dict[str, str]) -> dict[str, Any]:
    body = {"name": "Tech", "symbols": ["MSFT", "aapl"]}
    answer = await client.post("/api/watchlists", json=body, headers=ada)
    assert answer.status_code == 201, answer.text
    return answer.json()


def symbols(watchlist: dict[str, Any]) -> list[str]:
    return [item["symbol"] for item in watchlist["items"]]


async def test_symbols_stay_in_the_order_given_and_come_with_name_and_last_price(
    client: httpx2.AsyncClient, ada: dict[str, str], watchlist: dict[str, Any]
) -> None:
    shown = (await client.get(f"/api/watchlists/{watchlist['id']}", headers=ada)).json()
    assert symbols(shown) == ["MSFT", "AAPL"]
    apple = shown["items"][1]
    assert (apple["status"], apple["name"], apple["currency"]) == ("ready", "Apple Inc.", "USD")
    # The close of 2021-03-31 in the product's sample file of AAPL.
    assert (apple["quote"]["price"], apple["quote"]["as_of"]) == ("122.15", "2021-03-31")


async def test_what_is_on_a_watchlist_is_kept_fresh_by_the_ingestion(
    services: Services, watchlist: dict[str, Any]
) -> None:
    entries = await services.tracker.status(symbols(watchlist))
    assert [entry.is_watched for entry in entries] == [True, True]


async def test_a_symbol_leaves_the_universe_with_the_last_who_watched_it(
    client: httpx2.AsyncClient,
    services: Services,
    ada: dict[str, str],
    bob: dict[str, str],
    watchlist: dict[str, Any],
) -> None:
    async def wanted() -> list[str]:
        await services.unwatching.sweep()
        return [entry.symbol for entry in await services.tracker.status() if entry.is_wanted]

    made = await client.post(
        "/api/watchlists", json={"name": "B", "symbols": ["AAPL"]}, headers=bob
    )
    alert = {"kind": "price_above", "symbol": "KO", "threshold": "1000"}
    watching = await client.post("/api/alerts", json=alert, headers=bob)
    assert (made.status_code, watching.status_code) == (201, 201), watching.text
    await client.delete(f"/api/watchlists/{watchlist['id']}", headers=ada)
    assert await wanted() == ["AAPL", "KO"]
    await client.delete(f"/api/watchlists/{made.json()['id']}/items/AAPL", headers=bob)
    assert await wanted() == ["KO"]
    await client.delete(f"/api/alerts/{watching.json()['id']}", headers=bob)
    assert await wanted() == []
    # On a list again, it is wanted again at once.
    await client.post("/api/watchlists", json={"name": "C", "symbols": ["AAPL"]}, headers=ada)
    assert await wanted() == ["AAPL"]


async def test_a_symbol_put_on_a_list_during_the_sweep_stays(services: Services) -> None:
    await services.tracker.watch(["AAPL"])
    looks = 0

    async def owners() -> AsyncIterator[str]:
        nonlocal looks
        looks += 1
        yield "ada"

    async def listed(_owner: str) -> set[str]:
        return {"AAPL"} if looks > 1 else set()

    assert await Unwatching(services.tracker, owners, (listed,)).sweep() == 0
    (entry,) = await services.tracker.status(["AAPL"])
    assert (looks, entry.is_watched) == (2, True)


async def test_items_are_added_moved_noted_and_removed(
    client: httpx2.AsyncClient, ada: dict[str, str], watchlist: dict[str, Any]
) -> None:
    items = f"/api/watchlists/{watchlist['id']}/items"
    added = await client.post(
        items, json={"symbol": "KO", "note": "drinks", "position": 0}, headers=ada
    )
    assert (added.status_code, added.json()["note"]) == (201, "drinks")
    assert added.headers["location"] == f"{items}/KO"
    moved = await client.patch(f"{items}/AAPL", json={"position": 0, "note": "N"}, headers=ada)
    assert moved.json()["note"] == "N"
    gone = await client.delete(f"{items}/msft", headers=ada)
    assert gone.status_code == 204
    shown = (await client.get(items, headers=ada)).json()["items"]
    assert [(one["symbol"], one["note"]) for one in shown] == [("AAPL", "N"), ("KO", "drinks")]
    again = await client.delete(f"{items}/MSFT", headers=ada)
    assert again.json()["code"] == "symbol_not_on_list"


async def test_a_symbol_is_on_a_list_once(
    client: httpx2.AsyncClient, ada: dict[str, str], watchlist: dict[str, Any]
) -> None:
    items = f"/api/watchlists/{watchlist['id']}/items"
    twice = await client.post(items, json={"symbol": "AAPL"}, headers=ada)
    assert (twice.status_code, twice.json()["code"]) == (409, "symbol_on_list")
    body = {"name": "T", "symbols": ["KO", "MSFT", "KO"]}
    listed = await client.post("/api/watchlists", json=body, headers=ada)
    assert (listed.status_code, listed.json()["errors"][0]["pointer"]) == (422, "/items/2/symbol")


async def test_a_symbol_nobody_knows_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str], watchlist: dict[str, Any]
) -> None:
    items = f"/api/watchlists/{watchlist['id']}/items"
    answer = await client.post(items, json={"symbol": "NOSUCH"}, headers=ada)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_symbol")


async def test_changing_a_list_needs_its_version_and_new_prices_do_not_count(
    client: httpx2.AsyncClient, ada: dict[str, str], watchlist: dict[str, Any]
) -> None:
    address = f"/api/watchlists/{watchlist['id']}"
    etag = (await client.get(address, headers=ada)).headers["etag"]
    without = await client.patch(address, json={"name": "X"}, headers=ada)
    assert without.status_code == 428
    older = f'"{etag.strip(chr(34)).split(".")[0]}.0123456789abcdef"'
    change = {"symbols": ["AAPL", "MSFT"], "name": "Big"}
    changed = await client.patch(address, json=change, headers={**ada, "If-Match": older})
    assert (changed.status_code, symbols(changed.json())) == (200, ["AAPL", "MSFT"])
    stale = await client.put(address, json={"name": "X"}, headers={**ada, "If-Match": etag})
    assert stale.status_code == 412
    fresh = {**ada, "If-Match": changed.headers["etag"]}
    replaced = await client.put(address, json={"name": "X"}, headers=fresh)
    assert (replaced.json()["name"], replaced.json()["items"]) == ("X", [])


async def test_lists_are_listed_oldest_first_page_by_page_and_deleted(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str], watchlist: dict[str, Any]
) -> None:
    second = (await client.post("/api/watchlists", json={"name": "Two"}, headers=ada)).json()
    first_page = (await client.get("/api/watchlists?limit=1", headers=ada)).json()
    assert [one["id"] for one in first_page["items"]] == [watchlist["id"]]
    cursor = first_page["next_cursor"]
    rest = (await client.get(f"/api/watchlists?limit=1&cursor={cursor}", headers=ada)).json()
    assert [one["id"] for one in rest["items"]] == [second["id"]]
    assert rest["next_cursor"] is None
    assert (await client.get("/api/watchlists", headers=bob)).json()["items"] == []
    gone = await client.delete(f"/api/watchlists/{second['id']}", headers=ada)
    assert gone.status_code == 204
    assert (await client.get(f"/api/watchlists/{second['id']}", headers=ada)).status_code == 404
