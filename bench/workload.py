"""The workload as the product meets it: a stored ledger, price histories and reference rates."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np

from shared.analytics.service import AnalyticsService
from shared.kernel.clock import FixedDateClock
from shared.market.model import FxBook, Instrument, PriceSeries
from shared.platform.documents import DocumentStore
from shared.portfolios.entries import Entries
from shared.portfolios.model import Kind, Portfolio, Transaction
from shared.portfolios.ordering import in_order
from shared.portfolios.ports import TrackState
from shared.portfolios.repository import PortfolioRepository
from shared.portfolios.segments import Event
from shared.portfolios.service import PortfolioService

OWNER: Final = "ada"
PORTFOLIO: Final = "p"
LAST_DAY: Final = date(2025, 12, 31)
NOW: Final = datetime(2025, 12, 31, 22, tzinfo=UTC)
_CURRENCIES: Final = ("USD", "EUR", "GBP")
_KINDS: Final = (Kind.BUY, Kind.SELL, Kind.DIVIDEND)
_EXPONENT: Final = 4
_APPENDED_AT_ONCE: Final = 20_000


class StoredMarket:
    """The workload's prices and rates through the portfolio service's three market ports."""

    def __init__(self, ledger: dict[str, Any]) -> None:
        trading, days = ledger["bd"], ledger["days"][ledger["bd"]]
        self.histories = {
            symbol(n): _series(
                symbol(n), _currency(ledger, n), days, ledger["px"][trading, n], _EXPONENT
            )
            for n in range(ledger["cur"].size)
        }
        self.rates = FxBook(
            "USD",
            {
                code: _series(code, code, days, np.round(1e18 / ledger["fx"][trading, n]), 12)
                for n, code in enumerate(_CURRENCIES)
                if code != "USD"
            },
        )

    async def prices(self, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        return {name: self.histories[name] for name in symbols if name in self.histories}

    async def fx(self, currencies: Sequence[str]) -> FxBook:
        return self.rates

    async def find_many(self, symbols: Sequence[str]) -> dict[str, Instrument]:
        return {}

    async def resolve(self, *, symbol: str | None, isin: str | None) -> Instrument | None:
        return None

    async def ensure(
        self, symbols: Sequence[str], wait_seconds: float = 2.5
    ) -> dict[str, TrackState]:
        return dict.fromkeys(symbols, "ready")


def symbol(number: int) -> str:
    """Return the name of a column of the price matrix."""
    return f"S{number:03d}"


def transactions(ledger: dict[str, Any]) -> list[Transaction]:
    """Return the rows of the workload as the ledger keeps them."""
    rows = zip(
        *(ledger[name].tolist() for name in ("d", "sym", "typ", "qty", "price", "fee")), strict=True
    )
    days = ledger["days"].tolist()
    return [
        _transaction(n, days[day], column, _currency(ledger, column), kind, *amounts)
        for n, (day, column, kind, *amounts) in enumerate(rows)
    ]


def entries(ledger: dict[str, Any]) -> Entries:
    """Return the rows of the workload in ledger order, as the store reads them."""
    return Entries(in_order(transactions(ledger)))


def portfolio(portfolio_id: str = PORTFOLIO) -> Portfolio:
    """Return the portfolio the ledger belongs to."""
    return Portfolio(
        id=portfolio_id, name="bench", base_currency="USD", created_at=NOW, updated_at=NOW
    )


async def store(
    documents: DocumentStore, rows: Sequence[Transaction], portfolio_id: str = PORTFOLIO
) -> None:
    """Write a ledger into a store, as an import does."""
    repository = PortfolioRepository(documents, FixedDateClock(LAST_DAY))
    await repository.create(OWNER, portfolio(portfolio_id))
    for start in range(0, len(rows), _APPENDED_AT_ONCE):
        _, log = await repository.read(OWNER, portfolio_id)
        events = [Event("put", NOW, one) for one in rows[start : start + _APPENDED_AT_ONCE]]
        _ = await repository.append(OWNER, log, events)


def services(
    documents: DocumentStore, market: StoredMarket
) -> tuple[PortfolioRepository, PortfolioService, AnalyticsService]:
    """Return a worker's services, nothing read yet."""
    clock = FixedDateClock(LAST_DAY)
    repository = PortfolioRepository(documents, clock)
    portfolios = PortfolioService(repository, market, market, market, clock)
    return repository, portfolios, AnalyticsService(portfolios, market)


def _currency(ledger: dict[str, Any], column: int) -> str:
    return _CURRENCIES[ledger["cur"][column]]


def _series(
    name: str, currency: str, days: np.ndarray, close: np.ndarray, exponent: int
) -> PriceSeries:
    close = close.astype(np.int64)
    return PriceSeries(
        name, currency, exponent, days.astype(np.int32), close, close, close, close, close,
        "bench", NOW, "1",
    )  # fmt: skip


def _transaction(
    number: int,
    day: int,
    column: int,
    currency: str,
    kind: int,
    quantity: int,
    price: int,
    fee: int,
) -> Transaction:
    is_trade = _KINDS[kind] is not Kind.DIVIDEND
    return Transaction(
        id=f"01JBENCH{number:018d}",
        kind=_KINDS[kind],
        symbol=symbol(column),
        trade_date=date.fromordinal(day),
        quantity=Decimal(quantity).scaleb(-_EXPONENT) if is_trade else None,
        price=Decimal(price).scaleb(-_EXPONENT) if is_trade else None,
        amount=None if is_trade else Decimal(quantity * price).scaleb(-2 * _EXPONENT),
        currency=currency,
        fee=Decimal(fee).scaleb(-_EXPONENT),
        source="import",
        fingerprint=f"bench:{number:020d}",
        recorded_at=NOW,
        sequence=number,
    )
