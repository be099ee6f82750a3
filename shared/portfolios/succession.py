"""Prices of symbols that were renamed: a feed knows a company's history under its newest name."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from shared.market.model import PriceSeries
from shared.portfolios.model import Kind, Transaction


def with_former_names(
    transactions: Iterable[Transaction], prices: Mapping[str, PriceSeries]
) -> dict[str, PriceSeries]:
    """Return prices with those of a new symbol standing in for an old one that has none.

    Shares of before and after a change of symbol are the same shares, so their price is too.
    """
    changes = [entry for entry in transactions if entry.kind is Kind.SYMBOL_CHANGE]
    known = dict(prices)
    # Latest first, so that a chain of names is followed from its end.
    for entry in sorted(changes, key=lambda change: change.trade_date, reverse=True):
        old, new = entry.symbol, entry.related_symbol
        if old is not None and new in known and old not in known:
            known[old] = replace(known[new], symbol=old)
    return known
