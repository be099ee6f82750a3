"""What ledgers need of the market, kept while nothing at all has been written.

Readings of one ledger as of many days want the same prices, rates and names. Finding that none of
them has changed costs a read of two dozen documents; the store tells it with one number.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from shared.kernel.clock import Clock
from shared.market.model import FxBook, Instrument, PriceSeries
from shared.portfolios.kept_books import Changes

type Versions = tuple[tuple[str, str], ...]
type Key = tuple[object, ...]

_MOST: Final = 64
_KEPT_FOR: Final = timedelta(seconds=30)
"""Reading rates also sees to it that those grown old are fetched anew."""


@dataclass(frozen=True, slots=True)
class Market:
    """Prices, rates and instruments; `versions` name the prices and rates they are."""

    prices: Mapping[str, PriceSeries]
    fx: FxBook
    instruments: Mapping[str, Instrument]
    versions: tuple[Versions, Versions]


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: int
    today: date
    at: datetime
    market: Market


class KeptMarket:
    """What was read last, by all that was asked of it."""

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self._changes = changes
        self._clock = clock
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()

    async def get(self, asked: Key, read: Callable[[], Awaitable[Market]]) -> Market:
        """Return what `read` returned while nothing was written since. Raises: what it raises."""
        stamp, today, now = self._changes.stamp(), self._clock.today(), self._clock.now()
        if stamp is None:
            return await read()
        kept = self._kept.get(asked)
        if (
            kept is not None
            and (kept.stamp, kept.today) == (stamp, today)
            and abs(now - kept.at) < _KEPT_FOR
        ):
            return kept.market
        # The number is from before: what is written meanwhile makes it another.
        market = await read()
        self._kept[asked] = _Kept(stamp, today, now, market)
        self._kept.move_to_end(asked)
        while len(self._kept) > _MOST:
            _ = self._kept.popitem(last=False)
        return market
