"""Folding a ledger's plain part all at once comes to what walking every entry does, to the digit.

The walk is the reference: its oracles are in `tests/unit/portfolios`. Ledgers here are of all
kinds of entries, plausible or not, so that plain and other symbols, late rates, splits, odd
currencies, long decimals and amounts beyond 64 bits meet in one.
"""

import sys
from dataclasses import astuple, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from random import Random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analytics.series import DailySeries, daily_series, series_until
from shared.market.model import FxBook, Listing, PriceSeries, Split, SymbolChange
from shared.portfolios.bulk import bulk_fold
from shared.portfolios.bulk_rates import exchange_rates
from shared.portfolios.columns import total
from shared.portfolios.entries import Entries
from shared.portfolios.entry_columns import TOO_LONG
from shared.portfolios.ledger import fold_ordered
from shared.portfolios.mentions import FirstMentions, mentions_of
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ordering import in_order
from shared.portfolios.ports import Book
from shared.portfolios.rates import Rates
from shared.portfolios.results import LedgerResult
from shared.portfolios.scaled import multiply_divide, scaled_product
from shared.portfolios.value_series import value_series
from tests.fakes.ledger import entry, portfolio
from tests.fakes.market import fx_book, price_series

FIRST = date(2024, 1, 1)
DAYS = 30
AS_OF = FIRST + timedelta(days=DAYS)
# DDD has no price; YEN's rate has nineteen decimals, BIG is dear enough to leave 64 bits.
SYMBOLS = ("AAA", "BBB", "CCC", "DDD", "YEN", "BIG")
CURRENCIES = {"AAA": "USD", "BBB": "EUR", "CCC": "GBP", "YEN": "JPY", "BIG": "USD"}
FX = fx_book(
    {
        "USD": {FIRST: "1.0837", FIRST + timedelta(days=9): "1.1"},
        "GBP": {FIRST + timedelta(days=3): "0.8571"},
        "JPY": {FIRST: "161.23"},
    }
)
PLAIN = ("buy", "sell", "dividend")
LISTS = ("realised", "income", "charges", "movements", "flows")

sizes = st.one_of(
    st.integers(1, 900).map(Decimal),
    st.integers(1, 5_000_000).map(lambda n: Decimal(n).scaleb(-4)),
    st.integers(1, 10**12).map(lambda n: Decimal(n).scaleb(-10)),
)
cents = st.integers(1, 500_000).map(lambda n: Decimal(n) / 100)
RATIOS = st.sampled_from([(2, 1), (7, 1), (20, 10), (3, 2), (1, 10)])
small = st.sampled_from([Decimal(0), Decimal("0.35"), Decimal("1.0000000001")])
days = st.integers(0, DAYS - 1).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def ledgers(draw: st.DrawFn) -> Entries:
    others = draw(st.sampled_from([(), tuple(kind.value for kind in Kind)]))
    symbols = draw(st.sampled_from([SYMBOLS, ("AAA", "BBB"), ("BBB", "YEN")]))
    rows = [
        one(draw, draw(st.sampled_from([*PLAIN, *PLAIN, *PLAIN, *others])), symbols)
        for _ in range(draw(st.integers(0, 40)))
    ]
    # A large purchase to begin with, of which many sales take a part.
    rows += [
        entry("buy", FIRST.isoformat(), symbol, quantity="1234.56", price="98.7", fee="0.01")
        for symbol in symbols[:2]
        if draw(st.booleans())
    ]
    return Entries(in_order(rows))


def one(draw: st.DrawFn, kind: str, symbols: tuple[str, ...]) -> Transaction:
    symbol = draw(st.sampled_from(symbols))
    own = CURRENCIES.get(symbol, "USD")
    said: dict[str, Any] = {
        "currency": draw(st.sampled_from([own, own, own, "USD", "CHF"])),
        "fee": draw(small),
        "tax": draw(small),
    }
    if kind in {"split", "spin_off", "merger", "symbol_change"}:
        said["related_symbol"] = draw(st.sampled_from(sorted(set(SYMBOLS) - {symbol})))
        said["ratio"] = draw(st.sampled_from(["2:1", "1:3"]))
    elif kind in {"deposit", "withdrawal", "interest", "fee", "tax", "return_of_capital"}:
        said["amount"] = draw(cents)
    else:
        said["quantity"] = draw(sizes) / (7 if kind == "sell" else 1)
        said["quantity"] = max(round(said["quantity"], 10), Decimal("1e-10"))
        said["price"] = Decimal(10**12) if symbol == "BIG" and draw(st.booleans()) else draw(cents)
        if draw(st.integers(0, 3)) == 0:
            said["amount"] = draw(cents)
    if draw(st.integers(0, 4)) == 0:
        said["fx_rate"] = draw(st.sampled_from(["0.9", "1.25"]))
    if draw(st.integers(0, 4)) == 0:
        said["trade_time"] = "10:30:00"
    is_money = kind in {"deposit", "withdrawal"} or (
        kind in {"interest", "fee", "tax"} and draw(st.booleans())
    )
    return entry(kind, draw(days).isoformat(), None if is_money else symbol, **said)


@st.composite
def markets(draw: st.DrawFn) -> dict[str, PriceSeries]:
    closes = {FIRST + timedelta(days=n): str(40 + n * 7 % 13) for n in range(DAYS)}
    found = {
        symbol: price_series(
            symbol,
            closes,
            currency=currency,
            splits=[Split(draw(days), *draw(RATIOS)) for _ in range(draw(st.integers(1, 2)))]
            if draw(st.integers(0, 3)) == 0
            else [],
        )
        for symbol, currency in CURRENCIES.items()
    }
    if draw(st.booleans()):
        old, new = draw(st.sampled_from([("AAA", "BBB"), ("BBB", "AAA"), ("CCC", "YEN")]))
        renamed = Listing(renamed=SymbolChange(draw(days), old, new))
        found[old] = replace(found[old], listing=renamed)
    return found


def both(
    ledger: Entries, series: dict[str, PriceSeries], cash: Any, shown: str
) -> tuple[LedgerResult, LedgerResult]:
    walked, at_once = (
        fold_ordered(
            portfolio(cash=cash),
            ledger,
            series,
            FX,
            as_of=AS_OF,
            currency=shown,
            at_once_from=least,
        ).result
        for least in (sys.maxsize, 1)
    )
    return walked, at_once


def told(rows: Any) -> list[str]:
    """Return rows as text, of a day in any order; unknown amounts equal nothing but themselves."""
    return sorted(repr(plain(row)) for row in rows)


def plain(row: Any) -> tuple[Any, ...]:
    return tuple(
        (format(field.normalize(), "f") if field else "0") if isinstance(field, Decimal) else field
        for field in row
    )


def day_of(row: Any) -> date:
    return row.closed if hasattr(row, "closed") else row.day


def assert_same(at_once: LedgerResult, walked: LedgerResult) -> None:
    for name in LISTS:
        ours, theirs = getattr(at_once, name), getattr(walked, name)
        assert told(ours) == told(theirs), name
        assert [day_of(row) for row in ours] == [day_of(row) for row in theirs]
    assert list(at_once.positions) == list(walked.positions)
    for symbol, position in walked.positions.items():
        ours = at_once.positions[symbol]
        assert told(ours.lots) == told(position.lots)
        for name in ("currency", "quantity", "cost", "cost_local"):
            one, other = getattr(ours, name), getattr(position, name)
            assert one == other or (one.is_nan() and other.is_nan())
    for name in ("quantities", "balances"):
        ours, theirs = getattr(at_once, name), getattr(walked, name)
        assert sorted(ours) == sorted(theirs)
        for key, steps in theirs.items():
            assert tuple(ours[key].days) == tuple(steps.days)
            assert told([tuple(ours[key].values)]) == told([tuple(steps.values)])
    assert told(map(astuple, at_once.cash.values())) == told(map(astuple, walked.cash.values()))
    for name in ("currencies", "successions", "renamed", "first_day"):
        assert getattr(at_once, name) == getattr(walked, name)
    assert told([at_once.problems]) == told([walked.problems])
    assert set(at_once.missing) == set(walked.missing)


@settings(max_examples=500, deadline=None)
@given(
    ledgers(),
    markets(),
    st.sampled_from(["implied", "tracked"]),
    st.sampled_from(["USD", "EUR", "JPY"]),
)
def test_both_ways_come_to_the_same(
    ledger: Entries, series: dict[str, PriceSeries], cash: Any, shown: str
) -> None:
    walked, at_once = both(ledger, series, cash, shown)
    assert_same(at_once, walked)


@settings(max_examples=200, deadline=None)
@given(
    ledgers(), markets(), st.sampled_from(["implied", "tracked"]), st.sets(st.sampled_from(SYMBOLS))
)
def test_sums_and_the_series_are_those_of_walking(
    ledger: Entries, series: dict[str, PriceSeries], cash: Any, some: set[str]
) -> None:
    results = both(ledger, series, cash, "EUR")
    for name, field in (("flows", "amount"), ("realised", "cost"), ("charges", "amount")):
        without, within = (
            [total(getattr(one, name), field, **{how: frozenset(some)}) for one in results]
            for how in ("without", "within")
        )
        assert told([without[:1]]) == told([without[1:]])
        assert told([within[:1]]) == told([within[1:]])
    walked, at_once = (value_series(one, series, FX) for one in results)
    assert walked.days.tolist() == at_once.days.tolist()
    for name in ("value", "contributions", "inflows", "outflows"):
        np.testing.assert_allclose(getattr(at_once, name), getattr(walked, name), atol=1e-6)


whole = st.integers(-(2**61), 2**61)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(whole, st.integers(0, 2**60), st.integers(1, 2**62)), max_size=30))
def test_products_are_divided_to_the_last_digit(rows: list[tuple[int, int, int]]) -> None:
    kept = [(a, b, c) for a, b, c in rows if abs(a * b) < c * 2**61]
    columns = (np.array(column, dtype=np.int64) for column in zip(*kept, strict=True))
    if not kept:
        return
    # Half to even, with digits enough that no quotient is rounded before.
    with localcontext(Context(prec=200, rounding=ROUND_HALF_EVEN)):
        exact = [int((Decimal(a) * b / c).to_integral_value()) for a, b, c in kept]
    assert multiply_divide(*columns).tolist() == exact


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 9), st.integers(0, 25))))
def test_a_product_is_cut_to_fewer_digits_however_many_there_are(
    rows: list[tuple[int, int, int]],
) -> None:
    if not rows:
        return
    columns = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    exact = [
        int((Decimal(a) * b).scaleb(-digits).to_integral_value(ROUND_HALF_EVEN))
        for a, b, digits in rows
    ]
    assert scaled_product(*columns).tolist() == exact


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 10**15), st.integers(0, 12), st.integers(1, 10**15), st.integers(0, 12))
def test_rates_are_those_of_one_by_one(one: int, first: int, other: int, second: int) -> None:
    fixings = {
        code: replace(
            price_series(code, {FIRST: "1"}), close=np.array([mantissa]), exponent=exponent
        )
        for code, mantissa, exponent in (("USD", one, first), ("GBP", other, second))
    }
    book = FxBook("EUR", fixings)
    rates = Rates(book, base="EUR", reporting="EUR")
    for pair in (("USD", "GBP"), ("EUR", "USD"), ("GBP", "EUR")):
        found = exchange_rates(book, *pair, np.array([FIRST.toordinal(), FIRST.toordinal() - 1]))
        assert found.decimals[1] == TOO_LONG
        if found.decimals[0] != TOO_LONG:
            rate = Decimal(int(found.mantissas[0])).scaleb(-int(found.decimals[0]))
            assert rate == rates.between(*pair, FIRST)
        else:
            assert not Decimal("1e-12") < rates.between(*pair, FIRST) < Decimal("1e12")


def test_a_long_ledger_of_sales_is_told_in_the_same_order_row_by_row() -> None:
    random, held, rows = Random(5), dict.fromkeys(SYMBOLS[:3], 0), list[Transaction]()  # noqa: S311 - made-up data
    split_on = FIRST + timedelta(days=15)
    for place in range(300):
        day, symbol = FIRST + timedelta(days=place // 10), random.choice(SYMBOLS[:3])
        if day == split_on and place % 10 == 0:
            held["AAA"] *= 4
        is_sale = held[symbol] > 0 and random.random() < 0.5
        quantity = random.randint(1, held[symbol]) if is_sale else random.randint(1, 90)
        held[symbol] += -quantity if is_sale else quantity
        said = {"quantity": quantity, "price": random.randint(40, 90), "fee": "0.35"}
        kind = "sell" if is_sale else "buy"
        rows.append(entry(kind, day.isoformat(), symbol, currency=CURRENCIES[symbol], **said))
    closes = {FIRST: "50"}
    series = {symbol: price_series(symbol, closes, currency=CURRENCIES[symbol]) for symbol in held}
    series["AAA"] = replace(series["AAA"], splits=(Split(split_on, 4, 1),))
    walked, at_once = both(Entries(in_order(rows)), series, "tracked", "USD")
    assert len(walked.realised) > 100
    for name in LISTS:
        ours, theirs = getattr(at_once, name), getattr(walked, name)
        assert [plain(row) for row in ours] == [plain(row) for row in theirs], name


def test_shares_that_split_are_folded_at_once_and_told_as_they_were_that_day() -> None:
    """Apple split 7 for 1 on 2014-06-09 and 4 for 1 on 2020-08-31 (investor.apple.com)."""
    feed = [Split(date(2020, 8, 31), 4, 1), Split(date(2014, 6, 9), 7, 1)]
    series = {"AAPL": price_series("AAPL", {date(2014, 1, 2): "553.13"}, splits=feed)}
    rows = [
        entry("buy", "2014-01-02", "AAPL", quantity=10, price=550),
        entry("sell", "2014-06-09", "AAPL", quantity=14, price=93),
        entry("buy", "2020-08-28", "AAPL", quantity=1, price=500),
        entry("sell", "2020-09-01", "AAPL", quantity=57, price=130),
    ]
    whole = bulk_fold(portfolio(), Entries(in_order(rows)), series, FX, date(2020, 12, 31), "USD")
    assert whole is not None
    assert whole.others.size == 0
    result = fold_ordered(
        portfolio(),
        Entries(in_order(rows)),
        series,
        FX,
        as_of=date(2020, 12, 31),
        at_once_from=1,
    ).result
    # 70 after the first split, 56 after the sale; 57 with the purchase, which become 228.
    assert [(str(lot.quantity), lot.cost) for lot in result.realised] == [
        ("14", 1100),
        ("57", Decimal("1119.6428571429")),
    ]
    assert result.positions["AAPL"].quantity == 171
    held = result.quantities["AAPL"]
    assert list(zip(held.days, map(int, held.values), strict=True)) == [
        (date(2014, 1, 2), 10),
        (date(2014, 6, 9), 56),
        (date(2020, 8, 28), 57),
        (date(2020, 8, 31), 228),
        (date(2020, 9, 1), 171),
    ]


@settings(max_examples=400, deadline=None)
@given(
    ledgers(),
    markets(),
    st.sampled_from(["implied", "tracked"]),
    st.sampled_from(["USD", "EUR"]),
    st.integers(-1, DAYS),
)
def test_the_first_entries_of_a_fold_come_to_what_they_do_alone(
    ledger: Entries, series: dict[str, PriceSeries], cash: Any, shown: str, after: int
) -> None:
    """A reading as of a day is that of the ledger cut off there, whatever came later."""
    day = FIRST + timedelta(days=after)
    first = ledger.first(sum(1 for row in ledger if row.trade_date <= day))
    mentions = FirstMentions(ledger)
    assert mentions.until(len(first)) == mentions_of(tuple(first))
    if not mentions.is_settled(len(first)):
        return
    said: dict[str, Any] = {"currency": shown, "at_once_from": 1}
    whole = fold_ordered(portfolio(cash=cash), ledger, series, FX, as_of=AS_OF, **said)
    cut = fold_ordered(
        portfolio(cash=cash),
        first,
        series,
        FX,
        as_of=day,
        **said,
        whole=whole,
        after=whole.trail,
    ).result
    said["at_once_from"] = sys.maxsize
    alone = fold_ordered(portfolio(cash=cash), first, series, FX, as_of=day, **said).result
    assert_same(cut, alone)
    assert_same_series(
        book_of(whole.result, ledger, series),
        book_of(cut, first, series),
        book_of(alone, first, series),
    )


def book_of(
    result: LedgerResult, entries: tuple[Transaction, ...], series: dict[str, PriceSeries]
) -> Book:
    cash, currency = result.cash_mode, result.currency
    return Book(portfolio(cash=cash), entries, 1, result.as_of, currency, result, series, FX, {})


def assert_same_series(later: Book, cut: Book, alone: Book) -> None:
    whole, ours, theirs = daily_series(later), None, daily_series(alone)
    if whole is not None:
        ours = series_until(whole, cut)
    if ours is None or theirs is None:
        return
    assert ours.symbols == theirs.symbols
    assert ours.currencies == theirs.currencies
    for name in DailySeries.__dataclass_fields__:
        one, other = getattr(ours, name), getattr(theirs, name)
        if isinstance(other, np.ndarray):
            assert one.shape == other.shape, name
            # Amounts of a day are summed in the order in which they were folded.
            np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-9, err_msg=name)
        else:
            assert one == other, name
