"""A broker's API over HTTP: previewed and confirmed like a file, and what it may answer instead."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from aiohttp import web

from shared.settings import Settings
from tests.fakes.upstox_server import DATA, TOKEN, UpstoxServer, upstox_server
from tests.http.conftest import TODAY
from tests.http.test_imports import Desk, open_desk


@pytest.fixture
async def upstox() -> AsyncIterator[UpstoxServer]:
    async with upstox_server() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, upstox: UpstoxServer) -> Settings:
    return Settings(
        data_dir=tmp_path,
        today=date(2024, 3, 28),
        market_providers=("sample",),
        rate_limit_per_minute=0,
        upstox_base_url=upstox.base_url,
    )


@pytest.fixture
async def desk(client: httpx2.AsyncClient, ada: dict[str, str]) -> Desk:
    return await open_desk(client, ada, "INR")


def trade(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "exchange": "NSE",
        "segment": "EQ",
        "quantity": 2,
        "trade_id": str(number),
        "trade_date": str(date(2020, 4, 1) + timedelta(days=number % 300)),
        "transaction_type": "BUY",
        "scrip_name": "RELIANCE",
        "price": 2000.05,
        "isin": "INE002A01018",
        "symbol": "RELIANCE",
    } | fields


async def ask(desk: Desk, **fields: str) -> httpx2.Response:
    return await desk.client.post(
        f"{desk.portfolio}/imports/from-broker",
        json={"broker": "upstox", "access_token": TOKEN} | fields,
        headers=desk.who,
    )


async def test_the_documented_answer_is_previewed_and_booked_once(
    desk: Desk, upstox: UpstoxServer
) -> None:
    upstox.documented()
    upstox.trades[0]["trade_date"] = "2021-03-29"  # the server's clock stands in 2021
    preview = (await ask(desk)).json()
    assert (preview["broker"], preview["rows"], preview["accepted"]) == ("upstox", 1, 1)
    booked = preview["transactions"][0]
    assert (booked["symbol"], booked["price"], booked["currency"]) == (
        "RELIANCE.NS",
        "2252.35",
        "INR",
    )
    assert any("YESBANK: Upstox holds 36, 18.75 INR" in told for told in preview["warnings"])
    assert await desk.confirm(preview["import_id"]) == {"created": 1, "skipped": 0}
    again = (await ask(desk)).json()
    assert (again["accepted"], again["duplicates"]) == (0, 1)


async def test_the_history_is_asked_from_the_third_financial_year_back_and_nothing_is_written(
    desk: Desk, upstox: UpstoxServer
) -> None:
    assert (await ask(desk)).status_code == 422  # no trades at all: an empty file
    assert date(2021, 3, 31) == TODAY
    assert upstox.requests[0].startswith(
        "GET /v2/charges/historical-trades?start_date=2018-04-01&end_date=2021-03-31&page_number=1"
    )
    assert all(request.startswith("GET ") for request in upstox.requests)


async def test_every_page_is_read_and_rows_that_are_no_shares_are_told(
    desk: Desk, upstox: UpstoxServer
) -> None:
    upstox.page_size = 10
    upstox.trades = [trade(number) for number in range(33)]
    upstox.trades += [
        trade(91, segment="FO", scrip_name="NIFTY"),
        trade(92, segment="MF"),
        trade(93, exchange="MCX"),
        trade(94, quantity="many"),
        trade(95, transaction_type="GIFT"),
        {"trade_date": "2020-05-01"},
    ]
    preview = (await ask(desk)).json()
    assert (preview["rows"], preview["accepted"], preview["rejected_count"]) == (39, 33, 6)
    assert [line["row"] for line in preview["rejected"]] == [34, 35, 36, 37, 38, 39]
    pages = [each for each in upstox.requests if "historical-trades" in each]
    assert len(pages) == 4


async def test_holdings_that_the_trades_explain_are_not_mentioned(
    desk: Desk, upstox: UpstoxServer
) -> None:
    upstox.trades = [trade(1, quantity=10), trade(2, transaction_type="SELL", quantity=4)]
    upstox.holdings = [
        {"isin": "INE002A01018", "trading_symbol": "RELIANCE", "quantity": 5, "t1_quantity": 1}
    ]
    preview = (await ask(desk)).json()
    assert not [told for told in preview["warnings"] if "Upstox holds" in told]


async def test_a_refused_token_names_the_field_and_never_the_token(
    desk: Desk, upstox: UpstoxServer
) -> None:
    answer = await ask(desk, access_token="some-expired-token")
    assert answer.status_code == 422
    assert answer.json()["code"] == "upstox_token_refused"
    assert answer.json()["errors"][0]["pointer"] == "/access_token"
    assert "some-expired-token" not in answer.text


async def test_too_many_requests_at_upstox_say_when_to_come_back(
    desk: Desk, upstox: UpstoxServer
) -> None:
    upstox.broken = web.json_response({"status": "error"}, status=429, headers={"Retry-After": "7"})
    answer = await ask(desk)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.json()["code"] == "upstox_busy"


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (web.Response(status=502), "upstox_unavailable"),
        (web.Response(text="<html>maintenance</html>"), "upstox_unreadable"),
        (web.json_response(["no", "object"]), "upstox_unreadable"),
        (web.json_response({"status": "success", "data": []}), "upstox_unreadable"),
        (
            web.json_response(
                {
                    "status": "success",
                    "data": "x",
                    "meta_data": {"page": {"total_pages": 1, "total_records": 1}},
                }
            ),
            "upstox_unreadable",
        ),
        (web.json_response({"status": "partial_success", "data": []}), "upstox_unreadable"),
        (
            web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}),
            "upstox_unavailable",
        ),
    ],
)
async def test_what_is_no_documented_answer_is_unavailable_not_an_empty_ledger(
    desk: Desk, upstox: UpstoxServer, broken: web.Response, code: str
) -> None:
    upstox.broken = broken
    answer = await ask(desk)
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert len(upstox.requests) == 1


async def test_trades_lost_between_pages_are_noticed(desk: Desk, upstox: UpstoxServer) -> None:
    upstox.trades, upstox.counted = [trade(1)], 2
    answer = await ask(desk)
    assert (answer.status_code, answer.json()["code"]) == (503, "upstox_incomplete")


async def test_a_period_upstox_refuses_or_that_ends_before_it_begins(
    desk: Desk, upstox: UpstoxServer
) -> None:
    turned = await ask(desk, **{"from": "2021-03-02", "to": "2021-03-01"})
    assert (turned.status_code, turned.json()["errors"][0]["pointer"]) == (422, "/from")
    assert upstox.requests == []
    upstox.broken = web.json_response({"status": "error"}, status=400)
    refused = await ask(desk, **{"from": "2001-01-01"})
    assert (refused.status_code, refused.json()["code"]) == (422, "upstox_period_refused")


async def test_an_answer_saved_as_a_file_is_the_same_import(
    desk: Desk, upstox: UpstoxServer
) -> None:
    upstox.documented()
    upstox.trades[0]["trade_date"] = "2021-03-28"
    await desk.confirm((await ask(desk)).json()["import_id"])
    file = (DATA / "historical_trades.json").read_bytes()
    read = await desk.preview(file.replace(b"2023-03-28", b"2021-03-28"))
    assert (read["broker"], read["accepted"], read["duplicates"]) == ("upstox", 0, 1)
