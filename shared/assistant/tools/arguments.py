"""Types of the tools' arguments: what they are is checked here, and told to models."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.portfolios.model import CurrencyCode, Ticker

type Portfolio = Annotated[
    Annotated[str, Field(max_length=120)] | None,
    Field(description="Name or id of the portfolio; the one in question if left out"),
]
type Currency = Annotated[
    CurrencyCode | None,
    Field(description="Currency of the amounts; the portfolio's base currency if left out"),
]
type AsOf = Annotated[
    date | None, Field(description="Day to look at, YYYY-MM-DD; the present day if left out")
]
type PeriodArgument = Annotated[
    Literal["1d", "1w", "mtd", "ytd", "1y", "3y", "5y", "max"],
    Field(description="Named period up to its last day; first_day wins over it"),
]
type FirstDay = Annotated[date | None, Field(description="First day of the period, YYYY-MM-DD")]
type LastDay = Annotated[
    date | None,
    Field(description="Last day of the period, YYYY-MM-DD; the present day if left out"),
]
type Symbol = Annotated[Ticker, Field(description="Ticker symbol, such as AAPL", max_length=24)]
type MaybeSymbol = Annotated[Symbol | None, Field(description="This holding alone")]
type Symbols = Annotated[
    list[Ticker], Field(min_length=1, max_length=30, description="Ticker symbols")
]
type Benchmark = Annotated[
    Ticker | None,
    Field(description="Symbol to compare with; the portfolio's own benchmark if left out"),
]
type Limit = Annotated[int, Field(ge=1, le=100, description="How many items at most")]
type Cursor = Annotated[
    Annotated[str, Field(max_length=64)] | None,
    Field(description="next_cursor of the page before"),
]
