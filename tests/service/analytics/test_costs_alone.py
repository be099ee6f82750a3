"""What a cost does to a return when nothing is held. Every number is reckoned by hand.

Ten shares are bought at 10, sold at 11 two days later; the broker's fee comes the day after.
"""

from decimal import Decimal

import pytest

from shared.analytics.explanation import evaluate
from shared.analytics.figure_names import Question
from shared.analytics.service import AnalyticsService
from shared.portfolios.model import Transaction
from tests.fakes.ledger import day, entry
from tests.fakes.ledgers import World, book
from tests.fakes.market import FakeTracker, fx_book, price_series
from tests.service.analytics.test_answers import Shelf

DAYS = [f"2024-01-0{n}" for n in range(1, 6)]
CLOSES = dict(zip(map(day, DAYS), ("10", "10", "11", "12", "12"), strict=True))
BOUGHT = entry("buy", DAYS[0], "AAA", id="bought", quantity=10, price=10)
SOLD = entry("sell", DAYS[2], "AAA", id="sold", quantity=10, price=11)
FEE = entry("fee", DAYS[3], id="fee", amount="6.06")


def service(*rows: Transaction) -> AnalyticsService:
    rates = fx_book({"USD": dict.fromkeys(map(day, DAYS), "1.2")})
    place = World({"AAA": price_series("AAA", CLOSES)}, rates)
    shelf = Shelf(place)
    shelf.opened = book(rows, place, cash="implied", as_of=day(DAYS[4]), currency="USD")
    return AnalyticsService(shelf, FakeTracker())


async def test_a_fee_after_everything_is_sold_loses_no_investment() -> None:
    found = await service(BOUGHT, SOLD, FEE).summary("ada", "p")
    assert found.twr == pytest.approx(0.10)
    assert found.gain == Decimal("3.94")


async def test_day_by_day_the_return_stays_where_it_was() -> None:
    found = await service(BOUGHT, SOLD, FEE).performance("ada", "p")
    assert found.series.cumulative_twr == pytest.approx((0, 0, 0.1, 0.1, 0.1))


async def test_the_explanation_comes_to_the_same() -> None:
    tree = await service(BOUGHT, SOLD, FEE).explain("ada", "p", "twr", Question())
    assert tree.value == pytest.approx(Decimal("0.1"))
    assert evaluate(tree) == tree.value


async def test_a_fee_while_something_is_held_costs_return() -> None:
    held = await service(BOUGHT, FEE).summary("ada", "p")
    # 100 became 110; 6.06 more were put in on the day that 110 became 120.
    assert held.twr == pytest.approx(1.1 * 120 / 116.06 - 1)


async def test_what_is_bought_and_worthless_the_same_day_is_a_loss() -> None:
    worthless = entry("sell", DAYS[0], "AAA", id="sold", quantity=10, price=0)
    found = await service(BOUGHT, worthless).summary("ada", "p")
    assert found.twr == pytest.approx(-1)
