"""Twins of the market's read side, for tests that are not about market data."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from shared.market.model import MISSING, Dividend, FxBook, Instrument, PriceSeries, Split
from shared.portfolios.ports import TrackState

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)


def price_series(
    symbol: str,
    closes: Mapping[date, str],
    *,
    currency: str = "USD",
    splits: Sequence[Split] = (),
    dividends: Sequence[Dividend] = (),
    source: str = "sample",
) -> PriceSeries:
    """Return a history with these closes; nothing else is known of its days."""
    days = sorted(closes)
    exponent = max(-int(Decimal(text).as_tuple().exponent) for text in closes.values())
    exponent = max(exponent, 0)
    close = np.array([int(Decimal(closes[day]).scaleb(exponent)) for day in days], dtype=np.int64)
    nothing = np.full(len(days), MISSING, dtype=np.int64)
    return PriceSeries(
        symbol=symbol,
        currency=currency,
        exponent=exponent,
        days=np.array([day.toordinal() for day in days], dtype=np.int32),
        close=close,
        open=nothing,
        high=nothing,
        low=nothing,
        volume=nothing,
        source=source,
        as_of=AS_OF,
        version=f"{symbol}-{len(days)}-{hash(tuple(sorted(closes.items())))}",
        splits=tuple(splits),
        dividends=tuple(dividends),
    )


def fx_book(rates: Mapping[str, Mapping[date, str]] | None = None, pivot: str = "EUR") -> FxBook:
    """Return rates as units of each currency for one unit of the pivot."""
    return FxBook(
        pivot,
        {
            code: price_series(code, by_day, currency=code, source="ecb")
            for code, by_day in (rates or {}).items()
        },
    )


class FakeHistory:
    """A `HistoryReader` over what a test gives it."""

    def __init__(self, series: Sequence[PriceSeries] = (), fx: FxBook | None = None) -> None:
        self.series = {one.symbol: one for one in series}
        self.rates = fx or fx_book()

    async def prices(self, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        return {symbol: self.series[symbol] for symbol in symbols if symbol in self.series}

    async def fx(self, currencies: Sequence[str]) -> FxBook:
        return self.rates


class FakeCatalog:
    """An `InstrumentCatalog` over what a test gives it."""

    def __init__(self, instruments: Sequence[Instrument] = ()) -> None:
        self.instruments = {one.symbol: one for one in instruments}

    async def find_many(self, symbols: Sequence[str]) -> dict[str, Instrument]:
        return {one: self.instruments[one] for one in symbols if one in self.instruments}

    async def resolve(self, *, symbol: str | None, isin: str | None) -> Instrument | None:
        known = self.instruments.values()
        return next((one for one in known if isin and one.isin == isin), None) or (
            self.instruments.get(symbol) if symbol else None
        )


class FakeTracker:
    """A `Tracker` that knows every symbol but those it is told about, and remembers the asking."""

    def __init__(self, states: Mapping[str, TrackState] | None = None) -> None:
        self.states: dict[str, TrackState] = dict(states or {})
        self.asked: list[tuple[str, ...]] = []

    async def ensure(
        self, symbols: Sequence[str], wait_seconds: float = 2.5
    ) -> dict[str, TrackState]:
        self.asked.append(tuple(symbols))
        return {symbol: self.states.get(symbol, "ready") for symbol in symbols}
