"""A part of a portfolio, folded by itself: one holding, one account, one tag."""

from dataclasses import dataclass, replace

from shared.kernel.errors import InvalidInput
from shared.portfolios.ledger import fold
from shared.portfolios.model import Transaction
from shared.portfolios.ports import Book
from shared.portfolios.rules import connected


@dataclass(frozen=True, slots=True)
class Part:
    """Which entries count: all conditions given must hold; none given is the whole portfolio."""

    symbol: str | None = None
    account: str | None = None
    tag: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self == WHOLE


WHOLE = Part()


def part_of(book: Book, part: Part) -> Book:
    """Return the book of a part.

    A symbol's part holds what mergers, spin-offs and changes of symbol connect with it. The part
    of a symbol or tag has no cash of its own: what a purchase costs comes in, what a sale or a
    dividend brings goes out. An account keeps the portfolio's way with cash.
    Raises: InvalidInput when no entry belongs to the part.
    """
    if part.is_whole:
        return book
    symbols = connected([part.symbol], book.transactions, book.prices) if part.symbol else None
    kept = tuple(
        entry
        for entry in book.transactions
        if _belongs(entry, part) and (symbols is None or entry.symbol in symbols)
    )
    if not kept:
        raise InvalidInput("No transaction belongs to this part of the portfolio", "empty_part")
    portfolio = book.portfolio
    if part.symbol or part.tag:
        portfolio = portfolio.model_copy(update={"cash": "implied"})
    result = fold(portfolio, kept, book.prices, book.fx, as_of=book.as_of, currency=book.currency)
    # What the whole came to later is no later state of the part.
    return replace(book, portfolio=portfolio, transactions=kept, result=result, later=None)


def _belongs(entry: Transaction, part: Part) -> bool:
    return (part.account is None or entry.account == part.account) and (
        part.tag is None or part.tag in entry.tags
    )
