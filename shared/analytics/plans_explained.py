"""Explains figures of plans: a plan is made again as it was asked for, and one figure unfolded."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal

from shared.analytics.explain import explain
from shared.analytics.explain_branch import explain_branch
from shared.analytics.explain_mix import explain_mix
from shared.analytics.explain_scenario import explain_scenario
from shared.analytics.explain_simulation import explain_simulation
from shared.analytics.explain_trades import explain_rebalancing
from shared.analytics.explanation import Node
from shared.analytics.figure_names import Question
from shared.analytics.optimal_mix import Wishes
from shared.analytics.plan_questions import (
    Branch,
    BranchFigure,
    MixFigure,
    Of,
    ScenarioFigure,
    Side,
    SimulationFigure,
    TradeFigure,
)
from shared.analytics.planning import PlanningService
from shared.analytics.rebalancing import Rules
from shared.analytics.scenarios import Crisis, Outcome, Shock
from shared.analytics.simulation import SimulationPlan
from shared.analytics.what_if import HypotheticalTrade
from shared.kernel.errors import InvalidInput


class PlansExplained:
    """Unfolds figures of plans; changes nothing."""

    def __init__(self, planning: PlanningService) -> None:
        self._planning = planning

    async def scenario(
        self,
        of: Of,
        crises: Sequence[str] | None,
        shocks: Sequence[Shock],
        figure: ScenarioFigure,
        key: str | None,
        symbol: str | None,
    ) -> Node:
        """Return the tree of a figure of the scenario `key` names, by name or place (from 1).

        Raises: InvalidInput where there is no such figure.
        """
        book, _, outcomes = await self._planning.scenarios(
            of.owner, of.portfolio_id, crises=crises, shocks=shocks, view=of.view
        )
        if figure == "total_value":
            return explain(book, "total_value", None, of.most)
        scenario, outcome = _named(outcomes, key)
        return await asyncio.to_thread(
            explain_scenario, book, scenario, outcome, figure, symbol, of.most
        )

    async def simulation(
        self,
        of: Of,
        plan: SimulationPlan,
        figure: SimulationFigure,
        *,
        quantile: float,
        day: int | None,
        goal: float | None,
    ) -> Node:
        """Return the tree of a band on a day, or of a share of the paths."""
        book, chance = await self._planning.prospect(of.owner, of.portfolio_id, view=of.view)
        return await asyncio.to_thread(
            explain_simulation,
            book,
            chance,
            plan,
            figure,
            quantile=quantile,
            day=day,
            goal=goal,
            most=of.most,
        )

    async def what_if(
        self,
        of: Of,
        trades: Sequence[HypotheticalTrade],
        figure: BranchFigure,
        branch: Branch,
        key: str | None,
        symbol: str | None,
    ) -> Node:
        """Return the tree of a figure before or after hypothetical trades."""
        book, found = await self._planning.what_if(of.owner, of.portfolio_id, trades, view=of.view)
        asked = Question(symbol=symbol, key=key, most=of.most)
        return await asyncio.to_thread(explain_branch, book, found, figure, branch, asked)

    async def mix(
        self, of: Of, wishes: Wishes, figure: MixFigure, side: Side, symbol: str | None
    ) -> Node:
        """Return the tree of a figure of the present or the best mix."""
        book, chance, found = await self._planning.optimise(
            of.owner, of.portfolio_id, wishes, view=of.view
        )
        return await asyncio.to_thread(
            explain_mix, book, chance, wishes, found, figure, side, symbol, of.most
        )

    async def rebalancing(
        self,
        of: Of,
        targets: Mapping[str, Decimal],
        rules: Rules,
        figure: TradeFigure,
        symbol: str | None,
    ) -> Node:
        """Return the tree of a figure of a trade, a weight, or the whole plan."""
        book, holdables, plan = await self._planning.rebalance(
            of.owner, of.portfolio_id, targets, rules, view=of.view
        )
        return await asyncio.to_thread(
            explain_rebalancing, book, holdables, targets, rules, plan, figure, symbol, of.most
        )


def _named(
    outcomes: Sequence[tuple[Crisis | Shock, Outcome]], key: str | None
) -> tuple[Crisis | Shock, Outcome]:
    named = [pair for pair in outcomes if pair[1].name == key]
    if not named and key is not None and key.isascii() and key.isdigit():
        named = list(outcomes[int(key) - 1 : int(key)] if int(key) else [])
    if len(named) != 1:
        raise InvalidInput(
            "Ask with key=NAME of one of the scenarios, or its place from 1", "no_such_figure"
        )
    return named[0]
