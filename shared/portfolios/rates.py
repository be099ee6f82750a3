"""Exchange rates as the ledger and valuation use them: looked up once, gaps remembered."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from shared.market.model import FxBook
from shared.portfolios.arithmetic import UNKNOWN, exchange_rate
from shared.portfolios.model import Transaction
from shared.portfolios.results import Missing

_ONE: Final = Decimal(1)


class Rates:
    """Converts into one reporting currency; an unknown rate is NaN and is listed in `missing`."""

    def __init__(self, fx: FxBook, *, base: str, reporting: str) -> None:
        self._fx = fx
        self._base = base
        self._reporting = reporting
        self._known: dict[tuple[str, str, date], Decimal] = {}
        self.missing: dict[tuple[str, str, date], Missing] = {}
        # An entry asks for its rate several times in a row.
        self._last: Transaction | None = None
        self._last_rate = _ONE

    def resumed(self, missing: Mapping[tuple[str, str, date], Missing]) -> "Rates":
        """Return the same rates as they were when only `missing` had been missed."""
        earlier = Rates(self._fx, base=self._base, reporting=self._reporting)
        earlier.missing.update(missing)
        # An unknown rate is listed when it is looked up, so what is listed later is not yet known.
        later = self.missing.keys() - missing.keys()
        earlier._known = {key: rate for key, rate in self._known.items() if key not in later}
        return earlier

    def between(self, currency: str, other: str, day: date) -> Decimal:
        """Return units of `other` for one unit of `currency` by the last fixing up to a day."""
        if currency == other:
            return _ONE
        key = (currency, other, day)
        if key not in self._known:
            self._known[key] = self._look_up(key)
        return self._known[key]

    def to_reporting(self, currency: str, day: date) -> Decimal:
        """Return units of the reporting currency for one unit of a currency."""
        return self.between(currency, self._reporting, day)

    def of(self, entry: Transaction) -> Decimal:
        """Return the rate of an entry into the reporting currency.

        The rate the broker stated wins over the reference rate; it leads to the base currency, and
        from there the reference rate leads on.
        """
        if entry.currency == self._reporting:
            return _ONE
        if entry is not self._last:
            self._last, self._last_rate = entry, self._rate_of(entry)
        return self._last_rate

    def _rate_of(self, entry: Transaction) -> Decimal:
        if entry.fx_rate is None or entry.currency == self._base:
            return self.between(entry.currency, self._reporting, entry.trade_date)
        return entry.fx_rate * self.between(self._base, self._reporting, entry.trade_date)

    def _look_up(self, key: tuple[str, str, date]) -> Decimal:
        currency, other, day = key
        found = self._fx.rate(currency, other, day)
        if found is not None:
            return exchange_rate(found.rate)
        self.missing[key] = Missing("rate", f"{currency}/{other}", day)
        return UNKNOWN
