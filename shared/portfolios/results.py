"""What a ledger amounts to: positions with their lots, realised gains, income, cash and flows.

Every amount without a `_local` twin is in the one reporting currency of its `LedgerResult`, exact
to ten decimals, converted at the rate of its own day (the transaction's `fx_rate` where it states
one). Where a rate or price is not known the amount is `Decimal("NaN")`, which spreads into every
sum it enters, and `LedgerResult.missing` says what was not known: a missing value is never
invented.

What a ledger has tens of thousands of are named tuples: a frozen dataclass takes four times as
long to make. A long ledger keeps them in columns (`shared.portfolios.columns`), whose `total` sums
them without making them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from shared.market.model import SymbolChange
from shared.portfolios.model import CashMode, Kind, LotMethod

type ChargeKind = Literal["fee", "tax"]


class Lot(NamedTuple):
    """Shares bought (or sold short: negative quantity and cost) at one time.

    `cost_local` is in the position's currency; costs include the fees and taxes of the purchase.
    """

    opened: date
    quantity: Decimal
    cost_local: Decimal
    cost: Decimal
    transaction_id: str


@dataclass(frozen=True, slots=True)
class Position:
    """An open position: the sums of its lots, oldest first. Short positions are negative."""

    symbol: str
    currency: str
    quantity: Decimal
    cost_local: Decimal
    cost: Decimal
    lots: Sequence[Lot]


class RealisedLot(NamedTuple):
    """A lot, or part of one, that was closed.

    Proceeds are net of selling costs, cost includes buying costs. For a short sale `opened` is the
    sale, `closed` the purchase that covered it. A return of capital beyond the cost realises with
    quantity zero.
    """

    symbol: str
    opened: date
    closed: date
    quantity: Decimal
    proceeds: Decimal
    cost: Decimal
    currency: str
    proceeds_local: Decimal
    cost_local: Decimal
    opened_by: str
    closed_by: str
    is_short: bool = False

    @property
    def gain(self) -> Decimal:
        """Proceeds less cost."""
        return self.proceeds - self.cost

    @property
    def holding_days(self) -> int:
        """Calendar days between opening and closing."""
        return (self.closed - self.opened).days


class IncomeEntry(NamedTuple):
    """A dividend or interest payment, gross; what was withheld is in `tax`."""

    day: date
    kind: Kind
    symbol: str | None
    amount: Decimal
    tax: Decimal
    fee: Decimal
    currency: str
    amount_local: Decimal
    transaction_id: str


class Charge(NamedTuple):
    """A fee or tax. One `in_price` is already part of a cost or of proceeds."""

    day: date
    kind: ChargeKind
    amount: Decimal
    symbol: str | None
    transaction_id: str
    in_price: bool


@dataclass(frozen=True, slots=True)
class CashBalance:
    """Cash in one currency. `booked` is what its movements were worth on their own days.

    The currency effect on cash is today's worth of `amount` less `booked`.
    """

    currency: str
    amount: Decimal
    booked: Decimal


class Movement(NamedTuple):
    """Cash an entry brought (positive) or took, whatever the portfolio's cash mode."""

    day: date
    symbol: str | None
    kind: Kind
    currency: str
    amount_local: Decimal
    amount: Decimal
    transaction_id: str


class Flow(NamedTuple):
    """Money or securities put into (positive) or taken out of the portfolio from outside.

    Securities transferred count at the cost they carry, so that gains reconcile; `market_value` is
    then what they were worth that day (NaN if not known), which is what a time-weighted return
    must count. None: the same as `amount`.
    """

    day: date
    amount: Decimal
    symbol: str | None
    transaction_id: str
    market_value: Decimal | None = None

    @property
    def performance_amount(self) -> Decimal:
        """What a time-weighted return counts."""
        return self.amount if self.market_value is None else self.market_value


@dataclass(frozen=True, slots=True)
class LedgerProblem:
    """An entry the ledger can only follow by breaking a rule, and which rule.

    The excess of a sale is carried as a short position, that of a cover as a long one, so that
    quantities and cash still balance.
    """

    transaction_id: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A rate (`key` is `USD/EUR`) or price (`key` is a symbol) that a day needed and had not."""

    what: Literal["rate", "price"]
    key: str
    day: date


@dataclass(frozen=True, slots=True)
class StepSeries:
    """A quantity or balance that changes on some days: the value after the last event of each.

    `days`: strictly ascending.
    """

    days: Sequence[date]
    values: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class LedgerResult:
    """The fold of a portfolio's transactions up to `as_of`, in `currency`.

    Lists are in ledger order (oldest first). `quantities` and `balances` hold every symbol and
    currency that ever was, for the value series; `positions` only what is open. `cash` and
    `balances` are empty with implied cash. `successions` are pairs of symbols, old and new, of
    which the one's shares became or brought the other's. `renamed` are the feed's changes of symbol
    that happened to something held.
    """

    as_of: date
    currency: str
    base_currency: str
    cash_mode: CashMode
    lot_method: LotMethod
    positions: Mapping[str, Position] = field(default_factory=dict[str, Position])
    realised: Sequence[RealisedLot] = ()
    income: Sequence[IncomeEntry] = ()
    charges: Sequence[Charge] = ()
    cash: Mapping[str, CashBalance] = field(default_factory=dict[str, CashBalance])
    movements: Sequence[Movement] = ()
    flows: Sequence[Flow] = ()
    quantities: Mapping[str, StepSeries] = field(default_factory=dict[str, StepSeries])
    balances: Mapping[str, StepSeries] = field(default_factory=dict[str, StepSeries])
    currencies: Mapping[str, str] = field(default_factory=dict[str, str])
    successions: frozenset[tuple[str, str]] = frozenset()
    renamed: tuple[SymbolChange, ...] = ()
    problems: tuple[LedgerProblem, ...] = ()
    missing: tuple[Missing, ...] = ()
    first_day: date | None = None
