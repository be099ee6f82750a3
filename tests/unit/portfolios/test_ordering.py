"""The order of events within a day."""

from collections.abc import Sequence

from shared.market.model import Split
from shared.portfolios.model import Transaction
from shared.portfolios.ordering import in_common, in_order
from tests.fakes.ledger import day, entry, folded, gains_of, text
from tests.fakes.market import price_series


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


def _shares_after(*booked: Transaction, feed: Sequence[Split] = ()) -> str:
    series = price_series("X", {day("2024-01-02"): "10"}, splits=feed)
    bought = entry("buy", "2024-01-02", "X", quantity=10, price=10)
    return text(folded([bought, *booked], series).positions["X"].quantity)


def test_a_split_of_three_for_two_booked_days_after_the_feeds_counts_once() -> None:
    feed = [Split(day("2024-06-03"), 3, 2)]
    assert _shares_after(entry("split", "2024-06-13", "X", ratio="3:2"), feed=feed) == "15"
    assert _shares_after(entry("split", "2024-06-13", "X", ratio="2:3"), feed=feed) == "10"


def test_a_split_of_three_for_two_booked_by_two_accounts_counts_once() -> None:
    booked = [entry("split", on, "X", ratio="3:2") for on in ("2024-06-03", "2024-06-05")]
    assert _shares_after(*booked) == "15"


def test_a_stock_dividend_booked_days_after_a_split_of_the_feed_is_no_repetition_of_it() -> None:
    paid = entry("stock_dividend", "2024-06-13", "X", quantity=5)
    assert _shares_after(paid, feed=[Split(day("2024-06-03"), 2, 1)]) == "25"


def test_an_untimed_sale_of_exactly_what_is_held_does_not_wait_for_a_later_purchase() -> None:
    rows = [
        entry("buy", "2024-01-02", "X", quantity=10, price=10),
        entry("sell", "2024-02-01", "X", quantity=10, price=12),
        entry("buy", "2024-02-01", "X", quantity=10, price=11),
    ]
    # Had it waited, last in first out would have sold the later lot for a gain of 10.
    assert gains_of(folded(rows, lot_method="lifo")) == ["20"]
    owed = [
        entry("short", "2024-01-02", "X", quantity=10, price=10),
        entry("cover", "2024-02-01", "X", quantity=10, price=8),
        entry("short", "2024-02-01", "X", quantity=10, price=9),
    ]
    assert gains_of(folded(owed, lot_method="lifo")) == ["20"]


def test_selling_more_than_is_held_says_what_was_held() -> None:
    rows = [
        entry("buy", "2024-01-02", "X", quantity=3, price=10),
        entry("sell", "2024-01-03", "X", quantity=5, price=10),
    ]
    [problem] = folded(rows).problems
    assert problem.message == "sells 5 X on 2024-01-03, but only 3 held then"
    owed = [
        entry("short", "2024-01-02", "X", quantity=3, price=10),
        entry("cover", "2024-01-03", "X", quantity=5, price=10),
    ]
    [problem] = folded(owed).problems
    assert problem.message == "covers 5 X on 2024-01-03, but only 3 owed then"
    gone = [entry("transfer_out", "2024-01-03", "X", quantity=5)]
    [problem] = folded(gone).problems
    assert problem.message == "transfers out 5 X on 2024-01-03, but only 0 held then"


def test_what_two_ledgers_begin_with_in_common_is_counted_whatever_holds_them() -> None:
    rows = [entry("buy", "2024-01-02", "X", quantity=n, price=1) for n in range(1, 2_501)]
    other = entry("buy", "2024-01-02", "X", quantity=1, price=2)
    assert in_common(rows, tuple(rows)) == 2_500
    assert in_common(rows, rows[:1_500]) == 1_500
    for place in (0, 1_023, 1_024, 1_025, 2_499):
        changed = [*rows[:place], other, *rows[place + 1 :]]
        assert in_common(tuple(changed), rows) == place
        assert in_common(rows, [*rows[:place], other, *rows[place:]]) == place
    assert in_common([], rows) == 0
