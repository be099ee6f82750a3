"""UK share matching against what HMRC, the ACCA and HMRC's forum say of worked cases."""

from datetime import date
from decimal import Decimal

import pytest

from shared.kernel.errors import InvalidInput
from shared.market.model import Split
from shared.portfolios.model import Transaction
from shared.portfolios.ordering import in_order
from shared.portfolios.united_kingdom import Computation, Disposal, compute
from tests.fakes.ledger import entry
from tests.fakes.market import fx_book, price_series


def computed(*rows: Transaction, splits: tuple[Split, ...] = ()) -> Computation:
    prices = {"X": price_series("X", {date(2000, 1, 3): "1"}, currency="GBP", splits=splits)}
    return compute(in_order(rows), prices, fx_book(), as_of=date(2026, 1, 1), base="GBP")


def bought(on: str, quantity: object, amount: object, fee: object = 0) -> Transaction:
    return entry("buy", on, "X", quantity=quantity, amount=amount, fee=fee, currency="GBP")


def sold(on: str, quantity: object, amount: object, fee: object = 0) -> Transaction:
    return entry("sell", on, "X", quantity=quantity, amount=amount, fee=fee, currency="GBP")


def rules(found: Computation) -> list[tuple[str, Decimal]]:
    return [(one.rule, one.quantity) for one in found.disposals]


def gain(found: Computation) -> Decimal:
    return sum((one.gain for one in found.disposals), Decimal(0))


def test_hmrc_cg51624_pool_of_10000_half_sold_has_an_unindexed_gain_of_6000() -> None:
    # HMRC Capital Gains Manual CG51624; indexation is for companies and left out here.
    found = computed(
        bought("2005-01-10", 10_000, 100_000), sold("2013-01-10", 5_000, 60_000, 4_000)
    )
    assert found.disposals == (
        Disposal("X", date(2013, 1, 10), "section_104", None, Decimal(5_000), Decimal(56_000),
                 Decimal(50_000)),
    )  # fmt: skip
    assert gain(found) == 6_000
    assert found.pools[0][1:] == (Decimal(5_000), Decimal(50_000))


def test_acca_example_27_keiths_shares_bought_back_in_eight_days_gain_100() -> None:
    # ACCA, Taxation (TX-UK) "Chargeable gains, part 2", example 27: Long plc.
    found = computed(
        bought("2020-07-05", 1_000, 10_000),
        sold("2020-12-02", 1_000, 2_000),
        bought("2020-12-10", 1_000, 1_900),
    )
    assert rules(found) == [("thirty_days", Decimal(1_000))]
    assert gain(found) == 100
    assert found.pools[0].cost == 10_000


def test_hmrc_forum_same_day_purchases_are_taken_before_an_earlier_sales_thirty_days() -> None:
    # community.hmrc.gov.uk, 10 March 2023, "scenario (1)", after CG51555 and CG51560.
    found = computed(
        bought("2023-03-01", 100, 100),
        bought("2023-03-02", 100, 110),
        sold("2023-03-02", 200, 400),
        bought("2023-03-03", 100, 120),
        sold("2023-03-03", 100, 200),
        bought("2023-03-06", 100, 130),
    )
    matched = [(one.day.day, one.rule, one.acquired) for one in found.disposals]
    assert matched == [
        (2, "same_day", date(2023, 3, 2)), (2, "thirty_days", date(2023, 3, 6)),
        (3, "same_day", date(2023, 3, 3)),
    ]  # fmt: skip
    assert found.pools[0][1:] == (Decimal(100), Decimal(100))


def test_hmrc_forum_sales_of_one_day_are_one_disposal_whose_excess_meets_the_normal_rules() -> None:
    # community.hmrc.gov.uk, 16 January 2024: 50 for £450 and 50 for £550 are 100 for £1,000.
    found = computed(
        bought("2019-06-03", 200, 1_000),
        sold("2020-01-02", 50, 450),
        sold("2020-01-02", 50, 550),
        bought("2020-01-02", 25, 240),
    )
    assert rules(found) == [("same_day", Decimal(25)), ("section_104", Decimal(75))]
    assert [one.proceeds for one in found.disposals] == [250, 750]
    assert [one.cost for one in found.disposals] == [240, 375]


def test_hmrc_forum_a_smaller_purchase_within_thirty_days_takes_its_part_of_the_sale() -> None:
    # community.hmrc.gov.uk, 28 January 2024: 40 bought for £80, 40 sold for £120, then 25 for £100.
    found = computed(
        bought("2023-09-01", 40, 80),
        sold("2023-09-12", 40, 120),
        bought("2023-10-01", 25, 100),
        sold("2023-10-15", 25, 150),
    )
    # By CG51560: 25 of the 40 meet the new ones (75 − 100), 15 the pool (45 − 30); the October
    # sale then has the 25 left in the pool, at their £50.
    assert [(one.rule, one.gain) for one in found.disposals] == [
        ("thirty_days", Decimal(-25)), ("section_104", Decimal(15)), ("section_104", Decimal(100)),
    ]  # fmt: skip
    assert found.pools == ()


def test_the_thirtieth_day_counts_and_the_thirty_first_does_not() -> None:
    # TCGA 1992 s.106A(5): "within the period of thirty days after the disposal".
    start = (bought("2024-01-02", 10, 100), sold("2024-03-01", 10, 150))
    assert rules(computed(*start, bought("2024-03-31", 10, 120)))[0][0] == "thirty_days"
    assert rules(computed(*start, bought("2024-04-01", 10, 120)))[0][0] == "section_104"


def test_the_tax_year_begins_on_the_sixth_of_april() -> None:
    found = computed(
        bought("2024-01-02", 10, 100), sold("2024-04-05", 4, 60), sold("2024-04-06", 4, 60)
    )
    assert [one.tax_year for one in found.disposals] == [2023, 2024]


def test_a_split_is_no_disposal_and_spreads_the_pool() -> None:
    # TCGA 1992 ss.126–127: a reorganisation is neither disposal nor acquisition.
    found = computed(
        bought("2024-01-02", 100, 1_000),
        sold("2024-07-01", 100, 900),
        splits=(Split(date(2024, 6, 3), 2, 1),),
    )
    assert gain(found) == 400
    assert found.pools[0][1:] == (Decimal(100), Decimal(500))


def test_thirty_day_matching_reaches_across_a_split() -> None:
    found = computed(
        bought("2024-01-02", 100, 1_000),
        sold("2024-05-20", 100, 1_200),
        bought("2024-06-10", 100, 700),
        splits=(Split(date(2024, 6, 3), 2, 1),),
    )
    # The hundred new shares are fifty of the old ones.
    assert rules(found) == [("thirty_days", Decimal(50)), ("section_104", Decimal(50))]
    assert [one.gain for one in found.disposals] == [-100, 100]


def test_what_needs_a_judgement_is_refused_by_name() -> None:
    merger = entry("merger", "2024-02-01", "X", related_symbol="Y", ratio="1:2")
    with pytest.raises(InvalidInput, match="merger of X on 2024-02-01"):
        computed(bought("2024-01-02", 10, 100), merger)
    with pytest.raises(InvalidInput, match="more was sold"):
        computed(sold("2024-01-02", 10, 100))
