"""What figures say where something held has no price. Every number is reckoned by hand.

PAID is bought at 10 and ends at 12; GONE never had a price; the account costs 6.06 a time.
"""

from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from shared.analytics.explanation import evaluate
from shared.analytics.figure_names import Figure, Question
from shared.analytics.service import AnalyticsService
from shared.analytics.summary import PARTS, Summary
from shared.kernel.errors import InvalidInput
from shared.portfolios.model import CashMode, Transaction
from tests.fakes.ledger import day, entry
from tests.fakes.ledgers import World, book
from tests.fakes.market import FakeTracker, fx_book, price_series
from tests.service.analytics.test_answers import Shelf

D = Decimal
# Monday to Friday.
DAYS = [f"2024-01-0{n}" for n in range(1, 6)]
LAST = day(DAYS[4])
PRICES = {
    "PAID": price_series(
        "PAID", dict(zip(map(day, DAYS), ("10", "10", "11", "12", "12"), strict=True))
    ),
    "LATE": price_series("LATE", {day(DAYS[3]): "5", day(DAYS[4]): "6"}),
    "ENDED": price_series("ENDED", {day(DAYS[0]): "8", day(DAYS[1]): "4"}),
    "FOREIGN": price_series("FOREIGN", dict.fromkeys(map(day, DAYS), "3"), currency="SEK"),
}
GONE = entry("buy", DAYS[0], "GONE", id="gone", quantity=10, price=50, fee=2)
PAID = entry("buy", DAYS[1], "PAID", id="paid", quantity=10, price=10)
FEE = entry("fee", DAYS[2], id="fee", amount="6.06")


def service(*rows: Transaction, as_of: date = LAST, cash: CashMode = "implied") -> AnalyticsService:
    place = World(dict(PRICES), fx_book({"USD": dict.fromkeys(map(day, DAYS), "1.2")}))
    shelf = Shelf(place)
    shelf.opened = book(rows, place, cash=cash, as_of=as_of, currency="USD")
    return AnalyticsService(shelf, FakeTracker())


async def summed(*rows: Transaction, **said: Any) -> Summary:
    return await service(*rows, **said).summary("ada", "p")


class TestNothingHasAPrice:
    async def test_there_is_no_value_no_gain_and_no_return(self) -> None:
        found = await summed(GONE, FEE)
        told = (found.total_value, found.gain, found.unrealised_gain, found.day_change)
        assert told == (None, None, None, None)
        assert (found.twr, found.twr_annualised, found.xirr, found.simple_return) == (None,) * 4
        assert found.unpriced == ("GONE",)
        why = f"no price or rate is known of anything held on {LAST}"
        for name in ("total_value", "gain", "unrealised_gain", "twr", "xirr", "simple_return"):
            assert found.notes[name] == why, name

    async def test_what_was_entered_is_known_and_counts_whole(self) -> None:
        found = await summed(GONE, FEE)
        # 10 at 50 and a fee of 2, then 6.06.
        assert (found.net_contributions, found.fees) == (D("508.06"), D("6.06"))
        assert (found.realised_gain, found.income, found.fees_total) == (0, 0, D("8.06"))

    async def test_a_period_says_the_same(self) -> None:
        found = await service(GONE, FEE).performance("ada", "p")
        assert (found.end_value, found.gain, found.fx_effect) == (None, None, None)
        assert (found.twr, found.xirr, found.simple_return) == (None, None, None)
        assert found.return_on_average_investment is None
        assert found.net_contributions == D("508.06")
        assert set(found.series.value) == set(found.series.cumulative_twr) == {None}
        why = f"something held had no price or rate from {DAYS[0]} to {LAST}"
        assert (found.notes["twr"], found.notes["gain"]) == (why, why)

    async def test_cash_alone_is_not_what_the_portfolio_is_worth(self) -> None:
        rows = (entry("deposit", DAYS[0], amount=600), GONE)
        found = await summed(*rows, cash="tracked")
        assert (found.total_value, found.gain, found.net_contributions) == (None, None, 600)
        held = await service(*rows, cash="tracked").allocation("ada", "p")
        assert held.total_value is None
        # 600 less 500 and 2.
        assert [(one.key, one.value, one.weight) for one in held.slices] == [("cash", 98, None)]

    async def test_risk_is_measured_of_nothing(self) -> None:
        found = await service(GONE, FEE).risk("ada", "p")
        assert (found.observations, found.volatility, found.max_drawdown) == (0, None, None)
        assert found.contributions == ()
        why = f"something held had no price or rate from {DAYS[0]} to {LAST}"
        assert (found.notes["hhi"], found.notes["max_drawdown"]) == (why, why)

    @pytest.mark.parametrize(
        "figure", ["total_value", "gain", "unrealised_gain", "twr", "end_value"]
    )
    async def test_there_is_no_tree_of_what_is_not_told(self, figure: str) -> None:
        with pytest.raises(InvalidInput, match="price"):
            _ = await service(GONE, FEE).explain("ada", "p", cast("Figure", figure), Question())

    @pytest.mark.parametrize(
        ("figure", "value"), [("net_contributions", "508.06"), ("fees", "6.06")]
    )
    async def test_what_is_told_has_its_tree(self, figure: str, value: str) -> None:
        tree = await service(GONE, FEE).explain("ada", "p", cast("Figure", figure), Question())
        assert evaluate(tree) == D(value)

    async def test_once_sold_its_gain_is_that_of_the_ledger(self) -> None:
        sold = entry("sell", DAYS[3], "GONE", id="sold", quantity=10, price=60)
        found = await service(GONE, FEE, sold).performance("ada", "p")
        # 600 less 502 and 6.06; what it was worth meanwhile is not known.
        assert (found.gain, found.end_value, found.twr) == (D("91.94"), 0, None)


class TestOneOfSeveralHasNone:
    async def test_it_is_left_out_with_its_money_and_named(self) -> None:
        found = await summed(GONE, PAID, FEE)
        # 10 shares bought at 10, worth 12: without the 502 that went into GONE.
        assert (found.total_value, found.net_contributions) == (120, D("106.06"))
        assert (found.gain, found.unrealised_gain, found.fees) == (D("13.94"), 20, D("6.06"))
        assert found.notes["total_value"].startswith("without GONE: ")
        parts = {name: getattr(found, name) for name in PARTS}
        costs = parts.pop("fees") + parts.pop("taxes")
        assert sum(parts.values()) - costs == found.gain

    async def test_a_return_is_that_of_the_rest_and_says_so(self) -> None:
        found = await service(GONE, PAID, FEE).performance("ada", "p")
        # 110 after 100 and 6.06, then 120 after 110.
        assert found.twr == pytest.approx(110 / 106.06 * 120 / 110 - 1)
        assert found.gain == D("13.94")
        assert found.notes["left_out"] == f"without GONE: no price or rate is known on {LAST}"

    async def test_a_day_on_which_it_was_held_alone_has_no_value(self) -> None:
        found = await service(GONE, PAID, FEE).performance("ada", "p")
        assert found.series.value == (None, 100, 110, 120, 120)

    async def test_a_fee_of_such_a_day_is_no_loss_of_everything(self) -> None:
        early = entry("fee", DAYS[1], id="early", amount="6.06")
        late = entry("buy", DAYS[2], "PAID", id="late", quantity=10, price=11)
        found = await service(GONE, early, late).performance("ada", "p")
        assert found.twr is None
        assert found.notes["twr"] == (
            f"something held had no price or rate from {DAYS[0]} to {DAYS[1]}; "
            f"ask for a period from {DAYS[3]}"
        )
        assert found.gain == D("3.94")  # 120 less 110 and 6.06

    async def test_a_period_that_begins_while_it_was_held_alone_has_no_beginning(self) -> None:
        rows = (GONE, entry("buy", DAYS[3], "PAID", id="later", quantity=10, price=12))
        found = await service(*rows).performance("ada", "p", first=day(DAYS[2]))
        assert (found.start_value, found.gain, found.twr) == (None, None, None)
        assert found.notes["gain"] == (
            f"something held had no price or rate from {DAYS[2]} to {DAYS[2]}; "
            f"ask for a period from {DAYS[4]}"
        )

    async def test_what_came_after_what_was_sold_has_none(self) -> None:
        sold = entry("sell", DAYS[2], "PAID", id="sold", quantity=10, price=11)
        gone = entry("buy", DAYS[3], "GONE", id="then", quantity=1, price=50)
        found = await summed(PAID, sold, gone)
        # 100 in, 110 out, 50 in; 10 of it realised.
        assert (found.total_value, found.gain, found.net_contributions) == (None, None, 40)
        assert found.realised_gain == 10
        before = await service(PAID, sold, gone, as_of=day(DAYS[2])).performance("ada", "p")
        assert (before.gain, before.twr) == (10, pytest.approx(0.1))


class TestPricesThatBeginOrEnd:
    LATE = entry("buy", DAYS[0], "LATE", id="late", quantity=10, price=4)

    async def test_before_the_first_price_there_is_no_value(self) -> None:
        found = await summed(self.LATE, as_of=day(DAYS[1]))
        assert (found.total_value, found.gain, found.twr, found.xirr) == (None,) * 4

    async def test_from_then_on_there_is_and_a_return_of_the_days_since(self) -> None:
        found = await summed(self.LATE)
        # 10 at 4, worth 6; the days before cannot be linked.
        assert (found.total_value, found.gain, found.simple_return) == (60, 20, 0.5)
        assert found.twr is None
        since = await service(self.LATE).performance("ada", "p", first=LAST)
        assert since.twr == pytest.approx(0.2)  # 6 after 5

    async def test_beside_what_has_a_price_no_total_is_told_of_both(self) -> None:
        found = await summed(self.LATE, entry("buy", DAYS[0], "PAID", quantity=1, price=10),
                             as_of=day(DAYS[1]))  # fmt: skip
        assert (found.total_value, found.unpriced, found.twr) == (10, ("LATE",), None)

    async def test_where_prices_ended_the_last_one_stands(self) -> None:
        rows = [entry("buy", DAYS[0], "ENDED", quantity=10, price=8)]
        found = await summed(*rows)
        assert (found.total_value, found.gain, found.twr) == (40, -40, pytest.approx(-0.5))
        assert found.unpriced == ()

    async def test_a_currency_without_a_rate_is_as_no_price(self) -> None:
        rows = [entry("buy", DAYS[0], "FOREIGN", quantity=10, price=3, currency="SEK")]
        found = await summed(*rows)
        assert (found.total_value, found.gain, found.net_contributions) == (None, None, None)
        assert (found.twr, found.xirr, found.unpriced) == (None, None, ("FOREIGN",))
