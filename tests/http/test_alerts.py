"""Alerts over HTTP: what they take, how they stand, snooze, history."""

from typing import Any

import httpx2
import pytest

# Apple's close of 2021-03-31, the day the test's clock stands at, is 122.15 in the sample file.
ABOVE = {"kind": "price_above", "symbol": "AAPL", "threshold": "120"}


async def make(client: httpx2.AsyncClient, who: dict[str, str], **said: object) -> dict[str, Any]:
    answer = await client.post("/api/alerts", json={**ABOVE, **said}, headers=who)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_an_alert_looks_at_the_newest_datum_at_once(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    made = await make(client, ada)
    assert (made["status"], made["last_day"], made["fired_count"]) == ("fired", "2021-03-31", 1)
    assert made["detail"] == "122.15 USD"
    history = (await client.get(f"/api/alerts/{made['id']}/history", headers=ada)).json()
    assert [one["day"] for one in history["items"]] == ["2021-03-31"]
    waiting = await make(client, ada, threshold="130")
    assert (waiting["status"], waiting["fired_count"]) == ("not_met", 0)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"threshold": None}, "needs a threshold"),
        ({"threshold": "-1"}, "greater than 0"),
        ({"symbol": None}, "is about a symbol"),
        ({"kind": "weight", "threshold": 0.2}, "is about a portfolio"),
        ({"kind": "percent_move", "threshold": 50}, "a fraction"),
        ({"kind": "percent_move", "threshold": 0.1, "window_days": 1000}, "1 to 260"),
        ({"kind": "volume", "threshold": 2, "direction": "up"}, "direction"),
        ({"kind": "news"}, "takes no threshold"),
        ({"symbol": "NOSUCH"}, "no market data provider knows NOSUCH"),
        ({"colour": "red"}, "Extra inputs"),
        ({"kind": {}}, "/kind"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_reason(
    client: httpx2.AsyncClient, ada: dict[str, str], said: dict[str, Any], told: str
) -> None:
    answer = await client.post("/api/alerts", json={**ABOVE, **said}, headers=ada)
    assert answer.status_code == 422
    assert told in answer.text


async def test_a_fraction_comes_back_as_a_number_and_a_price_as_a_string(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    move = await make(client, ada, kind="percent_move", threshold=0.05)
    assert (move["threshold"], move["direction"], move["window_days"]) == (0.05, "any", 1)
    assert (await make(client, ada))["threshold"] == "120"


async def test_an_alert_is_changed_under_its_version_whatever_evaluation_did(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    made = await make(client, ada, threshold="130")
    address = f"/api/alerts/{made['id']}"
    etag = (await client.get(address, headers=ada)).headers["etag"]
    change = {"threshold": "121.5"}
    assert (await client.patch(address, json=change, headers=ada)).status_code == 428
    changed = await client.patch(address, json=change, headers={**ada, "If-Match": etag})
    assert (changed.status_code, changed.json()["status"]) == (200, "fired")
    stale = await client.patch(address, json=change, headers={**ada, "If-Match": etag})
    assert stale.status_code == 412
    wrong = await client.patch(
        address, json={"threshold": "9", "kind": "volume"}, headers={**ada, "If-Match": "*"}
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/kind")


async def test_a_snoozed_alert_is_quiet_and_fires_when_it_wakes_to_the_same(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    made = await make(client, ada, snoozed_until="2999-01-01T00:00:00Z")
    assert (made["status"], made["fired_count"]) == ("snoozed", 0)
    address = f"/api/alerts/{made['id']}"
    again = await client.post(f"{address}/snooze", json={"hours": 3}, headers=ada)
    assert again.json()["snoozed_until"] < "2999"
    woken = await client.post(f"{address}/snooze", json={}, headers=ada)
    assert woken.json()["snoozed_until"] is None


async def test_a_deleted_alert_is_gone(client: httpx2.AsyncClient, ada: dict[str, str]) -> None:
    made = await make(client, ada)
    address = f"/api/alerts/{made['id']}"
    assert (await client.delete(address, headers=ada)).status_code == 204
    assert (await client.get(address, headers=ada)).json()["code"] == "alert_not_found"
    assert (await client.get("/api/alerts", headers=ada)).json()["items"] == []


async def test_a_preview_says_how_often_it_would_have_fired_and_makes_nothing(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    # Apple's daily moves from 2020-04-01 to 2021-03-31, closes of the sample file adjusted for the
    # split of 2020-08-31, counted with pandas: 7 of 5 % or more up, 4 down.
    rule = {"kind": "percent_move", "symbol": "AAPL", "threshold": 0.05}
    for direction, count in (("up", 7), ("down", 4)):
        answer = await client.post(
            "/api/alerts/preview", json={**rule, "direction": direction}, headers=ada
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["fired_count"] == count
    assert (await client.get("/api/alerts", headers=ada)).json()["items"] == []


async def test_a_preview_counts_a_price_in_todays_shares(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    answer = await client.post("/api/alerts/preview", json=ABOVE, headers=ada)
    preview = answer.json()
    assert preview["would_fire_now"] is True
    # First close of 120 or more in today's shares after the split four for one of 2020-08-31.
    assert preview["firings"][0]["day"] == "2020-08-21"
    assert (preview["first"], preview["last"]) == ("2020-03-31", "2021-03-31")
