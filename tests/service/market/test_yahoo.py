"""The real yfinance against recorded answers, served over real HTTP on this machine."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from shared.kernel.errors import NotFound, ProviderUnavailable
from shared.market.providers.yahoo import YahooProvider
from tests.fakes.manual_clock import ManualClock
from tests.fakes.yahoo_server import DATA, Answer, YahooServer, yahoo_server
from tests.service.market.conftest import MakeWorld, World

AFTER_THE_RECORDINGS = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
async def yahoo() -> AsyncIterator[YahooServer]:
    async with yahoo_server() as server:
        yield server


@pytest.fixture
def provider(yahoo: YahooServer) -> YahooProvider:
    clock = ManualClock(AFTER_THE_RECORDINGS)
    return YahooProvider(clock, yahoo.base_url, timeout_seconds=2)


@pytest.fixture
def world(make_world: MakeWorld, yahoo: YahooServer) -> World:
    made = make_world(providers=("yahoo", "sample"), yahoo_base_url=yahoo.base_url)
    made.clock.advance((AFTER_THE_RECORDINGS - made.clock.now()).total_seconds())
    return made


async def test_the_payload_is_what_yahoo_sent_byte_for_byte(
    provider: YahooProvider, yahoo: YahooServer
) -> None:
    yahoo.record("AAPL", "chart_AAPL_2025.json")
    payload = await provider.fetch("history", "AAPL")
    assert payload.body == (DATA / "chart_AAPL_2025.json").read_bytes()
    assert (payload.provider, payload.is_complete) == ("yahoo", True)
    (request,) = yahoo.chart_requests
    assert "interval=1d" in request
    assert "events=div%2Csplits" in request
    # Always until now: only then are all splits in the answer that its prices are adjusted for.
    assert "period2=9999999999" in request


async def test_one_cookie_serves_every_request(provider: YahooProvider, yahoo: YahooServer) -> None:
    yahoo.record("AAPL", "chart_AAPL_2025.json")
    await provider.fetch("history", "AAPL")
    before = len(yahoo.requests)
    for _ in range(3):
        await provider.fetch("history", "AAPL")
    assert yahoo.requests[before:] == yahoo.chart_requests[1:]
    assert len(yahoo.chart_requests) == 4


async def test_a_refresh_asks_for_the_latest_part_only(
    provider: YahooProvider, yahoo: YahooServer
) -> None:
    yahoo.record("AAPL", "chart_AAPL_2025.json")
    payload = await provider.fetch("history", "AAPL", date(2025, 10, 1))
    assert not payload.is_complete
    assert "period1=1759276800" in yahoo.chart_requests[0]


async def test_a_recorded_history_is_ingested_with_its_source(
    world: World, yahoo: YahooServer
) -> None:
    yahoo.record("AAPL", "chart_AAPL_2025.json")
    assert await world.market.tracker.ensure(["AAPL"], wait_seconds=60) == {"AAPL": "ready"}
    series = (await world.market.history.prices(["AAPL"]))["AAPL"]
    assert (series.source, series.currency, series.days.size) == ("yahoo", "USD", 127)
    found = await world.market.catalog.find_many(["AAPL"])
    assert (found["AAPL"].name, found["AAPL"].exchange) == ("Apple Inc.", "NasdaqGS")
    assert found["AAPL"].time_zone == "America/New_York"


async def test_a_second_fetch_adds_to_the_first_and_costs_one_request(
    world: World, yahoo: YahooServer
) -> None:
    yahoo.record("AAPL", "chart_AAPL_2025.json")
    await world.market.tracker.ensure(["AAPL"], wait_seconds=60)
    await world.deliver()
    before = len(yahoo.chart_requests)
    world.clock.advance(86_400)
    assert await world.market.schedule.enqueue_due() == 1
    await world.deliver()
    assert len(yahoo.chart_requests) == before + 1
    assert (await world.market.history.prices(["AAPL"]))["AAPL"].days.size == 127


async def test_what_yahoo_does_not_know_comes_from_the_next_source_and_says_so(
    world: World,
) -> None:
    world.write("ACME", {"2025-10-30": "10", "2025-10-31": "11"})
    assert await world.market.tracker.ensure(["ACME"], wait_seconds=60) == {"ACME": "ready"}
    (entry,) = await world.market.tracker.status()
    assert entry.source == "sample"
    assert entry.last_run is not None
    assert entry.last_run.skipped == (("yahoo", "unknown_symbol"),)


_FAILURES = {
    "http_500": Answer(b"oops", status=500),
    "rate_limited": Answer(b"Too Many Requests", status=429, content_type="text/plain"),
    "bad_answer": Answer(b"<html>Will be right back</html>", content_type="text/html"),
    "truncated": Answer((DATA / "chart_AAPL_2025.json").read_bytes(), cut=500),
    "wrong symbol": Answer((DATA / "chart_NVDA_2021.json").read_bytes()),
}


@pytest.mark.parametrize("failure", list(_FAILURES))
async def test_a_failing_yahoo_is_replaced_by_the_next_source(
    world: World, yahoo: YahooServer, failure: str
) -> None:
    yahoo.charts["AAPL"] = _FAILURES[failure]
    world.write("AAPL", {"2025-10-30": "10", "2025-10-31": "11"})
    assert await world.market.tracker.ensure(["AAPL"], wait_seconds=60) == {"AAPL": "ready"}
    quote = (await world.market.quotes.latest(["AAPL"]))["AAPL"]
    assert (quote.source, quote.as_of, quote.is_stale) == ("sample", date(2025, 10, 31), False)
    (entry,) = await world.market.tracker.status()
    assert entry.last_run is not None
    ((name, reason),) = entry.last_run.skipped
    assert name == "yahoo"
    expected = {"truncated": {"reset", "bad_answer"}, "wrong symbol": {"bad_answer"}}
    assert reason in expected.get(failure, {failure})


async def test_a_refused_answer_is_kept_as_evidence(world: World, yahoo: YahooServer) -> None:
    yahoo.charts["AAPL"] = _FAILURES["bad_answer"]
    world.write("AAPL", {"2025-10-31": "11"})
    await world.market.tracker.ensure(["AAPL"], wait_seconds=60)
    names = [name for _, name in world.blobs.data if name.startswith("refused/")]
    assert names == ["refused/AAPL/backfill:AAPL:0.yahoo"]


async def test_a_series_never_mixes_two_sources(world: World, yahoo: YahooServer) -> None:
    yahoo.record("AAPL", "chart_AAPL_2025.json")
    world.write("AAPL", {"2025-10-31": "999"})
    await world.market.tracker.ensure(["AAPL"], wait_seconds=60)
    await world.deliver()
    yahoo.charts["AAPL"] = _FAILURES["http_500"]
    world.clock.advance(7 * 86_400)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    quote = (await world.market.quotes.latest(["AAPL"]))["AAPL"]
    assert (quote.source, quote.is_stale) == ("yahoo", True)
    (entry,) = await world.market.tracker.status()
    assert entry.state == "ready"
    assert entry.last_run is not None
    assert entry.last_run.outcome == "unreachable"


async def test_the_preferred_source_takes_a_series_over_whole(
    world: World, yahoo: YahooServer
) -> None:
    world.write("AAPL", {"2025-05-20": "1", "2025-10-31": "2"})
    await world.market.tracker.ensure(["AAPL"], wait_seconds=60)
    await world.deliver()
    yahoo.record("AAPL", "chart_AAPL_2025.json")
    world.clock.advance(86_400)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    series = (await world.market.history.prices(["AAPL"]))["AAPL"]
    assert (series.source, series.days.size) == ("yahoo", 127)
    assert "2025-10-31" not in await world.closes("AAPL")


async def test_a_source_with_far_less_does_not_take_over(world: World, yahoo: YahooServer) -> None:
    world.write("AZT.OL", {f"2019-12-{day:02}": "5" for day in range(1, 29)})
    await world.market.tracker.ensure(["AZT.OL"], wait_seconds=60)
    await world.deliver()
    yahoo.record("AZT.OL", "chart_AZT.OL.json")  # a single day
    world.clock.advance(86_400)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    (entry,) = await world.market.tracker.status()
    assert (entry.source, entry.bars) == ("sample", 28)
    assert entry.last_run is not None
    assert entry.last_run.skipped == (("yahoo", "has_less_history"),)


async def test_a_slow_yahoo_is_given_up_in_time(
    provider: YahooProvider, yahoo: YahooServer
) -> None:
    yahoo.charts["AAPL"] = Answer(b"{}", delay_seconds=600)
    await provider.fetch("search", "apple")  # the import of yfinance is not what is timed
    with pytest.raises(ProviderUnavailable) as told:
        async with asyncio.timeout(120):
            await provider.fetch("history", "AAPL")
    assert told.value.code == "timeout"


@pytest.mark.parametrize("is_packed", [False, True])
async def test_a_body_without_end_is_not_taken_into_memory(
    provider: YahooProvider, yahoo: YahooServer, is_packed: bool
) -> None:
    body = b'{"chart":' + b" " * 20_000_000
    yahoo.charts["AAPL"] = (
        Answer(gzip.compress(body, 1), headers="content-encoding: gzip\r\n")
        if is_packed
        else Answer(body)
    )
    with pytest.raises(ProviderUnavailable) as caught:
        await provider.fetch("history", "AAPL")
    assert caught.value.code == "too_large"
    yahoo.record("AAPL", "chart_AAPL_2025.json")
    assert (await provider.fetch("history", "AAPL")).body


async def test_an_offline_machine_is_told_at_once() -> None:
    provider = YahooProvider(ManualClock(), "http://127.0.0.1:9")
    with pytest.raises(ProviderUnavailable) as told:
        await provider.fetch("history", "AAPL")
    assert told.value.code == "unreachable"


async def test_an_unknown_symbol_is_not_found(provider: YahooProvider) -> None:
    with pytest.raises(NotFound):
        await provider.fetch("history", "NOPE")


async def test_a_search_names_instruments(world: World) -> None:
    found = await world.market.catalog.search("apple", 3)
    assert [(item.symbol, item.name) for item in found][:1] == [("AAPL", "Apple Inc.")]
    assert found[0].source == "yahoo"
