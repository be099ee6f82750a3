"""What can be asked of a portfolio: its figures, computed on read from ledger, prices and rates.

Nothing is stored. Answers are kept in memory while neither the ledger nor a price has changed,
and heavy arithmetic leaves the event loop.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final, Protocol, cast

from shared.analytics import performance_report, risk_report
from shared.analytics.allocation import Allocation, Property, allocation
from shared.analytics.explain import explain
from shared.analytics.explain_returns import Figure, explain_return, is_return
from shared.analytics.explanation import Node
from shared.analytics.gains import Gains, GainsMethod, gains
from shared.analytics.gains_uk import uk_gains
from shared.analytics.income import Income, income
from shared.analytics.parts import WHOLE, Part, part_of
from shared.analytics.performance_report import PerformanceReport
from shared.analytics.periods import Period, PeriodName, resolve
from shared.analytics.risk_report import RiskReport
from shared.analytics.series import DailySeries, daily_series
from shared.analytics.summary import Summary, summary
from shared.kernel.collection import paused_collection
from shared.kernel.errors import InvalidInput, NotFound
from shared.market.model import PriceSeries
from shared.portfolios.model import LotMethod
from shared.portfolios.ports import Book, Tracker
from shared.portfolios.results import LedgerResult
from shared.portfolios.united_kingdom import CURRENCY
from shared.portfolios.valuation import Holdings, holdings

_CACHED: Final = 256
_HEAVY_CELLS: Final = 50_000
"""Days × symbols from which the arithmetic takes longer than a hop to another thread."""

type _Key = tuple[object, ...]


class Books(Protocol):
    """Opens the book of a portfolio."""

    async def book(
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
        """Return the book of an owner's portfolio as of a day."""
        ...


class AnalyticsService:
    """Reads portfolios; changes nothing."""

    def __init__(self, portfolios: Books, tracker: Tracker) -> None:
        self._portfolios = portfolios
        self._tracker = tracker
        self._answers: OrderedDict[_Key, tuple[LedgerResult, object]] = OrderedDict()

    async def summary(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
    ) -> Summary:
        """Return the figures of a portfolio that add up to its gain."""
        book = await self._portfolios.book(
            owner, portfolio_id, as_of=as_of, known_at=known_at, currency=currency
        )
        return await self._answer(
            book, ("summary",), lambda: summary(book, self._holdings(book), self._series(book))
        )

    async def performance(
        self,
        owner: str,
        portfolio_id: str,
        *,
        name: PeriodName = "max",
        first: date | None = None,
        last: date | None = None,
        benchmark: str | None = None,
        part: Part = WHOLE,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
    ) -> PerformanceReport:
        """Return the performance of a period.

        `benchmark` is a symbol; the portfolio's own unless given. `part`: of one holding, account
        or tag alone.
        """
        book, compared = await self._with_benchmark(
            owner,
            portfolio_id,
            benchmark,
            as_of=_end(as_of, last),
            known_at=known_at,
            currency=currency,
        )

        def run() -> PerformanceReport:
            series = self._series(self._part(book, part))
            if series is None:
                return performance_report.nothing(book.as_of, book.currency)
            period = _period(book, series, name, first, last)
            return performance_report.report(series, period, book.fx, compared)

        return await self._answer(
            book, ("performance", name, first, last, part, _version(compared)), run
        )

    async def risk(
        self,
        owner: str,
        portfolio_id: str,
        *,
        name: PeriodName = "max",
        first: date | None = None,
        last: date | None = None,
        benchmark: str | None = None,
        risk_free: float = 0.0,
        window: int | None = None,
        part: Part = WHOLE,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
    ) -> RiskReport:
        """Return the risk of a period, against a benchmark where there is one."""
        book, compared = await self._with_benchmark(
            owner,
            portfolio_id,
            benchmark,
            as_of=_end(as_of, last),
            known_at=known_at,
            currency=currency,
        )

        def run() -> RiskReport:
            series = self._series(self._part(book, part))
            if series is None:
                return risk_report.nothing(book.as_of)
            period = _period(book, series, name, first, last)
            return risk_report.report(
                series, period, book.prices, book.fx, compared, risk_free, window
            )

        key = ("risk", name, first, last, risk_free, window, part, _version(compared))
        return await self._answer(book, key, run)

    async def gains(
        self,
        owner: str,
        portfolio_id: str,
        *,
        method: GainsMethod | None = None,
        year: int | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
    ) -> Gains:
        """Return gains by lot, by the portfolio's lot method unless another is asked for.

        `uk_s104` is in pounds. Raises: InvalidInput where that needs a judgement.
        """
        if method == "uk_s104":
            book = await self._portfolios.book(
                owner, portfolio_id, as_of=as_of, known_at=known_at, currency=CURRENCY
            )
            return await self._answer(
                book, ("gains_uk", year), lambda: uk_gains(book, self._holdings(book), year)
            )
        book = await self._portfolios.book(
            owner, portfolio_id, as_of=as_of, known_at=known_at, currency=currency, method=method
        )
        return await self._answer(
            book, ("gains", year), lambda: gains(book, self._holdings(book), year)
        )

    async def income(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
    ) -> Income:
        """Return booked and expected income."""
        book = await self._portfolios.book(
            owner, portfolio_id, as_of=as_of, known_at=known_at, currency=currency
        )
        return await self._answer(book, ("income",), lambda: income(book, self._holdings(book)))

    async def allocation(
        self,
        owner: str,
        portfolio_id: str,
        *,
        by: Property = "symbol",
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
    ) -> Allocation:
        """Return what the portfolio is made of."""
        book = await self._portfolios.book(
            owner, portfolio_id, as_of=as_of, known_at=known_at, currency=currency
        )
        return allocation(book, self._holdings(book), by)

    async def explain(
        self,
        owner: str,
        portfolio_id: str,
        metric: Figure,
        *,
        symbol: str | None = None,
        most: int = 100,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
    ) -> Node:
        """Return the tree from a figure down to transactions, prices and rates.

        Returns are those since the first entry, down to values and flows.
        """
        book = await self._portfolios.book(
            owner, portfolio_id, as_of=as_of, known_at=known_at, currency=currency
        )

        def run() -> Node:
            if not is_return(metric):
                return explain(book, metric, symbol, most)
            part = self._part(book, Part(symbol)) if symbol else book
            return explain_return(self._series(part), book.as_of, metric, most)

        return await self._answer(book, ("explain", metric, symbol, most), run)

    async def _with_benchmark(
        self,
        owner: str,
        portfolio_id: str,
        benchmark: str | None,
        *,
        as_of: date | None,
        known_at: datetime | None,
        currency: str | None,
    ) -> tuple[Book, PriceSeries | None]:
        """Open a book with its benchmark's prices, which are fetched when they are not there yet.

        Raises: NotFound when a benchmark was asked for that has no prices; the portfolio's own is
        then just left out.
        """

        async def opened(*also: str) -> Book:
            return await self._portfolios.book(
                owner, portfolio_id, as_of=as_of, known_at=known_at, currency=currency, also=also
            )

        book = await opened(*([benchmark] if benchmark else []))
        wanted = benchmark or book.portfolio.benchmark
        if wanted is None:
            return book, None
        if wanted not in book.prices:
            if benchmark is not None:
                _ = await self._tracker.ensure([benchmark])
            book = await opened(wanted)
        compared = book.prices.get(wanted)
        if compared is None and benchmark is not None:
            raise NotFound(f"No prices are known for the benchmark {benchmark}", "no_benchmark")
        return book, compared

    def _part(self, book: Book, part: Part) -> Book:
        return self._kept(book, ("part", part), lambda: part_of(book, part))

    def _series(self, book: Book) -> DailySeries | None:
        return self._kept(book, ("series",), lambda: daily_series(book))

    def _holdings(self, book: Book) -> Holdings:
        return self._kept(
            book,
            ("holdings",),
            lambda: holdings(book.result, book.prices, book.fx, book.instruments),
        )

    async def _answer[Answer](
        self, book: Book, asked: _Key, compute: Callable[[], Answer]
    ) -> Answer:
        if _is_heavy(book):
            return await asyncio.to_thread(self._kept, book, asked, compute)
        return self._kept(book, asked, compute)

    def _kept[Answer](self, book: Book, asked: _Key, compute: Callable[[], Answer]) -> Answer:
        # The book keeper hands out the very same result while neither ledger, prices nor rates
        # have changed. It is kept beside the answer, so its id belongs to no other meanwhile.
        key = (id(book.result), *asked)
        found = self._answers.get(key)
        if found is not None:
            return cast("Answer", found[1])
        with paused_collection():
            answer = compute()
        self._answers[key] = (book.result, answer)
        while len(self._answers) > _CACHED:
            _ = self._answers.popitem(last=False)
        return answer


def _end(as_of: date | None, last: date | None) -> date | None:
    """Return the day a period is read at. Raises: InvalidInput when it ends after `as_of`."""
    if as_of is not None and last is not None and last > as_of:
        raise InvalidInput(f"The period ends on {last}, after as_of {as_of}", "invalid_period")
    return last or as_of


def _period(
    book: Book, series: DailySeries, name: PeriodName, first: date | None, last: date | None
) -> Period:
    inception = date.fromordinal(int(series.days[0]))
    end = last or book.as_of
    return resolve(name, first, end, inception, series.last_trading_day(end))


def _is_heavy(book: Book) -> bool:
    days = sum(series.days.size for series in book.prices.values())
    return days + len(book.transactions) > _HEAVY_CELLS


def _version(series: PriceSeries | None) -> str:
    return f"{series.symbol}@{series.version}" if series is not None else ""
