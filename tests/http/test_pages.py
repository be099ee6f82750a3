"""Lists page by page: `next_cursor` is null on the last page, also on a full one."""

from typing import Any

import httpx2
import pytest

MADE: list[tuple[str, list[dict[str, Any]]]] = [
    ("/api/chat/sessions", [{"title": title} for title in "abcd"]),
    ("/api/watchlists", [{"name": name} for name in "abcd"]),
    ("/api/portfolios", [{"name": name, "base_currency": "USD"} for name in "abcd"]),
    ("/api/stock-data/track", [{"symbol": symbol} for symbol in ("AAPL", "BAC", "IBM", "SPY")]),
    (
        "/api/alerts",
        [{"kind": "price_above", "symbol": "AAPL", "threshold": str(n)} for n in range(1, 5)],
    ),
]


async def pages_of(
    client: httpx2.AsyncClient, who: dict[str, str], path: str, limit: int
) -> list[int]:
    """Return how many items each page holds, to the one without a next."""
    sizes: list[int] = []
    params: dict[str, str | int] = {"limit": limit}
    while True:
        answer = await client.get(path, params=params, headers=who)
        assert answer.status_code == 200, answer.text
        sizes.append(len(answer.json()["items"]))
        if answer.json()["next_cursor"] is None:
            return sizes
        params["cursor"] = answer.json()["next_cursor"]


@pytest.mark.parametrize(("path", "bodies"), MADE)
async def test_a_full_page_may_be_the_last(
    client: httpx2.AsyncClient, ada: dict[str, str], path: str, bodies: list[dict[str, Any]]
) -> None:
    for body in bodies:
        assert (await client.post(path, json=body, headers=ada)).status_code in {201, 202}
    assert await pages_of(client, ada, path, 2) == [2, 2]
    assert await pages_of(client, ada, path, 3) == [3, 1]
    assert await pages_of(client, ada, path, 4) == [4]


async def test_messages_end_with_the_last_full_page(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    session = (await client.post("/api/chat/sessions", json={}, headers=ada)).json()["id"]
    path = f"/api/chat/sessions/{session}/messages"
    await client.post(path, json={"content": "What is beta?"}, headers=ada)
    assert await pages_of(client, ada, path, 2) == [2]
    assert await pages_of(client, ada, path, 1) == [1, 1]


async def test_accounts_end_with_the_last_full_page(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str], admin: dict[str, str]
) -> None:
    sizes = await pages_of(client, admin, "/api/operations/users", 1)
    assert sizes == [1] * len(sizes)
    assert await pages_of(client, admin, "/api/operations/users", len(sizes)) == [len(sizes)]
