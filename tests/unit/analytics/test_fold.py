"""The vectorised fold against a plain Decimal loop, and what it refuses."""

from collections import deque
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analytics.fold import BUY, INCOME, SELL, Fold, Market, TradeColumns, fold
from shared.kernel.errors import InvalidInput

DAYS, SYMBOLS = 30, 4
CENT_OF_CENT = Decimal("0.0001")


def market(seed: int = 1) -> Market:
    rng = np.random.default_rng(seed)
    price = rng.integers(5_000, 4_000_000, (DAYS, SYMBOLS))
    rate = np.column_stack((np.ones(DAYS), rng.uniform(1.0, 1.3, DAYS)))
    return Market(price, 4, rate, np.array([0, 1, 0, 1]))


def columns(rows: list[tuple[int, int, int, int, int, int]]) -> TradeColumns:
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    day, symbol, kind, quantity, price, fee = table.T
    return TradeColumns(day, symbol, kind.astype(np.int8), quantity, price, fee, 4, 4, 4)


def random_rows(seed: int, count: int) -> list[tuple[int, int, int, int, int, int]]:
    """Trades of random size that never sell more than is held."""
    rng = np.random.default_rng(seed)
    held, rows = [0] * SYMBOLS, []
    for day in sorted(rng.integers(0, DAYS, count).tolist()):
        symbol, chance = int(rng.integers(SYMBOLS)), rng.random()
        kind, quantity = BUY, int(rng.integers(1, 500_000))
        if held[symbol] and chance < 0.45:
            kind, quantity = SELL, int(rng.integers(1, held[symbol] + 1))
        elif held[symbol] and chance < 0.5:
            kind, quantity = INCOME, held[symbol]
        held[symbol] += {BUY: quantity, SELL: -quantity, INCOME: 0}[kind]
        rows.append((day, symbol, kind, quantity, int(rng.integers(1, 4_000_000)), 0))
    return rows


def by_decimal_loop(rows: list[tuple[int, int, int, int, int, int]]) -> list[Decimal]:
    """First in, first out, one sale at a time."""
    lots: list[deque[list[Decimal]]] = [deque() for _ in range(SYMBOLS)]
    realised = [Decimal(0)] * SYMBOLS
    for _, symbol, kind, quantity, price, _ in rows:
        shares, each = quantity * CENT_OF_CENT, price * CENT_OF_CENT
        if kind == BUY:
            lots[symbol].append([shares, each])
        while kind == SELL and shares:
            lot = lots[symbol][0]
            used = min(lot[0], shares)
            realised[symbol] += used * (each - lot[1])
            lot[0] -= used
            shares -= used
            if not lot[0]:
                lots[symbol].popleft()
    return realised


@given(st.integers(0, 10_000), st.integers(1, 120))
@settings(max_examples=60, deadline=None)
def test_realised_gains_equal_a_decimal_loop_to_the_last_digit(seed: int, count: int) -> None:
    rows = random_rows(seed, count)
    folded = fold(columns(rows), market())
    exact = [Decimal(int(gain)).scaleb(-folded.cost_exponent) for gain in folded.realised]
    assert exact == by_decimal_loop(rows)


@given(st.integers(0, 10_000), st.integers(1, 120))
@settings(max_examples=60, deadline=None)
def test_every_share_is_sold_once_or_still_held(seed: int, count: int) -> None:
    rows = random_rows(seed, count)
    trades = columns(rows)
    folded = fold(trades, market())
    matched = np.bincount(folded.matches.opening, folded.matches.quantity, len(rows))
    is_purchase = trades.kind == BUY
    assert (matched[is_purchase] == trades.quantity[is_purchase]).all()
    is_open = ~folded.matches.is_closed
    still_open = np.bincount(
        trades.symbol[folded.matches.opening[is_open]], folded.matches.quantity[is_open], SYMBOLS
    )
    assert (still_open == folded.holdings[-1]).all()


@given(st.integers(0, 10_000), st.integers(1, 120))
@settings(max_examples=60, deadline=None)
def test_gain_is_realised_and_unrealised_and_income_less_fees(seed: int, count: int) -> None:
    rows = random_rows(seed, count)
    place = market()
    local_only = Market(place.price, 4, np.ones((DAYS, 2)), place.currency)
    folded = fold(columns(rows), local_only)
    gain = folded.values[-1] - (folded.inflows.sum() - folded.outflows.sum())
    income = sum(quantity * price for _, _, kind, quantity, price, _ in rows if kind == INCOME)
    unrealised = int((folded.holdings[-1] * place.price[-1] - folded.open_cost).sum())
    parts = int(folded.realised.sum()) + unrealised + income
    assert gain == pytest.approx(parts / 1e8, abs=1e-4)


def test_the_identity_a_peer_breaks() -> None:
    # Buy 10 at 100, sell 9 at 100, buy 10 at 200, sell 10 at 200, price 200: the true gain is 100
    # (one share from 100 to 200); Ghostfolio's calculator reports 509.09.
    rows = [
        (0, 0, BUY, 100_000, 1_000_000, 0),
        (1, 0, SELL, 90_000, 1_000_000, 0),
        (2, 0, BUY, 100_000, 2_000_000, 0),
        (3, 0, SELL, 100_000, 2_000_000, 0),
    ]
    place = Market(np.full((DAYS, 1), 2_000_000), 4, np.ones((DAYS, 1)), np.array([0]))
    folded = fold(columns(rows), place)
    assert folded.values[-1] - (folded.inflows.sum() - folded.outflows.sum()) == 100
    assert int(folded.realised[0]) == 100 * 10**8


def test_fees_are_part_of_what_was_paid_and_received() -> None:
    rows = [(0, 0, BUY, 10_000, 500_000, 12_500), (1, 0, SELL, 10_000, 600_000, 7_500)]
    place = Market(np.full((DAYS, 1), 500_000), 4, np.ones((DAYS, 1)), np.array([0]))
    folded = fold(columns(rows), place)
    assert folded.inflows[0] == 51.25
    assert folded.outflows[1] == 59.25


def test_selling_more_than_is_held_is_refused() -> None:
    with pytest.raises(InvalidInput, match="more than was held"):
        fold(columns([(0, 0, BUY, 5, 100, 0), (1, 0, SELL, 6, 100, 0)]), market())


def test_selling_before_buying_is_refused_although_the_sums_would_match() -> None:
    with pytest.raises(InvalidInput, match="more than was held"):
        fold(columns([(0, 0, SELL, 5, 100, 0), (1, 0, BUY, 5, 100, 0)]), market())


def test_amounts_beyond_64_bits_are_refused_not_wrapped() -> None:
    with pytest.raises(InvalidInput, match="64 bits"):
        fold(columns([(0, 0, BUY, 2**52, 2**40, 0)]), market())


def test_no_trades_fold_to_nothing() -> None:
    folded: Fold = fold(columns([]), market())
    assert folded.values.tolist() == [0.0] * DAYS
    assert folded.realised.tolist() == [0] * SYMBOLS
