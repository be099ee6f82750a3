"""Folding a changed ledger from an earlier fold's checkpoints comes to what folding it all does."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from shared.market.model import Listing, Split, SymbolChange
from shared.portfolios.ledger import Folded, fold_ordered
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ordering import in_order
from tests.fakes.ledger import entry, portfolio
from tests.fakes.market import fx_book, price_series

FIRST = date(2021, 1, 4)
DAYS = [FIRST + timedelta(days=n) for n in range(400)]
SYMBOLS = {"AAA": "USD", "BBB": "EUR", "CCC": "GBP"}
AS_OF = DAYS[-1] + timedelta(days=30)
PRICES = {
    symbol: price_series(
        symbol,
        {day: str(50 + (n * 7919) % 37) for n, day in enumerate(DAYS)},
        currency=currency,
        splits=[Split(DAYS[100], 3, 2), Split(DAYS[390], 2, 1)] if symbol != "CCC" else (),
    )
    for symbol, currency in SYMBOLS.items()
}
PRICES["BBB"] = replace(
    PRICES["BBB"], listing=Listing(renamed=SymbolChange(DAYS[250], "BBB", "CCC"))
)
# The first rates come late: what they would have converted is missing, and must stay so.
FX = fx_book({"USD": {DAYS[40]: "1.1", DAYS[300]: "1.2"}, "GBP": {DAYS[20]: "0.9"}})
RARE = {Kind.SPIN_OFF, Kind.MERGER, Kind.SYMBOL_CHANGE, Kind.SPLIT}
COMMON = [*(kind for kind in Kind if kind not in RARE), *[Kind.BUY, Kind.SELL] * 3]
METHODS = ("fifo", "lifo", "hifo", "average")


def rows(random: Random, count: int) -> list[Transaction]:
    """Entries of every kind, plausible or not."""
    return [one(random, random.choice(DAYS)) for _ in range(count)]


def one(random: Random, day: date) -> Transaction:
    # Every spin-off and merger hands lots on; many would make them grow without end.
    kinds = list(Kind) if random.random() < 0.02 else COMMON
    kind = random.choice(kinds)
    symbol = random.choice(list(SYMBOLS))
    said: dict[str, Any] = {"currency": random.choice(["USD", "EUR", "GBP"]), "fee": 1}
    if kind in {Kind.DEPOSIT, Kind.WITHDRAWAL}:
        return entry(kind, day.isoformat(), None, amount=random.randint(1, 900), **said)
    if kind is Kind.SPLIT:
        said["ratio"] = random.choice(["2:1", "3:2"])
    elif kind in {Kind.SPIN_OFF, Kind.MERGER, Kind.SYMBOL_CHANGE}:
        others = sorted(set(SYMBOLS) - {symbol})
        said |= {"related_symbol": random.choice(others), "ratio": "1:2", "amount": 3}
    else:
        said |= {"quantity": random.randint(1, 900), "price": random.randint(40, 90)}
    return entry(kind, day.isoformat(), symbol, **said)


def folded(
    entries: list[Transaction],
    method: Any,
    after: Folded | None = None,
    at_once_from: int = 300,
) -> Folded:
    return fold_ordered(
        portfolio(lot_method=method, cash="tracked"),
        in_order(entries),
        PRICES,
        FX,
        as_of=AS_OF,
        after=after.trail if after else None,
        at_once_from=at_once_from,
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(3))
def test_a_ledger_that_grows_shrinks_and_is_corrected_is_folded_as_if_anew(
    seed: int, method: str
) -> None:
    random = Random(seed)  # noqa: S311 - made-up data
    ledger = in_order(rows(random, 400))
    kept = folded(ledger, method)
    assert kept.result.missing
    for change in range(6):
        place = random.choice([len(ledger) - 1, len(ledger) - 20, random.randrange(len(ledger))])
        if change % 4 == 1:
            del ledger[place]
        elif change % 4 == 2:
            ledger[place] = replace(ledger[place], fee=Decimal("2.5"), version=2)
        else:
            ledger.append(one(random, ledger[place].trade_date + timedelta(days=change // 4)))
        ledger = in_order(ledger)
        grown = folded(ledger, method, kept)
        # Unknown amounts are NaN, which equals nothing: compared as written.
        assert repr(grown.result) == repr(folded(ledger, method).result)
        kept = grown


def test_the_fold_that_was_walked_on_from_keeps_its_own_result() -> None:
    ledger = in_order(rows(Random(9), 700))  # noqa: S311 - made-up data
    kept = folded(ledger, "fifo")
    before = repr(kept.result)
    _ = folded([*ledger, *rows(Random(10), 50)], "fifo", kept)  # noqa: S311 - made-up data
    assert repr(kept.result) == before


def test_an_entry_at_the_end_is_walked_on_from_near_the_end() -> None:
    ledger = in_order(rows(Random(3), 2_000))  # noqa: S311 - made-up data
    kept = folded(ledger, "fifo", at_once_from=sys.maxsize)
    late = entry("buy", AS_OF.isoformat(), "CCC", quantity=1, price=1)
    feed = kept.trail.feed
    mark = kept.trail.last_common([*ledger, late], feed)
    assert mark is not None
    assert mark.index == len(ledger)
    same_day = entry("buy", ledger[-1].trade_date.isoformat(), "CCC", quantity=1, price=1)
    mark = kept.trail.last_common(in_order([*ledger, same_day]), feed)
    assert mark is not None
    assert len(ledger) - mark.index < 20
