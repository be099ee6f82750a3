"""What holds of every ledger, however odd: random ones with splits, shorts, transfers, currencies.

Nothing is kept plausible on purpose: sales larger than the position, corporate actions on nothing
and negative proceeds are all in there, and the invariants hold for them too.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.market.model import PriceSeries, Split
from shared.portfolios.ledger import fold
from shared.portfolios.log import LedgerLog
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ordering import in_order
from shared.portfolios.segments import Event
from shared.portfolios.value_series import value_series
from tests.fakes.ledger import NOW, entry, portfolio
from tests.fakes.market import fx_book, price_series
from tests.fakes.reconciliation import parts

FIRST = date(2024, 1, 1)
DAYS = 40
SYMBOLS = {"AAA": "USD", "BBB": "EUR", "CCC": "GBP"}
TRADES = ("buy", "sell", "short", "cover", "transfer_in", "transfer_out")
SPLITS = ((2, 1), (1, 3), (3, 2), (7, 1), (1, 10))

cents = st.integers(1, 500_000).map(lambda n: Decimal(n) / 100)
quantities = st.integers(1, 5_000_000).map(lambda n: Decimal(n) / 10_000)
small = st.integers(0, 2_000).map(lambda n: Decimal(n) / 100)
days = st.integers(0, DAYS - 1).map(lambda n: FIRST + timedelta(days=n))


def walk(seed: int, start: int, step: int) -> dict[date, str]:
    """A deterministic price path in cents; only that it moves matters."""
    closes: dict[date, str] = {}
    level = start
    for number in range(DAYS):
        level = max(5, level + (seed * 7919 + number * 104729) % (2 * step + 1) - step)
        closes[FIRST + timedelta(days=number)] = f"{level / 100:.2f}"
    return closes


@st.composite
def transactions(draw: st.DrawFn) -> list[Transaction]:
    rows: list[Transaction] = []
    for _ in range(draw(st.integers(0, 25))):
        kind = draw(
            st.sampled_from([*TRADES, *TRADES, *(k.value for k in Kind if k.value not in TRADES)])
        )
        symbol = draw(st.sampled_from(sorted(SYMBOLS)))
        said: dict[str, Any] = {
            "currency": draw(st.sampled_from(["USD", "EUR", "GBP"])),
            "fee": draw(small),
            "tax": draw(small),
        }
        if kind in TRADES:
            said |= {"quantity": draw(quantities), "price": draw(cents)}
        elif kind == "split":
            said["ratio"] = draw(st.sampled_from(["2:1", "1:4", "5:3"]))
        elif kind == "stock_dividend":
            said["quantity"] = draw(quantities)
            said["amount"] = draw(st.sampled_from([None, *range(1, 4)]))
            said = {name: value for name, value in said.items() if value is not None}
        elif kind in {"spin_off", "merger", "symbol_change"}:
            said["related_symbol"] = draw(st.sampled_from(sorted(set(SYMBOLS) - {symbol})))
            if kind != "symbol_change":
                said["ratio"] = draw(st.sampled_from(["1:2", "3:1"]))
                said["amount"] = draw(small)
        else:
            said["amount"] = draw(cents)
        if draw(st.booleans()):
            said["fx_rate"] = draw(st.sampled_from(["0.9", "1.25"]))
        is_money = kind in {"deposit", "withdrawal"}
        on = draw(days).isoformat()
        rows.append(entry(kind, on, None if is_money else symbol, **said))
    return rows


@st.composite
def markets(draw: st.DrawFn) -> dict[str, PriceSeries]:
    series: dict[str, PriceSeries] = {}
    for number, (symbol, currency) in enumerate(SYMBOLS.items()):
        splits = [
            Split(day, *draw(st.sampled_from(SPLITS)))
            for day in draw(st.lists(days, max_size=2, unique=True))
        ]
        seed = draw(st.integers(1, 1000))
        series[symbol] = price_series(
            symbol, walk(seed + number, 5_000, 400), currency=currency, splits=splits
        )
    return series


FX = fx_book({"USD": walk(3, 110, 2), "GBP": walk(5, 85, 1)})
AS_OF = FIRST + timedelta(days=DAYS)
methods = st.sampled_from(["fifo", "lifo", "hifo", "average"])
cash_modes = st.sampled_from(["implied", "tracked"])


@settings(max_examples=300, deadline=None)
@given(transactions(), markets(), methods, cash_modes, st.sampled_from(["USD", "EUR", "GBP"]))
def test_the_gain_is_the_sum_of_its_parts_to_the_cent(
    rows: list[Transaction], series: dict[str, PriceSeries], method: Any, cash: Any, shown: str
) -> None:
    result = fold(
        portfolio(lot_method=method, cash=cash), rows, series, FX, as_of=AS_OF, currency=shown
    )
    assert result.missing == ()
    found = parts(result, series, FX)
    assert abs(found.gain - found.explained) < Decimal("0.01")


@settings(max_examples=200, deadline=None)
@given(transactions(), markets(), methods)
def test_lots_add_up_to_their_position(
    rows: list[Transaction], series: dict[str, PriceSeries], method: Any
) -> None:
    result = fold(portfolio(lot_method=method), rows, series, FX, as_of=AS_OF)
    for symbol, position in result.positions.items():
        assert position.quantity == sum(lot.quantity for lot in position.lots)
        assert position.cost == sum(lot.cost for lot in position.lots)
        assert position.cost_local == sum(lot.cost_local for lot in position.lots)
        assert result.quantities[symbol].values[-1] == position.quantity


@settings(max_examples=200, deadline=None)
@given(transactions(), markets(), methods)
def test_quantities_are_conserved(
    rows: list[Transaction], series: dict[str, PriceSeries], method: Any
) -> None:
    """Shares held are those bought less those sold, each grown by the later splits.

    Transfers out are left aside: of shares that are not there, they hand over none.
    """
    kinds = set(TRADES) - {"transfer_out"}
    trades = [row for row in rows if row.kind.value in kinds]
    result = fold(portfolio(lot_method=method), trades, series, FX, as_of=AS_OF)
    adds = {Kind.BUY, Kind.COVER, Kind.TRANSFER_IN}
    for symbol, one in series.items():
        expected = Fraction(0)
        for row in trades:
            if row.symbol == symbol and row.quantity is not None:
                grown = Fraction(row.quantity)
                for split in one.splits:
                    if split.date > row.trade_date:
                        grown *= Fraction(split.numerator, split.denominator)
                expected += grown if row.kind in adds else -grown
        held = result.positions[symbol].quantity if symbol in result.positions else Decimal(0)
        # Each split rounds each side to the twelfth decimal.
        assert abs(Fraction(held) - expected) < Fraction(1, 10**8)


@settings(max_examples=150, deadline=None)
@given(transactions(), markets(), methods, st.randoms())
def test_the_order_in_which_rows_arrive_changes_nothing(
    rows: list[Transaction], series: dict[str, PriceSeries], method: Any, random: Any
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    said = portfolio(lot_method=method)
    one = fold(said, rows, series, FX, as_of=AS_OF)
    other = fold(said, shuffled, series, FX, as_of=AS_OF)
    assert one == other


@settings(max_examples=150, deadline=None)
@given(transactions(), markets(), methods, st.randoms())
def test_the_order_of_entry_within_a_day_moves_only_lots(
    rows: list[Transaction], series: dict[str, PriceSeries], method: Any, random: Any
) -> None:
    """Totals of a day do not depend on it, as long as nothing is sold that is not there."""
    kinds = {"buy", "dividend", "deposit", "withdrawal", "interest", "fee", "tax"}
    kept = [row for row in rows if row.kind.value in kinds]
    numbers = list(range(len(kept)))
    random.shuffle(numbers)
    moved = [replace(row, sequence=number) for row, number in zip(kept, numbers, strict=True)]
    said = portfolio(lot_method=method, cash="tracked")
    one = parts(fold(said, kept, series, FX, as_of=AS_OF), series, FX)
    assert one == parts(fold(said, moved, series, FX, as_of=AS_OF), series, FX)


@settings(max_examples=150, deadline=None)
@given(markets(), st.lists(st.tuples(days, quantities, cents), min_size=1, max_size=8))
def test_a_split_changes_no_value_and_no_cost(
    series: dict[str, PriceSeries], buys: list[tuple[date, Decimal, Decimal]]
) -> None:
    rows = [
        entry("buy", on.isoformat(), "AAA", quantity=quantity, price=price)
        for on, quantity, price in buys
    ]
    plain = {"AAA": replace(series["AAA"], splits=())}
    result = fold(portfolio(), rows, {"AAA": series["AAA"]}, FX, as_of=AS_OF)
    without = fold(portfolio(), rows, plain, FX, as_of=AS_OF)
    position, unsplit = result.positions["AAA"], without.positions["AAA"]
    assert position.cost == unsplit.cost
    assert [lot.opened for lot in position.lots] == [lot.opened for lot in unsplit.lots]


@settings(max_examples=150, deadline=None)
@given(transactions(), markets(), methods, cash_modes)
def test_the_series_ends_where_the_holdings_are(
    rows: list[Transaction], series: dict[str, PriceSeries], method: Any, cash: Any
) -> None:
    result = fold(portfolio(lot_method=method, cash=cash), rows, series, FX, as_of=AS_OF)
    found = parts(result, series, FX)
    daily = value_series(result, series, FX)
    if rows:
        assert abs(Decimal(daily.value[-1]) - found.total_value) < Decimal("0.01")
        assert abs(Decimal(daily.net_contributions[-1]) - found.net_contributions) < Decimal("0.01")


@settings(max_examples=100, deadline=None)
@given(transactions(), markets(), st.integers(0, DAYS))
def test_a_day_looks_the_same_before_and_after_what_came_later(
    rows: list[Transaction], series: dict[str, PriceSeries], cut: int
) -> None:
    """Time travel: the fold as of a day equals the fold of only what was entered up to it."""
    day = FIRST + timedelta(days=cut)
    until = [row for row in rows if row.trade_date <= day]
    assert fold(portfolio(), rows, series, FX, as_of=day) == fold(
        portfolio(), until, series, FX, as_of=day
    )


@settings(max_examples=200, deadline=None)
@given(transactions(), st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["put", "delete"]))))
def test_a_ledger_grown_event_by_event_is_the_ledger_read_afresh(
    rows: list[Transaction], changes: list[tuple[int, Any]]
) -> None:
    events = [Event("put", NOW, row) for row in rows]
    for number, op in changes:
        if number < len(rows):
            moved = replace(rows[number], trade_date=FIRST, version=2)
            events.append(Event(op, NOW, moved if op == "put" else rows[number]))
    grown = LedgerLog("p", 0, (), (), (), "")
    for event in events:
        assert grown.ordered == tuple(in_order(grown.current.values()))
        grown = grown.grown([event], (), (), "")
    afresh = LedgerLog("p", len(events), tuple(events), (), (), "")
    assert grown.ordered == afresh.ordered
    assert grown.current == afresh.current
