"""The ledger: a pure fold of transactions into positions, cash, gains, income and flows."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from shared.market.model import FxBook, PriceSeries, Split
from shared.portfolios import cash, corporate_actions, trades
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.lots import LotQueue
from shared.portfolios.model import Kind, Portfolio, Transaction
from shared.portfolios.ordering import choose_splits, in_order
from shared.portfolios.results import LedgerResult, Lot, Position
from shared.portfolios.state import Holding, LedgerState

type _WithHolding = Callable[[LedgerState, Transaction, Holding], None]
type _CashOnly = Callable[[LedgerState, Transaction], None]

_ON_HOLDING: Final[dict[Kind, _WithHolding]] = {
    Kind.BUY: trades.buy,
    Kind.SELL: trades.sell,
    Kind.SHORT: trades.short,
    Kind.COVER: trades.cover,
    Kind.TRANSFER_IN: trades.transfer_in,
    Kind.TRANSFER_OUT: trades.transfer_out,
    Kind.SPLIT: corporate_actions.split,
    Kind.STOCK_DIVIDEND: corporate_actions.stock_dividend,
    Kind.SPIN_OFF: corporate_actions.spin_off,
    Kind.MERGER: corporate_actions.merger,
    Kind.SYMBOL_CHANGE: corporate_actions.symbol_change,
    Kind.RETURN_OF_CAPITAL: corporate_actions.return_of_capital,
}
_CASH_ONLY: Final[dict[Kind, _CashOnly]] = {
    Kind.DIVIDEND: cash.income,
    Kind.INTEREST: cash.income,
    Kind.FEE: cash.fee,
    Kind.TAX: cash.tax,
    Kind.DEPOSIT: cash.deposit,
    Kind.WITHDRAWAL: cash.withdrawal,
    # Without a symbol a transfer moves money.
    Kind.TRANSFER_IN: cash.deposit,
    Kind.TRANSFER_OUT: cash.withdrawal,
}


def fold(
    portfolio: Portfolio,
    transactions: Iterable[Transaction],
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    *,
    as_of: date,
    currency: str | None = None,
    leave_out: bool = False,
) -> LedgerResult:
    """Return what a portfolio's transactions up to and including `as_of` amount to.

    `prices` give the splits of each symbol, the currency its position is kept in, and the worth of
    what is transferred; a symbol without them is kept in the currency of its first entry.
    `currency` is the reporting currency, the base currency unless given.

    Nothing is refused here: an entry that breaks a rule is followed as far as it goes (or with
    `leave_out` not at all) and listed in `problems`. Whether it may be entered is for
    `shared.portfolios.rules`.
    """
    counted = in_order(entry for entry in transactions if entry.trade_date <= as_of)
    reporting = currency or portfolio.base_currency
    with localcontext(EXACT):
        state = LedgerState(portfolio, prices, fx, reporting)
        state.leaves_out = leave_out
        _walk(state, counted, as_of)
        return _result(state, counted, as_of, reporting)


def _walk(state: LedgerState, entries: list[Transaction], as_of: date) -> None:
    splits = choose_splits(entries, state.prices)
    feed = [item for item in splits.feed if item[1].date <= as_of]
    feed.reverse()
    waiting: list[Transaction] = []
    for entry in entries:
        if waiting and waiting[0].trade_date != entry.trade_date:
            _apply_all(state, waiting)
        _apply_splits(state, feed, entry.trade_date)
        if entry.id in splits.repeated:
            continue
        # An untimed sale entered before the purchase of the same day it needs waits for it.
        if entry.trade_time is None and trades.is_short_of_shares(state, entry):
            waiting.append(entry)
        else:
            _apply(state, entry)
    _apply_all(state, waiting)
    _apply_splits(state, feed, as_of)


def _apply_all(state: LedgerState, waiting: list[Transaction]) -> None:
    for entry in waiting:
        _apply(state, entry)
    waiting.clear()


def _apply_splits(state: LedgerState, feed: list[tuple[str, Split]], day: date) -> None:
    while feed and feed[-1][1].date <= day:
        corporate_actions.feed_split(state, *feed.pop())


def _apply(state: LedgerState, entry: Transaction) -> None:
    if entry.symbol is None or entry.kind not in _ON_HOLDING:
        _CASH_ONLY[entry.kind](state, entry)
        return
    holding = state.holding(entry.symbol, entry.currency)
    _ON_HOLDING[entry.kind](state, entry, holding)
    state.note_quantity(holding, entry.trade_date)


def _result(
    state: LedgerState, entries: list[Transaction], as_of: date, currency: str
) -> LedgerResult:
    positions = {
        symbol: position
        for symbol, holding in sorted(state.holdings.items())
        if (position := _position(holding)).lots
    }
    missing = [*state.rates.missing.values(), *state.missing_prices.values()]
    return LedgerResult(
        as_of=as_of,
        currency=currency,
        base_currency=state.portfolio.base_currency,
        cash_mode=state.portfolio.cash,
        lot_method=state.portfolio.lot_method,
        positions=positions,
        realised=tuple(state.realised),
        income=tuple(state.income),
        charges=tuple(state.charges),
        cash=dict(sorted(state.cash.items())),
        movements=tuple(state.movements),
        flows=tuple(state.flows),
        quantities={symbol: steps.frozen() for symbol, steps in state.quantities.items()},
        balances={code: steps.frozen() for code, steps in state.balances.items()},
        currencies={symbol: holding.currency for symbol, holding in state.holdings.items()},
        successions=frozenset(state.successions),
        problems=tuple(state.problems),
        missing=tuple(missing),
        first_day=entries[0].trade_date if entries else None,
    )


def _position(holding: Holding) -> Position:
    lots = [*_lots(holding.longs, Decimal(1)), *_lots(holding.shorts, Decimal(-1))]
    return Position(
        symbol=holding.symbol,
        currency=holding.currency,
        quantity=holding.quantity,
        cost_local=holding.longs.cost_local - holding.shorts.cost_local,
        cost=holding.longs.cost - holding.shorts.cost,
        lots=tuple(sorted(lots, key=lambda lot: lot.opened)),
    )


def _lots(queue: LotQueue, sign: Decimal) -> list[Lot]:
    return [
        Lot(
            lot.opened,
            sign * lot.quantity,
            sign * lot.cost_local,
            sign * lot.cost,
            lot.transaction_id,
        )
        for lot in queue.lots()
    ]
