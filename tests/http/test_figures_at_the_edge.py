"""Readings of ledgers nobody has: no rate for the currency, more digits than usual. In words."""

from typing import Any

import httpx2
import pytest

from tests.http.test_odd_ledgers import row

READINGS = (
    "summary",
    "holdings",
    "performance?period=max",
    "allocation",
    "gains",
    "gains?method=average",
    "gains?method=uk_s104",
    "income",
    "risk",
    "explain?metric=total_value",
    "explain?metric=realised_gain",
    "explain?metric=gain",
    "explain?metric=twr",
)
PLANS: dict[str, dict[str, Any]] = {
    "simulate": {"years": 1.0, "paths": 100},
    "scenarios": {},
    "what-if": {"trades": [{"symbol": "AAPL", "side": "buy", "quantity": "1"}]},
    "optimise": {"objective": "hrp"},
    "rebalance": {"targets": {"AAPL": "1"}, "cash": "999999999999999"},
}


async def _booked(
    client: httpx2.AsyncClient, who: dict[str, str], currency: str, *rows: dict[str, Any]
) -> str:
    made = await client.post(
        "/api/portfolios", json={"name": "P", "base_currency": currency}, headers=who
    )
    base = f"/api/portfolios/{made.json()['id']}"
    done = await client.post(f"{base}/transactions", json={"transactions": rows}, headers=who)
    assert done.status_code == 201, done.text
    return base


@pytest.mark.parametrize("currency", ["AED", "ZWL"])
async def test_without_a_rate_a_lot_has_no_amounts_and_no_reading_fails(
    client: httpx2.AsyncClient, ada: dict[str, str], currency: str
) -> None:
    trades = [
        row("buy", "AAPL", "2020-09-15", "5", "115.54"),
        row("sell", "AAPL", "2020-10-15", "2", "120.71"),
    ]
    base = await _booked(client, ada, currency, *trades)
    for reading in READINGS:
        answer = await client.get(f"{base}/{reading}", headers=ada)
        assert answer.status_code in {200, 422}, (reading, answer.text)
    for plan, body in PLANS.items():
        answer = await client.post(f"{base}/{plan}", json=body, headers=ada)
        assert answer.status_code in {200, 422}, (plan, answer.text)
    gains = (await client.get(f"{base}/gains", headers=ada)).json()
    [lot] = gains["realised"]
    assert (lot["quantity"], lot["cost"], lot["proceeds"], lot["gain"]) == ("2", None, None, None)
    assert gains["total_realised"] is None


async def test_the_largest_amounts_that_can_be_entered_are_read(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    most = "999999999999999"
    base = await _booked(client, ada, "USD", row("buy", "AAPL", "2020-09-15", most, most))
    for view in ("", "currency=EUR", "as_of=2020-09-15"):
        for reading in READINGS:
            sign = "&" if "?" in reading else "?"
            answer = await client.get(f"{base}/{reading}{sign}{view}".rstrip("?&"), headers=ada)
            assert answer.status_code in {200, 422}, (reading, view, answer.text)
    for plan, body in PLANS.items():
        answer = await client.post(f"{base}/{plan}", json=body, headers=ada)
        assert answer.status_code in {200, 422}, (plan, answer.text)
    [lot] = (await client.get(f"{base}/gains", headers=ada)).json()["unrealised"]
    # (10^15 - 1)^2, exactly
    assert lot["cost"] == "999999999999998000000000000001"
