"""What trades and transfers of securities do to the ledger.

Buying costs are part of the cost, selling costs are taken off the proceeds, as tax rules have it.
"""

from decimal import Decimal

from shared.kernel.money import ZERO, plain
from shared.portfolios.arithmetic import UNKNOWN, divide, money
from shared.portfolios.lots import OpenLot
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.results import Flow
from shared.portfolios.state import Holding, LedgerState


def is_short_of_shares(state: LedgerState, entry: Transaction) -> bool:
    """Say whether an entry would take more shares than there are at this moment."""
    holding = state.holdings.get(entry.symbol or "")
    quantity = entry.quantity or ZERO
    if entry.kind in {Kind.SELL, Kind.TRANSFER_OUT}:
        return quantity > (holding.longs.quantity if holding else ZERO)
    if entry.kind is Kind.COVER:
        return quantity > (holding.shorts.quantity if holding else ZERO)
    return False


def buy(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Open a lot for what it cost in all."""
    total = entry.gross + entry.fee + entry.tax
    holding.longs.open(state.open_lot(entry, holding, total))
    state.add_charges(entry, in_price=True)
    state.settle(entry, -total)


def sell(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Close lots for what was received in all; an excess is carried short, and told."""
    net = entry.gross - entry.fee - entry.tax
    held, wanted = holding.longs.quantity, _quantity(entry)
    if wanted > held:
        _tell_excess(state, entry, held, "sells")
        if state.leaves_out:
            return
        for_held, for_excess = divide(net, [held, wanted - held])
        state.close(entry, holding, holding.longs.take(held), for_held)
        holding.shorts.open(_part(state, entry, holding, wanted - held, for_excess))
    else:
        state.close(entry, holding, holding.longs.take(wanted), net)
    state.add_charges(entry, in_price=True)
    state.settle(entry, net)


def short(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Owe shares; what the sale brought is what covering will be measured against."""
    net = entry.gross - entry.fee - entry.tax
    holding.shorts.open(state.open_lot(entry, holding, net))
    state.add_charges(entry, in_price=True)
    state.settle(entry, net)


def cover(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Buy back shares owed; an excess is carried long, and told."""
    total = entry.gross + entry.fee + entry.tax
    owed, wanted = holding.shorts.quantity, _quantity(entry)
    if wanted > owed:
        _tell_excess(state, entry, owed, "covers")
        if state.leaves_out:
            return
        for_owed, for_excess = divide(total, [owed, wanted - owed])
        state.close(entry, holding, holding.shorts.take(owed), for_owed, is_short=True)
        holding.longs.open(_part(state, entry, holding, wanted - owed, for_excess))
    else:
        state.close(entry, holding, holding.shorts.take(wanted), total, is_short=True)
    state.add_charges(entry, in_price=True)
    state.settle(entry, -total)


def transfer_in(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Receive shares at the cost they carry, or at market where none is stated."""
    lot = _received(state, entry, holding)
    state.flows.append(
        Flow(entry.trade_date, lot.cost, entry.symbol, entry.id, _worth(state, entry, holding))
    )
    costs = entry.fee + entry.tax
    lot.cost_local += money(costs * state.local_rate(entry, holding))
    lot.cost += money(costs * state.rates.of(entry))
    holding.longs.open(lot)
    if costs:
        state.add_charges(entry, in_price=True)
        state.settle(entry, -costs)


def transfer_out(state: LedgerState, entry: Transaction, holding: Holding) -> None:
    """Hand over shares with the cost they carry: nothing is realised."""
    held, wanted = holding.longs.quantity, _quantity(entry)
    if wanted > held:
        _tell_excess(state, entry, held, "transfers out")
        if state.leaves_out:
            return
    parts = holding.longs.take(min(held, wanted))
    cost = sum((part.cost for part in parts), ZERO)
    state.flows.append(
        Flow(entry.trade_date, -cost, entry.symbol, entry.id, -_worth(state, entry, holding))
    )
    if entry.fee + entry.tax:
        state.add_charges(entry, in_price=False)
        state.settle(entry, -(entry.fee + entry.tax))


def _received(state: LedgerState, entry: Transaction, holding: Holding) -> OpenLot:
    if entry.amount is not None or entry.price is not None:
        return state.open_lot(entry, holding, entry.gross)
    day, quantity = entry.trade_date, _quantity(entry)
    local = money(state.market_price(holding.symbol, day) * quantity)
    if local.is_nan():
        state.note_missing_price(holding.symbol, day)
    cost = money(local * state.rates.to_reporting(holding.currency, day))
    return OpenLot(day, quantity, local, cost, entry.id)


def _worth(state: LedgerState, entry: Transaction, holding: Holding) -> Decimal:
    """Return the market value of the entry's shares in the reporting currency, or NaN."""
    price = state.market_price(holding.symbol, entry.trade_date)
    if price.is_nan():
        return UNKNOWN
    rate = state.rates.to_reporting(holding.currency, entry.trade_date)
    return money(price * _quantity(entry) * rate)


def _part(
    state: LedgerState, entry: Transaction, holding: Holding, quantity: Decimal, total: Decimal
) -> OpenLot:
    lot = state.open_lot(entry, holding, total)
    lot.quantity = quantity
    return lot


def _quantity(entry: Transaction) -> Decimal:
    return entry.quantity or ZERO


def _tell_excess(state: LedgerState, entry: Transaction, there: Decimal, does: str) -> None:
    had = "owed" if entry.kind is Kind.COVER else "held"
    state.problem(
        entry,
        "quantity",
        f"{does} {plain(_quantity(entry))} {entry.symbol} on {entry.trade_date}, "
        f"but only {plain(there)} {had} then",
    )
