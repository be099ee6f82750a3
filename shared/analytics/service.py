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
from shared.analytics.allocation import Allocation, allocation
from shared.analytics.explain import explain
from shared.analytics.explain_parts import explain_part, is_of_part
from shared.analytics.explain_period import PeriodQuestion, explain_period, is_of_period
from shared.analytics.explain_returns import explain_return, is_return
from shared.analytics.explain_risk import RiskQuestion, explain_risk, is_risk
from shared.analytics.explain_uk import explain_uk
from shared.analytics.explanation import Node
from shared.analytics.figure_names import Figure, Property, Question
from shared.analytics.gains import Gains, GainsMethod, gains
from shared.analytics.gains_uk import uk_gains
from shared.analytics.income import Income, income
from shared.analytics.parts import WHOLE, Part, part_of
from shared.analytics.performance_report import PerformanceReport
from shared.analytics.periods import Period, PeriodName, resolve
from shared.analytics.risk_report import RiskReport
from shared.analytics.series import DailySeries, daily_series, series_until
from shared.analytics.summary import Summary, summary
from shared.analytics.viewpoint import TODAY, Viewpoint
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


async def opened(
    books: Books,
    owner: str,
    portfolio_id: str,
    view: Viewpoint,
    *,
    method: LotMethod | None = None,
    also: Iterable[str] = (),
) -> Book:
    """Return the book that a viewpoint shows."""
    return await books.book(
        owner,
        portfolio_id,
        as_of=view.as_of,
        known_at=view.known_at,
        currency=view.currency,
        method=method,
        also=also,
    )


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
        view: Viewpoint = TODAY,
    ) -> Summary:
        """Return the figures of a portfolio that add up to its gain."""
        book = await self._book(owner, portfolio_id, view)
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
        view: Viewpoint = TODAY,
    ) -> PerformanceReport:
        """Return the performance of a period.

        `benchmark` is a symbol; the portfolio's own unless given. `part`: of one holding, account
        or tag alone.
        """
        book, compared = await self._with_benchmark(
            owner, portfolio_id, benchmark, view.until(last)
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
        view: Viewpoint = TODAY,
    ) -> RiskReport:
        """Return the risk of a period, against a benchmark where there is one."""
        book, compared = await self._with_benchmark(
            owner, portfolio_id, benchmark, view.until(last)
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
        view: Viewpoint = TODAY,
    ) -> Gains:
        """Return gains by lot, by the portfolio's lot method unless another is asked for.

        `uk_s104` is in pounds. Raises: InvalidInput where that needs a judgement.
        """
        if method == "uk_s104":
            book = await self._book(owner, portfolio_id, view.in_currency(CURRENCY))
            return await self._answer(
                book, ("gains_uk", year), lambda: uk_gains(book, self._holdings(book), year)
            )
        book = await self._book(owner, portfolio_id, view, method=method)
        return await self._answer(
            book, ("gains", year), lambda: gains(book, self._holdings(book), year)
        )

    async def income(
        self,
        owner: str,
        portfolio_id: str,
        *,
        view: Viewpoint = TODAY,
    ) -> Income:
        """Return booked and expected income."""
        book = await self._book(owner, portfolio_id, view)
        return await self._answer(book, ("income",), lambda: income(book, self._holdings(book)))

    async def allocation(
        self,
        owner: str,
        portfolio_id: str,
        *,
        by: Property = "symbol",
        view: Viewpoint = TODAY,
    ) -> Allocation:
        """Return what the portfolio is made of."""
        book = await self._book(owner, portfolio_id, view)
        return allocation(book, self._holdings(book), by)

    async def explain(
        self,
        owner: str,
        portfolio_id: str,
        metric: Figure,
        asked: Question = Question(),  # noqa: B008 - frozen
        *,
        view: Viewpoint = TODAY,
    ) -> Node:
        """Return the tree from a figure down to transactions, prices, rates and daily returns.

        Without a period, returns and measures are those since the first entry.
        Raises: InvalidInput where there is no such figure.
        """
        view = view.until(asked.last)
        if asked.method == "uk_s104":
            book = await self._book(owner, portfolio_id, view.in_currency(CURRENCY))
            return await self._answer(
                book, ("explain_uk", metric, asked), lambda: explain_uk(book, metric, asked)
            )
        if is_risk(metric) or is_of_period(metric) or is_return(metric):
            book, compared = await self._with_benchmark(owner, portfolio_id, asked.benchmark, view)
        else:
            book, compared = await self._book(owner, portfolio_id, view, method=asked.method), None
        key = ("explain", metric, asked, _version(compared))
        return await self._answer(book, key, lambda: self._tree(book, metric, asked, compared))

    def _tree(
        self, book: Book, metric: Figure, asked: Question, compared: PriceSeries | None
    ) -> Node:
        if is_risk(metric) or is_of_period(metric) or is_return(metric):
            part = self._part(book, Part(asked.symbol, asked.account, asked.tag))
            series = self._series(part)
            if series is None:
                raise InvalidInput(performance_report.NO_ENTRIES, "no_such_figure")
            period = _period(book, series, asked.period, asked.first, asked.last)
            if is_risk(metric):
                return explain_risk(
                    RiskQuestion(
                        daily=series,
                        period=period,
                        prices=book.prices,
                        fx=book.fx,
                        benchmark=compared,
                        risk_free=asked.risk_free,
                        window=asked.window,
                        key=asked.key,
                    ),
                    metric,
                )
            if is_return(metric):
                return explain_return(series, period.last, metric, asked.most, period.first)
            return explain_period(
                PeriodQuestion(
                    daily=series,
                    period=period,
                    fx=book.fx,
                    benchmark=compared,
                    most=asked.most,
                ),
                metric,
            )
        part = self._part(book, Part(None, asked.account, asked.tag))
        if is_of_part(metric) or asked.key is not None or asked.year is not None:
            return explain_part(part, self._holdings(part), metric, asked)
        return explain(part, metric, asked.symbol, asked.most)

    async def _with_benchmark(
        self,
        owner: str,
        portfolio_id: str,
        benchmark: str | None,
        view: Viewpoint,
    ) -> tuple[Book, PriceSeries | None]:
        """Open a book with its benchmark's prices, which are fetched when they are not there yet.

        Raises: NotFound when a benchmark was asked for that has no prices; the portfolio's own is
        then just left out.
        """

        async def opened(*also: str) -> Book:
            return await self._book(owner, portfolio_id, view, also=also)

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

    async def _book(
        self,
        owner: str,
        portfolio_id: str,
        view: Viewpoint,
        *,
        method: LotMethod | None = None,
        also: Iterable[str] = (),
    ) -> Book:
        return await opened(self._portfolios, owner, portfolio_id, view, method=method, also=also)

    def _part(self, book: Book, part: Part) -> Book:
        return self._kept(book, ("part", part), lambda: part_of(book, part))

    def _series(self, book: Book) -> DailySeries | None:
        def computed() -> DailySeries | None:
            if (later := book.later) is not None:
                whole = self._answers.get((id(later), "series"))
                if whole is not None and isinstance(series := whole[1], DailySeries):
                    self._answers.move_to_end((id(later), "series"))
                    return series_until(series, book) or daily_series(book)
            return daily_series(book)

        return self._kept(book, ("series",), computed)

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
            self._answers.move_to_end(key)
            return cast("Answer", found[1])
        with paused_collection():
            answer = compute()
        self._answers[key] = (book.result, answer)
        while len(self._answers) > _CACHED:
            _ = self._answers.popitem(last=False)
        return answer


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
