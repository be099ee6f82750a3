"""Every route of the OpenAPI document × every kind of caller; no cell without a reason.

The rules and the rows are in `authorisation.py`.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

import httpx2
import pytest
import pytest_asyncio

from functions.http.app import create_api
from functions.http.assistant_callers import caller_of
from functions.wiring import Services
from shared.alerts.model import AlertDraft
from shared.identity.model import Principal, Role, Scope
from shared.identity.repository import AccountRepository
from shared.kernel.clock import FixedDateClock
from shared.notifications.model import Notice
from shared.platform.queues import MARKET_JOBS
from shared.portfolios.model import Kind, PortfolioDraft, TransactionDraft
from shared.reports.model import ReportRequest
from shared.settings import Settings
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.http.authorisation import CALLERS, CSV, OK, PASSWORD, ROWS, Props, Row
from tests.http.conftest import TODAY

_number = count()


@dataclass(frozen=True)
class Cast:
    """People with their tokens. `owner` has the portfolios that the others try to reach."""

    headers: Mapping[str, dict[str, str]]
    principals: Mapping[str, Principal]
    email: str


def operations() -> set[str]:
    document = create_api(Services(Settings(rate_limit_per_minute=0))).openapi()
    return {
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def services(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Services]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("matrix"),
        today=TODAY,
        market_providers=("sample",),
        upstox_base_url="http://127.0.0.1:9",
        rate_limit_per_minute=0,
    )
    services = Services(settings)
    services.clock = FixedDateClock(TODAY)
    services.blobs = MemoryBlobs()
    services.queue = MemoryQueue()
    await services.tracker.track("somebody", ["AAPL"])
    for _ in range(2_400):
        (entry,) = await services.tracker.status(["AAPL"])
        if entry.state == "ready":
            break
        await asyncio.sleep(0.05)
    yield services
    await services.documents.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(services: Services) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(create_api(services), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lasting_cast(services: Services) -> Cast:
    return await make_cast(services)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    routes = operations()
    assert routes - ROWS.keys() == set(), "add a row in tests/http/authorisation.py"
    assert ROWS.keys() - routes == set(), "these routes are gone"


def test_no_cell_is_left_open() -> None:
    assert {tuple(row.rule) for row in ROWS.values()} == {CALLERS}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("route", list(ROWS))
async def test_each_caller_gets_what_the_rule_says(
    services: Services, client: httpx2.AsyncClient, lasting_cast: Cast, route: str
) -> None:
    row = ROWS[route]
    cast = await make_cast(services) if row.ends else lasting_cast
    expected = {
        caller: row.ok if row.rule[caller] == OK else row.rule[caller] for caller in CALLERS
    }
    got: dict[str, int] = {}
    for caller in CALLERS:
        answer = await ask(services, client, cast, route, row, caller)
        got[caller] = answer.status_code
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
    assert got == expected


async def ask(
    services: Services,
    client: httpx2.AsyncClient,
    cast: Cast,
    route: str,
    row: Row,
    caller: str,
) -> httpx2.Response:
    method, path = route.split(" ")
    fresh = f"new{next(_number)}@example.org"
    ids = await make_props(services, cast, path)
    request = dict(row.ask(Props(cast.email, fresh)))
    headers = {**request.pop("headers", {}), **cast.headers[caller]}
    address = re.sub(r"{(\w+)}", lambda found: ids[found[1]], path)
    return await client.request(method, address, headers=headers, **request)


async def make_props(  # noqa: C901 - a line a kind of thing
    services: Services, cast: Cast, path: str
) -> dict[str, str]:
    """Make what a path names anew, so that nobody finds it already deleted."""
    owner, ids = cast.principals["owner"], {"symbol": "AAPL", "queue": MARKET_JOBS, "id": "none"}
    if path.startswith("/api/stock-data/track/"):
        for principal in cast.principals.values():
            await services.tracker.track(principal.user_id, ["AAPL"])
    if path.endswith("/sessions/{id}"):
        grant = await services.identity.login(cast.email, PASSWORD)
        ids["id"] = grant.session_id
    elif path.endswith("/tokens/{id}"):
        record, _ = await services.identity.create_api_token(owner, "T", [Scope.READ])
        ids["id"] = record.id
    elif path.endswith("/users/{id}"):
        ids["id"] = cast.principals["other"].user_id
    if "{session_id}" in path:
        ids["session_id"] = (await services.threads.create(owner.user_id)).id
    ids |= await make_watching(services, owner.user_id, path)
    if "{document_id}" in path:
        added = await services.knowledge.add(owner.user_id, "a.txt", b"Bonds pay interest.")
        ids["document_id"] = added.id
    if "{schedule_id}" in path or "{report_id}" in path:
        ids |= await make_report(services, owner)
    if "{draft_id}" in path:
        ids["draft_id"] = await make_draft(services, owner)
    if "{portfolio_id}" in path:
        ids |= await make_portfolio(services, owner.user_id, path)
    return ids


async def make_watching(services: Services, owner: str, path: str) -> dict[str, str]:
    if "{watchlist_id}" in path:
        watchlist = await services.watchlists.create(owner, "W", items=[("AAPL", "")])
        return {"watchlist_id": watchlist.id}
    if "{alert_id}" in path:
        rule = AlertDraft(kind="price_above", symbol="AAPL", threshold=Decimal(500))
        return {"alert_id": (await services.alerts.create(owner, rule)).id}
    if "{notification_id}" in path:
        notice = Notice(key=f"n{next(_number)}", kind="system", title="T", text="T")
        await services.notifier.post(owner, notice)
        (told,) = await services.inbox.list_page(owner, limit=1)
        return {"notification_id": told.id}
    if "{channel_id}" in path:
        for old in await services.channels.list_all(owner):
            await services.channels.delete(owner, old.id)
        url = "https://hooks.example.org/in"
        made, _ = await services.channels.create(owner, "webhook", "W", url)
        return {"channel_id": made.id}
    return {}


async def make_report(services: Services, owner: Principal) -> dict[str, str]:
    draft = PortfolioDraft(name="Mine", base_currency="USD")
    portfolio = await services.portfolios.create(owner.user_id, draft)
    request = ReportRequest("performance", portfolio_id=portfolio.id)
    report = await services.reports.request(owner.user_id, request, every="monthly")
    assert report.schedule_id is not None
    return {"report_id": report.id, "schedule_id": report.schedule_id}


async def make_draft(services: Services, owner: Principal) -> str:
    draft = PortfolioDraft(name="Mine", base_currency="USD")
    portfolio = await services.portfolios.create(owner.user_id, draft)
    deposit = {"kind": "deposit", "trade_date": "2020-09-15", "amount": "1", "currency": "USD"}
    proposed = await services.drafts.propose(
        await caller_of(services, owner),
        "transaction",
        deposit,
        "Deposit 1 USD",
        portfolio_id=portfolio.id,
    )
    return proposed.id


async def make_portfolio(services: Services, owner: str, path: str) -> dict[str, str]:
    draft = PortfolioDraft(name="Mine", base_currency="USD")
    portfolio = await services.portfolios.create(owner, draft)
    ids = {"portfolio_id": portfolio.id}
    buy = TransactionDraft(
        kind=Kind.BUY,
        symbol="AAPL",
        trade_date=date(2020, 9, 15),
        quantity=Decimal(3),
        price=Decimal("115.54"),
        currency="USD",
    )
    (entry,) = await services.portfolios.add_transactions(owner, portfolio.id, [buy])
    ids["transaction_id"] = entry.id
    if "{import_id}" in path:
        preview = await services.imports.preview(owner, portfolio.id, "a.csv", CSV)
        ids["import_id"] = preview.import_id
    return ids


async def make_cast(services: Services) -> Cast:
    identity, start = services.identity, next(_number)
    headers: dict[str, dict[str, str]] = {"nobody": {}, "garbage": bearer("garbage")}
    principals: dict[str, Principal] = {}
    for person in ("owner", "other", "analyst", "admin"):
        grant = await identity.register(f"{person}{start}@example.org", PASSWORD)
        if person in {"analyst", "admin"}:
            await give_role(services, grant.user.id, Role(person))
        headers[person] = bearer(grant.access_token)
        principals[person] = await identity.authenticate(grant.access_token)
    owner = principals["owner"]
    spare = await services.portfolios.create(
        owner.user_id, PortfolioDraft(name="Spare", base_currency="USD")
    )
    for caller, whose, scope, portfolios in (
        ("admin_read", principals["admin"], Scope.READ, None),
        ("read", owner, Scope.READ, None),
        ("draft", owner, Scope.TRADE_DRAFT, None),
        ("write", owner, Scope.WRITE, None),
        ("elsewhere", owner, Scope.WRITE, [spare.id]),
    ):
        _, token = await identity.create_api_token(whose, caller, [scope], portfolios)
        headers[caller] = bearer(token)
    return Cast(headers, principals, f"owner{start}@example.org")


async def give_role(services: Services, user_id: str, role: Role) -> None:
    accounts = AccountRepository(services.documents, services.machine_clock)
    await accounts.change(user_id, lambda account: account.with_user(roles=(Role.USER, role)))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
