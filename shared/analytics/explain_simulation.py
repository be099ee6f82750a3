"""Explains what a simulation says: the history it draws from, the seed, and what is counted.

Evaluating such a tree draws every path again from the seed.
"""

from decimal import Decimal, localcontext

from shared.analytics.explain import Explainer
from shared.analytics.explanation import (
    Fact,
    Node,
    assumption,
    constant,
    difference,
    measured,
    paths,
    product,
    series,
    total,
)
from shared.analytics.opportunity import Opportunity
from shared.analytics.plan_questions import SimulationFigure
from shared.analytics.simulation import BLOCK_DAYS, QUANTILES, SimulationPlan, marks_of
from shared.kernel.errors import InvalidInput
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.ports import Book


def explain_simulation(
    book: Book,
    chance: Opportunity,
    plan: SimulationPlan,
    figure: SimulationFigure,
    *,
    quantile: float = 0.5,
    day: int | None = None,
    goal: float | None = None,
    most: int = 100,
) -> Node:
    """Return the tree of a figure; of a band on a trading day from today, the last one unless said.

    Raises: InvalidInput where there is no such figure.
    """
    with localcontext(EXACT):
        found = _Simulated(book, chance, plan, most)
        if figure == "contributed":
            return found.contributed()
        if figure == "band":
            return found.band(quantile, plan.horizon_days if day is None else day)
        if figure == "probability_of_loss":
            return found.probability_of_loss()
        if goal is None:
            raise InvalidInput("The simulation was given no goal", "no_such_figure")
        return found.probability_of(goal)


class _Simulated(Explainer):
    def __init__(self, book: Book, chance: Opportunity, plan: SimulationPlan, most: int) -> None:
        super().__init__(book, None, most)
        self._chance = chance
        self._plan = plan

    def band(self, quantile: float, day: int) -> Node:
        if quantile not in QUANTILES or day not in marks_of(self._plan.horizon_days):
            raise InvalidInput("Ask with key=QUANTILE and day of a band", "no_such_figure")
        fraction = constant("Part of the paths that end below", quantile)
        return measured(
            f"Value after {day} trading days", "quantile", [self._ends(day), fraction], self._unit
        )

    def contributed(self) -> Node:
        times = constant(
            "Payments, one every 21 trading days", self._plan.horizon_days // BLOCK_DAYS
        )
        paid = product("Paid in", [self._monthly(), times], self._unit)
        return total("Put in", [self._start(), paid], self._unit)

    def probability_of_loss(self) -> Node:
        ends = self._ends(self._plan.horizon_days)
        return measured(
            "Share of paths below what was put in",
            "share_below",
            [ends, self.contributed()],
            "ratio",
        )

    def probability_of(self, goal: float) -> Node:
        ends = self._ends(self._plan.horizon_days)
        below = measured(
            "Share of paths below the goal",
            "share_below",
            [ends, assumption("Goal", goal, "goal", self._unit)],
            "ratio",
        )
        return difference("Share of paths at the goal", constant("All", 1.0), below, "ratio")

    def _start(self) -> Node:
        held = [self._worth(self._book.result.positions[one]) for one in self._chance.symbols]
        return total("Value of what is held", held, self._unit)

    def _monthly(self) -> Node:
        amount = self._plan.monthly_contribution
        return assumption("Monthly payment", amount, "monthly_contribution", self._unit)

    def _ends(self, day: int) -> Node:
        plan, chance = self._plan, self._chance
        history = series(
            "Daily returns of the holdings at today's weights",
            chance.days,
            chance.returns @ chance.weights,
            Fact("returns", "holdings"),
        )
        children = [
            history,
            self._start(),
            self._monthly(),
            *(
                assumption(label, Decimal(number), what)
                for label, number, what in (
                    ("Seed of the draws (PCG64)", plan.seed, "seed"),
                    ("Paths", plan.paths, "paths"),
                    ("Trading days drawn", plan.horizon_days, "years"),
                )
            ),
            constant("Days of a block", BLOCK_DAYS),
            constant("Trading days from today", day),
        ]
        operation = "gaussian_paths" if plan.method == "gaussian" else "bootstrap_paths"
        return paths(f"What {plan.paths} paths are worth then", operation, children)
