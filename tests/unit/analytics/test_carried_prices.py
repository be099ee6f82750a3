"""A price that is older than a split: what was held has more shares, each worth less."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.analytics.series import daily_series
from shared.market.model import Split
from shared.portfolios.ledger import fold
from shared.portfolios.model import Kind, Portfolio, Transaction
from shared.portfolios.ports import Book
from shared.portfolios.valuation import holdings
from tests.fakes.market import fx_book, price_series

BOUGHT, BEFORE, SPLIT, LATER = (date(2024, 6, day) for day in (3, 7, 10, 11))
NOW = datetime(2024, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(("new", "old"), [(10, 1), (1, 8), (3, 2)])
def test_before_the_first_price_after_a_split_the_value_stands_still(new: int, old: int) -> None:
    # Nvidia split 10:1 before the open of 2024-06-10; that day's bar has not been loaded yet.
    series = price_series(
        "NVDA", {BOUGHT: "1150.00", BEFORE: "1208.88"}, splits=[Split(SPLIT, new, old)]
    )
    portfolio = Portfolio(id="p", name="P", base_currency="USD", created_at=NOW, updated_at=NOW)
    buy = Transaction(
        id="t",
        kind=Kind.BUY,
        symbol="NVDA",
        trade_date=BOUGHT,
        quantity=Decimal(24),
        price=Decimal(1150),
        currency="USD",
        recorded_at=NOW,
    )
    prices, fx = {"NVDA": series}, fx_book()
    result = fold(portfolio, [buy], prices, fx, as_of=LATER)
    valued = holdings(result, prices, fx, {})
    assert valued.items[0].quantity == Decimal(24) * new / old
    assert valued.total_value is not None
    assert abs(valued.total_value - 24 * Decimal("1208.88")) < Decimal("1e-8")
    daily = daily_series(Book(portfolio, (buy,), 1, LATER, "USD", result, prices, fx, {}))
    assert daily is not None
    assert daily.values[-2:] == pytest.approx([24 * 1208.88] * 2)
    assert daily.holdings[-1] == pytest.approx([24 * 1208.88])
