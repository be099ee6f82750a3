"""Which shares a sale sells, by published examples and by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared.portfolios.lots import OpenLot, copy_lot
from tests.fakes.ledger import entry, folded, gains_of, lots_of, text


def test_first_in_first_out_as_the_irs_shows_it() -> None:
    """IRS Publication 550, "Identifying stock or bonds sold": basis of 130 shares sold is $1,380.

    100 shares at $10, 200 at $11, 50 given away, 100 at $9, then 130 sold: the 50 left of the
    first lot ($500) and 80 of the second ($880).
    """
    rows = [
        entry("buy", "2009-01-05", "XYZ", quantity=100, price=10),
        entry("buy", "2010-01-05", "XYZ", quantity=200, price=11),
        entry("transfer_out", "2010-07-05", "XYZ", quantity=50),
        entry("buy", "2012-12-05", "XYZ", quantity=100, price=9),
        entry("sell", "2015-07-06", "XYZ", quantity=130, amount=1400),
    ]
    result = folded(rows)
    assert [(text(lot.quantity), text(lot.cost)) for lot in result.realised] == [
        ("50", "500"),
        ("80", "880"),
    ]
    assert sum(lot.cost for lot in result.realised) == Decimal(1380)
    assert lots_of(result, "XYZ") == [
        ("2010-01-05", "120", "1320"),
        ("2012-12-05", "100", "900"),
    ]


def test_average_cost_as_hmrc_shows_it() -> None:
    """HMRC helpsheet HS284, example 3 (section 104 holding): gains of £329 and £300.

    1,000 shares at £4 with £150 costs; 500 at £4.10 with £80; 700 sold at £4.80 with £100;
    400 sold at £5.20 with £105.
    """
    said: dict[str, Any] = {"currency": "GBP"}
    rows = [
        entry("buy", "2015-04-01", "LOB", quantity=1000, price="4.00", fee=150, **said),
        entry("buy", "2018-09-01", "LOB", quantity=500, price="4.10", fee=80, **said),
        entry("sell", "2023-05-01", "LOB", quantity=700, price="4.80", fee=100, **said),
        entry("sell", "2024-02-01", "LOB", quantity=400, price="5.20", fee=105, **said),
    ]
    result = folded(rows, base_currency="GBP", lot_method="average")
    gains: dict[str, Decimal] = {}
    for lot in result.realised:
        key = lot.closed.isoformat()
        gains[key] = gains.get(key, Decimal(0)) + lot.gain
    assert {day: gain.quantize(Decimal(1)) for day, gain in gains.items()} == {
        "2023-05-01": Decimal(329),
        "2024-02-01": Decimal(300),
    }
    assert result.positions["LOB"].quantity == 400


ROWS = (
    ("buy", "2024-01-02", 10, 10),
    ("buy", "2024-02-01", 10, 30),
    ("buy", "2024-03-01", 10, 20),
    ("sell", "2024-04-01", 15, 25),
)


@pytest.mark.parametrize(
    ("method", "gains", "left"),
    [
        # By hand: 10 × (25 − 10), 5 × (25 − 30).
        ("fifo", ["150", "-25"], [("2024-02-01", "5", "150"), ("2024-03-01", "10", "200")]),
        # 10 × (25 − 20), 5 × (25 − 30).
        ("lifo", ["50", "-25"], [("2024-01-02", "10", "100"), ("2024-02-01", "5", "150")]),
        # The dearest first: 10 × (25 − 30), 5 × (25 − 20).
        ("hifo", ["-50", "25"], [("2024-01-02", "10", "100"), ("2024-03-01", "5", "100")]),
        # Every share cost 600 / 30 = 20; dates go first in, first out.
        ("average", ["50", "25"], [("2024-02-01", "5", "100"), ("2024-03-01", "10", "200")]),
    ],
)
def test_each_method_takes_its_own_lots(
    method: str, gains: list[str], left: list[tuple[str, str, str]]
) -> None:
    rows = [entry(kind, on, "X", quantity=q, price=p) for kind, on, q, p in ROWS]
    result = folded(rows, lot_method=method)
    assert gains_of(result) == gains
    assert lots_of(result, "X") == left


def test_the_oldest_of_equally_dear_lots_goes_first() -> None:
    rows = [
        entry("buy", "2024-01-02", "X", quantity=1, price=10),
        entry("buy", "2024-01-03", "X", quantity=1, price=10),
        entry("sell", "2024-01-04", "X", quantity=1, price=10),
    ]
    [sold] = folded(rows, lot_method="hifo").realised
    assert sold.opened.isoformat() == "2024-01-02"


@pytest.mark.parametrize("method", ["fifo", "lifo", "hifo", "average"])
def test_the_identity_case_a_peer_gets_wrong(method: str) -> None:
    """Buy 10 at 100, sell 9 at 100, buy 10 at 200, sell 10 at 200, price 200: gain 100.

    Ghostfolio's portfolio calculator reports 509.09 for it (run in November 2026).
    """
    rows = [
        entry("buy", "2024-01-02", "X", quantity=10, price=100),
        entry("sell", "2024-01-03", "X", quantity=9, price=100),
        entry("buy", "2024-01-04", "X", quantity=10, price=200),
        entry("sell", "2024-01-05", "X", quantity=10, price=200),
    ]
    result = folded(rows, lot_method=method)
    position = result.positions["X"]
    unrealised = position.quantity * 200 - position.cost
    realised = sum(lot.gain for lot in result.realised)
    assert abs(realised + unrealised - 100) < Decimal("1e-9")


def test_a_cost_that_does_not_divide_keeps_its_remainder() -> None:
    """10 / 3 has no end: three sales of one share give the cost of 10 back exactly."""
    rows = [entry("buy", "2024-01-02", "X", quantity=3, price="3.333333", fee="0.000001")]
    rows += [entry("sell", f"2024-01-0{n}", "X", quantity=1, price=4) for n in (3, 4, 5)]
    for method in ("fifo", "average"):
        result = folded(rows, lot_method=method)
        assert sum(lot.cost for lot in result.realised) == Decimal("10.000000")
        assert result.positions == {}


def test_holding_days_count_from_each_lot() -> None:
    """IRS: held "more than one year" starts the day after purchase; 2020 had 366 days."""
    rows = [
        entry("buy", "2020-01-01", "X", quantity=1, price=1),
        entry("sell", "2021-01-01", "X", quantity=1, price=2),
    ]
    assert folded(rows).realised[0].holding_days == 366


def test_a_copied_lot_remembers_what_it_was_before_a_part_was_taken() -> None:
    whole = (Decimal(3), Decimal(100), Decimal(90))
    lot = OpenLot(date(2024, 1, 2), Decimal(2), Decimal("66.6"), Decimal(60), "t1", whole)
    twin = copy_lot(lot)
    assert twin == lot
    assert twin is not lot
