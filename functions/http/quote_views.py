"""Quotes on the wire, and the lists of symbols they are asked by."""

from datetime import date, datetime

from functions.http.schemas import Money, Output
from shared.kernel import ids
from shared.kernel.errors import InvalidInput

_MOST_SYMBOLS = 100


def read_symbols(text: str) -> list[str]:
    """Read a comma-separated list in its order, each symbol once. Raises: InvalidInput."""
    wanted = list(dict.fromkeys(ids.symbol(part) for part in text.split(",") if part.strip()))
    if not 1 <= len(wanted) <= _MOST_SYMBOLS:
        raise InvalidInput(f"Name 1 to {_MOST_SYMBOLS} symbols; these are {len(wanted)}")
    return wanted


class QuoteView(Output):
    """A price: `as_of` is its trading date, `fetched_at` when the source was last asked.

    A price of the session under way (`is_live`, traded at `traded_at`, delayed by the source as it
    says) or the last close. The change is against the close before, of the same source, a split
    between taken into account. `delisted_on`: the price is the last there was, on or before that
    day. `renamed_to`: the price is that of the symbol this one has become.
    """

    symbol: str
    price: Money
    currency: str
    previous_close: Money | None
    change: Money | None
    change_ratio: float | None
    as_of: date
    fetched_at: datetime
    source: str
    is_stale: bool
    is_live: bool
    traded_at: datetime | None
    delay_minutes: int | None
    delisted_on: date | None
    renamed_to: str | None
