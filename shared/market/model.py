"""What market data is, once it is ours: instruments, daily bars, dividends, splits and rates.

Prices are kept as traded. Integers carry them exactly: a price is `mantissa × 10**-exponent`, one
exponent a series, so that numpy can work on whole histories and every digit can be shown as
`Decimal`. Days are proleptic ordinals (`date.toordinal()`) of the exchange's trading date.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    # Routers import this module at every cold start; numpy is for those who compute.
    import numpy as np
    from numpy.typing import NDArray

type Days = NDArray[np.int32]
type Mantissas = NDArray[np.int64]

MISSING: Final = -(2**63)  # the least 64-bit integer
"""Mantissa of a value the source did not give. Never zero, never interpolated."""
LARGEST: Final = 2**53
"""Above every mantissa: the largest integer a JSON number keeps in every store."""

type Interval = Literal["1d", "1w", "1mo"]
type AssetClass = Literal[
    "equity", "etf", "fund", "index", "crypto", "currency", "bond", "commodity", "other"
]


@dataclass(frozen=True, slots=True)
class Instrument:
    """What is known of a symbol. `currency` is the major unit its prices are kept in."""

    symbol: str
    name: str
    currency: str
    exchange: str | None = None
    asset_class: AssetClass = "equity"
    sector: str | None = None
    industry: str | None = None
    country: str | None = None
    isin: str | None = None
    time_zone: str | None = None
    source: str = ""
    as_of: datetime | None = None
    formerly: tuple[str, ...] = ()
    renamed_to: str | None = None
    delisted_on: date | None = None


@dataclass(frozen=True, slots=True)
class SymbolChange:
    """A listing that goes on under another symbol. `day`: its first one under the new symbol.

    `noted_at`: when we came to know of it; None where that was not kept (it is known ever since).
    """

    day: date
    old: str
    new: str
    noted_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a listing. `day`: the last it was traded. `noted_at`: as of a `SymbolChange`."""

    day: date
    noted_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TakenBack[Noted: (SymbolChange, Ending)]:
    """What was noted of a listing by mistake, and when it was taken back."""

    noted: Noted
    at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """What became of a symbol's listing.

    `formerly`: the changes that led to this symbol, oldest first. `renamed`: the change that led
    away from it. `ended`: trading has ended; there will be no later price.
    `taken_back`, `relisted`: what led away from it, and ends, believed for a while, oldest first.
    """

    formerly: tuple[SymbolChange, ...] = ()
    renamed: SymbolChange | None = None
    ended: Ending | None = None
    taken_back: tuple[TakenBack[SymbolChange], ...] = ()
    relisted: tuple[TakenBack[Ending], ...] = ()

    def known_at(self, at: datetime) -> "Listing":
        """Return the listing with what became of it as was known at an instant."""
        return replace(
            self,
            renamed=_known(self.renamed, self.taken_back, at),
            ended=_known(self.ended, self.relisted, at),
        )

    @property
    def delisted_on(self) -> date | None:
        """The last day it was traded, if there was one."""
        return self.ended.day if self.ended is not None else None

    @property
    def has_ended(self) -> bool:
        """Whether there will be no later price under this symbol."""
        return self.renamed is not None or self.ended is not None


def _known[Noted: (SymbolChange, Ending)](
    now: Noted | None, taken_back: Sequence[TakenBack[Noted]], at: datetime
) -> Noted | None:
    """Return what was believed at an instant: what still is, or what was taken back later."""
    if now is not None and _is_noted(now, at):
        return now
    for one in reversed(taken_back):
        if at < one.at and _is_noted(one.noted, at):
            return one.noted
    return None


def _is_noted(noted: SymbolChange | Ending, at: datetime) -> bool:
    return noted.noted_at is None or noted.noted_at <= at


@dataclass(frozen=True, slots=True)
class Dividend:
    """A cash dividend a share, as declared (not adjusted for later splits), on its ex-date."""

    ex_date: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Split:
    """`numerator` new shares for `denominator` old ones, before the first trade of its date."""

    date: date
    numerator: int
    denominator: int

    @property
    def ratio(self) -> Decimal:
        """New shares per old share (may not terminate: prefer the two integers)."""
        return Decimal(self.numerator) / Decimal(self.denominator)


@dataclass(frozen=True, slots=True)
class PricePoint:
    """A price and the trading day it belongs to."""

    day: date
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceSeries:
    """The daily history of one symbol, as traded, oldest first.

    `days`: shape (n,), strictly ascending. `close`: shape (n,), no MISSING. `open`, `high`, `low`,
    `volume`: shape (n,), MISSING where the source had none; `volume` has exponent 0.
    `version` changes whenever any value does. `listing` tells of changed symbols and of the end:
    the series of a symbol that was renamed goes on with the prices of its successor.
    """

    symbol: str
    currency: str
    exponent: int
    days: Days
    close: Mantissas
    open: Mantissas
    high: Mantissas
    low: Mantissas
    volume: Mantissas
    source: str
    as_of: datetime
    version: str
    dividends: tuple[Dividend, ...] = ()
    splits: tuple[Split, ...] = ()
    listing: Listing = Listing()

    def at(self, day: date) -> PricePoint | None:
        """Return the last close on or before a day; None before the first."""
        # For one day the search in Python is faster than a call of numpy's.
        index = bisect_right(self.days, day.toordinal()) - 1
        if index < 0:
            return None
        return PricePoint(date.fromordinal(int(self.days[index])), self.decimal(self.close[index]))

    def carried_to(self, day: date) -> PricePoint | None:
        """Return the last close on or before a day as a price of that day's shares.

        A close before a split is divided by it: the quantity held has already been multiplied.
        """
        point = self.at(day)
        if point is None:
            return None
        price = point.price
        for split in self.splits:
            if point.day < split.date <= day:
                price = price * split.denominator / split.numerator
        return PricePoint(point.day, price)

    def decimal(self, mantissa: "int | np.int64") -> Decimal:
        """Return a mantissa of this series as an exact price."""
        return Decimal(int(mantissa)).scaleb(-self.exponent)


@dataclass(frozen=True, slots=True)
class FxRate:
    """Units of `quote` for one unit of `base`, the day it was fixed, and the way it was found."""

    base: str
    quote: str
    rate: Decimal
    day: date
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FxBook:
    """Reference rates against one pivot currency; other pairs are crosses by division.

    `series[c]` holds units of `c` for one unit of `pivot`.
    """

    pivot: str
    series: Mapping[str, PriceSeries] = field(default_factory=dict[str, PriceSeries])

    def rate(self, base: str, quote: str, day: date) -> FxRate | None:
        """Return the rate of the last fixing on or before a day; None when there was none."""
        if base == quote:
            return FxRate(base, quote, Decimal(1), day, (base,))
        base_leg, quote_leg = self._leg(base, day), self._leg(quote, day)
        if base_leg is None or quote_leg is None:
            return None
        path = (base, quote) if self.pivot in {base, quote} else (base, self.pivot, quote)
        fixed = min(
            leg.day for code, leg in ((base, base_leg), (quote, quote_leg)) if code != self.pivot
        )
        return FxRate(base, quote, quote_leg.price / base_leg.price, fixed, path)

    def _leg(self, currency: str, day: date) -> PricePoint | None:
        if currency == self.pivot:
            return PricePoint(day, Decimal(1))
        series = self.series.get(currency)
        return series.at(day) if series is not None else None


def fx_key(currency: str) -> str:
    """Return the partition of a currency's reference rates (units of it for one euro)."""
    return f"fx:{currency}"
