"""What corporate actions do to the ledger: shares change, costs and dates opened stay.

Where tax rules differ by country these follow the plain US treatment (IRS Publication 550): a
split or stock dividend spreads the cost over more shares; a spin-off carries the stated part of
the cost to the new shares, which keep the old date; a merger for shares carries cost and date
over; cash beside shares, and a return of capital, reduce the cost and are a gain beyond it; a
merger for cash alone is a sale.
"""

from datetime import date
from decimal import Decimal

from shared.kernel.money import ZERO
from shared.market.model import Split, SymbolChange
from shared.portfolios.arithmetic import divide, money, shares
from shared.portfolios.lots import LotQueue, OpenLot
from shared.portfolios.model import Transaction
from shared.portfolios.state import Holding, LedgerState


def feed_split(state: LedgerState, symbol: str, split: Split) -> None:
    """Apply a split known to the market feed to what is held before the first trade of its day."""
    if symbol not in state.holdings:
        return
    holding = state.holding(symbol, "")
    _scale(holding, Decimal(split.numerator), Decimal(split.denominator))
    state.note_quantity(holding, split.date)


def feed_symbol_change(state: LedgerState, change: SymbolChange) -> None:
    """Carry every lot to the symbol the market feed knows them by, before the day's first trade."""
    if change.old not in state.holdings or not state.holdings[change.old].has_lots:
        return
    holding = state.holding(change.old, "")
    target = state.holding(change.new, holding.currency)
    for queue, into in ((holding.longs, target.longs), (holding.shorts, target.shorts)):
        _add(state, change.day, queue.take_all(), holding, target, into)
    state.note_quantity(holding, change.day)
    state.renamed.append(change)


def split(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Apply a booked split."""
    _scale(holding, *_ratio(entry))


def stock_dividend(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Receive further shares: at no cost, or at `amount` where they are taxed as income."""
    if not holding.longs.quantity:
        _tell_nothing_held(state, entry)
    received = _received(entry, holding.longs.quantity)
    if not entry.gross and holding.longs.quantity:
        holding.longs.add_shares(received)
    else:
        rate = state.rates.of(entry)
        local = money(entry.gross * state.local_rate(entry, holding))
        cost = money(entry.gross * rate)
        holding.longs.open(OpenLot(entry.trade_date, received, local, cost, entry.id))
        state.add_income(entry, entry.gross)
    if entry.fee + entry.tax:
        state.add_charges(entry, in_price=False)
        state.settle(entry, -(entry.fee + entry.tax))


def spin_off(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Receive shares of a new company; `amount` of the old cost goes with them (none if absent)."""
    old = holding.longs
    if not old.quantity:
        _tell_nothing_held(state, entry)
        return
    new = state.holding(entry.related_symbol or "", holding.currency)
    received = _received(entry, old.quantity)
    moved = old.move_cost(money(entry.gross * state.local_rate(entry, holding)))
    quantities = divide(received, [lot.quantity for lot in moved], shares)
    for lot, quantity in zip(moved, quantities, strict=True):
        lot.quantity = quantity
    _add(state, entry.trade_date, moved, holding, new, new.longs)


def symbol_change(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Carry every lot to the new symbol."""
    if not holding.quantity:
        _tell_nothing_held(state, entry)
    _carry_over(state, entry, holding, Decimal(1), Decimal(1))


def merger(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Exchange every lot for shares of another company, for cash, or for both."""
    if not holding.quantity:
        _tell_nothing_held(state, entry)
    if entry.related_symbol is None:
        _exchange_for_cash(state, entry, holding)
        return
    if entry.gross or entry.fee or entry.tax:
        return_of_capital(state, entry, holding)
    new, old = entry.shares_ratio or (entry.quantity or ZERO, abs(holding.quantity))
    if old:
        _carry_over(state, entry, holding, new, old)


def return_of_capital(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Receive part of the cost back; what exceeds the cost of a lot is a gain."""
    lots = holding.longs.lots()
    weights = [lot.quantity for lot in lots]
    if not lots:
        lots = [OpenLot(entry.trade_date, ZERO, ZERO, ZERO, entry.id)]
        weights = [Decimal(1)]
    locals_ = divide(money(entry.gross * state.local_rate(entry, holding)), weights)
    amounts = divide(money(entry.gross * state.rates.of(entry)), weights)
    reductions: list[OpenLot] = []
    for lot, local, amount in zip(lots, locals_, amounts, strict=True):
        reduction = OpenLot(lot.opened, ZERO, local, amount, lot.transaction_id)
        if (local - lot.cost_local).is_nan() or local <= lot.cost_local:
            reductions.append(reduction)
            continue
        reduction.cost_local, reduction.cost = lot.cost_local, lot.cost
        state.realise(entry, holding, reduction, local, amount)
        reductions.append(reduction)
    if holding.longs.quantity:
        holding.longs.reduce_cost(reductions)
    state.add_charges(entry, in_price=False)
    state.settle(entry, entry.gross - entry.fee - entry.tax)


def _scale(holding: Holding, new: Decimal, old: Decimal) -> None:
    holding.longs.scale(new, old)
    holding.shorts.scale(new, old)


def _ratio(entry: Transaction) -> tuple[Decimal, Decimal]:
    ratio = entry.shares_ratio
    assert ratio is not None  # noqa: S101 - rules refuse such an entry
    return ratio


def _received(entry: Transaction, held: Decimal) -> Decimal:
    if entry.quantity is not None:
        return entry.quantity
    new, old = _ratio(entry)
    return shares(held * new / old)


def _exchange_for_cash(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    costs = entry.fee + entry.tax
    held, owed = holding.longs.quantity, holding.shorts.quantity
    if held:
        state.close(entry, holding, holding.longs.take(held), entry.gross - costs)
        state.settle(entry, entry.gross - costs)
    elif owed:
        parts = holding.shorts.take(owed)
        state.close(entry, holding, parts, entry.gross + costs, is_short=True)
        state.settle(entry, -(entry.gross + costs))
    state.add_charges(entry, in_price=True)


def _carry_over(
    state: LedgerState, entry: Transaction, holding: Holding, new: Decimal, old: Decimal
) -> None:
    target = state.holding(entry.related_symbol or "", holding.currency)
    _scale(holding, new, old)
    for queue, into in ((holding.longs, target.longs), (holding.shorts, target.shorts)):
        _add(state, entry.trade_date, queue.take_all(), holding, target, into)


def _add(
    state: LedgerState,
    day: date,
    lots: list[OpenLot],
    source: Holding,
    target: Holding,
    queue: LotQueue,
) -> None:
    """Add lots that come from another symbol, their local cost in the new one's currency."""
    if lots:
        state.successions.add((source.symbol, target.symbol))
    for lot in lots:
        rate = state.rates.between(source.currency, target.currency, lot.opened)
        lot.cost_local = money(lot.cost_local * rate)
        queue.open(lot)
    state.note_quantity(target, day)


def _tell_nothing_held(state: LedgerState, entry: Transaction) -> None:
    state.problem(entry, "symbol", f"no {entry.symbol} was held on {entry.trade_date}")
