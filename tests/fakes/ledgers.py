"""Random ledgers that obey the rules, with prices, splits and rates to value them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from shared.market.model import Dividend, FxBook, PriceSeries, Split
from shared.portfolios.ledger import fold
from shared.portfolios.model import CashMode, Kind, LotMethod, Portfolio, Transaction
from shared.portfolios.ports import Book
from tests.fakes.market import fx_book, price_series

START = date(2021, 1, 4)
DAYS = [START + timedelta(days=n) for n in range(520) if (START + timedelta(days=n)).weekday() < 5]
CURRENCIES = {"AAA": "USD", "BBB": "EUR", "CCC": "GBP", "DDD": "USD"}
RECORDED = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class World:
    """Prices and rates of a few made-up symbols; AAA splits 4:1, BBB 1:10, mid-way."""

    prices: dict[str, PriceSeries]
    fx: FxBook


def world(seed: int = 1) -> World:
    random = Random(seed)  # noqa: S311 - made-up data
    prices = {symbol: _prices(symbol, random) for symbol in CURRENCIES}
    rates = {code: _walk(random, start) for code, start in (("USD", 1.2), ("GBP", 0.9))}
    return World(prices, fx_book(rates))


def book(
    entries: tuple[Transaction, ...],
    place: World,
    *,
    cash: CashMode = "implied",
    method: LotMethod = "fifo",
    currency: str = "USD",
    as_of: date = DAYS[-1],
) -> Book:
    portfolio = Portfolio(
        id="p",
        name="P",
        base_currency="USD",
        cash=cash,
        lot_method=method,
        created_at=RECORDED,
        updated_at=RECORDED,
    )
    counted = tuple(entry for entry in entries if entry.trade_date <= as_of)
    result = fold(portfolio, counted, place.prices, place.fx, as_of=as_of, currency=currency)
    return Book(portfolio, counted, 1, as_of, currency, result, place.prices, place.fx, {})


def random_entries(seed: int, count: int, *, plain: bool = False) -> tuple[Transaction, ...]:
    """Return entries by date; `plain` leaves out all but purchases, sales and dividends."""
    random = Random(seed)  # noqa: S311 - made-up data
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    owed: defaultdict[str, Decimal] = defaultdict(Decimal)
    days = sorted(random.choices(DAYS, k=count))
    entries: list[Transaction] = []
    past = START
    for number, day in enumerate(days):
        _grow(held, past, day)
        _grow(owed, past, day)
        past = day
        entries.append(_entry(random, number, day, held, owed, plain=plain))
    return tuple(entries)


SPLITS = {
    "AAA": Split(DAYS[150], 4, 1),
    "BBB": Split(DAYS[230], 1, 10),
}


def _grow(shares: defaultdict[str, Decimal], past: date, day: date) -> None:
    for symbol, split in SPLITS.items():
        if past < split.date <= day:
            shares[symbol] = shares[symbol] * split.numerator / split.denominator


def _entry(
    random: Random,
    number: int,
    day: date,
    held: defaultdict[str, Decimal],
    owed: defaultdict[str, Decimal],
    *,
    plain: bool,
) -> Transaction:
    symbol = random.choice(list(CURRENCIES))
    kinds = [Kind.BUY, Kind.BUY, Kind.BUY]
    if held[symbol] > 0:
        kinds += [Kind.SELL, Kind.SELL, Kind.DIVIDEND]
    if not plain:
        kinds += [Kind.FEE, Kind.TAX, Kind.INTEREST, Kind.DEPOSIT, Kind.WITHDRAWAL]
        kinds += [Kind.TRANSFER_IN]
        if held[symbol] > 0:
            kinds += [Kind.TRANSFER_OUT]
        else:
            kinds += [Kind.SHORT]
        if owed[symbol] > 0:
            kinds = [Kind.COVER, Kind.FEE, Kind.SHORT]
    kind = random.choice(kinds)
    quantity = Decimal(random.randint(10, 50_000)) / 1000
    if kind in {Kind.SELL, Kind.TRANSFER_OUT}:
        quantity = _part(random, held[symbol])
        held[symbol] -= quantity
    elif kind in {Kind.BUY, Kind.TRANSFER_IN}:
        held[symbol] += quantity
    elif kind is Kind.SHORT:
        owed[symbol] += quantity
    elif kind is Kind.COVER:
        quantity = _part(random, owed[symbol])
        owed[symbol] -= quantity
    return _written(random, number, day, kind, symbol, quantity)


def _part(random: Random, whole: Decimal) -> Decimal:
    part = (whole * random.randint(1, 100) / 100).quantize(Decimal("0.0001"))
    return whole if part > whole or part <= 0 or random.random() < 0.2 else part


def _written(
    random: Random, number: int, day: date, kind: Kind, symbol: str, quantity: Decimal
) -> Transaction:
    is_cash = kind in {Kind.FEE, Kind.TAX, Kind.INTEREST, Kind.DEPOSIT, Kind.WITHDRAWAL}
    is_amount = is_cash or kind is Kind.DIVIDEND
    currency = random.choice(["USD", "EUR"]) if is_cash else CURRENCIES[symbol]
    cents = Decimal(random.randint(1, 90_000)) / 100
    return Transaction(
        id=f"t{number:04d}",
        kind=kind,
        symbol=None if is_cash else symbol,
        trade_date=day,
        quantity=None if is_amount else quantity,
        price=None if is_amount else Decimal(random.randint(50_000, 2_000_000)) / 10_000,
        amount=cents if is_amount else None,
        currency=currency,
        fee=Decimal(random.randint(0, 999)) / 100 if not is_amount else Decimal(0),
        tax=Decimal(random.randint(0, 99)) / 100 if kind is Kind.DIVIDEND else Decimal(0),
        sequence=number,
        recorded_at=RECORDED,
    )


def _prices(symbol: str, random: Random) -> PriceSeries:
    split = SPLITS.get(symbol)
    closes: dict[date, str] = {}
    for day, price in _walk(random, random.uniform(20, 200)).items():
        level = Decimal(price)
        if split is not None and day >= split.date:
            level = level * split.denominator / split.numerator
        closes[day] = f"{level:.4f}"
    dividends = [Dividend(DAYS[n], Decimal("0.25"), CURRENCIES[symbol]) for n in (60, 125, 190)]
    return price_series(
        symbol,
        closes,
        currency=CURRENCIES[symbol],
        splits=[split] if split else [],
        dividends=dividends,
    )


def _walk(random: Random, start: float) -> dict[date, str]:
    return dict(_steps(random, start))


def _steps(random: Random, level: float) -> Iterator[tuple[date, str]]:
    for day in DAYS:
        level *= 1 + random.gauss(0.0003, 0.012)
        yield day, f"{level:.4f}"
