"""Portfolios and transactions.

A transaction is entered as traded: quantities and prices before any later split. A correction is a
new version of the same id; earlier versions are kept. Amounts are positive; the kind says which
way they go.

What comes in is a `TransactionDraft`, validated at birth; what the ledger keeps is a `Transaction`,
a plain value, because ten thousand of them are decoded to open one portfolio.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from shared.kernel import ids
from shared.kernel.errors import InvalidInput
from shared.kernel.money import currency_code, plain
from shared.kernel.text import title_line
from shared.kernel.written import WALL_TIME, written_day, written_time

type LotMethod = Literal["fifo", "lifo", "hifo", "average"]
type CashMode = Literal["implied", "tracked"]
type Exact = Annotated[Decimal, PlainSerializer(plain, return_type=str)]
type Quantity = Annotated[Exact, Field(gt=0, max_digits=28, decimal_places=12, lt=Decimal("1e15"))]
type Amount = Annotated[Exact, Field(ge=0, max_digits=28, decimal_places=10, lt=Decimal("1e15"))]
type Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
type CurrencyCode = Annotated[str, AfterValidator(lambda code: _checked(currency_code, code))]
type Ticker = Annotated[str, AfterValidator(lambda text: _checked(ids.symbol, text))]
type Isin = Annotated[str, AfterValidator(lambda text: _checked(ids.isin, text))]
type Day = Annotated[date, BeforeValidator(written_day)]
type WallTime = Annotated[
    time,
    BeforeValidator(written_time),
    WithJsonSchema({"type": "string", "pattern": WALL_TIME, "examples": ["15:30:00"]}),
]
# What is sent is measured, not what is left of it: the OpenAPI document says so.
type Title = Annotated[
    str, StringConstraints(min_length=1, max_length=120), AfterValidator(title_line)
]
type Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
type Ratio = Annotated[
    str, StringConstraints(pattern=r"^[1-9]\d{0,8}(\.\d{1,8})?:[1-9]\d{0,8}(\.\d{1,8})?$")
]


def _checked(check: Callable[[str], str], value: str) -> str:
    try:
        return check(value)
    except InvalidInput as error:
        raise ValueError(error.detail) from error


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
    """A person's portfolio.

    `version` counts changes of what is said here, `ledger_version` every change of its
    transactions.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    base_currency: Code
    lot_method: LotMethod = "fifo"
    cash: CashMode = "implied"
    benchmark: str | None = None
    auto_dividends: bool = False
    version: int = 1
    ledger_version: int = 0
    created_at: datetime
    updated_at: datetime


class PortfolioDraft(BaseModel):
    """What a person says of a portfolio."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: Title
    base_currency: CurrencyCode
    lot_method: LotMethod = "fifo"
    cash: CashMode = "implied"
    benchmark: Ticker | None = None
    auto_dividends: StrictBool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One entry of the ledger.

    Which fields a kind needs is checked by `shared.portfolios.rules`. `amount` is gross cash in
    `currency`; for trades it is quantity × price unless given. `fee` and `tax` are in `currency`
    too. `fx_rate` is units of the portfolio's base currency for one unit of `currency`, when the
    broker stated it. `ratio` is new:old shares. `related_symbol` is the other side of a merger,
    spin-off or symbol change. `isin` is the security's number as stated; it stays when symbols
    change. `sequence` orders entries of one instant.
    """

    id: str
    kind: Kind
    symbol: str | None = None
    trade_date: date
    trade_time: time | None = None
    settle_date: date | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    currency: str
    fee: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    fx_rate: Decimal | None = None
    ratio: str | None = None
    related_symbol: str | None = None
    isin: str | None = None
    account: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    source: str = "manual"
    fingerprint: str | None = None
    sequence: int = 0
    version: int = 1
    recorded_at: datetime

    @property
    def gross(self) -> Decimal:
        """Cash of the entry before fee and tax, in `currency`: `amount`, or quantity × price."""
        return gross_cash(self.amount, self.quantity, self.price)

    @property
    def shares_ratio(self) -> tuple[Decimal, Decimal] | None:
        """The two numbers of `ratio`: new shares, old shares."""
        if self.ratio is None:
            return None
        new, old = self.ratio.split(":")
        return Decimal(new), Decimal(old)


def gross_cash(amount: Decimal | None, quantity: Decimal | None, price: Decimal | None) -> Decimal:
    """Return `amount` if it is given, else quantity × price, else zero."""
    if amount is not None:
        return amount
    if quantity is not None and price is not None:
        return quantity * price
    return Decimal(0)


class TransactionDraft(BaseModel):
    """A transaction as somebody enters it: checked field by field, not yet against the ledger.

    `currency` may be left out: it is then the instrument's, or the portfolio's base currency for
    entries without a symbol. `symbol` may be left out where `isin` tells it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: Kind
    symbol: Ticker | None = None
    trade_date: Day
    trade_time: WallTime | None = None
    settle_date: Day | None = None
    quantity: Quantity | None = None
    price: Amount | None = None
    amount: Amount | None = None
    currency: CurrencyCode | None = None
    fee: Amount = Decimal(0)
    tax: Amount = Decimal(0)
    fx_rate: Quantity | None = None
    ratio: Ratio | None = None
    related_symbol: Ticker | None = None
    isin: Isin | None = None
    account: Label | None = None
    tags: Annotated[tuple[Label, ...], Field(max_length=20)] = ()
    note: Annotated[str, StringConstraints(max_length=2000)] | None = None
    source: Label = "manual"
    fingerprint: Label | None = None

    @field_validator("trade_time")
    @classmethod
    def _is_wall_time(cls, value: time | None) -> time | None:
        # Trading times order a day at its exchange; an offset would compare with nothing.
        return None if value is None else value.replace(tzinfo=None)

    @model_validator(mode="after")
    def _settles_after_trading(self) -> Self:
        if self.settle_date is not None and self.settle_date < self.trade_date:
            raise ValueError("settle_date is before trade_date")
        return self

    @property
    def gross(self) -> Decimal:
        """Cash of the entry before fee and tax, in `currency`."""
        return gross_cash(self.amount, self.quantity, self.price)
