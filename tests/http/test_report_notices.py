"""A report that has ended is told in the page and by mail, in the language of its owner."""

import httpx2

from functions.wiring import Services
from shared.identity.repository import AccountRepository
from shared.platform.mail import OutboxMailer
from shared.platform.queues import DELIVERIES, REPORT_JOBS
from tests.fakes.storage import MemoryQueue
from tests.http.conftest import my_id

type Headers = dict[str, str]


async def deliver(services: Services) -> None:
    """Deliver what waits for reports and then for channels, everything twice."""
    queue = services.queue
    assert isinstance(queue, MemoryQueue)
    for message in [one for one in queue.take(REPORT_JOBS) for _ in range(2)]:
        await services.report_worker.handle(message)
    for message in [one for one in queue.take(DELIVERIES) for _ in range(2)]:
        await services.deliverer.handle(message)


async def ask(client: httpx2.AsyncClient, headers: Headers) -> str:
    draft = {"name": "Growth", "base_currency": "USD"}
    portfolio = (await client.post("/api/portfolios", json=draft, headers=headers)).json()["id"]
    buy = {"kind": "buy", "symbol": "AAPL", "trade_date": "2020-03-02", "currency": "USD"}
    path = f"/api/portfolios/{portfolio}/transactions"
    await client.post(path, json={**buy, "quantity": "40", "price": "70"}, headers=headers)
    wanted = {"kind": "income", "portfolio_id": portfolio, "formats": ["md"], "narrative": False}
    asked = await client.post("/api/reports", json=wanted, headers=headers)
    assert asked.status_code == 202, asked.text
    return portfolio


async def test_a_ready_report_is_told_once_in_the_page_and_by_mail(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    assert isinstance(services.mailer, OutboxMailer)
    user_id = await my_id(client, ada)
    accounts = AccountRepository(services.documents, services.machine_clock)
    await accounts.change(user_id, lambda account: account.with_user(email_verified=True))
    mine = {"kind": "email", "name": "Mail"}
    made = await client.post("/api/notification-channels", json=mine, headers=ada)
    assert made.status_code == 201, made.text
    portfolio = await ask(client, ada)
    await deliver(services)
    listed = (await client.get("/api/notifications?kind=report", headers=ada)).json()
    [notice] = listed["items"]
    assert notice["title"] == "Income report: Growth is ready"
    assert (notice["portfolio_id"], notice["link"], notice["read"]) == (
        portfolio,
        "/reports",
        False,
    )
    mails = [one for one in await services.mailer.list_recent() if one["kind"] == "report"]
    assert [mail["subject"] for mail in mails] == ["Income report: Growth is ready"]


async def test_titles_are_german_where_the_account_is(
    client: httpx2.AsyncClient, services: Services, ada: Headers
) -> None:
    kept = {"locale": "de-DE", "currency": "EUR", "time_zone": "Europe/Berlin"}
    put = await client.put("/api/users/me/preferences", json=kept, headers={**ada, "If-Match": "*"})
    assert put.status_code == 200, put.text
    await ask(client, ada)
    await deliver(services)
    [report] = (await client.get("/api/reports", headers=ada)).json()["items"]
    assert report["title"] == "Ertragsbericht: Growth"
    [notice] = (await client.get("/api/notifications", headers=ada)).json()["items"]
    assert notice["title"] == "Ertragsbericht: Growth ist fertig"
    assert notice["text"].startswith("Zum Lesen und Herunterladen als Markdown bis zum ")
