"""A worker dies after the effect and before the answer; the request comes again: one effect.

The death is played where it hurts most: what was done is stored, its answer is not, and the claim
is given back, as it is when a dead holder's minute is over.
"""

from typing import Any

import httpx2
import pytest

from functions.wiring import Services

BUY = {
    "kind": "buy",
    "symbol": "AAPL",
    "trade_date": "2021-01-04",
    "quantity": "3",
    "price": "130",
    "currency": "USD",
}
RULE = {"kind": "price_above", "symbol": "AAPL", "threshold": "500"}


@pytest.fixture
def forgetful(services: Services) -> Services:
    """Services that lose the first answer of every keyed write."""
    store = services.idempotency
    complete = store.complete

    async def lose(claim: Any, *answer: Any) -> None:
        if claim.is_repeated:
            await complete(claim, *answer)
        else:
            await store.abandon(claim)

    store.complete = lose  # type: ignore[method-assign]
    return services


class Client:
    def __init__(self, client: httpx2.AsyncClient, who: dict[str, str]) -> None:
        self._client, self._who, self._keys = client, who, 0

    async def twice(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a write, lose its answer, send it again; return both answers' JSON."""
        self._keys += 1
        sent = {**self._who, **headers, "Idempotency-Key": f"k-{self._keys}"}
        answers = [
            await self._client.request(method, f"/api/{path}", json=body, headers=sent)
            for _ in range(2)
        ]
        for answer in answers:
            assert answer.is_success, answer.text
            assert "idempotency-replayed" not in answer.headers
        return [answer.json() if answer.content else None for answer in answers]

    async def items(self, path: str) -> list[dict[str, Any]]:
        answer = await self._client.get(f"/api/{path}", headers=self._who)
        return answer.raise_for_status().json()["items"]

    async def etag(self, path: str) -> str:
        return (await self._client.get(f"/api/{path}", headers=self._who)).headers["etag"]


@pytest.fixture
def ada_client(client: httpx2.AsyncClient, ada: dict[str, str], forgetful: Services) -> Client:
    del forgetful
    return Client(client, ada)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("portfolios", {"name": "Pension", "base_currency": "USD"}),
        ("watchlists", {"name": "Ideas"}),
        ("alerts", RULE),
        ("chat/sessions", {"title": "Questions"}),
    ],
)
async def test_what_is_made_is_made_once(ada_client: Client, path: str, body: Any) -> None:
    first, again = await ada_client.twice("POST", path, body)
    assert first["id"] == again["id"]
    assert [item["id"] for item in await ada_client.items(path)] == [first["id"]]


async def test_a_transaction_is_booked_changed_and_deleted_once(ada_client: Client) -> None:
    portfolio, _ = await ada_client.twice(
        "POST", "portfolios", {"name": "Pension", "base_currency": "USD"}
    )
    ledger = f"portfolios/{portfolio['id']}/transactions"
    first, again = await ada_client.twice("POST", ledger, {"transactions": [BUY, BUY]})
    assert first == again
    assert len(await ada_client.items(ledger)) == 2

    one = f"{ledger}/{first['transactions'][0]['id']}"
    corrected = {**BUY, "quantity": "4"}
    changed, changed_again = await ada_client.twice(
        "PUT", one, corrected, **{"If-Match": await ada_client.etag(one)}
    )
    assert changed == changed_again
    assert len(await ada_client.items(f"{one}/versions")) == 2

    await ada_client.twice("DELETE", one, **{"If-Match": await ada_client.etag(one)})
    assert len(await ada_client.items(ledger)) == 1


async def test_a_symbol_is_put_on_a_list_once(ada_client: Client) -> None:
    made, _ = await ada_client.twice("POST", "watchlists", {"name": "Ideas"})
    await ada_client.twice("POST", f"watchlists/{made['id']}/items", {"symbol": "AAPL"})
    [item] = (await ada_client.items("watchlists"))[0]["items"]
    assert item["symbol"] == "AAPL"


async def test_a_question_is_put_once_and_its_answer_is_told_again(ada_client: Client) -> None:
    session, _ = await ada_client.twice("POST", "chat/sessions", {"title": "Questions"})
    path = f"chat/sessions/{session['id']}/messages"
    first, again = await ada_client.twice("POST", path, {"content": "What is a dividend?"})
    assert first["id"] == again["id"]
    assert first["content"] == again["content"]
    assert [item["role"] for item in await ada_client.items(path)] == ["user", "assistant"]


async def test_a_report_is_asked_for_once(ada_client: Client) -> None:
    portfolio, _ = await ada_client.twice(
        "POST", "portfolios", {"name": "Pension", "base_currency": "USD"}
    )
    await ada_client.twice("POST", f"portfolios/{portfolio['id']}/transactions", BUY)
    wanted = {"kind": "performance", "portfolio_id": portfolio["id"], "formats": ["json"]}
    first, again = await ada_client.twice("POST", "reports", wanted)
    assert first["id"] == again["id"]
    assert len(await ada_client.items("reports")) == 1
