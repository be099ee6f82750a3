"""Every row is loaded as it came, quarantined with its reason, or counted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.market.model import MISSING, PricePoint
from shared.market.parsers.price_csv import parse_price_csv
from shared.market.processor import Processed, process
from tests.unit.market.payloads import closes, price_file

HEADER = "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"
TODAY = date(2024, 6, 30)


def _processed(lines: list[str], anchor: PricePoint | None = None) -> Processed:
    return process(
        parse_price_csv(price_file(HEADER + "\n".join(lines))), today=TODAY, anchor=anchor
    )


def _flat(first: date, count: int, price: str) -> list[str]:
    days = (first + timedelta(days=n) for n in range(count))
    return [f"{day},{price},{price},{price},{price},100,0,0" for day in days]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2024-01-10,10,9,11,10,1,0,0", "high_below_low"),
        ("2024-01-10,10,10,10,-1,1,0,0", "price_not_positive"),
        ("2024-01-10,10,10,10,0,1,0,0", "price_not_positive"),
        ("2024-01-10,10,11,9,,1,0,0", "missing_close"),
        ("2024-01-10,10,11,9,14,1,0,0", "close_outside_range"),
        ("1815-06-18,10,10,10,10,1,0,0", "before_1900"),
        ("2024-01-10,1000,1000,1000,1000,1,0,0", "unexplained_move"),
        ("2024-01-10,0.1,0.1,0.1,0.1,1,0,0", "unexplained_move"),
    ],
)
def test_a_row_that_cannot_be_true_is_quarantined_with_evidence(line: str, reason: str) -> None:
    around = [*_flat(date(2024, 1, 2), 5, "10"), line, *_flat(date(2024, 1, 12), 5, "10")]
    processed = _processed(around)
    (bad,) = processed.quarantined
    assert bad.reason == reason
    assert bad.evidence["close"] == (line.split(",")[4].replace("-1", "-1") or "missing")
    assert processed.history.days.size == 10
    assert processed.counts["quarantined"] == 1


def test_a_split_explains_a_fall_and_its_absence_does_not() -> None:
    before, after = _flat(date(2024, 1, 2), 10, "2000"), _flat(date(2024, 2, 1), 5, "100")
    (unexplained,) = _processed([*before, *after]).quarantined
    assert (unexplained.rows, unexplained.evidence["previous_close"]) == (5, "2000")
    after[0] = after[0].removesuffix("0") + "20"
    processed = _processed([*before, *after])
    assert processed.quarantined == ()
    assert processed.history.days.size == 15


def test_a_wrong_first_row_does_not_condemn_the_rest() -> None:
    processed = _processed([*_flat(date(2024, 1, 2), 1, "5000"), *_flat(date(2024, 1, 3), 9, "50")])
    assert [bad.day for bad in processed.quarantined] == [date(2024, 1, 2)]
    assert processed.history.days.size == 9


def test_new_rows_are_judged_by_the_price_before_them() -> None:
    pence = _flat(date(2024, 1, 3), 4, "491")
    anchor = PricePoint(date(2024, 1, 2), Decimal("4.9"))
    processed = _processed(pence, anchor)
    assert processed.history.days.size == 0
    assert processed.quarantined[0].rows == 4


def test_a_split_between_the_anchor_and_the_new_rows_explains_them() -> None:
    lines = ["2024-01-03,10,10,10,10,1,0,20", *_flat(date(2024, 1, 4), 3, "10")]
    processed = _processed(lines, PricePoint(date(2024, 1, 2), Decimal(200)))
    assert processed.quarantined == ()


def test_rows_are_put_in_order_and_repeated_ones_kept_once() -> None:
    processed = _processed(
        [
            "2024-01-04,3,3,3,3,1,0,0",
            "2024-01-02,1,1,1,1,1,0,0",
            "2024-01-03,2,2,2,2,1,0,0",
            "2024-01-03,2,2,2,2,1,0,0",
        ]
    )
    assert closes(processed.history) == {"2024-01-02": "1", "2024-01-03": "2", "2024-01-04": "3"}
    assert (processed.counts["duplicates"], processed.counts["out_of_order"]) == (1, 1)


def test_of_two_different_rows_for_a_day_the_later_counts_and_the_other_is_told() -> None:
    processed = _processed(["2024-01-02,1,1,1,1,1,0,0", "2024-01-02,2,2,2,2,1,0,0"])
    assert closes(processed.history) == {"2024-01-02": "2"}
    (bad,) = processed.quarantined
    assert (bad.reason, bad.evidence["close"], bad.row) == ("conflicting_duplicate", "1", 2)


def test_holidays_without_values_and_days_to_come_are_counted() -> None:
    processed = _processed(
        [
            "2024-06-28,1,1,1,1,1,0,0",
            "2024-06-29,,,,,,0,0",
            "2024-07-01,1,1,1,1,1,0.5,0",
        ]
    )
    assert (processed.counts["empty"], processed.counts["after_today"]) == (1, 1)
    assert processed.history.dividends == ()
    assert processed.quarantined == ()


def test_a_zero_open_means_that_none_was_recorded() -> None:
    processed = _processed(["2024-01-02,0,10,9,10,1,0,0"])
    assert int(processed.history.open[0]) == MISSING
    assert processed.counts["blank_fields"] == 1


def test_a_dividend_above_the_price_is_held_back() -> None:
    lines = [*_flat(date(2024, 1, 2), 2, "10"), "2024-01-04,10,10,10,10,1,25,0"]
    processed = _processed(lines)
    assert [bad.reason for bad in processed.quarantined] == ["dividend_exceeds_price"]
    assert processed.history.dividends == ()
    assert processed.history.days.size == 3


_ROW = st.builds(
    lambda day, o, h, low, c: f"{day},{o},{h},{low},{c},1,0,0",
    st.dates(date(2023, 1, 1), date(2024, 12, 31)),
    *[st.decimals("-5", "2000", places=2).map(str) for _ in range(4)],
)


@given(st.lists(_ROW, max_size=40))
def test_no_row_is_lost_and_none_loaded_that_breaks_the_rules(lines: list[str]) -> None:
    processed = _processed(lines)
    counts, history = processed.counts, processed.history
    told = ("accepted", "quarantined", "empty", "after_today", "partial", "duplicates")
    assert sum(counts[name] for name in told) == len(lines)
    assert all(a < b for a, b in zip(history.days, history.days[1:], strict=False))
    assert bool((history.close > 0).all())
