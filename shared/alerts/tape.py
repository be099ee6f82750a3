"""A symbol's prices as alerts read them. Pure.

The last closes, comparable across splits, and what came after them during the session.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from shared.alerts.reading import CLOSE
from shared.kernel.clock import rfc3339
from shared.market.model import MISSING, PriceSeries, Split

_ONE: Final = Decimal(1)
_IMPLAUSIBLE: Final = Decimal("0.15")


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's price as traded and, `close`, in shares of the tape's last day; `volume` likewise."""

    day: date
    stamp: str
    traded: Decimal
    close: Decimal
    volume: Decimal | None


@dataclass(frozen=True, slots=True)
class SessionPrice:
    """A price of a session under way; `previous_close` in shares of its day."""

    day: date
    traded_at: datetime
    price: Decimal
    currency: str
    previous_close: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class Tape:
    """Bars, oldest first, the last one perhaps of the session under way.

    `doubt`: why a price of the session that was known was left out.
    """

    symbol: str
    currency: str
    source: str
    bars: tuple[Bar, ...]
    splits: tuple[Split, ...]
    doubt: str = ""

    def factor(self, basis: date) -> Decimal:
        """Return what a price in shares of the last day is multiplied by to be in `basis`' shares.

        So a threshold keeps its meaning: 4 for 1, and a price of 100 counts as 400.
        """
        value = _ONE
        for split in self.splits:
            if basis < split.date <= self.bars[-1].day:
                value = value * split.numerator / split.denominator
        return value


def tape(series: PriceSeries, most_bars: int) -> Tape:
    """Return the last bars of a history that has at least one day."""
    first = max(0, int(series.days.size) - most_bars)
    factor, splits = _ONE, sorted(series.splits, key=lambda split: split.date, reverse=True)
    last = date.fromordinal(int(series.days[-1]))
    ahead = [split for split in splits if split.date <= last]
    bars: list[Bar] = []
    for index in range(int(series.days.size) - 1, first - 1, -1):
        day = date.fromordinal(int(series.days[index]))
        while ahead and ahead[0].date > day:
            split = ahead.pop(0)
            factor = factor * split.numerator / split.denominator
        traded = series.decimal(series.close[index])
        volume = int(series.volume[index])
        shares = None if volume == MISSING else Decimal(volume) * factor
        bars.append(Bar(day, CLOSE, traded, traded / factor, shares))
    bars.reverse()
    return Tape(series.symbol, series.currency, series.source, tuple(bars), tuple(splits))


def with_session(tape: Tape, quote: SessionPrice | None) -> Tape:
    """Return the tape with the price of a session under way, when it continues the history.

    One whose close before is far from the stored one (a split nobody told yet, another listing) is
    left out with the reason; the close will come.
    """
    last = tape.bars[-1]
    if quote is None or quote.day <= last.day:
        return tape
    if quote.currency != tape.currency:
        return replace(tape, doubt=f"the live price is in {quote.currency}, not {tape.currency}")
    before = quote.previous_close
    if before is not None and abs(before / last.traded - 1) > _IMPLAUSIBLE:
        return replace(tape, doubt="the live price does not continue the stored history")
    bar = Bar(quote.day, stamp(quote.traded_at), quote.price, quote.price, None)
    return replace(tape, bars=(*tape.bars, bar), source=quote.source)


def stamp(instant: datetime) -> str:
    """Return the stamp of a price of the session; stamps of a day sort by time."""
    return rfc3339(instant)
