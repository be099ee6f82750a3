"""What was paid for a share that became one without a price leaves the figures with it.

Found with a Flex file in which a merger leads to TDOC, which the shipped prices do not have.
"""

from decimal import Decimal

import pytest

from shared.analytics.explain import explain
from shared.analytics.explanation import evaluate
from shared.analytics.series import daily_series
from shared.analytics.summary import Summary, summary
from shared.portfolios.ports import Book
from shared.portfolios.valuation import holdings
from tests.fakes.ledger import day, entry, folded, portfolio
from tests.fakes.market import fx_book, price_series

PRICES = [
    price_series(symbol, {day("2024-01-02"): "100", day("2024-06-03"): "120"})
    for symbol in ("LVGO", "KEPT")
]


def _summed(kind: str, cash: str) -> tuple[Summary, Book]:
    entries = [
        entry("deposit", "2024-01-02", None, amount=5000),
        entry("buy", "2024-01-02", "LVGO", quantity=10, price=100, fee=1),
        entry("buy", "2024-01-02", "KEPT", quantity=5, price=100),
        entry(kind, "2024-03-01", "LVGO", related_symbol="TDOC", ratio="1:2", amount=200),
        entry("sell", "2024-04-01", "TDOC", quantity=2, price=90),
        entry("dividend", "2024-05-01", "TDOC", amount=7, tax=2),
    ]
    one = portfolio(cash=cash)
    result = folded(entries, *PRICES, as_of="2024-06-03", cash=cash)
    book = Book(
        portfolio=one,
        transactions=tuple(entries),
        ledger_version=1,
        as_of=day("2024-06-03"),
        currency="USD",
        result=result,
        prices={series.symbol: series for series in PRICES},
        fx=fx_book(),
        instruments={},
    )
    valued = holdings(result, book.prices, book.fx, {})
    return summary(book, valued, daily_series(book)), book


@pytest.mark.parametrize("kind", ["merger", "spin_off"])
@pytest.mark.parametrize("cash", ["implied", "tracked"])
def test_parts_add_up_when_shares_go_on_without_a_price(kind: str, cash: str) -> None:
    found, book = _summed(kind, cash)
    assert found.unpriced == ("TDOC",)
    parts = [found.realised_gain, found.unrealised_gain, found.income, found.cash_fx_effect]
    costs = [found.fees, found.taxes]
    assert found.gain == sum((one or Decimal(0) for one in parts), Decimal(0)) - sum(
        (one or Decimal(0) for one in costs), Decimal(0)
    )
    # KEPT gained 5 × 20; of LVGO, by hand: merged, nothing; spun off, 1200 less 1001 less 200.
    assert found.gain == (Decimal(100) if kind == "merger" else Decimal(100 + 1200 - 801))
    assert evaluate(explain(book, "net_contributions")) == found.net_contributions
