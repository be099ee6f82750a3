"""Gains by the UK's rules have trees that compute to them, over random ledgers with splits."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analytics.explain_uk import explain_uk
from shared.analytics.explanation import Node, evaluate, holds
from shared.analytics.figure_names import Figure, Question
from shared.analytics.gains import Gains
from shared.analytics.gains_uk import uk_gains
from shared.kernel.errors import InvalidInput
from shared.portfolios.ports import Book
from shared.portfolios.valuation import holdings
from tests.fakes.ledgers import book, random_entries, world

WORLD = world()
CENT = Decimal("0.00000001")


def gains_of(one: Book, year: int | None = None) -> Gains:
    return uk_gains(one, holdings(one.result, one.prices, one.fx, {}), year)


def checked(one: Book, figure: Figure, expected: Decimal | None, **asked: object) -> Node:
    assert expected is not None
    tree = explain_uk(one, figure, Question(method="uk_s104", **asked))  # type: ignore[arg-type]
    assert holds(tree)
    assert abs(evaluate(tree) - expected) <= CENT
    return tree


@given(st.integers(1, 5_000), st.integers(1, 90))
@settings(max_examples=30, deadline=None)
def test_every_disposal_and_pool_is_computed_again(seed: int, count: int) -> None:
    one = book(random_entries(seed, count, plain=True), WORLD, currency="GBP")
    found = gains_of(one)
    alike: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for lot in found.realised:
        acquired = "" if lot.opened_by == "section_104" else f"/{lot.opened}"
        key = f"{lot.closed_by}/{lot.opened_by}{acquired}"
        of = {"symbol": lot.symbol, "key": key}
        checked(one, "realised_gain", lot.gain, **of)
        checked(one, "proceeds", lot.proceeds, **of)
        checked(one, "cost", lot.cost, **of)
        alike[lot.symbol, lot.closed_by].append(lot.gain)
    for (symbol, day), gains in alike.items():
        checked(one, "realised_gain", sum(gains, Decimal(0)), symbol=symbol, key=day)
    for pool in found.unrealised:
        checked(one, "unrealised_gain", pool.gain, symbol=pool.symbol)
        checked(one, "cost_basis", pool.cost, symbol=pool.symbol)
    checked(one, "realised_gain", found.total_realised)
    checked(one, "proceeds", found.total_proceeds)
    checked(one, "cost", found.total_cost)
    checked(one, "unrealised_gain", found.total_unrealised)
    for year in (2020, 2021, 2022):
        checked(one, "realised_gain", gains_of(one, year).total_realised, year=year)


def test_a_disposal_nobody_made_is_refused() -> None:
    one = book(random_entries(3, 20, plain=True), WORLD, currency="GBP")
    for asked in (Question(key="2021-01-01"), Question(symbol="ZZZ", key="2021-01-01/same_day")):
        with pytest.raises(InvalidInput):
            _ = explain_uk(one, "realised_gain", asked)
    with pytest.raises(InvalidInput):
        _ = explain_uk(one, "volatility", Question())
