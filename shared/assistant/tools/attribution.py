"""What each holding did to a portfolio in a period."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any, Final

from shared.analytics.parts import Part
from shared.analytics.performance_report import PerformanceReport
from shared.analytics.periods import PeriodName
from shared.analytics.service import AnalyticsService
from shared.analytics.viewpoint import Viewpoint
from shared.assistant.tools.json_values import to_json
from shared.kernel.errors import InvalidInput, PlumblineError
from shared.portfolios.ports import Book
from shared.portfolios.rules import connected
from shared.portfolios.service import PortfolioService

_MOST_SYMBOLS: Final = 60


async def attribute(
    portfolios: PortfolioService,
    analytics: AnalyticsService,
    owner: str,
    portfolio_id: str,
    *,
    period: PeriodName,
    first: date | None,
    last: date,
    currency: str | None,
    most: int,
) -> dict[str, Any]:
    """Return the gain of every holding over one period, largest first, beside the whole one.

    Holdings sold in the period count. Raises: InvalidInput for more than sixty symbols.
    """
    whole = await analytics.performance(
        owner, portfolio_id, name=period, first=first, last=last, view=Viewpoint(currency=currency)
    )
    book = await portfolios.book(owner, portfolio_id, as_of=last, currency=currency)
    symbols = _lines(book)
    if len(symbols) > _MOST_SYMBOLS:
        raise InvalidInput(
            f"The portfolio has had {len(symbols)} symbols; ask for the performance of those that "
            "matter one by one",
            "too_many_symbols",
        )

    async def one(symbol: str) -> tuple[str, PerformanceReport | None]:
        try:
            return symbol, await analytics.performance(
                owner,
                portfolio_id,
                first=whole.first,
                last=last,
                part=Part(symbol),
                view=Viewpoint(currency=currency),
            )
        except PlumblineError:
            return symbol, None

    found = await asyncio.gather(*(one(symbol) for symbol in symbols))
    rows: list[dict[str, Any]] = [
        {
            "symbol": symbol,
            "name": book.instruments[symbol].name if symbol in book.instruments else symbol,
            "gain": report.gain,
            "start_value": report.start_value,
            "end_value": report.end_value,
            "net_contributions": report.net_contributions,
            "return": report.twr,
            "contribution": _over(report.gain, whole.start_value),
        }
        for symbol, report in found
        if report is not None and (report.gain or report.end_value)
    ]
    rows.sort(key=lambda row: abs(row["gain"] or Decimal(0)), reverse=True)
    return to_json(
        {
            "from": whole.first,
            "to": whole.last,
            "currency": whole.currency,
            "start_value": whole.start_value,
            "end_value": whole.end_value,
            "net_contributions": whole.net_contributions,
            "gain": whole.gain,
            "twr": whole.twr,
            "fx_effect": whole.fx_effect,
            "items": rows[:most],
            "total_count": len(rows),
        }
    )


def _lines(book: Book) -> list[str]:
    """Return one symbol for each line of symbols that mergers and new names connect."""
    held = list(book.result.positions)
    rest = {entry.symbol for entry in book.transactions if entry.symbol} - set(held)
    lines: list[str] = []
    seen: set[str] = set()
    for symbol in [*held, *sorted(rest)]:
        if symbol not in seen:
            seen |= connected([symbol], book.transactions, book.prices)
            lines.append(symbol)
    return lines


def _over(gain: Decimal | None, base: Decimal | None) -> float | None:
    return float(gain / base) if gain is not None and base else None
