"""Reading a portfolio for computation: its transactions folded once, kept while nothing changed."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from shared.kernel.clock import Clock
from shared.kernel.errors import FieldError, InvalidInput
from shared.kernel.money import currency_code
from shared.market.model import FxBook, PriceSeries
from shared.portfolios.drafts import symbols_of
from shared.portfolios.ledger import fold
from shared.portfolios.model import LotMethod, Portfolio, Transaction
from shared.portfolios.ports import Book, HistoryReader, InstrumentCatalog, LoadedPortfolio
from shared.portfolios.repository import PortfolioRepository
from shared.portfolios.results import LedgerResult
from shared.portfolios.succession import with_former_names

_CACHED: Final = 64
_LONG: Final = 1_000  # transactions from which a fold leaves the event loop

type _Key = tuple[object, ...]


class BookKeeper:
    """Opens books: the ledger as of a day, with the prices and rates it needs."""

    def __init__(
        self,
        repository: PortfolioRepository,
        history: HistoryReader,
        catalog: InstrumentCatalog,
        clock: Clock,
    ) -> None:
        self._repository = repository
        self._history = history
        self._catalog = catalog
        self._clock = clock
        self._results: OrderedDict[_Key, LedgerResult] = OrderedDict()

    async def load(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> LoadedPortfolio:
        """Return the transactions that count as of a day, as they were known at an instant.

        Raises: NotFound; InvalidInput for a day in the future.
        """
        day = self._day(as_of)
        portfolio, log = await self._repository.read(owner, portfolio_id)
        entries = log.ordered if known_at is None else log.known_at(known_at)
        if entries and entries[-1].trade_date > day:
            entries = tuple(entry for entry in entries if entry.trade_date <= day)
        return LoadedPortfolio(portfolio, entries, log.version, day, known_at)

    async def open(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
        method: LotMethod | None = None,
        also: Iterable[str] = (),
    ) -> Book:
        """Return a portfolio's book in a currency (the base currency) by a lot method (its own).

        `also`: symbols wanted beside those of the ledger, such as a benchmark.
        """
        loaded = await self.load(owner, portfolio_id, as_of=as_of, known_at=known_at)
        portfolio = loaded.portfolio
        if method is not None:
            portfolio = portfolio.model_copy(update={"lot_method": method})
        reporting = currency_code(currency) if currency else portfolio.base_currency
        symbols = list(dict.fromkeys([*symbols_of(loaded.transactions), *also]))
        prices, instruments = await asyncio.gather(
            self._history.prices(symbols), self._catalog.find_many(symbols)
        )
        prices = with_former_names(loaded.transactions, prices)
        fx = await self._history.fx(_currencies(portfolio, loaded.transactions, prices, reporting))
        key = (
            owner,
            portfolio_id,
            loaded.ledger_version,
            (portfolio.base_currency, portfolio.cash, portfolio.lot_method),
            loaded.as_of,
            known_at,
            reporting,
            _versions(prices),
            _versions(fx.series),
        )
        result = self._results.get(key)
        if result is None:
            result = await _fold(portfolio, loaded, prices, fx, reporting)
            self._remember(key, result)
        return Book(
            portfolio=portfolio,
            transactions=loaded.transactions,
            ledger_version=loaded.ledger_version,
            as_of=loaded.as_of,
            currency=reporting,
            result=result,
            prices=prices,
            fx=fx,
            instruments=instruments,
        )

    def _day(self, as_of: date | None) -> date:
        today = self._clock.today()
        if as_of is not None and as_of > today:
            message = f"{as_of} is in the future (today is {today})"
            raise InvalidInput(message, errors=(FieldError("/query/as_of", message),))
        return as_of or today

    def _remember(self, key: _Key, result: LedgerResult) -> None:
        self._results[key] = result
        while len(self._results) > _CACHED:
            self._results.popitem(last=False)


async def _fold(
    portfolio: Portfolio,
    loaded: LoadedPortfolio,
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    currency: str,
) -> LedgerResult:
    def run() -> LedgerResult:
        return fold(
            portfolio, loaded.transactions, prices, fx, as_of=loaded.as_of, currency=currency
        )

    return await asyncio.to_thread(run) if len(loaded.transactions) > _LONG else run()


def _currencies(
    portfolio: Portfolio,
    transactions: Iterable[Transaction],
    prices: Mapping[str, PriceSeries],
    reporting: str,
) -> list[str]:
    found = {portfolio.base_currency, reporting}
    found.update(entry.currency for entry in transactions)
    found.update(series.currency for series in prices.values())
    return sorted(found)


def _versions(series: Mapping[str, PriceSeries]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((symbol, one.version) for symbol, one in series.items()))
