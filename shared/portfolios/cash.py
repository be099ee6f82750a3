"""What income, costs, deposits and withdrawals do to the ledger."""

from shared.portfolios.model import Transaction
from shared.portfolios.results import ChargeKind
from shared.portfolios.state import LedgerState


def income(state: LedgerState, entry: Transaction) -> None:
    """Receive a dividend or interest: gross is income, what was withheld is tax."""
    state.add_income(entry, entry.gross)
    state.add_charges(entry, in_price=False)
    state.settle(entry, entry.gross - entry.fee - entry.tax)


def fee(state: LedgerState, entry: Transaction) -> None:
    """Pay a fee that belongs to no trade."""
    _cost(state, entry, "fee")


def tax(state: LedgerState, entry: Transaction) -> None:
    """Pay a tax that belongs to no trade."""
    _cost(state, entry, "tax")


def deposit(state: LedgerState, entry: Transaction) -> None:
    """Put money in."""
    state.settle_external(entry, entry.gross)
    _costs_of_moving_money(state, entry)


def withdrawal(state: LedgerState, entry: Transaction) -> None:
    """Take money out."""
    state.settle_external(entry, -entry.gross)
    _costs_of_moving_money(state, entry)


def _cost(state: LedgerState, entry: Transaction, kind: ChargeKind) -> None:
    if entry.gross:
        state.add_charge(entry, kind, entry.gross, in_price=False)
    state.add_charges(entry, in_price=False)
    state.settle(entry, -(entry.gross + entry.fee + entry.tax))


def _costs_of_moving_money(state: LedgerState, entry: Transaction) -> None:
    if state.is_tracked and entry.fee + entry.tax:
        state.add_charges(entry, in_price=False)
        state.settle(entry, -(entry.fee + entry.tax))
