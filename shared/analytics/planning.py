"""Planning on a portfolio: scenarios, simulation, hypothetical trades, optimisation, rebalancing.

Nothing here changes the portfolio: hypothetical trades are folded on a copy.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.analytics.opportunity import Opportunity, left_out, opportunity
from shared.analytics.optimal_mix import Optimised, Wishes, best_mix
from shared.analytics.rebalancing import Holdable, Plan, Rules, rebalance
from shared.analytics.scenarios import (
    CRISES,
    INDEX,
    Crisis,
    Exposure,
    Outcome,
    Shock,
    apply,
    replay,
)
from shared.analytics.service import Books, opened
from shared.analytics.simulation import Simulation, SimulationPlan, simulate
from shared.analytics.viewpoint import TODAY, Viewpoint
from shared.analytics.what_if import HypotheticalTrade, WhatIf, hypothesise
from shared.kernel.errors import InvalidInput
from shared.portfolios.ports import Book, Tracker
from shared.portfolios.rates import Rates
from shared.portfolios.valuation import Holdings, holdings

_SEED_DAYS: Final = 20 * 365


class PlanningService:
    """Answers what-if questions about portfolios."""

    def __init__(self, portfolios: Books, tracker: Tracker) -> None:
        self._portfolios = portfolios
        self._tracker = tracker

    async def scenarios(
        self,
        owner: str,
        portfolio_id: str,
        *,
        crises: Sequence[str] | None,
        shocks: Sequence[Shock],
        view: Viewpoint = TODAY,
    ) -> tuple[Book, Holdings, list[tuple[Crisis | Shock, Outcome]]]:
        """Return past crises (all unless named) and thought-up shocks with what they would do.

        Raises: InvalidInput for a crisis nobody knows, or none could know as of that day.
        """
        known = {crisis.name: crisis for crisis in CRISES}
        wrong = [name for name in crises or () if name not in known]
        if wrong:
            raise InvalidInput(
                f"There is no crisis {wrong[0]!r}; known are {', '.join(known)}", "unknown_crisis"
            )
        book, valued = await self._book(owner, portfolio_id, also=[INDEX], view=view)
        exposures = _exposures(book, valued)
        # Without a day in the past nothing is hidden: today's prices end where they end.
        day = view.as_of or CRISES[-1].trough
        if crises is None:
            chosen = [crisis for crisis in CRISES if crisis.trough <= day]
        else:
            chosen = [known[name] for name in crises]
        if late := [crisis for crisis in chosen if crisis.trough > day]:
            raise InvalidInput(f"{late[0].label} was not over by {day}", "crisis_to_come")
        outcomes: list[tuple[Crisis | Shock, Outcome]] = [
            (crisis, replay(crisis, exposures, book.prices, book.fx, book.currency, book.as_of))
            for crisis in chosen
        ]
        outcomes += [(shock, apply(shock, exposures)) for shock in shocks]
        notes = left_out(valued, with_shorts=False)
        told = [(one, replace(found, notes=(*found.notes, *notes))) for one, found in outcomes]
        return book, valued, told

    async def simulate(
        self,
        owner: str,
        portfolio_id: str,
        plan: SimulationPlan,
        *,
        view: Viewpoint = TODAY,
    ) -> tuple[Book, Simulation]:
        """Return simulated paths of today's holdings, kept at today's weights."""
        book, chance = await self.prospect(owner, portfolio_id, view=view)
        history = chance.returns @ chance.weights
        found = await asyncio.to_thread(simulate, history, chance.value, plan)
        return book, replace(found, notes=chance.notes)

    async def prospect(
        self, owner: str, portfolio_id: str, *, view: Viewpoint = TODAY
    ) -> tuple[Book, Opportunity]:
        """Return what a simulation starts from: holdings and how they moved together."""
        book, valued = await self._book(owner, portfolio_id, view=view)
        return book, opportunity(book, valued, None, _SEED_DAYS)

    async def what_if(
        self,
        owner: str,
        portfolio_id: str,
        trades: Sequence[HypotheticalTrade],
        *,
        view: Viewpoint = TODAY,
    ) -> tuple[Book, WhatIf]:
        """Return what hypothetical trades would make of the holdings.

        Raises: InvalidInput for a symbol without prices, or a sale of more than is held.
        """
        symbols = sorted({trade.symbol for trade in trades})
        book, before = await self._book(owner, portfolio_id, also=symbols, view=view)
        return book, await asyncio.to_thread(hypothesise, book, before, trades)

    async def optimise(
        self, owner: str, portfolio_id: str, wishes: Wishes, *, view: Viewpoint = TODAY
    ) -> tuple[Book, Opportunity, Optimised]:
        """Return the best mix of the holdings, or of the symbols wished for, and out of what."""
        book, valued = await self._book(owner, portfolio_id, also=wishes.symbols or (), view=view)
        chance = opportunity(book, valued, wishes.symbols, wishes.lookback_days)
        return book, chance, await asyncio.to_thread(best_mix, chance, wishes)

    async def rebalance(
        self,
        owner: str,
        portfolio_id: str,
        targets: Mapping[str, Decimal],
        rules: Rules,
        *,
        view: Viewpoint = TODAY,
    ) -> tuple[Book, Sequence[Holdable], Plan]:
        """Return what is or may be held, and the trades that bring it to the targets."""
        book, valued = await self._book(owner, portfolio_id, also=targets, view=view)
        holdables = _holdables(book, valued, targets)
        plan = rebalance(holdables, targets, rules)
        return book, holdables, replace(plan, notes=left_out(valued))

    async def _book(
        self,
        owner: str,
        portfolio_id: str,
        *,
        also: Mapping[str, object] | Sequence[str] = (),
        view: Viewpoint,
    ) -> tuple[Book, Holdings]:
        wanted = list(also)
        book = await opened(self._portfolios, owner, portfolio_id, view, also=wanted)
        missing = [symbol for symbol in wanted if symbol not in book.prices]
        if missing:
            _ = await self._tracker.ensure(missing)
            book = await opened(self._portfolios, owner, portfolio_id, view, also=wanted)
        return book, holdings(book.result, book.prices, book.fx, book.instruments)


def _exposures(book: Book, valued: Holdings) -> list[Exposure]:
    instruments = book.instruments
    found = [
        Exposure(
            symbol=item.symbol,
            value=float(item.market_value),
            currency=item.currency,
            sector=instruments[item.symbol].sector if item.symbol in instruments else None,
        )
        for item in valued.items
        if item.market_value is not None
    ]
    if not found:
        raise InvalidInput("The portfolio holds nothing with a price", "nothing_held")
    return found


def _holdables(book: Book, valued: Holdings, targets: Mapping[str, Decimal]) -> list[Holdable]:
    """Return holdings and targets that have a price, in the reporting currency."""
    rates = Rates(book.fx, base=book.result.base_currency, reporting=book.currency)
    held = {item.symbol for item in valued.items if item.market_value is not None}
    found: list[Holdable] = []
    for symbol in sorted(held | set(targets)):
        series = book.prices.get(symbol)
        point = series.carried_to(book.as_of) if series is not None else None
        position = book.result.positions.get(symbol)
        if series is None or point is None or (position is not None and position.quantity < 0):
            continue
        price = point.price * rates.to_reporting(series.currency, book.as_of)
        if not price.is_nan():
            empty = Holdable(symbol, Decimal(0), price)
            found.append(
                empty
                if position is None
                else replace(empty, quantity=position.quantity, lots=position.lots)
            )
    return found
