"""Market routes over the shipped sample data, with the date fixed at 2021-03-31.

Expected prices are those of the source series (QuantConnect/Lean's raw AAPL: 2020-08-28 499.23,
2020-08-31 129.04 after a 4:1 split) and of the ECB's table.
"""

import asyncio
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from functions.http.routers import market_stream
from functions.http.routers.market_prices import KNOWN_INDICATORS
from functions.wiring import Services
from shared.kernel.errors import Unavailable
from shared.market.indicators.catalogue import KINDS

type Headers = dict[str, str]


async def _tracked(client: httpx2.AsyncClient, user: Headers, *symbols: str) -> None:
    answer = await client.post(
        "/api/stock-data/track", json={"symbols": list(symbols)}, headers=user
    )
    assert answer.status_code == 202, answer.text
    for _ in range(2_400):
        status = (await client.get("/api/stock-data/status", headers=user)).json()
        if all(item["status"] not in {"queued", "backfilling"} for item in status["symbols"]):
            return
        await asyncio.sleep(0.05)
    pytest.fail("the back-fill did not come to an end")


async def _get(client: httpx2.AsyncClient, user: Headers, path: str) -> Any:
    answer = await client.get(f"/api/{path}", headers=user)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_tracking_a_symbol_backfills_it_and_shows_it(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    await _tracked(client, ada, "aapl")
    status = await _get(client, ada, "stock-data/status")
    (symbol,) = status["symbols"]
    assert (symbol["symbol"], symbol["status"], symbol["progress"]) == ("AAPL", "ready", 1.0)
    assert (symbol["first_day"], symbol["last_day"]) == ("1998-01-02", "2021-03-31")
    assert (symbol["source"], symbol["is_stale"], symbol["is_tracked"]) == ("sample", False, True)
    (run,) = status["runs"]
    assert (run["loaded"], run["status"], run["source"]) == (5849, "loaded", "sample")
    listed = await _get(client, ada, "stock-data/track")
    assert [item["symbol"] for item in listed["items"]] == ["AAPL"]


async def test_prices_are_as_traded_unless_adjustment_is_asked_for(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    await _tracked(client, ada, "AAPL")
    path = "market/AAPL/history?from=2020-08-28&to=2020-08-31"
    raw = await _get(client, ada, path)
    assert raw["dates"] == ["2020-08-28", "2020-08-31"]
    assert raw["close"] == ["499.23", "129.04"]
    assert (raw["currency"], raw["source"], raw["adjusted"]) == ("USD", "sample", False)
    adjusted = await _get(client, ada, f"{path}&adjusted=true")
    # After the split 0.205 went ex twice (2020-11-06, 2021-02-05) at closes of 119.03 and 137.38.
    scale = (1 - 0.205 / 119.03) * (1 - 0.205 / 137.38)
    assert float(adjusted["close"][0]) == pytest.approx(499.23 / 4 * scale, abs=0.003)
    assert float(adjusted["close"][1]) == pytest.approx(129.04 * scale, abs=0.003)


async def test_weeks_and_months_join_days(client: httpx2.AsyncClient, ada: Headers) -> None:
    await _tracked(client, ada, "SPY")
    days = await _get(client, ada, "market/SPY/history?from=2021-03-22&to=2021-03-26")
    (week,) = [
        await _get(client, ada, "market/SPY/history?from=2021-03-22&to=2021-03-26&interval=1w")
    ]
    assert week["dates"] == ["2021-03-26"]
    assert (week["open"], week["close"]) == (days["open"][:1], days["close"][-1:])
    assert float(week["high"][0]) == max(map(float, days["high"]))
    assert float(week["low"][0]) == min(map(float, days["low"]))
    assert week["volume"] == [sum(days["volume"])]
    months = await _get(client, ada, "market/SPY/history?from=2021-01-01&interval=1mo")
    assert months["dates"] == ["2021-01-29", "2021-02-26", "2021-03-31"]


async def test_a_quote_says_how_old_it_is_and_whose(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    await _tracked(client, ada, "AAPL", "MSFT")
    quotes = await _get(client, ada, "market/quotes?symbols=MSFT,aapl,NOPE")
    fresh, old = quotes["items"][1], quotes["items"][0]
    assert quotes["missing"] == ["NOPE"]
    assert (fresh["symbol"], fresh["price"], fresh["as_of"]) == ("AAPL", "122.15", "2021-03-31")
    assert (fresh["source"], fresh["is_stale"]) == ("sample", False)
    assert (old["as_of"], old["is_stale"]) == ("2018-07-18", True)


async def test_events_list_dividends_and_splits(client: httpx2.AsyncClient, ada: Headers) -> None:
    await _tracked(client, ada, "AAPL")
    events = await _get(client, ada, "market/AAPL/events")
    splits = [(item["date"], item["ratio"]) for item in events["items"] if item["kind"] == "split"]
    assert splits[:2] == [("2020-08-31", "4:1"), ("2014-06-09", "7:1")]
    dividend = next(item for item in events["items"] if item["kind"] == "dividend")
    assert (dividend["date"], dividend["amount"]) == ("2021-02-05", "0.205")


async def test_rates_are_the_central_banks_and_crosses_go_through_the_euro(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    path = "market/fx?base=EUR&quote=USD&from=2021-03-29&to=2021-03-31"
    direct = await _get(client, ada, path)
    assert direct["dates"] == ["2021-03-29", "2021-03-30", "2021-03-31"]
    assert direct["rates"] == ["1.1784", "1.1741", "1.1725"]
    assert (direct["source"], direct["path"]) == ("ecb", ["EUR", "USD"])
    cross = await _get(client, ada, "market/fx?base=GBP&quote=USD&from=2021-03-31&to=2021-03-31")
    assert cross["path"] == ["GBP", "EUR", "USD"]
    assert float(cross["rates"][0]) == pytest.approx(1.1725 / 0.85209, abs=1e-9)


async def test_search_finds_by_symbol_name_and_isin(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    for text in ("AAPL", "apple", "US0378331005"):
        found = await _get(client, ada, f"market/search?q={text}")
        assert found["items"][0]["symbol"] == "AAPL", text
    profile = await _get(client, ada, "market/AAPL")
    assert profile["name"] == "Apple Inc."
    assert profile["sector"] == "Information Technology"


async def test_indicators_see_the_prices_of_the_history(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    await _tracked(client, ada, "SPY")
    days = await _get(client, ada, "market/SPY/history?from=2021-02-01")
    closes = [float(text) for text in days["close"]]
    found = await _get(
        client, ada, "market/SPY/indicators?names=sma:20,macd&from=2021-03-31&to=2021-03-31"
    )
    assert found["dates"] == ["2021-03-31"]
    assert found["indicators"]["sma:20"]["sma"][0] == pytest.approx(sum(closes[-20:]) / 20)
    assert set(found["indicators"]["macd"]) == {"macd", "signal", "histogram"}
    assert (found["source"], found["is_stale"], found["currency"]) == ("sample", False, "USD")


async def test_a_split_is_no_move_to_an_indicator(client: httpx2.AsyncClient, ada: Headers) -> None:
    """AAPL 4:1 on 2020-08-31: 499.23 before it is 124.8075 in the shares after it."""
    await _tracked(client, ada, "AAPL")
    path = "market/AAPL/indicators?names=sma:2,rsi"
    across = await _get(client, ada, f"{path}&from=2020-08-31&to=2020-08-31")
    assert across["indicators"]["sma:2"]["sma"] == [pytest.approx((124.8075 + 129.04) / 2)]
    assert across["indicators"]["rsi"]["rsi"][0] > 50
    before = await _get(client, ada, f"{path}&from=2020-08-28&to=2020-08-28")
    assert before["close"] == [499.23]


async def test_the_stream_sends_each_quote_once_until_it_changes(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    await _tracked(client, ada, "AAPL", "SPY")
    quotes = await _get(client, ada, "market/quotes?symbols=AAPL,SPY")
    answer = await client.get("/api/market/stream?symbols=AAPL,SPY,NOPE&seconds=1", headers=ada)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [e.split("\n") for e in answer.text.split("\n\n") if "event: quote" in e]
    sent = [json.loads(lines[2].removeprefix("data: ")) for lines in events]
    assert sent == quotes["items"]
    assert answer.text.endswith("event: done\ndata: {}\n\n")


async def test_a_price_that_changes_is_sent_while_the_stream_goes_on(
    client: httpx2.AsyncClient,
    ada: Headers,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also when the store was away for a moment in between."""
    await _tracked(client, ada, "AAPL")
    shown = (await services.quotes.latest(["AAPL"]))["AAPL"]
    answers: list[Any] = [
        {"AAPL": shown},
        Unavailable("the disk is full", "store_full"),
        {"AAPL": shown},
        {"AAPL": replace(shown, price=shown.price + 1)},
    ]

    async def latest(_symbols: object) -> Any:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(services.quotes, "latest", latest)
    monkeypatch.setattr(market_stream, "_LOOK_SECONDS", 0.05)
    told = (await client.get("/api/market/stream?symbols=AAPL&seconds=1", headers=ada)).text
    prices = [
        Decimal(json.loads(line.removeprefix("data: "))["price"])
        for line in told.split("\n")
        if line.startswith('data: {"symbol')
    ]
    assert prices == [shown.price, shown.price + 1]
    assert [line for line in told.split("\n") if line.startswith("id: ")] == ["id: 1", "id: 2"]


async def test_facts_of_today_are_not_told_while_the_clock_shows_another_day(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    await _tracked(client, ada, "AAPL")
    found = await _get(client, ada, "market/AAPL/fundamentals")
    assert (found["profile"]["name"], found["ratios"], found["is_stale"]) == (
        "Apple Inc.",
        {},
        True,
    )
    news = await _get(client, ada, "market/AAPL/news")
    assert (news["items"], news["is_stale"]) == ([], True)


async def test_replaying_a_stored_payload_is_a_route(
    client: httpx2.AsyncClient, ada: Headers, admin: Headers
) -> None:
    await _tracked(client, ada, "IBM")
    status = await _get(client, ada, "stock-data/status?symbol=IBM")
    payload_id = status["runs"][0]["payload_id"]
    answer = await client.post(
        "/api/stock-data/replay", json={"payload_id": payload_id}, headers=admin
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["loaded"] == 5849


async def test_untracking_empties_the_list_and_keeps_the_history(
    client: httpx2.AsyncClient, ada: Headers
) -> None:
    await _tracked(client, ada, "IWM")
    gone = await client.delete("/api/stock-data/track/IWM", headers=ada)
    assert gone.status_code == 204
    assert (await _get(client, ada, "stock-data/track"))["items"] == []
    assert (await _get(client, ada, "market/quotes?symbols=IWM"))["missing"] == []
    again = await client.delete("/api/stock-data/track/IWM", headers=ada)
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "market/quotes?symbols=..%2Fetc", None, 422),
        ("GET", "market/quotes?symbols=,", None, 422),
        ("GET", "market/NOPE/history", None, 404),
        ("GET", "market/NOPE", None, 404),
        ("GET", "market/%00/history", None, 422),
        ("GET", "market/AAPL/history?interval=1h", None, 422),
        ("GET", "market/AAPL/history?from=2021-02-30", None, 422),
        ("GET", "market/NOPE/fundamentals", None, 404),
        ("GET", "market/stream", None, 422),
        ("GET", "market/stream?symbols=%00", None, 422),
        ("GET", "market/AAPL/indicators", None, 422),
        ("GET", "market/AAPL/indicators?names=nonsense:3", None, 422),
        ("GET", "market/AAPL/indicators?names=sma:-3", None, 422),
        ("GET", "market/NOPE/indicators?names=sma", None, 404),
        ("GET", "market/fx?base=USD&quote=XXX", None, 422),
        ("GET", "market/fx?base=USD&quote=EUR&from=2021-01-02&to=2021-01-01", None, 422),
        ("GET", "market/fx?base=USD&quote=ARS", None, 404),
        ("GET", "market/search?q=", None, 422),
        ("POST", "stock-data/track", {"symbols": ["🚀"]}, 422),
        ("POST", "stock-data/track", {}, 422),
        ("POST", "stock-data/replay", {"payload_id": "history/AAPL/never"}, 404),
        ("POST", "stock-data/replay", {"payload_id": "../../etc/passwd"}, 404),
    ],
)
async def test_garbage_is_answered_with_a_problem(
    client: httpx2.AsyncClient,
    admin: Headers,
    method: str,
    path: str,
    body: Any,
    status: int,
) -> None:
    answer = await client.request(method, f"/api/{path}", json=body, headers=admin)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_nothing_is_told_without_a_token(client: httpx2.AsyncClient) -> None:
    for path in ("market/quotes?symbols=AAPL", "stock-data/status", "market/AAPL/history"):
        assert (await client.get(f"/api/{path}")).status_code == 401


def test_the_document_names_the_indicators_there_are() -> None:
    known = (":".join((name, *(p for p, _ in kind.parameters))) for name, kind in KINDS.items())
    assert ", ".join(known) == KNOWN_INDICATORS
