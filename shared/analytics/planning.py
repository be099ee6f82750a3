"""Planning on a portfolio: scenarios, simulation, hypothetical trades, optimisation, rebalancing.

Nothing here changes the portfolio: hypothetical trades are folded on a copy.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from decimal import Decimal, localcontext
from math import sqrt
from typing import Final, Literal

import numpy as np

from shared.analytics.covariance import ledoit_wolf, sample_covariance
from shared.analytics.opportunity import Opportunity, opportunity
from shared.analytics.optimisation import Constraints, Objective, optimise
from shared.analytics.rebalancing import Holdable, Plan, Rules, rebalance
from shared.analytics.relative_risk import risk_contributions
from shared.analytics.returns import FloatArray
from shared.analytics.risk import TRADING_DAYS
from shared.analytics.scenarios import CRISES, INDEX, Exposure, Outcome, Shock, apply, replay
from shared.analytics.service import Books
from shared.analytics.simulation import Method, Simulation, simulate
from shared.kernel.errors import FieldError, InvalidInput
from shared.portfolios.arithmetic import EXACT, known
from shared.portfolios.ledger import fold
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ports import Book, Tracker
from shared.portfolios.rates import Rates
from shared.portfolios.results import LedgerResult
from shared.portfolios.valuation import Holdings, holdings

_SEED_DAYS: Final = 20 * 365


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an optimisation shall do and keep to; weights are fractions of what is invested."""

    objective: Objective
    symbols: tuple[str, ...] | None = None
    lookback_days: int = 1_095
    least_weight: float = 0.0
    most_weight: float = 1.0
    bounds: Mapping[str, tuple[float, float]] = field(
        default_factory=dict[str, tuple[float, float]]
    )
    sector_caps: Mapping[str, float] = field(default_factory=dict[str, float])
    most_turnover: float | None = None
    expected: Mapping[str, float] = field(default_factory=dict[str, float])
    risk_free: float = 0.0
    is_shrunk: bool = True


@dataclass(frozen=True, slots=True)
class Mix:
    """Weights with their yearly expected return, volatility, Sharpe ratio and shares of risk."""

    weights: tuple[float, ...]
    expected_return: float
    volatility: float
    sharpe: float | None
    risk_shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Optimised:
    """The present mix and the best one. `shrinkage`: how far the covariance was pulled."""

    symbols: tuple[str, ...]
    current: Mix
    optimal: Mix
    turnover: float
    observations: int
    shrinkage: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HypotheticalTrade:
    """A trade one thinks about, today, at the last price unless one is given."""

    symbol: str
    side: Literal["buy", "sell"]
    quantity: Decimal
    price: Decimal | None = None
    fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Holdings as they are and as they would be, and the gain the trades would realise."""

    before: Holdings
    after: Holdings
    realised_gain: Decimal | None


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
        currency: str | None = None,
    ) -> tuple[Book, Holdings, list[Outcome]]:
        """Return what past crises (all unless named) and thought-up shocks would do.

        Raises: InvalidInput for a crisis nobody knows.
        """
        known = {crisis.name: crisis for crisis in CRISES}
        wrong = [name for name in crises or () if name not in known]
        if wrong:
            raise InvalidInput(
                f"There is no crisis {wrong[0]!r}; known are {', '.join(known)}", "unknown_crisis"
            )
        book, valued = await self._book(owner, portfolio_id, also=[INDEX], currency=currency)
        exposures = _exposures(book, valued)
        chosen = CRISES if crises is None else [known[name] for name in crises]
        outcomes = [
            replay(crisis, exposures, book.prices, book.fx, book.currency, book.as_of)
            for crisis in chosen
        ]
        return book, valued, [*outcomes, *(apply(shock, exposures) for shock in shocks)]

    async def simulate(
        self,
        owner: str,
        portfolio_id: str,
        *,
        horizon_days: int,
        paths: int,
        seed: int,
        method: Method,
        monthly_contribution: float = 0.0,
        currency: str | None = None,
    ) -> tuple[Book, Simulation]:
        """Return simulated paths of today's holdings, kept at today's weights."""
        book, valued = await self._book(owner, portfolio_id, currency=currency)
        chance = opportunity(book, valued, None, _SEED_DAYS)
        history = chance.returns @ chance.weights
        simulation = await asyncio.to_thread(
            simulate,
            history,
            chance.value,
            horizon_days,
            paths=paths,
            seed=seed,
            method=method,
            monthly_contribution=monthly_contribution,
        )
        return book, simulation

    async def what_if(
        self,
        owner: str,
        portfolio_id: str,
        trades: Sequence[HypotheticalTrade],
        *,
        currency: str | None = None,
    ) -> WhatIf:
        """Return what hypothetical trades would make of the holdings.

        Raises: InvalidInput for a symbol without prices, or a sale of more than is held.
        """
        symbols = sorted({trade.symbol for trade in trades})
        book, before = await self._book(owner, portfolio_id, also=symbols, currency=currency)
        entries = [_entry(number, trade, book) for number, trade in enumerate(trades)]
        result = await asyncio.to_thread(
            fold,
            book.portfolio,
            (*book.transactions, *entries),
            book.prices,
            book.fx,
            as_of=book.as_of,
            currency=book.currency,
        )
        ids = {entry.id for entry in entries}
        _refuse_problems(result, ids)
        gained = [lot.gain for lot in result.realised if lot.closed_by in ids]
        with localcontext(EXACT):
            realised = known(sum(gained, Decimal(0)))
        after = holdings(result, book.prices, book.fx, book.instruments)
        return WhatIf(before, after, realised)

    async def optimise(
        self, owner: str, portfolio_id: str, wishes: Wishes, *, currency: str | None = None
    ) -> Optimised:
        """Return the best mix of the holdings, or of the symbols wished for."""
        book, valued = await self._book(
            owner, portfolio_id, also=wishes.symbols or (), currency=currency
        )
        chance = opportunity(book, valued, wishes.symbols, wishes.lookback_days)
        return await asyncio.to_thread(_optimised, chance, wishes)

    async def rebalance(
        self,
        owner: str,
        portfolio_id: str,
        targets: Mapping[str, Decimal],
        rules: Rules,
        *,
        currency: str | None = None,
    ) -> tuple[Book, Plan]:
        """Return the trades that bring the holdings to their targets."""
        book, valued = await self._book(owner, portfolio_id, also=targets, currency=currency)
        return book, rebalance(_holdables(book, valued, targets), targets, rules)

    async def _book(
        self,
        owner: str,
        portfolio_id: str,
        *,
        also: Mapping[str, object] | Sequence[str] = (),
        currency: str | None = None,
    ) -> tuple[Book, Holdings]:
        wanted = list(also)
        book = await self._portfolios.book(owner, portfolio_id, currency=currency, also=wanted)
        missing = [symbol for symbol in wanted if symbol not in book.prices]
        if missing:
            _ = await self._tracker.ensure(missing)
            book = await self._portfolios.book(owner, portfolio_id, currency=currency, also=wanted)
        return book, holdings(book.result, book.prices, book.fx, book.instruments)


def _entry(number: int, trade: HypotheticalTrade, book: Book) -> Transaction:
    series = book.prices.get(trade.symbol)
    point = series.at(book.as_of) if series is not None else None
    if series is None or point is None:
        message = f"no price is known for {trade.symbol}"
        place = FieldError(f"/trades/{number}/symbol", message)
        raise InvalidInput(message, "unknown_symbol", errors=(place,))
    return Transaction(
        id=f"hypothetical-{number}",
        kind=Kind.BUY if trade.side == "buy" else Kind.SELL,
        symbol=trade.symbol,
        trade_date=book.as_of,
        # After everything that was really entered that day.
        trade_time=time.max,
        quantity=trade.quantity,
        price=trade.price if trade.price is not None else point.price,
        currency=series.currency,
        fee=trade.fee,
        sequence=number,
        recorded_at=datetime.combine(book.as_of, time.max, UTC),
    )


def _refuse_problems(result: LedgerResult, ids: set[str]) -> None:
    found = [problem for problem in result.problems if problem.transaction_id in ids]
    if found:
        errors = tuple(
            FieldError(
                f"/trades/{problem.transaction_id.rpartition('-')[2]}/{problem.field}",
                problem.message,
            )
            for problem in found
        )
        raise InvalidInput(f"A trade {found[0].message}", "impossible_trade", errors=errors)


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


def _optimised(chance: Opportunity, wishes: Wishes) -> Optimised:
    shrunk = ledoit_wolf(chance.returns) if wishes.is_shrunk else None
    covariance = shrunk.matrix if shrunk is not None else sample_covariance(chance.returns)
    historical = chance.returns.mean(axis=0) * TRADING_DAYS
    expected = np.array(
        [
            wishes.expected.get(symbol, float(mean))
            for symbol, mean in zip(chance.symbols, historical, strict=True)
        ]
    )
    weights = optimise(
        wishes.objective, covariance, _constraints(chance, wishes), expected, wishes.risk_free
    )
    guessed = [symbol for symbol in chance.symbols if symbol not in wishes.expected]
    notes = (
        [f"expected returns of {', '.join(guessed)} are those of the past, which rarely repeat"]
        if wishes.objective == "max_sharpe" and guessed
        else []
    )
    return Optimised(
        symbols=chance.symbols,
        current=_mix(chance.weights, covariance, expected, wishes.risk_free),
        optimal=_mix(weights, covariance, expected, wishes.risk_free),
        turnover=float(np.abs(weights - chance.weights).sum()) / 2.0,
        observations=int(chance.returns.shape[0]),
        shrinkage=shrunk.intensity if shrunk is not None else None,
        notes=tuple(notes),
    )


def _constraints(chance: Opportunity, wishes: Wishes) -> Constraints:
    unknown = [symbol for symbol in wishes.bounds if symbol not in chance.symbols]
    if unknown:
        message = f"{unknown[0]} is not among the symbols to optimise"
        raise InvalidInput(message, errors=(FieldError(f"/bounds/{unknown[0]}", message),))
    common = (wishes.least_weight, wishes.most_weight)
    limits = [wishes.bounds.get(symbol, common) for symbol in chance.symbols]
    return Constraints(
        lower=np.array([low for low, _ in limits], dtype=np.float64),
        upper=np.array([high for _, high in limits], dtype=np.float64),
        groups=wishes.sector_caps,
        group_of=chance.sectors,
        current=chance.weights if chance.value > 0 else None,
        most_turnover=wishes.most_turnover,
    )


def _mix(
    weights: FloatArray, covariance: FloatArray, expected: FloatArray, risk_free: float
) -> Mix:
    earned = float(weights @ expected)
    deviation = sqrt(max(float(weights @ covariance @ weights), 0.0))
    shares = risk_contributions(weights, covariance)
    return Mix(
        weights=tuple(weights.tolist()),
        expected_return=earned,
        volatility=deviation,
        sharpe=(earned - risk_free) / deviation if deviation > 0 else None,
        risk_shares=tuple(shares.tolist()) if shares is not None else (),
    )


def _holdables(book: Book, valued: Holdings, targets: Mapping[str, Decimal]) -> list[Holdable]:
    """Return holdings and targets that have a price, in the reporting currency."""
    rates = Rates(book.fx, base=book.result.base_currency, reporting=book.currency)
    held = {item.symbol for item in valued.items if item.market_value is not None}
    found: list[Holdable] = []
    for symbol in sorted(held | set(targets)):
        series = book.prices.get(symbol)
        point = series.at(book.as_of) if series is not None else None
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
