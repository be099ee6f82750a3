"""Failure drill over real local HTTP: whatever a provider does, the store answers the readers.

Each way of failing is set up once a good answer has been kept. No wall-clock is measured against a
limit but one: a read that does not wait for a provider ends while that provider still sleeps.
"""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest

from shared.kernel.errors import ProviderUnavailable
from shared.market.providers.alpha_vantage import AlphaVantageProvider
from shared.market.providers.ecb import EcbProvider
from shared.market.providers.yahoo_pages import YahooPagesProvider
from shared.platform.http_client import HttpClient
from tests.fakes.manual_clock import ManualClock
from tests.fakes.yahoo_server import DATA, Answer, YahooServer, yahoo_server
from tests.service.market.conftest import MakeWorld, World

MONDAY = datetime(2025, 11, 3, 15, 0, tzinfo=UTC)  # New York has been open for half an hour
QUOTE = "/v7/finance/quote"


@pytest.fixture
async def vendor() -> AsyncIterator[YahooServer]:
    async with yahoo_server() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    client = HttpClient(timeout_seconds=1.0)
    yield client
    await client.close()


@pytest.fixture
def world(make_world: MakeWorld, vendor: YahooServer) -> World:
    made = make_world(providers=("yahoo", "sample"), yahoo_base_url=vendor.base_url)
    made.clock.advance((MONDAY - made.clock.now()).total_seconds())
    return made


def quotes(at: datetime = MONDAY, price: float = 270.5, symbol: str = "AAPL") -> Answer:
    entry = {
        "symbol": symbol,
        "regularMarketPrice": price,
        "regularMarketPreviousClose": 270.37,
        "regularMarketTime": int(at.timestamp()),
        "currency": "USD",
        "exchangeTimezoneName": "America/New_York",
    }
    return Answer(orjson.dumps({"quoteResponse": {"result": [entry], "error": None}}))


async def renewed(world: World) -> None:
    """Wait for what is renewed behind the answers."""
    for _ in range(2_400):
        if not world.market.live._renewing:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the renewal did not end")


async def with_a_quote(world: World, vendor: YahooServer) -> None:
    vendor.record("AAPL", "chart_AAPL_2025.json")
    vendor.others[QUOTE] = quotes()
    await world.market.tracker.ensure(["AAPL"], wait_seconds=60)
    await world.market.quotes.latest(["AAPL"])
    await renewed(world)


FAILURES = {
    "time-out": (Answer(b"{}", delay_seconds=60), "timeout"),
    "reset": (Answer(reset=True), "reset"),
    "429 storm": (
        Answer(b"Too Many Requests", 429, "text/plain", headers="retry-after: 700\r\n"),
        "rate_limited",
    ),
    "500": (Answer(b"oops", 500), "http_500"),
    "HTML instead of JSON": (Answer(b"<html>Will be right back</html>"), "bad_answer"),
    "truncated": (replace(quotes(), cut=40), "reset"),
    "wrong symbol": (quotes(symbol="MSFT"), "bad_answer"),
    "clock skew": (quotes(at=MONDAY + timedelta(hours=3)), "from_the_future"),
    "slow loris": (Answer(b"{" + b" " * 500, drip_seconds=0.3), "timeout"),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_quotes_are_answered_from_the_store(
    world: World, vendor: YahooServer, failure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_a_quote(world, vendor)
    provider = world.market.failover._providers[0]
    monkeypatch.setattr(provider, "_timeout", 1.0)
    answer, reason = FAILURES[failure]
    vendor.others[QUOTE] = answer
    world.clock.advance(120)
    # While the provider sleeps for a minute the reader is answered: nothing waits for it.
    async with asyncio.timeout(45):
        found = (await world.market.quotes.latest(["AAPL"]))["AAPL"]
    assert (found.price, found.is_live, found.source) == (Decimal("270.5"), True, "yahoo")
    assert not found.is_stale
    await renewed(world)
    kept = (await world.market.live.kept(["AAPL"]))["AAPL"]
    assert [skip.provider for skip in kept.skipped] == ["yahoo"]
    assert kept.skipped[0].reason in {reason, "bad_answer"}
    world.clock.advance(20 * 60)
    later = (await world.market.quotes.latest(["AAPL"]))["AAPL"]
    assert later.price == Decimal("270.5")
    assert later.is_stale  # the session goes on, and it does not follow
    await renewed(world)
    vendor.others[QUOTE] = quotes(at=MONDAY + timedelta(minutes=30), price=271.25)
    world.clock.advance(20 * 60)  # longer than any pause
    await world.market.quotes.latest(["AAPL"])
    await renewed(world)
    again = (await world.market.quotes.latest(["AAPL"]))["AAPL"]
    assert (again.price, again.is_stale) == (Decimal("271.25"), False)


async def test_a_storm_of_readers_asks_once(world: World, vendor: YahooServer) -> None:
    await with_a_quote(world, vendor)
    before = sum(QUOTE in target for target in vendor.requests)
    vendor.others[QUOTE] = replace(quotes(price=272), delay_seconds=0.2)
    world.clock.advance(120)
    await asyncio.gather(*(world.market.quotes.latest(["AAPL"]) for _ in range(50)))
    await renewed(world)
    assert sum(QUOTE in target for target in vendor.requests) == before + 1


async def test_a_dead_provider_is_asked_less_and_less_and_told(
    world: World, vendor: YahooServer
) -> None:
    await with_a_quote(world, vendor)
    vendor.broken = Answer(b"Too Many Requests", 429, "text/plain", headers="retry-after: 600\r\n")
    world.clock.advance(120)
    await world.market.quotes.latest(["AAPL"])
    await renewed(world)
    asked = len(vendor.requests)
    for _ in range(8):
        world.clock.advance(60)
        await world.market.quotes.latest(["AAPL"])
        await renewed(world)
    assert len(vendor.requests) == asked  # it asked for ten minutes
    told = {health.provider: health for health in await world.market.failover.report()}
    assert told["yahoo"].reason == "rate_limited"
    assert told["yahoo"].until == MONDAY + timedelta(seconds=720)


async def test_what_one_instance_meets_the_others_know(
    world: World, vendor: YahooServer, make_world: MakeWorld
) -> None:
    from tests.service.market.conftest import build

    await with_a_quote(world, vendor)
    vendor.broken = Answer(b"Too Many Requests", 429, "text/plain")
    world.clock.advance(120)
    await world.market.quotes.latest(["AAPL"])
    await renewed(world)
    asked = len(vendor.requests)
    other = build(
        world.documents,
        world.blobs,
        world.queue,
        world.clock,
        world.folder,
        providers=("yahoo", "sample"),
        yahoo_base_url=vendor.base_url,
    )
    with pytest.raises(ProviderUnavailable, match="rate_limited"):
        await other.failover.fetch("fundamentals", "MSFT", lambda payload: payload)
    assert len(vendor.requests) == asked


async def test_fundamentals_and_news_are_kept_and_told_with_their_age(
    world: World, vendor: YahooServer
) -> None:
    with zipfile.ZipFile(DATA.parent / "recorded_answers.zip") as archive:
        vendor.others["/v1/finance/search"] = Answer(archive.read("yahoo/search-AAPL.json"))
    first = (await world.market.news.find_many(["AAPL"], wait_seconds=60))["AAPL"]
    assert first.value is not None
    assert [item.publisher for item in first.value][:1] == ["Motley Fool"]
    assert len({item.id for item in first.value}) == len(first.value) == 4
    vendor.broken = Answer(b"oops", 500)
    world.clock.advance(2 * 3600)
    old = (await world.market.news.find_many(["AAPL"]))["AAPL"]
    assert old.value == first.value
    assert old.is_due
    absent = (await world.market.fundamentals.find_many(["AAPL"], wait_seconds=60))["AAPL"]
    assert absent.value is None
    assert [(skip.provider, skip.reason) for skip in absent.skipped] == [("yahoo", "http_500")]
    await world.market.news.close()


# The second source, the pages and the central bank, over the same server.


def vantage(vendor: YahooServer, http: HttpClient) -> AlphaVantageProvider:
    return AlphaVantageProvider(ManualClock(MONDAY), "SECRET", vendor.base_url, http)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(b'{"Information": "... standard API rate limit is 25 requests per day ..."}'),
         "quota_exhausted"),
        (Answer(b'{"Note": "5 calls per minute"}'), "rate_limited"),
        (Answer(b'{"Note": "... call frequency is 5 calls per minute and 500 calls per day ..."}'),
         "rate_limited"),
        (Answer(b'{"Information": "... spreading out your free API requests more sparingly '
                b'(1 request per second) ... the free key rate limit (25 requests per day) ..."}'),
         "rate_limited"),
        (Answer(b'{"Information": "This is a premium endpoint"}'), "not_in_plan"),
        (Answer(b"x", 503, headers="retry-after: 7\r\n"), "http_503"),
        (Answer(reset=True), "reset"),
        (Answer(b"{}", delay_seconds=30), "timeout"),
        (Answer(b"{" + b" " * 500, drip_seconds=0.3), "timeout"),
        (Answer(b"{}" * 50, cut=3), "reset"),
        (Answer(b"<html>"), "bad_answer"),
    ],
)  # fmt: skip
async def test_the_second_source_says_why_it_failed_and_never_its_key(
    vendor: YahooServer, http: HttpClient, answer: Answer, code: str
) -> None:
    vendor.others["/query"] = answer
    with pytest.raises(ProviderUnavailable) as told:
        await vantage(vendor, http).fetch("history", "IBM")
    assert told.value.code == code
    assert "SECRET" not in str(told.value)


async def test_the_quota_of_a_day_is_counted_for_all_instances(
    make_world: MakeWorld, vendor: YahooServer
) -> None:
    quote = {"Global Quote": {"01. symbol": "IBM", "05. price": "1", "07. latest trading day": "x"}}
    vendor.others["/query"] = Answer(orjson.dumps(quote))
    world = make_world(
        providers=("alpha_vantage",),
        alpha_vantage_key="K",
        alpha_vantage_base_url=vendor.base_url,
        alpha_vantage_per_day=3,
    )
    for _ in range(3):
        await world.market.failover.fetch("quote", "IBM", lambda payload: payload)
    with pytest.raises(ProviderUnavailable, match="quota_exhausted"):
        await world.market.failover.fetch("quote", "IBM", lambda payload: payload)
    assert len(vendor.requests) == 3
    (health, _) = await world.market.failover.report()
    assert (health.provider, health.used_today) == ("alpha_vantage", 3)
    world.clock.advance(86_400)
    await world.market.failover.fetch("quote", "IBM", lambda payload: payload)


async def test_a_fetch_of_several_requests_takes_as_many_of_the_day(
    make_world: MakeWorld, vendor: YahooServer
) -> None:
    vendor.others["/query"] = Answer(b"{}")
    world = make_world(
        providers=("alpha_vantage",),
        alpha_vantage_key="K",
        alpha_vantage_base_url=vendor.base_url,
        alpha_vantage_per_day=10,
    )
    await world.market.failover.fetch("history", "IBM", lambda payload: payload)
    await world.market.failover.fetch("quote", "IBM,AAPL", lambda payload: payload)
    (health, _) = await world.market.failover.report()
    assert (health.used_today, len(vendor.requests)) == (5, 5)
    await world.market.failover.fetch("history", "AAPL", lambda payload: payload)
    with pytest.raises(ProviderUnavailable, match="quota_exhausted"):
        await world.market.failover.fetch("history", "MSFT", lambda payload: payload)
    assert len(vendor.requests) == 8


async def test_a_history_of_the_second_source_has_its_splits_and_dividends(
    make_world: MakeWorld, vendor: YahooServer
) -> None:
    daily: dict[str, Any] = {
        "Meta Data": {"2. Symbol": "ACME"},
        "Time Series (Daily)": {
            "2024-04-30": {"1. open": "25", "2. high": "26", "3. low": "24", "4. close": "25.5",
                           "5. volume": "400"},
            "2024-04-29": {"1. open": "100", "2. high": "101", "3. low": "99", "4. close": "100",
                           "5. volume": "100"},
        },
    }  # fmt: skip
    bodies = {
        "TIME_SERIES_DAILY": daily,
        "SPLITS": {"symbol": "ACME", "data": [
            {"effective_date": "2024-04-30", "split_factor": "4.0000"}]},
        "DIVIDENDS": {"symbol": "ACME", "data": [
            {"ex_dividend_date": "2024-04-30", "amount": "0.25"}]},
    }  # fmt: skip
    answer = vendor.answer

    def by_function(target: str) -> Answer:
        for function, body in bodies.items():
            if f"function={function}&" in target:
                vendor.others["/query"] = Answer(orjson.dumps(body))
        return answer(target)

    vendor.answer = by_function
    world = make_world(
        providers=("alpha_vantage",), alpha_vantage_key="K", alpha_vantage_base_url=vendor.base_url
    )
    assert await world.market.tracker.ensure(["ACME"], wait_seconds=30) == {"ACME": "ready"}
    series = (await world.market.history.prices(["ACME"]))["ACME"]
    assert await world.closes("ACME") == {"2024-04-29": "100", "2024-04-30": "25.5"}
    assert [(s.date, s.numerator, s.denominator) for s in series.splits] == [
        (date(2024, 4, 30), 4, 1)
    ]
    assert [(d.ex_date, d.amount) for d in series.dividends] == [
        (date(2024, 4, 30), Decimal("0.25"))
    ]
    assert series.source == "alpha_vantage"


async def test_pages_come_from_the_folder_first_and_then_live(
    vendor: YahooServer, http: HttpClient, world: World
) -> None:
    (world.folder / "ACME_2025-06-16.html").write_text("<html>saved</html>")
    pages = YahooPagesProvider(ManualClock(MONDAY), http, vendor.base_url, world.folder)
    saved = await pages.fetch("history", "ACME")
    assert saved.body == b"<html>saved</html>"
    assert saved.fetched_at.date() == date(2025, 6, 16)
    vendor.others["/quote/AAPL/history"] = Answer(b"<html>live</html>")
    live = await pages.fetch("history", "AAPL")
    assert (live.body, live.fetched_at) == (b"<html>live</html>", MONDAY)


@pytest.mark.parametrize(
    "answer", [Answer(b"no zip"), Answer(b"x", 500), Answer(reset=True), Answer(b"", cut=0)]
)
async def test_without_the_central_bank_the_shipped_rates_serve(
    vendor: YahooServer, http: HttpClient, answer: Answer
) -> None:
    vendor.others["/eurofxref-hist.zip"] = answer
    ecb = EcbProvider(ManualClock(MONDAY), http, vendor.base_url)
    payload = await ecb.fetch("fx", "USD")
    assert b"2025-10-31," in payload.body
    await ecb.fetch("fx", "GBP")
    assert len(vendor.requests) == 1  # not again for a while


async def test_the_central_banks_file_serves_every_currency_at_once(
    vendor: YahooServer, http: HttpClient
) -> None:
    table = "Date,USD,JPY,CYP,\n2025-11-03,1.1514,177.5,N/A,\n2025-10-31,1.1554,178.11,N/A,\n"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("eurofxref-hist.csv", table)
    vendor.others["/eurofxref-hist.zip"] = Answer(file.getvalue())
    ecb = EcbProvider(ManualClock(MONDAY), http, vendor.base_url)
    dollars, yen = await ecb.fetch("fx", "USD"), await ecb.fetch("fx", "JPY")
    assert dollars.body == b"Date,USD\n2025-11-03,1.1514\n2025-10-31,1.1554\n"
    assert yen.body.startswith(b"Date,JPY\n2025-11-03,177.5\n")
    assert len(vendor.requests) == 1
    shipped = await ecb.fetch("fx", "CYP")  # no longer fixed: only the shipped file has it
    assert b"2007-12-31," in shipped.body
