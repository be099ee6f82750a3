"""What can be asked of every reading of a portfolio: as of when, known when, over what, in what."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import Field

from functions.http.schemas import Instant
from shared.analytics.viewpoint import Viewpoint
from shared.portfolios.model import CurrencyCode, Day, Ticker

type Ratio = Annotated[float, Field(description="A fraction: 0.12 is 12 %")]
type AsOf = Annotated[Day | None, Query(description="Day to look at; today unless given")]
type KnownAt = Annotated[
    Instant | None, Query(description="Read the ledger as it was at this instant")
]
type InCurrency = Annotated[
    CurrencyCode | None, Query(description="Reporting currency; the base currency if absent")
]
type PeriodQuery = Annotated[
    Literal["1d", "1w", "mtd", "ytd", "1y", "3y", "5y", "max"],
    Query(description="Named period up to `to`; `from` wins over it"),
]
type FromDay = Annotated[Day | None, Query(alias="from", description="First day of the period")]
type ToDay = Annotated[Day | None, Query(alias="to", description="Last day; today if absent")]
type BenchmarkQuery = Annotated[
    Ticker | None, Query(description="Symbol; the portfolio's benchmark if absent")
]


@dataclass(frozen=True, slots=True)
class PartQuery:
    """`?symbol=&account=&tag=`: only that holding, account or tag."""

    symbol: str | None
    account: str | None
    tag: str | None


# Both async: FastAPI calls a class or a plain function in another thread.
async def _viewpoint(
    as_of: AsOf = None, currency: InCurrency = None, known_at: KnownAt = None
) -> Viewpoint:
    return Viewpoint(as_of=as_of, known_at=known_at, currency=currency)


type ViewDep = Annotated[Viewpoint, Depends(_viewpoint)]


async def _part(
    symbol: Annotated[Ticker | None, Query(description="This holding alone")] = None,
    account: Annotated[str | None, Query(max_length=200, description="This account alone")] = None,
    tag: Annotated[str | None, Query(max_length=200, description="This tag alone")] = None,
) -> PartQuery:
    return PartQuery(symbol, account, tag)


type PartDep = Annotated[PartQuery, Depends(_part)]
