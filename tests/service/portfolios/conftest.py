"""Portfolio services over a real SQLite store, with a market a test can set."""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.clock import Clock, FixedDateClock
from shared.platform.documents import DocumentStore
from shared.platform.sqlite import SqliteDocumentStore
from shared.portfolios.model import PortfolioDraft, TransactionDraft
from shared.portfolios.repository import PortfolioRepository
from shared.portfolios.service import PortfolioService
from tests.fakes.market import FakeCatalog, FakeHistory, FakeTracker

TODAY = date(2026, 11, 20)

type MakeService = Callable[..., PortfolioService]


class LaterClock(FixedDateClock):
    """The same clock some days later."""

    def __init__(self, days: int) -> None:
        super().__init__(TODAY + timedelta(days=days))


@pytest.fixture
def clock() -> Clock:
    return FixedDateClock(TODAY)


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[DocumentStore]:
    store = SqliteDocumentStore(tmp_path / "test.db", clock)
    yield store
    await store.close()


@pytest.fixture
def make_service(store: DocumentStore, clock: Clock) -> MakeService:
    """Return a service with a cache of its own, as another worker has it."""

    def make(
        *,
        history: FakeHistory | None = None,
        tracker: FakeTracker | None = None,
        catalog: FakeCatalog | None = None,
        over: Any = None,
    ) -> PortfolioService:
        return PortfolioService(
            PortfolioRepository(over or store, clock),
            history or FakeHistory(),
            catalog or FakeCatalog(),
            tracker or FakeTracker(),
            clock,
        )

    return make


@pytest.fixture
def service(make_service: MakeService) -> PortfolioService:
    return make_service()


@pytest.fixture
async def pid(service: PortfolioService) -> str:
    draft = PortfolioDraft(name="Test", base_currency="USD")
    return (await service.create("ada", draft)).id


def draft(kind: str, on: str, symbol: str | None = None, /, **said: Any) -> TransactionDraft:
    body = {"currency": "USD", **said, "kind": kind, "trade_date": on, "symbol": symbol}
    return TransactionDraft.model_validate(body)


def buy(on: str = "2024-01-02", quantity: str = "10", **said: Any) -> TransactionDraft:
    return draft("buy", on, "X", quantity=quantity, price="100", **said)


def sell(on: str = "2024-02-01", quantity: str = "10", **said: Any) -> TransactionDraft:
    return draft("sell", on, "X", quantity=quantity, price="110", **said)
