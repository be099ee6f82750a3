"""Time travel: every reading of a portfolio at a day, and as it was known at an instant."""

import httpx2

from tests.http.reading import make


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
