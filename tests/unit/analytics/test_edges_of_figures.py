"""Figures at their edges, by hand: nothing held, nothing that moves, unknown entries, leap days."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from shared.analytics.benchmark import total_return_levels
from shared.analytics.explanation import Fact, difference, evaluate, fact, holds
from shared.analytics.holding_risk import contributions, correlation
from shared.analytics.periods import years_before
from shared.analytics.tracing import Tracer
from shared.market.model import Dividend, Split
from tests.fakes.ledgers import DAYS, book, world
from tests.fakes.market import price_series

DAY = date(2024, 1, 2)


def test_nothing_held_has_no_correlation_and_no_contributions() -> None:
    assert correlation([], np.empty((0, 0))).symbols == ()
    assert contributions([], np.empty(0), np.empty((0, 0))) == ()


def test_what_stands_still_has_neither() -> None:
    still = np.zeros((40, 2))
    assert contributions(["A", "B"], np.array([0.5, 0.5]), still) == ()
    assert correlation(["A", "B"], still).matrix[0][1] is None


@pytest.mark.parametrize(
    ("day", "before"),
    [(date(2024, 2, 29), date(2023, 2, 28)), (date(2024, 3, 1), date(2023, 3, 1))],
)
def test_a_year_before_a_leap_day_is_the_28th(day: date, before: date) -> None:
    assert years_before(day, 1) == before


def test_a_tree_whose_number_is_not_its_sum_does_not_hold() -> None:
    at = Fact("convention", "x")
    one, other = fact("One", Decimal(3), "USD", at), fact("Other", Decimal(1), "USD", at)
    tree = difference("Left", one, other, "USD")
    assert (evaluate(tree), holds(tree)) == (Decimal(2), True)
    assert not holds(replace(tree, value=Decimal(5)))
    assert not holds(replace(tree, value=None))
    outer = difference("Outer", replace(tree, value=Decimal(5)), other, "USD")
    assert not holds(outer)


def test_an_amount_whose_entry_is_not_there_is_a_leaf_of_its_own() -> None:
    trace = Tracer(book((), world(2), as_of=DAYS[9]))
    node = trace.share_of_entry("Cost", "gone", DAY, Decimal(7))
    assert (node.value, node.children) == (Decimal(7), ())
    assert trace.entry_rate("gone", DAY).value == Decimal(1)


def test_a_dividend_in_another_currency_and_events_after_the_last_day_change_no_level() -> None:
    days = [date(2024, 1, 2), date(2024, 1, 3)]
    series = price_series(
        "X",
        dict(zip(days, ("10", "11"), strict=True)),
        dividends=[
            Dividend(days[1], Decimal(5), "EUR"),
            Dividend(date(2025, 1, 2), Decimal(5), "USD"),
        ],
        splits=[Split(date(2025, 1, 2), 2, 1)],
    )
    on = np.array([day.toordinal() for day in days], dtype=np.int64)
    assert total_return_levels(series, on).tolist() == pytest.approx([1.0, 1.1])
