"""What the fold keeps while it walks a ledger: open lots, cash, and lists of what happened."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from shared.kernel.money import ZERO
from shared.market.model import FxBook, PriceSeries, SymbolChange
from shared.portfolios.arithmetic import UNKNOWN, divide, money
from shared.portfolios.lots import LotQueue, OpenLot
from shared.portfolios.model import Portfolio, Transaction
from shared.portfolios.rates import Rates
from shared.portfolios.results import (
    CashBalance,
    Charge,
    ChargeKind,
    Flow,
    IncomeEntry,
    LedgerProblem,
    Missing,
    Movement,
    Position,
    RealisedLot,
    StepSeries,
)


class Holding:
    """The open lots of one symbol: those held and those owed."""

    def __init__(self, symbol: str, currency: str, portfolio: Portfolio) -> None:
        self.symbol = symbol
        self.currency = currency
        self.longs = LotQueue(portfolio.lot_method)
        self.shorts = LotQueue(portfolio.lot_method)
        self.position: Position | None = None
        """What the ledger has told of this holding as it is now, if it has."""

    def copy(self) -> "Holding":
        """Return the same holding, to be changed apart."""
        twin = copy(self)
        twin.longs, twin.shorts, twin.position = self.longs.copy(), self.shorts.copy(), None
        return twin

    @property
    def has_lots(self) -> bool:
        return bool(self.longs.quantity or self.shorts.quantity)

    @property
    def quantity(self) -> Decimal:
        return self.longs.quantity - self.shorts.quantity


@dataclass(slots=True)
class Steps:
    """A series of values by day while it grows; a later value of a day replaces the earlier."""

    days: list[date] = field(default_factory=list[date])
    values: list[Decimal] = field(default_factory=list[Decimal])

    def copy(self) -> "Steps":
        """Return the same series, to grow apart."""
        return Steps(self.days.copy(), self.values.copy())

    def note(self, day: date, value: Decimal) -> None:
        if self.days and self.days[-1] == day:
            self.values[-1] = value
        else:
            self.days.append(day)
            self.values.append(value)

    def frozen(self) -> StepSeries:
        return StepSeries(tuple(self.days), tuple(self.values))


_GROWING: Final = ("realised", "income", "charges", "movements", "flows", "renamed", "problems")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The ledger as it was at one moment, from which it can be walked again.

    What only grows is shared with the walk that went on, and cut to its length of then; what
    changes is copied when either side touches it.
    """

    state: "LedgerState"
    lengths: tuple[int, ...]

    def resumed(self) -> "LedgerState":
        """Return the state of then, to be walked on."""
        state = self.state.shared()
        for name, length in zip(_GROWING, self.lengths, strict=True):
            setattr(state, name, getattr(self.state, name)[:length])
        state.rates = self.state.rates.resumed(self.state.missing_rates)
        return state


class LedgerState:
    """The ledger so far, and the few ways an entry can change it.

    `leaves_out`: an entry that takes more shares than there are is told and then left out, instead
    of being followed into the opposite position.

    The handlers of `trades`, `cash` and `corporate_actions` say what an entry means in terms of
    these.
    """

    def __init__(
        self, portfolio: Portfolio, prices: Mapping[str, PriceSeries], fx: FxBook, currency: str
    ) -> None:
        self.portfolio = portfolio
        self.leaves_out = False
        self.is_tracked = portfolio.cash == "tracked"
        self.prices = prices
        self.rates = Rates(fx, base=portfolio.base_currency, reporting=currency)
        self.holdings: dict[str, Holding] = {}
        self.realised: list[RealisedLot] = []
        self.income: list[IncomeEntry] = []
        self.charges: list[Charge] = []
        self.cash: dict[str, CashBalance] = {}
        self.movements: list[Movement] = []
        self.flows: list[Flow] = []
        self.quantities: dict[str, Steps] = {}
        self.balances: dict[str, Steps] = {}
        self.successions: set[tuple[str, str]] = set()
        self.renamed: list[SymbolChange] = []
        self.problems: list[LedgerProblem] = []
        self.missing_prices: dict[tuple[str, date], Missing] = {}
        self.missing_rates: dict[tuple[str, str, date], Missing] = {}
        """Of a checkpoint: what `rates` had missed then."""
        self._own: set[object] = set()

    def checkpoint(self) -> Checkpoint:
        """Return this moment; the walk may go on."""
        then = self.shared()
        then.missing_rates = dict(self.rates.missing)
        self._own = set()
        return Checkpoint(then, tuple(len(getattr(self, name)) for name in _GROWING))

    def shared(self) -> "LedgerState":
        """Return a twin that owns nothing yet: what it changes it copies first."""
        twin = copy(self)
        twin.holdings, twin.cash = dict(self.holdings), dict(self.cash)
        twin.quantities, twin.balances = dict(self.quantities), dict(self.balances)
        twin.successions = set(self.successions)
        twin.missing_prices = dict(self.missing_prices)
        twin._own = set()
        return twin

    def holding(self, symbol: str, currency: str) -> Holding:
        """Return the holding of a symbol; a new one is kept in its price's currency if known."""
        found = self.holdings.get(symbol)
        if found is None:
            series = self.prices.get(symbol)
            found = Holding(symbol, series.currency if series else currency, self.portfolio)
            self.holdings[symbol] = found
            self._own.add(symbol)
        elif symbol not in self._own:
            found = self.holdings[symbol] = found.copy()
            self._own.add(symbol)
            if symbol in self.quantities:
                self.quantities[symbol] = self.quantities[symbol].copy()
        found.position = None
        return found

    def note_quantity(self, holding: Holding, day: date) -> None:
        """Remember what is held after an event of a day."""
        steps = self.quantities.get(holding.symbol)
        if steps is None:
            steps = self.quantities[holding.symbol] = Steps()
        steps.note(day, holding.quantity)

    def local_rate(self, entry: Transaction, holding: Holding) -> Decimal:
        """Return units of the holding's currency for one unit of the entry's."""
        return self.rates.between(entry.currency, holding.currency, entry.trade_date)

    def open_lot(self, entry: Transaction, holding: Holding, total: Decimal) -> OpenLot:
        """Return a lot of the entry's quantity that cost (or, short, brought) a total."""
        assert entry.quantity is not None  # noqa: S101 - rules refuse such an entry
        local = money(total * self.local_rate(entry, holding))
        cost = money(total * self.rates.of(entry))
        return OpenLot(entry.trade_date, entry.quantity, local, cost, entry.id)

    def close(
        self,
        entry: Transaction,
        holding: Holding,
        parts: Sequence[OpenLot],
        cash: Decimal,
        *,
        is_short: bool = False,
    ) -> None:
        """Realise parts of lots against the cash (in the entry's currency) of closing them."""
        if not parts:
            return
        weights = [part.quantity for part in parts]
        locals_ = divide(money(cash * self.local_rate(entry, holding)), weights)
        amounts = divide(money(cash * self.rates.of(entry)), weights)
        for part, local, amount in zip(parts, locals_, amounts, strict=True):
            self.realise(entry, holding, part, local, amount, is_short=is_short)

    def realise(
        self,
        entry: Transaction,
        holding: Holding,
        part: OpenLot,
        local: Decimal,
        amount: Decimal,
        *,
        is_short: bool = False,
    ) -> None:
        """Remember one closed part: its own cost on one side, what closing it brought on the other.

        A short sale has it the other way round: it opened with proceeds and closes at a cost.
        """
        opening, closing = (part.cost, part.cost_local), (amount, local)
        proceeds, cost = (opening, closing) if is_short else (closing, opening)
        self.realised.append(
            RealisedLot(
                symbol=holding.symbol,
                opened=part.opened,
                closed=entry.trade_date,
                quantity=part.quantity,
                proceeds=proceeds[0],
                cost=cost[0],
                currency=holding.currency,
                proceeds_local=proceeds[1],
                cost_local=cost[1],
                opened_by=part.transaction_id,
                closed_by=entry.id,
                is_short=is_short,
            )
        )

    def settle(self, entry: Transaction, local: Decimal) -> None:
        """Book the cash an entry brought (positive) or took.

        With implied cash it goes straight to, or comes straight from, the owner's pocket.
        """
        amount = self._move(entry, local)
        if not self.is_tracked:
            self.flows.append(Flow(entry.trade_date, -amount, entry.symbol, entry.id))

    def settle_external(self, entry: Transaction, local: Decimal) -> None:
        """Book cash the owner put in (positive) or took out.

        With implied cash there is no account it could go to: the trades themselves tell.
        """
        if self.is_tracked:
            amount = self._move(entry, local)
            self.flows.append(Flow(entry.trade_date, amount, entry.symbol, entry.id))

    def add_charges(self, entry: Transaction, *, in_price: bool) -> None:
        """Remember the entry's fee and tax."""
        if entry.fee:
            self.add_charge(entry, "fee", entry.fee, in_price=in_price)
        if entry.tax:
            self.add_charge(entry, "tax", entry.tax, in_price=in_price)

    def add_charge(
        self, entry: Transaction, kind: ChargeKind, local: Decimal, *, in_price: bool
    ) -> None:
        """Remember one fee or tax."""
        self.charges.append(
            Charge(
                entry.trade_date,
                kind,
                money(local * self.rates.of(entry)),
                entry.symbol,
                entry.id,
                in_price,
            )
        )

    def add_income(self, entry: Transaction, amount_local: Decimal) -> None:
        """Remember gross income."""
        rate = self.rates.of(entry)
        self.income.append(
            IncomeEntry(
                day=entry.trade_date,
                kind=entry.kind,
                symbol=entry.symbol,
                amount=money(amount_local * rate),
                tax=money(entry.tax * rate),
                fee=money(entry.fee * rate),
                currency=entry.currency,
                amount_local=amount_local,
                transaction_id=entry.id,
            )
        )

    def problem(self, entry: Transaction, field_name: str, message: str) -> None:
        """Remember that a rule had to be broken to follow the entry."""
        self.problems.append(LedgerProblem(entry.id, field_name, message))

    def market_price(self, symbol: str, day: date) -> Decimal:
        """Return the last price up to a day in the symbol's own currency, or NaN."""
        series = self.prices.get(symbol)
        point = series.carried_to(day) if series else None
        return point.price if point else UNKNOWN

    def note_missing_price(self, symbol: str, day: date) -> None:
        self.missing_prices[symbol, day] = Missing("price", symbol, day)

    def _move(self, entry: Transaction, local: Decimal) -> Decimal:
        """Record a movement of cash and return its worth in the reporting currency."""
        local = money(local)
        amount = money(local * self.rates.of(entry))
        day, currency = entry.trade_date, entry.currency
        self.movements.append(
            Movement(day, entry.symbol, entry.kind, currency, local, amount, entry.id)
        )
        if self.is_tracked:
            before = self.cash.get(currency) or CashBalance(currency, ZERO, ZERO)
            after = CashBalance(currency, before.amount + local, before.booked + amount)
            self.cash[currency] = after
            self._balance(currency).note(day, after.amount)
        return amount

    def _balance(self, currency: str) -> Steps:
        steps = self.balances.get(currency)
        if steps is None:
            steps = self.balances[currency] = Steps()
        elif ("cash", currency) not in self._own:
            steps = self.balances[currency] = steps.copy()
        self._own.add(("cash", currency))
        return steps
