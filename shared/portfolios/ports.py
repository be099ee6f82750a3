"""What the portfolio service asks of the market, and what it hands to those who compute on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from shared.kernel.errors import FieldError
from shared.market.model import FxBook, Instrument, PriceSeries
from shared.portfolios.model import Portfolio, Transaction
from shared.portfolios.results import LedgerResult

type TrackState = Literal["known", "backfilling", "ready", "unknown", "unreachable"]


class HistoryReader(Protocol):
    """Reads daily history as stored."""

    async def prices(self, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        """Return the history of those symbols that have one."""
        ...

    async def fx(self, currencies: Sequence[str]) -> FxBook:
        """Return reference rates between these currencies, as far as they are known."""
        ...


class InstrumentCatalog(Protocol):
    """Knows what a symbol is."""

    async def find_many(self, symbols: Sequence[str]) -> dict[str, Instrument]:
        """Return what is known, by symbol."""
        ...

    async def resolve(self, *, symbol: str | None, isin: str | None) -> Instrument | None:
        """Return the instrument meant; may ask providers, within seconds."""
        ...


class Tracker(Protocol):
    """Sees to it that prices of a symbol arrive by themselves."""

    async def ensure(
        self, symbols: Sequence[str], wait_seconds: float = 2.5
    ) -> Mapping[str, TrackState]:
        """Start tracking what is not yet tracked and return where each symbol stands."""
        ...


@dataclass(frozen=True, slots=True)
class LoadedPortfolio:
    """A portfolio with the transactions that count as of a day, as known at an instant.

    `transactions` are in ledger order. `ledger_version` names the present ledger, whatever
    `known_at`.
    """

    portfolio: Portfolio
    transactions: tuple[Transaction, ...]
    ledger_version: int
    as_of: date
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """Everything a computation on a portfolio starts from: its ledger folded, its prices, rates.

    `prices` and `instruments` cover every symbol the ledger ever held (and those asked for with
    it), as far as they are known. `later` is the same ledger as of a later day, when that is at
    hand and no entry after this `as_of` changes what those before it amount to.
    """

    portfolio: Portfolio
    transactions: tuple[Transaction, ...]
    ledger_version: int
    as_of: date
    currency: str
    result: LedgerResult
    prices: Mapping[str, PriceSeries]
    fx: FxBook
    instruments: Mapping[str, Instrument]
    later: LedgerResult | None = None


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What would happen to one draft: `index` is its place in what was given, from 0."""

    index: int
    verdict: Literal["accepted", "duplicate", "rejected"]
    errors: tuple[FieldError, ...] = ()
    warnings: tuple[str, ...] = ()
