"""What may be entered: which fields a kind needs, and that shares sold were there.

Pure: the caller brings today's date, the ledger and the splits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from shared.kernel.errors import FieldError
from shared.market.model import FxBook, PriceSeries
from shared.portfolios.ledger import fold
from shared.portfolios.model import TRADES, Kind, Portfolio, Transaction, TransactionDraft
from shared.portfolios.results import LedgerProblem
from shared.portfolios.succession import links_of

EARLIEST: Final = date(1900, 1, 1)

type _Rule = Callable[[TransactionDraft], Iterable[FieldError]]


def field_errors(draft: TransactionDraft, today: date) -> list[FieldError]:
    """Return what is wrong with a draft by itself; pointers are relative to it (`/price`)."""
    found = list(_date_errors(draft, today))
    for rule in _RULES[draft.kind]:
        found.extend(rule(draft))
    return found


def new_problems(
    portfolio: Portfolio,
    before: Sequence[Transaction],
    after: Sequence[Transaction],
    prices: Mapping[str, PriceSeries],
    touched: Iterable[str],
) -> list[LedgerProblem]:
    """Return the problems a change brings: those of `after` that `before` had not.

    An entry that takes more than there is, is left out of what follows, so that it is told once.
    Only symbols `touched` by the change, and what is connected to them by mergers and the like,
    are walked.
    """
    symbols = connected(touched, (*before, *after), prices)
    problems = _problems(portfolio, after, prices, symbols)
    if not problems:
        return []
    known = {
        (problem.transaction_id, problem.message)
        for problem in _problems(portfolio, before, prices, symbols)
    }
    return [found for found in problems if (found.transaction_id, found.message) not in known]


def connected(
    touched: Iterable[str],
    transactions: Iterable[Transaction],
    prices: Mapping[str, PriceSeries] | None = None,
) -> set[str]:
    """Return symbols and all that mergers, spin-offs and changes of symbol connect them with.

    `prices` tell which symbols the market feed says were renamed.
    """
    symbols = set(touched)
    links = {
        (entry.symbol, entry.related_symbol)
        for entry in transactions
        if entry.symbol is not None and entry.related_symbol is not None
    } | links_of(prices or {})
    while grown := {s for pair in links if symbols & set(pair) for s in pair} - symbols:
        symbols |= grown
    return symbols


def _problems(
    portfolio: Portfolio,
    transactions: Sequence[Transaction],
    prices: Mapping[str, PriceSeries],
    symbols: set[str],
) -> tuple[LedgerProblem, ...]:
    mine = [entry for entry in transactions if entry.symbol in symbols]
    # Quantities do not depend on rates or on which lot is taken: the cheapest walk will do.
    plain = portfolio.model_copy(update={"lot_method": "fifo"})
    found = fold(plain, mine, prices, FxBook("EUR"), as_of=date.max, leave_out=True)
    return found.problems


def _date_errors(draft: TransactionDraft, today: date) -> Iterable[FieldError]:
    if draft.trade_date > today:
        yield FieldError("/trade_date", f"{draft.trade_date} is in the future (today is {today})")
    if draft.trade_date < EARLIEST:
        yield FieldError("/trade_date", f"{draft.trade_date} is before {EARLIEST.year}")


def _needs(*names: str) -> _Rule:
    def check(draft: TransactionDraft) -> Iterable[FieldError]:
        for name in names:
            # Where an ISIN stands for the symbol, it is the ISIN that is wrong if there is none.
            if getattr(draft, name) is None and not (name == "symbol" and draft.isin):
                yield FieldError(f"/{name}", f"a {_word(draft)} needs {_article(name)}")

    return check


def _has_no(*names: str) -> _Rule:
    def check(draft: TransactionDraft) -> Iterable[FieldError]:
        for name in names:
            if getattr(draft, name) is not None:
                yield FieldError(f"/{name}", f"a {_word(draft)} has no {name}")

    return check


def _needs_cash(draft: TransactionDraft) -> Iterable[FieldError]:
    if draft.gross <= 0 and not _paid_otherwise(draft):
        yield FieldError("/amount", f"a {_word(draft)} needs an amount greater than zero")


def _paid_otherwise(draft: TransactionDraft) -> bool:
    # Brokers book some charges only in the fee or tax column.
    return (draft.kind is Kind.FEE and draft.fee > 0) or (draft.kind is Kind.TAX and draft.tax > 0)


def _needs_price(draft: TransactionDraft) -> Iterable[FieldError]:
    if draft.price is None and draft.amount is None:
        yield FieldError("/price", f"a {_word(draft)} needs a price or an amount")
    elif draft.price == 0:
        yield FieldError("/price", "the price must be greater than zero")
    elif draft.gross <= 0:
        yield FieldError("/amount", "the amount must be greater than zero")


def _needs_shares(draft: TransactionDraft) -> Iterable[FieldError]:
    if draft.quantity is None and draft.ratio is None:
        yield FieldError("/quantity", f"a {_word(draft)} needs a quantity or a ratio")


def _changes_symbol(draft: TransactionDraft) -> Iterable[FieldError]:
    if draft.symbol is not None and draft.symbol == draft.related_symbol:
        yield FieldError("/related_symbol", "the other symbol must differ from the first")


def _merger(draft: TransactionDraft) -> Iterable[FieldError]:
    if draft.related_symbol is not None:
        yield from _needs_shares(draft)
    elif draft.amount is None:
        yield FieldError(
            "/related_symbol", "a merger needs the new symbol, or the amount paid in cash"
        )


def _transfer(draft: TransactionDraft) -> Iterable[FieldError]:
    if draft.symbol is None and draft.isin is None:
        yield from _has_no("quantity", "price")(draft)
        yield from _needs_cash(draft)
    else:
        yield from _needs("quantity")(draft)


_TRADE: Final[tuple[_Rule, ...]] = (_needs("symbol", "quantity"), _needs_price)
_CASH: Final[tuple[_Rule, ...]] = (_needs_cash,)
_OWN_MONEY: Final[tuple[_Rule, ...]] = (_has_no("symbol", "quantity", "price"), _needs_cash)

_RULES: Final[Mapping[Kind, tuple[_Rule, ...]]] = {
    **dict.fromkeys(TRADES, _TRADE),
    Kind.DIVIDEND: (_needs("symbol"), _needs_cash),
    Kind.INTEREST: _CASH,
    Kind.FEE: _CASH,
    Kind.TAX: _CASH,
    Kind.DEPOSIT: _OWN_MONEY,
    Kind.WITHDRAWAL: _OWN_MONEY,
    Kind.TRANSFER_IN: (_transfer,),
    Kind.TRANSFER_OUT: (_transfer,),
    Kind.SPLIT: (_needs("symbol", "ratio"),),
    Kind.STOCK_DIVIDEND: (_needs("symbol"), _needs_shares),
    Kind.SPIN_OFF: (_needs("symbol", "related_symbol"), _needs_shares, _changes_symbol),
    Kind.MERGER: (_needs("symbol"), _merger, _changes_symbol),
    Kind.SYMBOL_CHANGE: (_needs("symbol", "related_symbol"), _changes_symbol),
    Kind.RETURN_OF_CAPITAL: (_needs("symbol"), _needs_cash),
}


def _word(draft: TransactionDraft) -> str:
    return draft.kind.value.replace("_", " ")


def _article(name: str) -> str:
    return f"a {name.replace('_', ' ')}"
