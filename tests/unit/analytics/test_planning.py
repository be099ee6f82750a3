"""Scenarios, simulation and rebalancing: worked cases and what must always hold."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.analytics.opportunity import left_out, opportunity
from shared.analytics.optimal_mix import Wishes, best_mix
from shared.analytics.rebalancing import Holdable, Rules, rebalance
from shared.analytics.scenarios import CRISES, INDEX, Exposure, Shock, apply, replay
from shared.analytics.simulation import SimulationPlan, simulate
from shared.kernel.errors import InvalidInput
from shared.portfolios.results import Lot
from shared.portfolios.valuation import holdings
from tests.fakes.ledger import entry
from tests.fakes.ledgers import World, book, world
from tests.fakes.market import fx_book, price_series

CRISIS = CRISES[2]
HELD = Exposure("HELD", 1_000.0, "USD", "Energy")


def test_a_holding_that_was_there_falls_as_it_did() -> None:
    prices = {"HELD": price_series("HELD", {CRISIS.peak: "100", CRISIS.trough: "60"})}
    outcome = replay(CRISIS, [HELD], prices, fx_book(), "USD", date(2021, 1, 4))
    assert (outcome.gain, outcome.change) == (pytest.approx(-400), pytest.approx(-0.4))
    assert outcome.effects[0].way == "own_history"


def test_a_younger_holding_falls_with_the_index_by_its_beta() -> None:
    # It moves twice as much as the index, which fell 34 % (3,386.15 to 2,237.40).
    rng = np.random.default_rng(4)
    days = [date.fromordinal(date(2020, 7, 1).toordinal() + n) for n in range(60)]
    moves = rng.normal(0, 0.01, 60)
    index, young = 3_000 * np.cumprod(1 + moves), 50 * np.cumprod(1 + 2 * moves)
    closes = dict(zip(days, (f"{level:.8f}" for level in index), strict=True))
    prices = {
        INDEX: price_series(INDEX, {CRISIS.peak: "3386.15", CRISIS.trough: "2237.40", **closes}),
        "HELD": price_series("HELD", dict(zip(days, (f"{p:.8f}" for p in young), strict=True))),
    }
    outcome = replay(CRISIS, [HELD], prices, fx_book(), "USD", days[-1])
    assert outcome.effects[0].way == "beta"
    assert outcome.change == pytest.approx(2 * (2237.40 / 3386.15 - 1), abs=1e-3)


def test_a_holding_without_history_is_left_out_by_name() -> None:
    outcome = replay(CRISIS, [HELD], {}, fx_book(), "USD", date(2021, 1, 4))
    assert (outcome.change, outcome.gain) == (None, 0)
    assert outcome.notes == ("no history and no beta for HELD: left out",)


@pytest.mark.parametrize(
    ("shock", "expected"),
    [
        (Shock("m", market=-0.1), -0.1),
        (Shock("s", market=-0.1, sectors={"Energy": -0.3}), -0.3),
        (Shock("y", market=-0.1, sectors={"Energy": -0.3}, symbols={"HELD": 0.05}), 0.05),
        (Shock("c", market=-0.1, currencies={"USD": -0.1}), 0.9 * 0.9 - 1),
        (Shock("r", rate_change=0.01, durations={"HELD": 7.0}), -0.07),
        (Shock("w", market=-3.0), -1.0),
        (Shock("n", currencies={"EUR": 0.2}), 0.0),
    ],
)
def test_the_most_special_shock_applies_and_currency_comes_on_top(
    shock: Shock, expected: float
) -> None:
    assert apply(shock, [HELD]).change == pytest.approx(expected)


RETURNS = np.random.default_rng(9).normal(0.0004, 0.01, 800)


@pytest.mark.parametrize("method", ["block_bootstrap", "gaussian"])
def test_the_same_seed_gives_the_same_paths(method: str) -> None:
    plan = SimulationPlan(horizon_days=252, paths=300, seed=5, method=method)  # type: ignore[arg-type]
    one = simulate(RETURNS, 1_000, plan)
    two = simulate(RETURNS, 1_000, plan)
    other = simulate(RETURNS, 1_000, replace(plan, seed=6))
    assert one.final.tolist() == two.final.tolist()
    assert one.final.tolist() != other.final.tolist()


def test_gaussian_paths_have_the_moments_they_were_drawn_from() -> None:
    # E[∏(1+r)] = (1 + μ)^n for independent returns.
    plan = SimulationPlan(horizon_days=63, paths=10_000, seed=1, method="gaussian")
    found = simulate(RETURNS, 1.0, plan)
    assert found.final.mean() == pytest.approx((1 + RETURNS.mean()) ** 63, rel=0.005)


def test_blocks_of_a_constant_history_grow_without_any_spread() -> None:
    found = simulate(np.full(100, 0.001), 100, SimulationPlan(horizon_days=252, paths=100, seed=1))
    assert found.final == pytest.approx(np.full(100, 100 * 1.001**252))


def test_contributions_come_every_month_and_bands_are_in_order() -> None:
    saving = SimulationPlan(horizon_days=63, paths=100, seed=1, monthly_contribution=10)
    still = simulate(np.zeros(50), 100, saving)
    assert (still.contributed, still.final[0], still.days) == (130, 130, (0, 21, 42, 63))
    plan = SimulationPlan(horizon_days=500, paths=500, seed=1)
    bands = list(simulate(RETURNS, 100, plan).bands.values())
    assert all((low <= high).all() for low, high in itertools.pairwise(bands))


def held(symbol: str, quantity: str, price: str, *costs: tuple[str, str]) -> Holdable:
    lots = tuple(
        Lot(date(2020, 1, n + 1), Decimal(q), Decimal(c), Decimal(c), f"t{n}")
        for n, (q, c) in enumerate(costs)
    )
    return Holdable(symbol, Decimal(quantity), Decimal(price), lots)


def test_a_two_fund_portfolio_returns_to_sixty_forty() -> None:
    # 80 shares at 100 and 20 at 100: sell 20 of the first, buy 20 of the second.
    plan = rebalance(
        [held("A", "80", "100", ("80", "4000")), held("B", "20", "100")],
        {"A": Decimal("0.6"), "B": Decimal("0.4")},
        Rules(),
    )
    assert [(t.side, t.symbol, t.quantity) for t in plan.trades] == [
        ("sell", "A", 20),
        ("buy", "B", 20),
    ]
    assert [weight.after for weight in plan.weights] == [0.6, 0.4]
    assert (plan.cash_left, plan.realised_gain) == (0, 1000)


def test_sales_take_the_dearest_lots_first() -> None:
    plan = rebalance(
        [held("A", "20", "100", ("10", "500"), ("10", "1200"))], {"A": Decimal("0.5")}, Rules()
    )
    assert plan.trades[0].realised_gain == -200


def test_inside_the_band_nothing_is_traded() -> None:
    holdables = [held("A", "63", "100"), held("B", "37", "100")]
    targets = {"A": Decimal("0.6"), "B": Decimal("0.4")}
    assert rebalance(holdables, targets, Rules(band=0.05)).trades == ()
    assert len(rebalance(holdables, targets, Rules(band=0.02)).trades) == 2


def test_small_trades_are_left_out_and_a_holding_without_a_target_is_sold() -> None:
    holdables = [held("A", "99", "100"), held("B", "1", "100")]
    targets = {"A": Decimal(1)}
    assert rebalance(holdables, targets, Rules(least_trade=Decimal(500))).trades == ()
    assert rebalance(holdables, targets, Rules()).trades[0].symbol == "B"


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 90_000)), min_size=1, max_size=8),
    st.lists(st.integers(0, 100), min_size=8, max_size=8),
    st.integers(0, 100_000),
    st.booleans(),
)
def test_a_plan_never_spends_more_than_there_is(
    rows: list[tuple[int, int]], parts: list[int], cash: int, whole: bool
) -> None:
    holdables = [
        Holdable(f"S{n}", Decimal(quantity), Decimal(price) / 100)
        for n, (quantity, price) in enumerate(rows)
    ]
    whole_sum = max(sum(parts), 1)
    targets = {
        one.symbol: Decimal(part) / whole_sum // Decimal("0.0001") * Decimal("0.0001")
        for one, part in zip(holdables, parts, strict=False)
    }
    plan = rebalance(holdables, targets, Rules(whole_shares=whole, spare_cash=Decimal(cash)))
    assert plan.cash_left >= 0
    sold = {trade.symbol: trade.quantity for trade in plan.trades if trade.side == "sell"}
    assert all(sold.get(one.symbol, 0) <= one.quantity for one in holdables)
    moved = sum((t.value if t.side == "sell" else -t.value for t in plan.trades), Decimal(cash))
    assert moved == plan.cash_left


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ({"A": "0.7", "B": "0.4"}, "more than 1"),
        ({"Z": "0.1"}, "price"),
        ({"A": "-0.1"}, "between"),
    ],
)
def test_targets_that_cannot_be_are_refused_with_their_place(
    targets: dict[str, str], message: str
) -> None:
    exact = {symbol: Decimal(weight) for symbol, weight in targets.items()}
    with pytest.raises(InvalidInput) as refused:
        rebalance([held("A", "1", "10"), held("B", "1", "10")], exact, Rules())
    assert message in refused.value.errors[0].message


def test_what_is_held_and_left_out_of_a_plan_is_named() -> None:
    place = world()
    priced = {symbol: series for symbol, series in place.prices.items() if symbol != "DDD"}
    one = book(
        (
            entry("buy", "2021-01-05", "AAA", quantity=10, price=50),
            entry("buy", "2021-01-05", "DDD", quantity=10, price=50),
            entry("short", "2021-01-05", "BBB", quantity=1, price=40, currency="EUR"),
        ),
        World(priced, place.fx),
    )
    valued = holdings(one.result, one.prices, one.fx, one.instruments)
    chance = opportunity(one, valued, None, 1_000)
    assert chance.symbols == ("AAA",)
    assert chance.notes == ("no price of DDD: left out", "sold short: BBB, left out")
    assert best_mix(chance, Wishes("min_variance")).notes == chance.notes
    # A scenario moves what was sold short, too; asked for by name, nothing is left out.
    assert left_out(valued, with_shorts=False) == chance.notes[:1]
    assert opportunity(one, valued, ["AAA", "CCC"], 1_000).notes == ()
