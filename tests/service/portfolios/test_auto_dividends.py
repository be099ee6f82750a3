"""Dividends that book themselves where the owner wishes it, and never twice."""

from decimal import Decimal

import pytest

from shared.market.model import Dividend
from shared.portfolios.model import PortfolioDraft
from shared.portfolios.service import PortfolioService
from tests.fakes.ledger import day
from tests.fakes.market import FakeHistory, price_series
from tests.service.portfolios.conftest import MakeService, buy, draft

# Apple's dividends of 2024 with their ex-dates, as declared (Apple investor relations).
DIVIDENDS = (
    Dividend(day("2024-02-09"), Decimal("0.24"), "USD"),
    Dividend(day("2024-05-10"), Decimal("0.25"), "USD"),
)
SERIES = price_series("X", {day("2024-01-02"): "185.64"}, dividends=DIVIDENDS)


@pytest.fixture
def service(make_service: MakeService) -> PortfolioService:
    return make_service(history=FakeHistory([SERIES]))


@pytest.fixture
async def pid(service: PortfolioService) -> str:
    wanted = PortfolioDraft(name="Test", base_currency="USD", auto_dividends=True)
    portfolio = await service.create("ada", wanted)
    await service.add_transactions("ada", portfolio.id, [buy("2024-03-01")])
    return portfolio.id


async def income(service: PortfolioService, pid: str) -> list[tuple[str, Decimal]]:
    book = await service.book("ada", pid)
    return [(entry.day.isoformat(), entry.amount) for entry in book.result.income]


async def test_what_went_ex_while_shares_were_held_is_booked_once(
    service: PortfolioService, pid: str
) -> None:
    assert await income(service, pid) == [("2024-05-10", Decimal("2.5"))]
    assert await income(service, pid) == [("2024-05-10", Decimal("2.5"))]
    assert (await service.load("ada", pid)).ledger_version == 2


async def test_nothing_is_booked_unless_wished(service: PortfolioService, pid: str) -> None:
    await service.update("ada", pid, PortfolioDraft(name="Test", base_currency="USD"))
    assert await income(service, pid) == []


async def test_the_brokers_own_entry_takes_the_place(service: PortfolioService, pid: str) -> None:
    await income(service, pid)
    paid = draft("dividend", "2024-05-16", "X", amount="2.50", tax="0.38", source="schwab")
    await service.add_transactions("ada", pid, [paid])
    assert await income(service, pid) == [("2024-05-16", Decimal("2.5"))]


async def test_one_that_was_deleted_does_not_come_back(service: PortfolioService, pid: str) -> None:
    await income(service, pid)
    [booked] = [
        entry for entry in (await service.load("ada", pid)).transactions if entry.source == "market"
    ]
    await service.delete_transaction("ada", pid, booked.id)
    assert await income(service, pid) == []


async def test_a_day_in_the_past_shows_the_same_before_and_after_a_look_at_the_present(
    service: PortfolioService, pid: str
) -> None:
    async def at_the_end_of_2024() -> int:
        return len((await service.book("ada", pid, as_of=day("2024-12-31"))).result.income)

    before = await at_the_end_of_2024()
    await income(service, pid)
    assert (before, await at_the_end_of_2024()) == (1, 1)


async def test_reading_the_ledger_as_it_was_known_books_nothing(
    service: PortfolioService, pid: str
) -> None:
    known = (await service.load("ada", pid)).transactions[-1].recorded_at
    await service.book("ada", pid, known_at=known)
    assert (await service.load("ada", pid)).ledger_version == 1
