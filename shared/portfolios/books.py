"""Reading a portfolio for computation: its transactions folded once, kept while nothing changed."""

import asyncio
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from shared.kernel.clock import Clock
from shared.kernel.collection import paused_collection
from shared.kernel.errors import FieldError, InvalidInput
from shared.kernel.money import currency_code
from shared.market.model import FxBook, PriceSeries
from shared.portfolios.entries import Entries
from shared.portfolios.kept_books import Changes, KeptBooks, NoChanges
from shared.portfolios.kept_folds import KeptFolds, Key
from shared.portfolios.kept_market import KeptMarket, Market
from shared.portfolios.ledger import Folded, fold_ordered
from shared.portfolios.mentions import FirstMentions, Mentions, mentions_of
from shared.portfolios.model import LotMethod, Portfolio, Transaction
from shared.portfolios.ports import Book, HistoryReader, InstrumentCatalog, LoadedPortfolio
from shared.portfolios.repository import PortfolioRepository
from shared.portfolios.succession import as_known, links_of, with_former_names
from shared.portfolios.walk import Trail

_CACHED: Final = 16
_LONG: Final = 1_000  # transactions from which a fold leaves the event loop


class _ByEntries[Found]:
    """What was found of the ledgers looked at last."""

    def __init__(self) -> None:
        # Kept beside the entries, so that their id belongs to no others meanwhile.
        self._kept: OrderedDict[int, tuple[tuple[Transaction, ...], Found]] = OrderedDict()

    def get(self, entries: tuple[Transaction, ...], find: Callable[[], Found]) -> Found:
        found = self._kept.get(id(entries))
        if found is None:
            found = self._kept[id(entries)] = (entries, find())
            while len(self._kept) > _CACHED:
                _ = self._kept.popitem(last=False)
        return found[1]


class BookKeeper:
    """Opens books: the ledger as of a day, with the prices and rates it needs."""

    def __init__(
        self,
        repository: PortfolioRepository,
        history: HistoryReader,
        catalog: InstrumentCatalog,
        clock: Clock,
        changes: Changes | None = None,
    ) -> None:
        self._repository = repository
        self._history = history
        self._catalog = catalog
        self._clock = clock
        self._folds = KeptFolds()
        self._kept = KeptBooks(changes or NoChanges(), clock)
        self._market = KeptMarket(changes or NoChanges(), clock)
        self._mentions = _ByEntries[Mentions]()
        self._first_mentions = _ByEntries[FirstMentions]()

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
            entries = entries.first(bisect_right(entries, day, key=lambda one: one.trade_date))
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
        wanted = tuple(also)
        asked = (owner, portfolio_id, as_of, known_at, currency, method, wanted)
        return await self._kept.get(
            asked,
            lambda: self._open(owner, portfolio_id, as_of, known_at, currency, method, wanted),
        )

    async def _open(
        self,
        owner: str,
        portfolio_id: str,
        as_of: date | None,
        known_at: datetime | None,
        currency: str | None,
        method: LotMethod | None,
        also: tuple[str, ...],
    ) -> Book:
        loaded = await self.load(owner, portfolio_id, as_of=as_of, known_at=known_at)
        portfolio = loaded.portfolio
        if method is not None:
            portfolio = portfolio.model_copy(update={"lot_method": method})
        reporting = currency_code(currency) if currency else portfolio.base_currency
        mentions = self._mentions_of(loaded.transactions)
        currencies = frozenset({portfolio.base_currency, reporting}) | mentions.currencies
        market = await self._market.get(
            (mentions.symbols, also, known_at, currencies, _told(mentions.symbol_changes)),
            lambda: self._read_market(mentions, also, known_at, currencies),
        )
        subject = (
            owner,
            portfolio_id,
            (portfolio.base_currency, portfolio.cash, portfolio.lot_method),
            known_at,
            reporting,
            *market.versions,
        )
        moment = (loaded.ledger_version, loaded.as_of)
        whole = self._whole(loaded.transactions, subject, moment)
        result = self._folds.find(subject, moment)
        if result is None:
            trail = self._folds.trail(subject)
            folded = await _fold(
                portfolio, loaded, market.prices, market.fx, reporting, trail, whole
            )
            self._folds.keep(subject, moment, folded)
            result = folded.result
        return Book(
            portfolio=portfolio,
            transactions=loaded.transactions,
            ledger_version=loaded.ledger_version,
            as_of=loaded.as_of,
            currency=reporting,
            result=result,
            prices=market.prices,
            fx=market.fx,
            instruments=market.instruments,
            later=whole.result if whole is not None else None,
        )

    def _whole(self, entries: tuple[Transaction, ...], subject: Key, moment: Key) -> Folded | None:
        """Return the fold of a later day that begins as that of these entries."""
        whole = entries.whole if isinstance(entries, Entries) else None
        if whole is None or not self._first_of(whole).is_settled(len(entries)):
            return None
        return self._folds.whole(subject, moment)

    def _first_of(self, whole: Entries) -> FirstMentions:
        return self._first_mentions.get(whole, lambda: FirstMentions(whole))

    async def _read_market(
        self,
        mentions: Mentions,
        also: tuple[str, ...],
        known_at: datetime | None,
        currencies: frozenset[str],
    ) -> Market:
        symbols = list(dict.fromkeys([*mentions.symbols, *also]))
        prices, instruments = await asyncio.gather(
            self._prices(symbols, known_at), self._catalog.find_many(symbols)
        )
        if onward := sorted(prices.keys() - set(symbols)):
            instruments = {**instruments, **await self._catalog.find_many(onward)}
        prices = with_former_names(mentions.symbol_changes, prices)
        quoted = {series.currency for series in prices.values()}
        fx = await self._history.fx(sorted(currencies | quoted))
        return Market(prices, fx, instruments, (_versions(prices), _versions(fx.series)))

    async def _prices(
        self, symbols: Sequence[str], known_at: datetime | None
    ) -> dict[str, PriceSeries]:
        """Return prices of symbols and of those they became, as far as that was known."""
        found = as_known(await self._history.prices(symbols), known_at)
        while onward := {new for _, new in links_of(found, back=False)} - found.keys():
            later = as_known(await self._history.prices(sorted(onward)), known_at)
            if not later:
                break
            found |= later
        return found

    def _day(self, as_of: date | None) -> date:
        today = self._clock.today()
        if as_of is not None and as_of > today:
            message = f"{as_of} is in the future (today is {today})"
            raise InvalidInput(message, errors=(FieldError("/query/as_of", message),))
        return as_of or today

    def _mentions_of(self, entries: tuple[Transaction, ...]) -> Mentions:
        whole = entries.whole if isinstance(entries, Entries) else None
        if whole is not None:
            return self._first_of(whole).until(len(entries))
        return self._mentions.get(entries, lambda: mentions_of(entries))


async def _fold(
    portfolio: Portfolio,
    loaded: LoadedPortfolio,
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    currency: str,
    trail: Trail | None,
    whole: Folded | None,
) -> Folded:
    def run() -> Folded:
        with paused_collection():
            return fold_ordered(
                portfolio,
                loaded.transactions,
                prices,
                fx,
                as_of=loaded.as_of,
                currency=currency,
                after=trail,
                whole=whole,
            )

    return await asyncio.to_thread(run) if len(loaded.transactions) > _LONG else run()


def _told(changes: Sequence[Transaction]) -> tuple[object, ...]:
    return tuple((one.symbol, one.related_symbol, one.trade_date) for one in changes)


def _versions(series: Mapping[str, PriceSeries]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((symbol, one.version) for symbol, one in series.items()))
