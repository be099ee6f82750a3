"""What is known of a symbol besides its history: quote, fundamentals, earnings, news. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

type StatementKind = Literal["income", "balance", "cash_flow"]
type Period = Literal["annual", "quarterly"]


@dataclass(frozen=True, slots=True)
class LiveQuote:
    """A price of a session under way or just over, in the major unit of its currency.

    `traded_at`: the instant of that price; `day` the exchange's date of it; `delay_minutes` as the
    vendor states it. `previous_close` is in the shares of `day`.
    """

    symbol: str
    price: Decimal
    currency: str
    traded_at: datetime
    day: date
    source: str
    fetched_at: datetime
    previous_close: Decimal | None = None
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    volume: int | None = None
    market_state: str | None = None
    delay_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a period that ended on a day; `items` by name, in units of `currency`."""

    kind: StatementKind
    period: Period
    end: date
    currency: str
    items: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class EarningsReport:
    """A reported quarter (`2024Q1`) with what had been expected, per share."""

    quarter: str
    actual: Decimal | None
    estimate: Decimal | None


@dataclass(frozen=True, slots=True)
class UpcomingEarnings:
    """The next report: the day, or the first and last when only a window is known."""

    first_day: date
    last_day: date
    is_estimate: bool
    eps_average: Decimal | None = None
    eps_low: Decimal | None = None
    eps_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """What a company is. Its figures may be in another currency than its share is quoted in."""

    name: str | None = None
    description: str | None = None
    sector: str | None = None
    industry: str | None = None
    country: str | None = None
    website: str | None = None
    employees: int | None = None
    asset_class: str | None = None
    exchange: str | None = None
    quote_currency: str | None = None


@dataclass(frozen=True, slots=True)
class Fundamentals:
    """Profile, ratios and earnings as one source gave them; an absent figure is absent.

    `ratios`: fractions (a margin of 0.24 is 24 %), multiples, and amounts in `currency`.
    """

    symbol: str
    currency: str | None
    profile: CompanyProfile
    source: str
    fetched_at: datetime
    ratios: dict[str, float] = field(default_factory=dict[str, float])
    reports: tuple[EarningsReport, ...] = ()
    upcoming: UpcomingEarnings | None = None
    ex_dividend_day: date | None = None
    dividend_day: date | None = None


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A headline: plain text throughout, an http(s) address, the symbols it is about.

    `id` follows from the address, so that the same story is one item whoever lists it.
    """

    id: str
    title: str
    url: str
    publisher: str
    published_at: datetime
    source: str
    summary: str | None = None
    symbols: tuple[str, ...] = ()
