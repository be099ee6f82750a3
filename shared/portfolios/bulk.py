"""A ledger's plain part folded all at once, to the same last digit as by walking it.

The walk (`shared.portfolios.walk`) says what a ledger means; this comes to the same for the entries
that `bulk_choice` finds plain, with scaled integers in columns instead of `Decimal` one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import add
from typing import Any, Final

import numpy as np

from shared.kernel.money import ZERO
from shared.market.model import FxBook, PriceSeries
from shared.portfolios import bulk_cash, bulk_positions
from shared.portfolios.bulk_amounts import EntryAmounts, entry_amounts
from shared.portfolios.bulk_cash import Chosen, Placed
from shared.portfolios.bulk_choice import Choice, choose
from shared.portfolios.bulk_lots import match
from shared.portfolios.bulk_positions import Traded
from shared.portfolios.bulk_rates import entry_rates
from shared.portfolios.columns import Integers, Interleaved, ordinals_of
from shared.portfolios.entries import Entries
from shared.portfolios.entry_columns import CODES
from shared.portfolios.model import Kind, Portfolio, Transaction
from shared.portfolios.results import CashBalance, LedgerResult, StepSeries
from shared.portfolios.scaled import ROOM

_BUY: Final = CODES[Kind.BUY]


@dataclass(frozen=True, slots=True)
class BulkFold:
    """What the plain entries amount to; `others` are the places of those still to be walked."""

    others: Integers
    chosen: Chosen
    traded: Traded
    is_tracked: bool

    def others_of(self, entries: Sequence[Transaction]) -> list[Transaction]:
        """Return the entries still to be walked."""
        places: list[int] = self.others.tolist()
        return [entries[place] for place in places]

    def first(self, entries: Entries, as_of: date) -> "BulkFold | None":
        """Return the same of the first entries alone, as of a day before the next; None of none.

        What is walked of all of them is walked of the first ones too, though it might not have to.
        """
        chosen, last = self.chosen, as_of.toordinal()
        rows = slice(int(np.searchsorted(chosen.places, len(entries))))
        if not rows.stop:
            return None
        return BulkFold(
            self.others[: np.searchsorted(self.others, len(entries))],
            first := Chosen(
                entries,
                chosen.places[rows],
                chosen.columns.take(rows),
                chosen.rates.take(rows),
                chosen.amounts.take(rows),
            ),
            self._traded_until(first, rows.stop, last),
            self.is_tracked,
        )

    def _traded_until(self, first: Chosen, count: int, last: int) -> Traded:
        traded = self.traded
        kept = traded.rows < count
        rows, symbol, signed = traded.rows[kept], traded.symbol[kept], traded.signed[kept]
        # Shares were counted in those of a later day.
        signed //= traded.splits.shares(symbol, np.full(symbol.size, last))
        amounts = first.amounts
        total, total_local = amounts.total[rows], amounts.total_local[rows]
        return replace(
            traded,
            chosen=first,
            rows=rows,
            symbol=symbol,
            signed=signed,
            splits=traded.splits.until(last),
            lots=match(symbol, signed > 0, np.abs(signed), total, total_local),
        )

    def joined(self, walked: LedgerResult, entries: Sequence[Transaction]) -> LedgerResult:
        """Return the whole result, given that of walking the others among the entries."""
        others: list[int] = self.others.tolist()
        place = {entries[other].id: other for other in others}
        lists: dict[str, Any] = {
            "realised": _woven(
                bulk_positions.realised(self.traded),
                walked.realised,
                [place[lot.closed_by] for lot in walked.realised],
            )
        }
        of_entries: dict[str, Placed[Any]] = {
            "income": bulk_cash.income(self.chosen),
            "charges": bulk_cash.charges(self.chosen),
            "movements": bulk_cash.movements(self.chosen),
            "flows": bulk_cash.flows(self.chosen, is_tracked=self.is_tracked),
        }
        for name, placed in of_entries.items():
            rows = getattr(walked, name)
            lists[name] = _woven(placed, rows, [place[row.transaction_id] for row in rows])
        positions = bulk_positions.positions(self.traded)
        cash, balances = _cash(self, walked)
        return replace(
            walked,
            **lists,
            positions=dict(sorted({**walked.positions, **positions}.items())),
            quantities={**bulk_positions.quantities(self.traded), **walked.quantities},
            currencies={**bulk_positions.currencies(self.traded), **walked.currencies},
            cash=cash,
            balances=balances,
            first_day=entries[0].trade_date,
        )


def bulk_fold(
    portfolio: Portfolio,
    entries: Entries,
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    as_of: date,
    reporting: str,
) -> BulkFold | None:
    """Fold what can be folded at once; None when nothing can."""
    if portfolio.lot_method != "fifo":
        return None
    columns, is_tracked = entries.columns, portfolio.cash == "tracked"
    rates = entry_rates(columns, entries, prices, fx, portfolio.base_currency, reporting)
    choice = choose(columns, rates, prices, as_of)
    places = np.sort(np.concatenate((choice.trades, choice.income)))
    if not places.size:
        return None
    if choice.others.size:
        columns, rates = columns.take(places), rates.take(places)
    amounts = entry_amounts(columns, rates)
    # Balances add up the cash of a whole ledger: more than any one amount.
    if is_tracked and not _is_summable(amounts):
        return None
    chosen = Chosen(entries, places, columns, rates, amounts)
    return BulkFold(choice.others, chosen, _traded(chosen, choice), is_tracked)


def _traded(chosen: Chosen, choice: Choice) -> Traded:
    columns, amounts, rates = chosen.columns, chosen.amounts, chosen.rates
    rows = np.searchsorted(chosen.places, choice.trades) if choice.others.size else choice.trades
    symbol, is_purchase = columns.symbol[rows], columns.kind[rows] == _BUY
    lots = match(symbol, is_purchase, choice.shares, amounts.total[rows], amounts.total_local[rows])
    places: list[int] = rates.position_currency.tolist()
    currencies = [rates.currencies[place] for place in places]
    signed = np.where(is_purchase, choice.shares, -choice.shares)
    return Traded(chosen, rows, symbol, signed, choice.digits, choice.splits, lots, currencies)


def _is_summable(amounts: EntryAmounts) -> bool:
    return float(np.abs(amounts.moved_local.astype(np.float64)).sum()) < ROOM


def _woven(placed: Placed[Any], rows: Sequence[Any], places: list[int]) -> Sequence[Any]:
    """Return records and rows by the place of their entries, each in the order it had."""
    if not rows:
        return placed.records
    # An entry that waited for the end of its day stays behind those it waited for.
    before, others = placed.places(), np.maximum.accumulate(np.array(places, dtype=np.int64))
    order = np.argsort(np.concatenate((before, others)), kind="stable")
    return Interleaved(placed.records, rows, order < before.size)


def _cash(
    folded: BulkFold, walked: LedgerResult
) -> tuple[dict[str, CashBalance], dict[str, StepSeries]]:
    if not folded.is_tracked:
        return {}, {}
    cash, balances = dict(walked.cash), dict(walked.balances)
    for code, (balance, steps) in bulk_cash.balances(folded.chosen).items():
        before = cash.get(code)
        if before is None:
            cash[code], balances[code] = balance, steps
            continue
        cash[code] = CashBalance(
            code, before.amount + balance.amount, before.booked + balance.booked
        )
        balances[code] = _sum_of_steps(balances[code], steps)
    return dict(sorted(cash.items())), balances


def _sum_of_steps(one: StepSeries, other: StepSeries) -> StepSeries:
    """Return the sum of two series that each keep their value between their days."""
    days = sorted({*one.days, *other.days})
    at = ordinals_of(days)
    return StepSeries(
        tuple(days),
        tuple(map(add, _carried(one, at), _carried(other, at))),
    )


def _carried(steps: StepSeries, at: Integers) -> list[Decimal]:
    """Return the value of each day, zero before the first."""
    values = [ZERO, *steps.values]
    places: list[int] = np.searchsorted(ordinals_of(steps.days), at, side="right").tolist()
    return [values[place] for place in places]
