"""Time travel: every reading of a portfolio at a day, and as it was known at an instant."""

from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.http.reading import closes, make, read


async def test_every_reading_takes_a_day_and_an_instant(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    readings = {
        "holdings": {},
        "summary": {},
        "performance": {"period": "1y"},
        "risk": {"period": "1y"},
        "gains": {},
        "income": {},
        "allocation": {},
        "explain": {"metric": "simple_return"},
        "transactions": {},
    }
    for path, query in readings.items():
        place = f"{address}/{path}"
        past = await client.get(place, params={**query, "as_of": "2020-06-30"}, headers=ada)
        assert past.status_code == 200, f"{path}: {past.text}"
        assert "2020-09-15" not in past.text, path
        unknown = {**query, "known_at": "2000-01-01T00:00:00Z"}
        before = await client.get(place, params=unknown, headers=ada)
        assert before.status_code == (422 if path == "explain" else 200), f"{path}: {before.text}"
        assert "AAPL" not in before.text, path


async def test_a_period_as_of_a_day_is_the_period_that_ended_then(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    for path in ("performance", "risk"):
        place = f"{address}/{path}"
        named = await client.get(
            place, params={"period": "max", "as_of": "2020-06-30"}, headers=ada
        )
        free = await client.get(place, params={"to": "2020-06-30"}, headers=ada)
        assert named.json() == free.json()
        turned = await client.get(
            place, params={"to": "2020-07-01", "as_of": "2020-06-30"}, headers=ada
        )
        assert turned.status_code == 422


PLANS: dict[str, dict[str, Any]] = {
    "scenarios": {"shocks": [{"name": "fall", "market": -0.1}]},
    "simulate": {"years": 1.0, "paths": 100},
    "what-if": {"trades": [{"symbol": "AAPL", "side": "buy", "quantity": "1"}]},
    "optimise": {"objective": "min_variance"},
    "rebalance": {"targets": {"AAPL": "0.5"}},
}


@pytest.mark.parametrize("plan", PLANS)
async def test_every_plan_starts_from_a_day_and_an_instant(
    client: httpx2.AsyncClient, ada: dict[str, str], plan: str
) -> None:
    address, _ = await make(client, ada)
    place, body = f"{address}/{plan}", PLANS[plan]
    then = await client.post(place, json=body, params={"as_of": "2020-06-30"}, headers=ada)
    now = await client.post(place, json=body, headers=ada)
    assert then.status_code == now.status_code == 200, then.text
    assert then.json() != now.json()
    if plan != "optimise":
        assert (then.json()["as_of"], now.json()["as_of"]) == ("2020-06-30", "2021-03-31")
    to_come = await client.post(place, json=body, params={"as_of": "2030-01-01"}, headers=ada)
    assert to_come.status_code == 422
    unknown = {"known_at": "2000-01-01T00:00:00Z"}
    before = await client.post(place, json=body, params=unknown, headers=ada)
    if before.status_code == 200:
        # Nothing was known to be held: what is there would be bought for it.
        assert plan in {"what-if", "rebalance"}
        assert before.json().get("before", {"items": []})["items"] == []
    else:
        assert (before.status_code, before.json()["code"]) == (422, "nothing_held")


async def test_a_crisis_is_not_replayed_before_it_was_over(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address, _ = await make(client, ada)
    place, day = f"{address}/scenarios", {"as_of": "2020-03-20"}
    known = await client.post(place, json={}, params=day, headers=ada)
    assert [one["name"] for one in known.json()["scenarios"]] == ["dot_com", "financial_crisis"]
    late = await client.post(place, json={"crises": ["covid"]}, params=day, headers=ada)
    assert (late.status_code, late.json()["code"]) == (422, "crisis_to_come")


@pytest.mark.parametrize(("symbol", "shares"), [("SPY", 20), ("AAPL", 10)])
async def test_a_part_as_of_a_past_day_is_the_part_after_the_whole_was_read(
    client: httpx2.AsyncClient, ada: dict[str, str], symbol: str, shares: int
) -> None:
    """The whole's series is at hand then, of which a part's past is no beginning."""
    address, _ = await make(client, ada)
    await read(client, ada, f"{address}/performance", period="max")
    days = {"from": "2020-06-01", "to": "2020-06-30"}
    part = await read(client, ada, f"{address}/performance", symbol=symbol, **days)
    known = closes(symbol)
    begin, end = (shares * known[day] for day in ("2020-05-29", "2020-06-30"))
    assert (Decimal(part["start_value"]), Decimal(part["end_value"])) == (begin, end)
    risk = await read(client, ada, f"{address}/risk", symbol=symbol, **days)
    whole = await read(client, ada, f"{address}/risk", **days)
    assert risk["volatility"] != whole["volatility"]
