"""The order of events within a day."""

from shared.portfolios.ordering import in_order
from tests.fakes.ledger import entry, folded, gains_of


def test_splits_come_first_then_income_then_trades() -> None:
    rows = [
        entry("sell", "2024-01-02", "X", quantity=1, price=1),
        entry("dividend", "2024-01-02", "X", amount=1),
        entry("spin_off", "2024-01-02", "X", related_symbol="Y", ratio="1:1"),
        entry("split", "2024-01-02", "X", ratio="2:1"),
        entry("buy", "2024-01-01", "X", quantity=1, price=1),
    ]
    kinds = [row.kind.value for row in in_order(rows)]
    assert kinds == ["buy", "split", "spin_off", "dividend", "sell"]


def test_trades_follow_their_time_and_untimed_ones_keep_their_place() -> None:
    rows = [
        entry("buy", "2024-01-02", "A", quantity=1, price=1, trade_time="15:00"),
        entry("buy", "2024-01-02", "B", quantity=1, price=1),
        entry("buy", "2024-01-02", "C", quantity=1, price=1, trade_time="09:30"),
        entry("buy", "2024-01-02", "D", quantity=1, price=1),
    ]
    assert [row.symbol for row in in_order(rows)] == ["C", "D", "A", "B"]


def test_an_untimed_sale_entered_before_its_purchase_waits_for_it() -> None:
    """Files that list the newest row first put a day's sale above its purchase."""
    rows = [
        entry("sell", "2024-01-02", "X", quantity=10, price=12),
        entry("buy", "2024-01-02", "X", quantity=10, price=10),
    ]
    result = folded(rows)
    assert result.problems == ()
    assert gains_of(result) == ["20"]


def test_a_sale_at_a_stated_time_before_its_purchase_does_not_wait() -> None:
    rows = [
        entry("sell", "2024-01-02", "X", quantity=10, price=12, trade_time="09:30"),
        entry("buy", "2024-01-02", "X", quantity=10, price=10, trade_time="15:00"),
    ]
    assert len(folded(rows).problems) == 1
