"""Portfolios and transactions as they are stored, validated at birth.

A transaction is entered as traded: quantities and prices before any later split. A correction is a
new version of the same id; earlier versions are kept. Amounts are positive; the kind says which
way they go.
"""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

from shared.kernel.money import plain

type LotMethod = Literal["fifo", "lifo", "hifo", "average"]
type CashMode = Literal["implied", "tracked"]
type Exact = Annotated[Decimal, PlainSerializer(plain, return_type=str)]
type Quantity = Annotated[Exact, Field(gt=0, max_digits=28, decimal_places=12, lt=Decimal("1e15"))]
type Amount = Annotated[Exact, Field(ge=0, max_digits=28, decimal_places=10, lt=Decimal("1e15"))]
type Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
type Ratio = Annotated[
    str, StringConstraints(pattern=r"^[1-9]\d{0,8}(\.\d{1,8})?:[1-9]\d{0,8}(\.\d{1,8})?$")
]


class Kind(StrEnum):
    """What a transaction does."""

    BUY = "buy"
    SELL = "sell"
    SHORT = "short"
    COVER = "cover"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    FEE = "fee"
    TAX = "tax"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    SPLIT = "split"
    STOCK_DIVIDEND = "stock_dividend"
    SPIN_OFF = "spin_off"
    MERGER = "merger"
    SYMBOL_CHANGE = "symbol_change"
    RETURN_OF_CAPITAL = "return_of_capital"


TRADES: Final = frozenset({Kind.BUY, Kind.SELL, Kind.SHORT, Kind.COVER})


class Portfolio(BaseModel):
    """A person's portfolio. `ledger_version` counts every change of its transactions."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    base_currency: Code
    lot_method: LotMethod = "fifo"
    cash: CashMode = "implied"
    benchmark: str | None = None
    auto_dividends: bool = False
    ledger_version: int = 0
    created_at: datetime
    updated_at: datetime


class Transaction(BaseModel):
    """One entry of the ledger.

    Which fields a kind needs is checked by `shared.portfolios.rules`. `amount` is gross cash in
    `currency`; for trades it is quantity × price unless given. `fee` and `tax` are in `currency`
    too. `fx_rate` is units of the portfolio's base currency for one unit of `currency`, when the
    broker stated it. `ratio` is new:old shares. `related_symbol` is the other side of a merger,
    spin-off or symbol change. `sequence` orders entries of one instant.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    symbol: str | None = None
    trade_date: date
    trade_time: time | None = None
    settle_date: date | None = None
    quantity: Quantity | None = None
    price: Amount | None = None
    amount: Amount | None = None
    currency: Code
    fee: Amount = Decimal(0)
    tax: Amount = Decimal(0)
    fx_rate: Quantity | None = None
    ratio: Ratio | None = None
    related_symbol: str | None = None
    account: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    source: str = "manual"
    fingerprint: str | None = None
    sequence: int = 0
    version: int = 1
    recorded_at: datetime

    @model_validator(mode="after")
    def _settles_after_trading(self) -> Self:
        if self.settle_date is not None and self.settle_date < self.trade_date:
            raise ValueError("settle_date is before trade_date")
        return self

    @property
    def gross(self) -> Decimal:
        """Cash of the entry before fee and tax, in `currency`: `amount`, or quantity × price."""
        if self.amount is not None:
            return self.amount
        if self.quantity is not None and self.price is not None:
            return self.quantity * self.price
        return Decimal(0)
