"""The daily series of value and contributions: by hand."""

import numpy as np

from shared.market.model import Split
from shared.portfolios.succession import with_former_names
from shared.portfolios.value_series import value_series
from tests.fakes.ledger import day, entry, folded
from tests.fakes.market import fx_book, price_series

X = price_series(
    "X",
    {
        day("2024-01-02"): "10",
        day("2024-01-03"): "11",
        day("2024-01-05"): "6",
        day("2024-01-08"): "7",
    },
    splits=[Split(day("2024-01-05"), 2, 1)],
)


def test_each_day_has_its_shares_at_its_price() -> None:
    rows = [
        entry("buy", "2024-01-02", "X", quantity=10, price=10),
        entry("sell", "2024-01-08", "X", quantity=5, price=7),
    ]
    daily = value_series(folded(rows, X, as_of="2024-01-09"), {"X": X}, fx_book())
    assert [one.isoformat() for one in daily.dates] == [
        "2024-01-02",
        "2024-01-03",
        "2024-01-05",
        "2024-01-08",
        "2024-01-09",
    ]
    assert daily.value.tolist() == [100, 110, 120, 105, 105]
    assert daily.net_contributions.tolist() == [100, 100, 100, 65, 65]
    assert (daily.inflows[0], daily.outflows[3]) == (100, 35)


def test_a_day_is_unknown_until_everything_held_has_a_price() -> None:
    late = price_series("L", {day("2024-01-05"): "1"})
    rows = [entry("buy", "2024-01-02", name, quantity=10, price=1) for name in ("X", "L")]
    daily = value_series(folded(rows, X, late, as_of="2024-01-05"), {"X": X, "L": late}, fx_book())
    assert np.isnan(daily.value[:2]).all()
    assert daily.value[-1] == 130


def test_money_that_went_into_what_never_had_a_price_left_the_series() -> None:
    rows = [
        entry("deposit", "2024-01-01", amount=300),
        entry("buy", "2024-01-02", "X", quantity=10, price=10),
        entry("buy", "2024-01-02", "GONE", quantity=1, price=150),
    ]
    result = folded(rows, X, as_of="2024-01-03", cash="tracked")
    daily = value_series(result, {"X": X}, fx_book())
    assert daily.unpriced == ("GONE",)
    assert daily.value.tolist() == [300, 150, 160]
    assert daily.net_contributions.tolist() == [300, 150, 150]


def test_an_empty_ledger_has_no_days() -> None:
    daily = value_series(folded([]), {}, fx_book())
    assert daily.days.size == daily.value.size == daily.inflows.size == 0


def test_rates_move_the_value_of_cash() -> None:
    fx = fx_book({"USD": {day("2016-06-23"): "1.1389", day("2016-06-24"): "1.1066"}})
    rows = [
        entry("deposit", "2016-06-23", amount="1138.90"),
        entry("deposit", "2016-06-24", amount="1106.60"),
    ]
    result = folded(rows, fx=fx, base_currency="EUR", cash="tracked", as_of="2016-06-24")
    daily = value_series(result, {}, fx)
    assert daily.value.round(2).tolist() == [1000.0, 2029.19]  # 2,245.50 / 1.1066
    assert daily.net_contributions.round(2).tolist() == [1000.0, 2000.0]


def test_a_renamed_company_has_its_history_under_the_old_name_too() -> None:
    """Facebook became Meta on 2022-06-09; feeds know its whole history as META."""
    meta = price_series("META", {day("2022-06-01"): "190", day("2022-06-09"): "184"})
    rows = [
        entry("buy", "2022-06-01", "FB", quantity=10, price=190),
        entry("symbol_change", "2022-06-09", "FB", related_symbol="META"),
    ]
    prices = with_former_names(rows, {"META": meta})
    result = folded(rows, *prices.values(), as_of="2022-06-09")
    daily = value_series(result, prices, fx_book())
    assert daily.value.tolist() == [1900, 1840]
    assert daily.unpriced == ()


def test_shares_that_came_from_what_had_no_price_leave_its_days_unknown() -> None:
    new = price_series("NEW", {day("2022-06-01"): "10", day("2022-06-09"): "12"})
    rows = [
        entry("buy", "2022-06-01", "OLD", quantity=10, price=5),
        entry("merger", "2022-06-09", "OLD", related_symbol="NEW", ratio="1:2"),
    ]
    daily = value_series(folded(rows, new, as_of="2022-06-09"), {"NEW": new}, fx_book())
    assert np.isnan(daily.value[0])
    assert daily.value[-1] == 60
    assert daily.net_contributions.tolist() == [50, 50]


def test_where_prices_end_rates_go_on_day_by_day() -> None:
    rates = {"2024-01-02": "1.00", "2024-01-12": "1.25", "2024-01-22": "1.40"}
    fx = fx_book({"USD": {day(when): rate for when, rate in rates.items()}})
    rows = [entry("buy", "2024-01-02", "X", quantity=10, price=10)]

    def daily(until: str) -> tuple[list[str], list[float]]:
        result = folded(rows, X, fx=fx, base_currency="EUR", as_of=until)
        found = value_series(result, {"X": X}, fx)
        return [one.isoformat() for one in found.dates], found.value.round(2).tolist()

    days, values = daily("2024-01-22")
    # A week without prices ends on Monday the 15th; the 20th and 21st are a weekend.
    assert days[3:] == [
        "2024-01-08",
        "2024-01-16",
        "2024-01-17",
        "2024-01-18",
        "2024-01-19",
        "2024-01-22",
    ]
    assert values[3:] == [140, 112, 112, 112, 112, 100]  # 20 shares at 7 dollars
    assert daily("2024-01-18") == (days[:-2], values[:-2])
