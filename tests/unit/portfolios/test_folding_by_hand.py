"""Ledgers of a few lines, folded at once: what random ones seldom meet, reckoned by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from shared.market.model import PriceSeries, Split
from shared.portfolios.bulk import bulk_fold
from shared.portfolios.entries import Entries
from shared.portfolios.entry_columns import columns_of, regrown
from shared.portfolios.ledger import fold_ordered
from shared.portfolios.model import Transaction
from shared.portfolios.ordering import in_order
from shared.portfolios.results import LedgerResult
from tests.fakes.ledger import entry, portfolio
from tests.fakes.market import fx_book, price_series

BEGIN, SPLIT, END = date(2024, 1, 2), date(2024, 6, 10), date(2024, 12, 31)
FX = fx_book({"USD": {BEGIN: "1.25"}})


def priced(symbol: str, *splits: tuple[int, int], currency: str = "USD") -> PriceSeries:
    feed = [Split(SPLIT, *ratio) for ratio in splits]
    return price_series(symbol, {BEGIN: "50"}, currency=currency, splits=feed)


def folded(*rows: Transaction, market: list[PriceSeries], currency: str = "USD") -> LedgerResult:
    """Fold entries at once, but for those that cannot be."""
    return fold_ordered(
        portfolio(),
        Entries(in_order(rows)),
        {one.symbol: one for one in market},
        FX,
        as_of=END,
        currency=currency,
        at_once_from=1,
    ).result


def test_a_split_changes_the_shares_of_its_own_symbol_alone() -> None:
    rows = [entry("buy", "2024-01-02", symbol, quantity=10, price=50) for symbol in ("AAA", "BBB")]
    found = folded(*rows, market=[priced("AAA", (4, 1)), priced("BBB")])
    assert {symbol: one.quantity for symbol, one in found.positions.items()} == {
        "AAA": 40,
        "BBB": 10,
    }


def test_more_shares_after_a_split_than_64_bits_hold_are_counted_all_the_same() -> None:
    # 900 million shares of eight decimals are 9e16 of the smallest part, a thousand times as many
    # 9e19: 64 bits hold 9.2e18.
    bought = entry("buy", "2024-01-02", "AAA", quantity="900000000.12345678", price="0.01")
    found = folded(bought, market=[priced("AAA", (1_000, 1))])
    assert found.positions["AAA"].quantity == Decimal("900000000123.45678")


def test_a_fold_of_the_first_entries_counts_shares_as_they_were_then() -> None:
    market = {"AAA": priced("AAA", (4, 1))}
    rows = Entries(
        in_order(
            [
                entry("buy", "2024-01-02", "AAA", quantity=10, price=100),
                entry("sell", "2024-02-01", "AAA", quantity=3, price=110),
                entry("buy", "2024-07-01", "AAA", quantity=8, price=30),
            ]
        )
    )
    whole = bulk_fold(portfolio(), rows, market, FX, END, "USD")
    assert whole is not None
    assert whole.traded.signed.tolist() == [40, -12, 8]
    day = date(2024, 3, 1)
    first = whole.first(rows.first(2), day)
    assert first is not None
    assert first.traded.signed.tolist() == [10, -3]
    assert first.traded.splits.of == {}


def test_what_has_no_price_is_kept_in_the_currency_of_its_first_trade() -> None:
    rows = [
        entry("buy", "2024-01-02", "AAA", quantity=10, price=100, currency="EUR"),
        entry("buy", "2024-01-03", "AAA", quantity=10, price=125, currency="USD"),
    ]
    position = folded(*rows, market=[]).positions["AAA"]
    # 1,000 EUR and 1,250 USD are the same at 1.25.
    assert (position.currency, position.cost_local, position.cost) == ("EUR", 2_000, 2_500)


def test_a_price_in_a_currency_without_a_rate_leaves_its_cost_there_unknown() -> None:
    bought = entry("buy", "2024-01-02", "AAA", quantity=10, price=100, currency="USD")
    position = folded(bought, market=[priced("AAA", currency="CHF")]).positions["AAA"]
    assert (position.currency, position.cost) == ("CHF", 1_000)
    assert position.cost_local.is_nan()


def test_columns_of_a_ledger_with_an_entry_put_in_between_are_its_own() -> None:
    rows = [
        entry("buy", f"2024-01-0{day}", "AAA", quantity=day, price=10, note=str(day))
        for day in (2, 3, 5, 6)
    ]
    between = entry("buy", "2024-01-04", "BBB", quantity=4, price=10)
    grown = [*rows[:2], between, *rows[2:]]
    found = regrown(grown, rows, columns_of(rows))
    assert found.quantity.mantissas.tolist() == [2, 3, 4, 5, 6]
    assert [found.names[place] for place in found.symbol] == ["AAA", "AAA", "BBB", "AAA", "AAA"]
    corrected = [rows[0], replace(rows[1], quantity=Decimal(7)), *rows[2:]]
    assert regrown(corrected, rows, columns_of(rows)).quantity.mantissas.tolist() == [2, 7, 5, 6]
