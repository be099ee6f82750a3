"""What a portfolio is worth on a day: each position at its last price, in any one currency.

A position without a price has no value: it is listed in `unpriced`, and the total is that of the
rest. It is never taken for zero, and never at cost. Where no position has a value there is no rest
that could stand for the whole, and no total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Final

from shared.kernel.money import ZERO
from shared.market.model import FxBook, Instrument, PricePoint, PriceSeries, SymbolChange
from shared.portfolios.arithmetic import EXACT, UNKNOWN, known, money
from shared.portfolios.rates import Rates
from shared.portfolios.results import LedgerResult, Position

STALE_AFTER: Final = timedelta(days=5)
"""Longer than any ordinary closing of an exchange, Easter and the year's end included."""


@dataclass(frozen=True, slots=True)
class HoldingItem:
    """One position on a day.

    `average_price` and `price` are in the position's own `currency`, everything else in that of
    the holdings; both averages and costs include buying costs. Short positions have negative
    quantity, cost and value. `delisted_on`: trading ended that day, and its last price stands for
    good; `renamed_to`: the symbol the listing goes on under. `formerly`: the changes of symbol that
    the market feed told, by which shares bought under another name are held under this one.
    """

    symbol: str
    name: str
    quantity: Decimal
    average_price: Decimal | None
    cost_basis: Decimal | None
    price: Decimal | None
    price_as_of: date | None
    source: str | None
    is_stale: bool
    market_value: Decimal | None
    unrealised_gain: Decimal | None
    unrealised_return: float | None
    weight: float | None
    currency: str
    isin: str | None = None
    delisted_on: date | None = None
    renamed_to: str | None = None
    formerly: tuple[SymbolChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CashItem:
    """Cash in one currency, and its worth in that of the holdings."""

    currency: str
    amount: Decimal
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """A portfolio on a day, dearest position first.

    `unpriced` names the symbols and currencies that `total_value` leaves out; `is_complete` says
    there are none. `total_value` is None where positions are held and none of them has a value.
    `notes`: what is odd with the ledger behind it, as questions to a person.
    """

    as_of: date
    currency: str
    items: tuple[HoldingItem, ...]
    cash: tuple[CashItem, ...]
    total_value: Decimal | None
    is_complete: bool
    unpriced: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def outside(self) -> frozenset[str]:
        """What sums leave out: what has no value, as long as they have something to be sums of."""
        return frozenset() if self.total_value is None else frozenset(self.unpriced)


@dataclass(frozen=True, slots=True)
class _Valued:
    position: Position
    point: PricePoint | None
    value: Decimal


def holdings(
    result: LedgerResult,
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    instruments: Mapping[str, Instrument],
) -> Holdings:
    """Value the positions and cash of a folded ledger at its `as_of`, in its currency."""
    day, currency = result.as_of, result.currency
    rates = Rates(fx, base=result.base_currency, reporting=currency)
    with localcontext(EXACT):
        valued = [
            _value(position, prices.get(position.symbol), rates, day)
            for position in result.positions.values()
        ]
        cash = [
            CashItem(
                code, balance.amount, known(money(balance.amount * rates.to_reporting(code, day)))
            )
            for code, balance in result.cash.items()
            if balance.amount
        ]
        total = _total([item.value for item in valued], cash)
        items = [_item(one, total, result, prices, instruments) for one in valued]
    items.sort(key=lambda item: (item.market_value is None, -(item.market_value or ZERO)))
    unpriced = [item.symbol for item in items if item.market_value is None]
    unpriced += [item.currency for item in cash if item.value is None]
    return Holdings(day, currency, tuple(items), tuple(cash), total, not unpriced, tuple(unpriced))


def _total(values: Sequence[Decimal], cash: Sequence[CashItem]) -> Decimal | None:
    known_values = [value for value in values if not value.is_nan()]
    if values and not known_values:
        return None
    return sum((item.value for item in cash if item.value is not None), sum(known_values, ZERO))


def _value(position: Position, series: PriceSeries | None, rates: Rates, day: date) -> _Valued:
    point = series.carried_to(day) if series is not None else None
    if series is None or point is None:
        return _Valued(position, None, UNKNOWN)
    rate = rates.to_reporting(series.currency, day)
    return _Valued(position, point, money(position.quantity * point.price * rate))


def _item(
    valued: _Valued,
    total: Decimal | None,
    result: LedgerResult,
    prices: Mapping[str, PriceSeries],
    instruments: Mapping[str, Instrument],
) -> HoldingItem:
    day, position, point, value = result.as_of, valued.position, valued.point, valued.value
    instrument, series = instruments.get(position.symbol), prices.get(position.symbol)
    gain = value - position.cost
    quantity = position.quantity
    ended = series.listing.delisted_on if series else None
    renamed = series.listing.renamed if series else None
    return HoldingItem(
        symbol=position.symbol,
        name=instrument.name if instrument else position.symbol,
        quantity=quantity,
        average_price=known(money(position.cost_local / quantity)) if quantity else None,
        cost_basis=known(position.cost),
        price=point.price if point else None,
        price_as_of=point.day if point else None,
        source=series.source if series and point else None,
        is_stale=point is not None and day - point.day > STALE_AFTER,
        market_value=known(value),
        unrealised_gain=known(gain),
        unrealised_return=_fraction(gain, abs(position.cost)),
        # Of what is owed more than held nothing is a part.
        weight=_fraction(value, total) if total is not None and total > 0 else None,
        currency=position.currency,
        isin=instrument.isin if instrument else None,
        delisted_on=ended if ended and ended <= day else None,
        renamed_to=renamed.new if renamed and renamed.day <= day else None,
        formerly=_names_before(position.symbol, result.renamed),
    )


def _names_before(symbol: str, renamed: Sequence[SymbolChange]) -> tuple[SymbolChange, ...]:
    """Return the changes that led to a symbol, oldest first."""
    names, found = {symbol}, list[SymbolChange]()
    for change in reversed(renamed):
        if change.new in names:
            names.add(change.old)
            found.insert(0, change)
    return tuple(found)


def _fraction(part: Decimal, whole: Decimal) -> float | None:
    if part.is_nan() or whole.is_nan() or not whole:
        return None
    return float(part / whole)
