"""A reading asked again is answered 304 without computing, and never once anything has changed."""

from datetime import date
from typing import Any

import httpx2
import pytest

from functions.http.app import create_api
from functions.wiring import Services
from shared.analytics.service import AnalyticsService
from shared.kernel.clock import FixedDateClock
from shared.market.series_documents import HEAD_ID, year_id
from shared.platform.sqlite import SqliteDocumentStore
from shared.portfolios.service import PortfolioService
from tests.http.conftest import TODAY
from tests.http.reading import make


class MovableClock(FixedDateClock):
    """A date that stands still until it is moved."""

    def move(self, day: date) -> None:
        self._day = day


@pytest.fixture
def clock(services: Services) -> MovableClock:
    services.clock = moved = MovableClock(TODAY)
    return moved


READINGS = ("summary", "holdings", "performance", "allocation", "gains", "income", "risk")


async def asked(
    client: httpx2.AsyncClient, who: dict[str, str], address: str, etag: str = ""
) -> httpx2.Response:
    return await client.get(address, headers={**who, "If-None-Match": etag} if etag else who)


async def settled(client: httpx2.AsyncClient, who: dict[str, str], address: str) -> str:
    """Ask twice, as the first reading may itself fetch and keep something; return the ETag."""
    await asked(client, who, address)
    return (await asked(client, who, address)).headers["etag"]


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by each reading that is computed."""
    computed: list[str] = []

    def watch(owner: type[Any], name: str) -> None:
        real = getattr(owner, name)

        async def counted(self: Any, *args: Any, **said: Any) -> Any:
            computed.append(name)
            return await real(self, *args, **said)

        monkeypatch.setattr(owner, name, counted)

    for name in READINGS:
        watch(PortfolioService if name == "holdings" else AnalyticsService, name)
    return computed


@pytest.mark.parametrize("reading", READINGS)
async def test_the_same_reading_again_is_304_without_computing(
    client: httpx2.AsyncClient,
    ada: dict[str, str],
    reading: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"{(await make(client, ada))[0]}/{reading}"
    etag = await settled(client, ada, address)
    computed = watched(monkeypatch)
    again = await asked(client, ada, address, etag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert again.headers["cache-control"] == "private, no-cache"
    assert not computed
    assert (await asked(client, ada, address, '"another"')).status_code == 200
    assert computed == [reading]
    assert (await asked(client, ada, f"{address}?currency=EUR", etag)).status_code == 200


async def test_an_added_a_corrected_and_a_deleted_transaction_are_seen_at_once(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    place, _ = await make(client, ada)
    buy: dict[str, Any] = {
        "kind": "buy",
        "symbol": "SPY",
        "trade_date": "2021-03-01",
        "quantity": "1",
        "price": "380",
        "currency": "USD",
    }
    address = f"{place}/summary"
    etags = [await settled(client, ada, address)]
    made = await client.post(f"{place}/transactions", json={"transactions": [buy]}, headers=ada)
    entry = made.json()["transactions"][0]
    etags.append(await changed(client, ada, address, etags))
    one = f"{place}/transactions/{entry['id']}"
    if_match = {"If-Match": (await client.get(one, headers=ada)).headers["etag"]}
    corrected = await client.put(one, json={**buy, "price": "381"}, headers={**ada, **if_match})
    assert corrected.status_code == 200, corrected.text
    etags.append(await changed(client, ada, address, etags))
    if_match = {"If-Match": (await client.get(one, headers=ada)).headers["etag"]}
    assert (await client.delete(one, headers={**ada, **if_match})).status_code == 204
    assert await changed(client, ada, address, etags[1:]) == etags[0]


async def changed(
    client: httpx2.AsyncClient, who: dict[str, str], address: str, etags: list[str]
) -> str:
    """Ask with ETags that must be stale; return the one of now."""
    for etag in etags:
        answer = await asked(client, who, address, etag)
        assert answer.status_code == 200
    return (await asked(client, who, address)).headers["etag"]


async def test_a_changed_base_currency_and_a_new_day_are_seen_at_once(
    clock: MovableClock, client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    place, _ = await make(client, ada)
    address = f"{place}/summary"
    etags = [await settled(client, ada, address)]
    portfolio = await client.get(place, headers=ada)
    draft = {"name": "P", "base_currency": "EUR"}
    if_match = {"If-Match": portfolio.headers["etag"]}
    told = await client.put(place, json=draft, headers={**ada, **if_match})
    assert told.status_code == 200, told.text
    etags.append(await changed(client, ada, address, etags))
    clock.move(date(2021, 4, 1))
    await changed(client, ada, address, etags)


async def test_prices_restated_by_another_worker_are_seen_at_once(
    client: httpx2.AsyncClient, ada: dict[str, str], services: Services
) -> None:
    place, _ = await make(client, ada)
    address = f"{place}/summary"
    etag = await settled(client, ada, address)
    before = (await asked(client, ada, address)).json()["total_value"]
    assert (await asked(client, ada, address, etag)).status_code == 304
    # Another process's connection: what it commits, this worker hears of from the file alone.
    path = services.settings.data_dir / "plumbline.db"
    elsewhere = SqliteDocumentStore(path, services.machine_clock)
    head = await elsewhere.get("prices", "SPY", HEAD_ID)
    year = await elsewhere.get("prices", "SPY", year_id(TODAY.year))
    body = {**year.body, "close": [close + 1 for close in year.body["close"]], "digest": "new"}
    await elsewhere.replace("prices", "SPY", year.id, body, if_match=year.etag)
    years = {**head.body["years"], str(TODAY.year): "new"}
    restated = {**head.body, "years": years, "version": "new"}
    await elsewhere.replace("prices", "SPY", HEAD_ID, restated, if_match=head.etag)
    await elsewhere.close()
    answer = await asked(client, ada, address, etag)
    assert answer.status_code == 200
    assert answer.json()["total_value"] != before


async def test_a_write_through_another_worker_is_seen_at_once(
    client: httpx2.AsyncClient, ada: dict[str, str], services: Services
) -> None:
    place, _ = await make(client, ada)
    etag = await settled(client, ada, f"{place}/holdings")
    assert (await asked(client, ada, f"{place}/holdings", etag)).status_code == 304
    other = Services(services.settings)
    other.clock, other.blobs, other.queue = services.clock, services.blobs, services.queue
    transport = httpx2.ASGITransport(create_api(other), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as worker:
        sold = {
            "kind": "sell",
            "symbol": "SPY",
            "trade_date": "2021-03-02",
            "quantity": "1",
            "price": "380",
            "currency": "USD",
        }
        made = await worker.post(
            f"{place}/transactions", json={"transactions": [sold]}, headers=ada
        )
        assert made.status_code == 201, made.text
    await other.documents.close()
    assert (await asked(client, ada, f"{place}/holdings", etag)).status_code == 200


async def test_another_person_and_a_token_that_ended_get_nothing_of_it(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str]
) -> None:
    place, _ = await make(client, ada)
    address = f"{place}/summary"
    etag = await settled(client, ada, address)
    assert (await asked(client, ada, address, etag)).status_code == 304
    assert (await asked(client, bob, address, etag)).status_code == 404
    assert (await asked(client, bob, address, "*")).status_code == 404
    assert (await asked(client, {}, address, etag)).status_code == 401
    assert (await client.post("/api/auth/logout", headers=ada)).status_code in {200, 204}
    assert (await asked(client, ada, address, etag)).status_code == 401


async def test_without_a_stamp_every_reading_is_computed(
    client: httpx2.AsyncClient,
    ada: dict[str, str],
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services.changes = None
    address = f"{(await make(client, ada))[0]}/summary"
    etag = await settled(client, ada, address)
    computed = watched(monkeypatch)
    assert (await asked(client, ada, address, etag)).status_code == 304
    assert computed == ["summary"]
