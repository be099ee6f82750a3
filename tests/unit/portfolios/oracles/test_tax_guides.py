"""Cost and holding period after share distributions, as tax guides work them out."""

from decimal import Decimal

import pytest

from shared.portfolios.model import Transaction
from tests.fakes.ledger import entry, folded, gains_of, lots_of, text

BOUGHT = "1999-12-03"


def bought(quantity: object, price: object, on: str = BOUGHT) -> Transaction:
    return entry("buy", on, "X", quantity=quantity, price=price)


CASES = [
    ("IRS VITA, basis of stock: Alice, 10 shares on 100", [bought(100, 11)],
     entry("stock_dividend", "2012-08-10", "X", quantity=10), ["10"]),
    ("Fairmark: 10 % on 400 shares at $33", [bought(400, 33)],
     entry("stock_dividend", "2012-08-10", "X", ratio="1:10"), ["30"]),
    ("Fairmark: two for one on 150 at $24 and 100 at $28", [bought(150, 24), bought(100, 28)],
     entry("split", "2012-08-10", "X", ratio="2:1"), ["12", "14"]),
    ("IRS FAQ: two for one on 100 at $10 and 100 at $12", [bought(100, 10), bought(100, 12)],
     entry("split", "2012-08-10", "X", ratio="2:1"), ["5", "6"]),
    ("IRS Publication 550: two new for each, one share of $45", [bought(1, 45)],
     entry("stock_dividend", "2012-08-10", "X", quantity=2), ["15"]),
    ("J.K. Lasser 30.3: 100 shares on 100 of $1,000", [bought(100, 10)],
     entry("stock_dividend", "2012-08-10", "X", quantity=100), ["5"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "purchases", "event", "each"), CASES)
def test_basis_a_share(
    source: str, purchases: list[Transaction], event: Transaction, each: list[str]
) -> None:
    lots = folded([*purchases, event]).positions["X"].lots
    assert [text(lot.cost / lot.quantity) for lot in lots] == each, source


def test_lasser_fifty_of_two_hundred_shares_sold_for_560_gain_310() -> None:
    # J.K. Lasser's Your Income Tax 2013, 30.3: basis $250.
    rows = [
        bought(100, 10),
        entry("stock_dividend", "2012-08-10", "X", quantity=100),
        entry("sell", "2012-12-14", "X", quantity=50, amount=560),
    ]
    assert gains_of(folded(rows)) == ["310"]


def test_lasser_a_stock_dividend_is_held_since_the_original_purchase() -> None:
    # J.K. Lasser 30.3: bought 3 December 1999, distributed 10 August 2012, sold 14 December 2012.
    rows = [
        bought(100, 10),
        entry("stock_dividend", "2012-08-10", "X", quantity=10),
        entry("sell", "2012-12-14", "X", quantity=10, price=12),
    ]
    (lot,) = folded(rows).realised
    assert lot.opened.isoformat() == BOUGHT


def test_lasser_preferred_stock_takes_its_part_of_the_cost() -> None:
    # J.K. Lasser 30.3: $900 and $300 of value divide a cost of $1,000 into $750 and $250.
    rows = [
        bought(100, 10),
        entry("spin_off", "2012-08-10", "X", related_symbol="P", quantity=10, amount=250),
    ]
    result = folded(rows)
    assert lots_of(result, "X") == [(BOUGHT, "100", "750")]
    assert lots_of(result, "P") == [(BOUGHT, "10", "250")]


def test_the_costs_of_buying_are_basis_and_those_of_selling_reduce_proceeds() -> None:
    # IRS VITA, Alice: $1,100 "including the broker's commission of $25".
    rows = [
        entry("buy", BOUGHT, "X", quantity=100, amount=1075, fee=25),
        entry("sell", "2012-12-14", "X", quantity=100, price=12, fee=25),
    ]
    (lot,) = folded(rows).realised
    assert (lot.cost, lot.proceeds, lot.gain) == (1100, 1175, Decimal(75))
