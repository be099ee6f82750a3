"""The ledger: a pure fold of transactions into positions, cash, gains, income and flows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Final

from shared.market.model import FxBook, PriceSeries
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.entries import Entries
from shared.portfolios.lots import LotQueue
from shared.portfolios.model import Portfolio, Transaction
from shared.portfolios.ordering import in_order
from shared.portfolios.results import LedgerResult, Lot, Position
from shared.portfolios.state import Holding, LedgerState
from shared.portfolios.walk import Trail, walk

if TYPE_CHECKING:
    from shared.portfolios.bulk import BulkFold

LONG: Final = 300
"""Entries from which a ledger is quicker folded in columns, as far as it can be."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A fold, and the trail of its walk, from which the next fold of a grown ledger goes on."""

    result: LedgerResult
    trail: Trail
    count: int
    """How many entries were folded, walked or not."""
    bulk: "BulkFold | None" = None
    """What was folded all at once, from which its first entries are folded sooner."""


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
    return fold_ordered(
        portfolio, counted, prices, fx, as_of=as_of, currency=currency, leave_out=leave_out
    ).result


def fold_ordered(
    portfolio: Portfolio,
    entries: Sequence[Transaction],
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    *,
    as_of: date,
    currency: str | None = None,
    leave_out: bool = False,
    after: Trail | None = None,
    whole: Folded | None = None,
    at_once_from: int = LONG,
) -> Folded:
    """Fold entries that are in ledger order and not after `as_of`.

    From `at_once_from` entries on, those of plain symbols are folded all at once and the others
    walked, which comes to the same. A check that leaves entries out walks them all.

    `after`: the trail of an earlier fold that differed in its entries alone (its `as_of` may be
    another too). Walking on from it and walking from the beginning come to the same.
    `whole`: the fold of more entries as of a later day, of which these are the first and none of
    the others reaches back (`shared.portfolios.mentions`). It spares what was known of them.
    """
    reporting = currency or portfolio.base_currency
    with localcontext(EXACT):
        folded = None
        if len(entries) >= at_once_from and not leave_out:
            folded = _first_of(whole, entries, as_of) or _bulk(
                portfolio, entries, prices, fx, as_of, reporting
            )
        walked = entries if folded is None else folded.others_of(entries)
        state = LedgerState(portfolio, prices, fx, reporting)
        state.leaves_out = leave_out
        state, trail = walk(state, walked, as_of, after)
        result = _result(state, walked, as_of, reporting)
        if folded is not None:
            result = folded.joined(result, entries)
        return Folded(result, trail, len(entries), folded)


def _first_of(
    whole: Folded | None, entries: Sequence[Transaction], as_of: date
) -> "BulkFold | None":
    if whole is None or whole.bulk is None or not isinstance(entries, Entries):
        return None
    return whole.bulk.first(entries, as_of)


def _bulk(
    portfolio: Portfolio,
    entries: Sequence[Transaction],
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    as_of: date,
    reporting: str,
) -> "BulkFold | None":
    # Numpy takes longer to load than a short ledger to fold.
    from shared.portfolios.bulk import bulk_fold

    known = entries if isinstance(entries, Entries) else Entries(entries)
    return bulk_fold(portfolio, known, prices, fx, as_of, reporting)


def _result(
    state: LedgerState, entries: Sequence[Transaction], as_of: date, currency: str
) -> LedgerResult:
    positions = {
        symbol: position
        for symbol, holding in sorted(state.holdings.items())
        if (position := _position_of(holding)).lots
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
        renamed=tuple(state.renamed),
        problems=tuple(state.problems),
        missing=tuple(missing),
        first_day=entries[0].trade_date if entries else None,
    )


def _position_of(holding: Holding) -> Position:
    if holding.position is None:
        holding.position = _position(holding)
    return holding.position


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
