"""Every figure of every plan has a tree that evaluates to it: over random ledgers and plans.

The market is that of `tests/fakes/ledgers.py`, and before it a year in which only AAA and the index
were traded: the crash of 2020 is history for one holding, and a matter of beta for the others.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analytics.explanation import Node, evaluate, holds
from shared.analytics.optimal_mix import Wishes
from shared.analytics.plan_questions import Of
from shared.analytics.planning import PlanningService
from shared.analytics.plans_explained import PlansExplained
from shared.analytics.rebalancing import Rules
from shared.analytics.scenarios import INDEX, Shock
from shared.analytics.simulation import QUANTILES, SimulationPlan, marks_of
from shared.analytics.viewpoint import Viewpoint
from shared.analytics.what_if import HypotheticalTrade
from shared.kernel.errors import InvalidInput, Unavailable
from shared.market.model import Instrument, PriceSeries
from shared.portfolios.model import CashMode, LotMethod
from shared.portfolios.ports import Book
from tests.fakes.ledgers import CURRENCIES, DAYS, World, book, random_entries, world
from tests.fakes.market import FakeTracker, price_series

SECTORS = {"AAA": "Energy", "BBB": "Energy", "CCC": "Health Care", "NEW": "Health Care"}
INSTRUMENTS = {
    symbol: Instrument(symbol, symbol, "USD", sector=sector) for symbol, sector in SECTORS.items()
}
EARLIER = [date(2020, 1, 2) + timedelta(days=n) for n in range(365)]

type Figure = Callable[[], Coroutine[Any, Any, Node]]


def _walk(random: Random, level: float, days: Iterable[date]) -> dict[date, str]:
    closes: dict[date, str] = {}
    for day in days:
        level *= 1 + random.gauss(0.0003, 0.015)
        closes[day] = f"{level:.4f}"
    return closes


def _market() -> World:
    random, found = Random(11), world()  # noqa: S311 - made-up data
    prices = dict(found.prices)
    for symbol in (INDEX, "NEW"):
        prices[symbol] = price_series(symbol, _walk(random, 80.0, DAYS))
    for symbol in (INDEX, "AAA"):
        prices[symbol] = _with_past(_walk(random, 90.0, EARLIER), prices[symbol])
    # Without rates of 2020 nothing that is quoted in another currency could be told then.
    fx = replace(
        found.fx,
        series={
            code: _with_past(_walk(random, 1.0, EARLIER), series)
            for code, series in found.fx.series.items()
        },
    )
    return World(prices, fx)


def _with_past(closes: dict[date, str], series: PriceSeries) -> PriceSeries:
    past = price_series(series.symbol, closes)
    assert past.exponent == series.exponent
    columns = {
        name: np.concatenate((getattr(past, name), getattr(series, name)))
        for name in ("days", "close", "open", "high", "low", "volume")
    }
    return replace(series, **columns)


MARKET = _market()


@dataclass
class OneBook:
    """A `Books` whose only portfolio has a random ledger; DDD may be without prices."""

    seed: int
    count: int
    cash: CashMode
    method: LotMethod
    is_whole: bool

    async def book(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
        method: LotMethod | None = None,
        also: Iterable[str] = (),
    ) -> Book:
        del owner, portfolio_id, known_at, method, also
        left_out = () if self.is_whole else ("DDD",)
        prices = {one: series for one, series in MARKET.prices.items() if one not in left_out}
        entries = random_entries(self.seed, self.count)
        one = book(
            entries,
            World(prices, MARKET.fx),
            cash=self.cash,
            method=self.method,
            currency=currency or "USD",
            as_of=as_of or DAYS[-1],
        )
        return replace(one, instruments=INSTRUMENTS)


@dataclass
class Case:
    """A ledger, from where it is looked at, and chance for the plan."""

    books: OneBook
    of: Of
    random: Random

    def __post_init__(self) -> None:
        self.planning = PlanningService(self.books, FakeTracker())
        self.explained = PlansExplained(self.planning)

    @property
    def said(self) -> tuple[str, str]:
        return self.of.owner, self.of.portfolio_id


@st.composite
def cases(draw: st.DrawFn) -> Case:
    books = OneBook(
        seed=draw(st.integers(0, 100_000)),
        count=draw(st.integers(1, 40)),
        cash=draw(st.sampled_from(["implied", "tracked"])),
        method=draw(st.sampled_from(["fifo", "lifo", "hifo", "average"])),
        is_whole=draw(st.booleans()),
    )
    view = Viewpoint(
        as_of=draw(st.sampled_from([None, DAYS[-1], DAYS[200]])),
        currency=draw(st.sampled_from([None, "EUR", "GBP"])),
    )
    most = draw(st.sampled_from([1, 3, 100]))
    chance = Random(draw(st.integers(0, 100_000)))  # noqa: S311 - made-up data
    return Case(books, Of("o", "p", view, most), chance)


FEW = settings(max_examples=25, deadline=None)
NEAR = 1e-8
NEAR_AN_OPTIMUM = 2e-4


async def same(value: float | Decimal | None, tree: Figure, near: float = NEAR) -> None:
    """Hold a figure against its tree; one that is not known has none."""
    if value is None:
        with pytest.raises(InvalidInput):
            _ = await tree()
        return
    node = await tree()
    assert holds(node)
    assert float(evaluate(node)) == pytest.approx(float(value), rel=near, abs=near)


def _require(refused: InvalidInput, *codes: str) -> None:
    assert refused.code in codes


@given(cases())
@FEW
def test_scenarios(case: Case) -> None:
    random = case.random
    shocks = [
        Shock(
            name,
            market=random.uniform(-1, 1),
            symbols={"AAA": random.uniform(-1, 1)} if random.random() < 0.5 else {},
            sectors={"Energy": random.uniform(-1, 1)} if random.random() < 0.5 else {},
            currencies={random.choice(["USD", "EUR", "GBP"]): random.uniform(-1, 1)},
            rate_change=random.uniform(-0.2, 0.2),
            durations={"BBB": random.uniform(-50, 50)},
        )
        for name in ("one", "two")
    ]

    async def look() -> None:
        try:
            _, valued, outcomes = await case.planning.scenarios(
                *case.said, crises=None, shocks=shocks, view=case.of.view
            )
        except InvalidInput as refused:
            _require(refused, "nothing_held")
            return

        def tree(figure: Any, key: str | None = None, symbol: str | None = None) -> Figure:
            return lambda: case.explained.scenario(case.of, None, shocks, figure, key, symbol)

        await same(valued.total_value, tree("total_value"))
        for _, outcome in outcomes:
            await same(outcome.gain, tree("gain", outcome.name))
            await same(outcome.change, tree("change", outcome.name))
            for effect in outcome.effects:
                await same(effect.gain, tree("gain", outcome.name, effect.symbol))
                await same(effect.change, tree("change", outcome.name, effect.symbol))

    asyncio.run(look())


@given(cases())
@FEW
def test_simulations(case: Case) -> None:
    random = case.random
    plan = SimulationPlan(
        horizon_days=random.randint(1, 70),
        paths=random.choice([100, 501]),
        seed=random.randrange(2**32),
        method=random.choice(["block_bootstrap", "gaussian"]),
        monthly_contribution=random.choice([0.0, 150.25, -900.0]),
    )

    async def look() -> None:
        try:
            _, found = await case.planning.simulate(*case.said, plan, view=case.of.view)
        except InvalidInput as refused:
            _require(refused, "nothing_held", "too_little_history")
            return
        goal = float(found.final[random.randrange(plan.paths)]) * random.uniform(0.9, 1.1) + 0.01

        def tree(figure: Any, quantile: float = 0.5, day: int | None = None) -> Figure:
            return lambda: case.explained.simulation(
                case.of, plan, figure, quantile=quantile, day=day, goal=goal
            )

        await same(found.contributed, tree("contributed"))
        await same(found.probability_of_loss, tree("probability_of_loss"))
        await same(found.probability_of(goal), tree("probability_of_goal"))
        quantile = random.choice(QUANTILES)
        for day, value in zip(marks_of(plan.horizon_days), found.bands[quantile], strict=True):
            await same(value, tree("band", quantile, day))

    asyncio.run(look())


def _trades(random: Random, there: Book) -> Iterator[HypotheticalTrade]:
    """Yield sales of what is held, whole or in part, and purchases; none of what was shorted."""
    for symbol in random.sample(["AAA", "BBB", "CCC", "NEW"], random.randint(1, 4)):
        position = there.result.positions.get(symbol)
        held = position.quantity if position is not None else Decimal(0)
        fee = Decimal(random.randint(0, 500)) / 100
        price = Decimal(random.randint(1, 90_000)) / 100 if random.random() < 0.5 else None
        if held > 0 and random.random() < 0.6:
            part = held if random.random() < 0.4 else held / random.randint(2, 5)
            if size := min(part.quantize(Decimal("1e-6")), held):
                yield HypotheticalTrade(symbol, "sell", size, price, fee)
        elif held >= 0:
            size = Decimal(random.randint(1, 90_000)) / 1000
            yield HypotheticalTrade(symbol, "buy", size, price, fee)


@given(cases())
@FEW
def test_hypothetical_trades(case: Case) -> None:
    random = case.random

    async def look() -> None:
        there = await case.books.book("", "", as_of=case.of.view.as_of)
        trades = list(_trades(random, there))
        if not trades:
            return
        _, found = await case.planning.what_if(*case.said, trades, view=case.of.view)

        def tree(figure: Any, branch: Any = "after", **which: str) -> Figure:
            return lambda: case.explained.what_if(
                case.of, trades, figure, branch, which.get("key"), which.get("symbol")
            )

        await same(found.realised_gain, tree("realised_gain"))
        for branch, side in (("before", found.before), ("after", found.after)):
            await same(side.total_value, tree("total_value", branch))
            for item in side.items:
                for name in ("quantity", "cost_basis", "market_value", "unrealised_gain", "weight"):
                    await same(getattr(item, name), tree(name, branch, symbol=item.symbol))
            for cash in side.cash:
                await same(cash.value, tree("cash", branch, key=cash.currency))
                await same(cash.amount, tree("cash_amount", branch, key=cash.currency))

    asyncio.run(look())


def _wishes(random: Random) -> Wishes:
    some = tuple(random.sample([*CURRENCIES, "NEW"][::-1], random.randint(1, 5)))
    return Wishes(
        objective=random.choice(["min_variance", "max_sharpe", "risk_parity", "hrp"]),
        symbols=None if random.random() < 0.6 else some,
        lookback_days=random.choice([90, 1_095]),
        most_weight=random.choice([1.0, 0.6]),
        bounds={"AAA": (0.05, 0.7)} if random.random() < 0.3 else {},
        sector_caps={"Energy": 0.5, "Nothing": 0.1} if random.random() < 0.3 else {},
        most_turnover=random.choice([None, None, 0.3]),
        expected={"AAA": 0.09, "CCC": -0.02} if random.random() < 0.5 else {},
        risk_free=random.choice([0.0, 0.01]),
        is_shrunk=random.random() < 0.6,
    )


@given(cases())
@FEW
def test_mixes(case: Case) -> None:
    random = case.random
    wishes = _wishes(random)

    async def look() -> None:
        try:
            _, _, found = await case.planning.optimise(*case.said, wishes, view=case.of.view)
        except (InvalidInput, Unavailable):
            return  # what cannot be wished for, which other tests are about

        def tree(figure: Any, side: Any = "current", symbol: str | None = None) -> Figure:
            return lambda: case.explained.mix(case.of, wishes, figure, side, symbol)

        await same(found.turnover, tree("turnover"))
        await same(found.shrinkage, tree("shrinkage"))
        at = random.randrange(len(found.symbols))
        for side, mix in (("current", found.current), ("optimal", found.optimal)):
            for name in ("expected_return", "volatility", "sharpe"):
                await same(getattr(mix, name), tree(name, side))
            share = mix.risk_shares[at] if mix.risk_shares else None
            await same(share, tree("risk_share", side, found.symbols[at]))
        symbol = found.symbols[at]
        await same(found.current.weights[at], tree("weight", "current", symbol))
        node = await tree("weight", "optimal", symbol)()
        assert float(evaluate(node)) == pytest.approx(
            found.optimal.weights[at], abs=NEAR_AN_OPTIMUM
        )

    asyncio.run(look())


@given(cases())
@FEW
def test_rebalancing(case: Case) -> None:
    random = case.random
    chosen = random.sample(["AAA", "BBB", "CCC", "NEW"], random.randint(1, 4))
    left, targets = 100, dict[str, Decimal]()
    for symbol in chosen:
        part = random.randint(0, left)
        left -= part
        targets[symbol] = Decimal(part) / 100
    rules = Rules(
        band=random.choice([0.0, 0.0, 0.02]),
        least_trade=random.choice([Decimal(0), Decimal(0), Decimal(500)]),
        whole_shares=random.random() < 0.5,
        spare_cash=random.choice([Decimal(0), Decimal("1000.55"), Decimal(250_000)]),
    )

    async def look() -> None:
        there = await case.books.book("", "", as_of=case.of.view.as_of)
        shorted = {one.symbol for one in there.result.positions.values() if one.quantity < 0}
        if shorted & set(chosen):
            return
        _, _, plan = await case.planning.rebalance(*case.said, targets, rules, view=case.of.view)

        def tree(figure: Any, symbol: str | None = None) -> Figure:
            return lambda: case.explained.rebalancing(case.of, targets, rules, figure, symbol)

        for name in ("cash_left", "realised_gain"):
            await same(getattr(plan, name), tree(name))
        for trade in plan.trades:
            for name in ("quantity", "price", "value", "realised_gain"):
                await same(getattr(trade, name), tree(name, trade.symbol))
        for weight in plan.weights:
            for name in ("before", "target", "after"):
                await same(getattr(weight, name), tree(name, weight.symbol))

    asyncio.run(look())
