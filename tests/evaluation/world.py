"""Portfolios made at random, and the services that hold them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

from functions.wiring import Services
from shared.assistant.model import Caller
from shared.kernel.clock import FixedDateClock
from shared.portfolios.model import Kind, PortfolioDraft, TransactionDraft
from shared.settings import Settings
from tests.evaluation.oracle import Entry, Oracle
from tests.evaluation.prices import prices
from tests.fakes.storage import MemoryBlobs, MemoryQueue

TODAY = date(2018, 6, 29)
FIRST = date(2013, 1, 15)
NAMES = {
    "AAPL": "Apple", "MSFT": "Microsoft", "IBM": "IBM", "BAC": "Bank of America", "KO": "Coca-Cola",
    "JPM": "JPMorgan Chase", "XOM": "ExxonMobil", "JNJ": "Johnson & Johnson", "TSLA": "Tesla",
    "NVDA": "Nvidia", "AMZN": "Amazon", "NFLX": "Netflix", "SPY": "SPY",
}  # fmt: skip
_TRADES = 14


@dataclass(frozen=True)
class Case:
    """A person with one portfolio, and the oracle of it."""

    user: str
    portfolio: str
    oracle: Oracle

    @property
    def caller(self) -> Caller:
        return Caller(self.user, frozenset({"read", "trade-draft"}), None, TODAY)


def services(folder: Path) -> Services:
    """Real services over SQLite and the sample prices, on a fixed day."""
    made = Services(
        Settings(
            data_dir=folder, today=TODAY, market_providers=("sample",), rate_limit_per_minute=0
        )
    )
    made.clock = FixedDateClock(TODAY)
    made.blobs = MemoryBlobs()
    made.queue = MemoryQueue()
    return made


async def make_case(made: Services, seed: int) -> Case:
    """Record a random portfolio."""
    entries = random_entries(Random(seed))
    user = f"user-{seed}"
    draft = PortfolioDraft(
        name=f"Savings {chr(65 + seed % 26)}", base_currency="USD", benchmark="SPY"
    )
    portfolio = await made.portfolios.create(user, draft)
    await made.portfolios.add_transactions(user, portfolio.id, [_draft(entry) for entry in entries])
    return Case(user, draft.name, Oracle(entries))


def random_entries(random: Random) -> list[Entry]:
    """Return purchases, sales of part of what is held, and dividends, oldest first."""
    symbols = random.sample(sorted(NAMES), 5)
    entries: list[Entry] = []
    days = sorted(random.sample(prices("SPY").days[_place(FIRST) : _place(TODAY) - 40], _TRADES))
    for at, day in enumerate(days):
        symbol = symbols[at] if at < len(symbols) else random.choice(symbols)
        held = Oracle(entries).quantities(day).get(symbol, Fraction(0)) if entries else Fraction(0)
        if held > 4 and random.random() < 0.4:
            kind, quantity = "sell", Fraction(random.randint(1, int(held) - 1))
        elif held and random.random() < 0.4:
            amount = Fraction(random.randint(500, 20_000), 100)
            entries.append(Entry(day, "dividend", symbol, amount=amount))
            continue
        else:
            kind, quantity = "buy", Fraction(random.randint(3, 60))
        _, close = prices(symbol).close(day)
        price = Fraction(round(float(close) * random.uniform(0.99, 1.01), 2)).limit_denominator(100)
        fee = Fraction(random.choice([0, 0, 495, 995]), 100)
        entries.append(Entry(day, kind, symbol, quantity, price, fee))
    return entries


def _place(day: date) -> int:
    return next(at for at, one in enumerate(prices("SPY").days) if one >= day)


def _draft(entry: Entry) -> TransactionDraft:
    is_trade = entry.kind != "dividend"
    return TransactionDraft(
        kind=Kind(entry.kind),
        symbol=entry.symbol,
        trade_date=entry.day,
        quantity=_decimal(entry.quantity) if is_trade else None,
        price=_decimal(entry.price) if is_trade else None,
        amount=None if is_trade else _decimal(entry.amount),
        fee=_decimal(entry.fee),
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def trading_day(random: Random, first: date, last: date) -> date:
    """Return a day with prices."""
    days = [day for day in prices("SPY").days if first <= day <= last]
    return random.choice(days) if days else last - timedelta(days=1)
