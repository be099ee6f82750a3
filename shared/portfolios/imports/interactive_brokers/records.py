"""What every Interactive Brokers format comes down to: trades, cash lines, corporate actions.

Signs are the broker's: quantities are negative for sales, cash is negative when it leaves.
"""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from shared.kernel.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """How the broker names a security."""

    symbol: str = ""
    isin: str | None = None
    name: str = ""
    category: str = "STK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """An execution, or an order filled; `proceeds` is quantity × price with the sign of cash."""

    row: int
    instrument: Instrument
    day: date
    at: time | None
    settles: date | None = None
    currency: str
    quantity: Decimal
    price: Decimal
    proceeds: Decimal
    commission: Decimal = ZERO
    commission_currency: str = ""
    taxes: Decimal = ZERO
    opens_or_closes: str = ""
    reference: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashLine:
    """Money that moved without a trade: a dividend, tax, interest, a fee, a deposit."""

    row: int
    type: str
    instrument: Instrument
    day: date
    currency: str
    amount: Decimal
    description: str
    reference: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorporateAction:
    """One leg of a corporate action, on the day from which it counts."""

    row: int
    instrument: Instrument
    day: date
    currency: str
    quantity: Decimal
    proceeds: Decimal
    value: Decimal
    description: str
    reference: str | None = None
    account: str | None = None


@dataclass(slots=True)
class Statement:
    """All that one file holds."""

    trades: list[Trade] = field(default_factory=list[Trade])
    cash: list[CashLine] = field(default_factory=list[CashLine])
    actions: list[CorporateAction] = field(default_factory=list[CorporateAction])
