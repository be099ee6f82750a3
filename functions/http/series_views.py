"""What every route about a symbol's prices begins with: its path, its series, its range of days."""

from datetime import date
from typing import Annotated

from fastapi import Path

from functions.http.deps import ServicesDep
from shared.kernel import ids
from shared.kernel.errors import InvalidInput, NotFound
from shared.market.model import PriceSeries

type SymbolPath = Annotated[
    str, Path(min_length=1, max_length=24, examples=["AAPL"], description="Ticker symbol")
]


async def find_series(services: ServicesDep, symbol: str) -> PriceSeries:
    """Return a symbol's history. Raises: InvalidInput, NotFound."""
    canonical = ids.symbol(symbol)
    series = (await services.history.prices([canonical])).get(canonical)
    if series is None:
        raise NotFound(
            f"There are no prices of {canonical} yet: POST /api/stock-data/track fetches them",
            "no_history",
        )
    return series


def check_range(start: date, end: date) -> None:
    """Raise InvalidInput for a range that ends before it begins."""
    if start > end:
        raise InvalidInput(f"from ({start}) is after to ({end})", "invalid_range")


def last_day(series: PriceSeries) -> date:
    """Return the day of the last price."""
    return date.fromordinal(int(series.days[-1]))
