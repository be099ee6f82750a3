"""Dividends that companies declared and nobody booked: found, and booked by themselves if wished.

Only booked dividends count. Those booked by themselves (`auto_dividends`) stand in until the
broker's own entry comes, which takes their place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from shared.kernel.money import ZERO
from shared.market.model import Dividend, PriceSeries
from shared.portfolios.arithmetic import money
from shared.portfolios.model import Kind, Transaction, TransactionDraft
from shared.portfolios.results import LedgerResult, StepSeries

SOURCE: Final = "market"
# A payment reaches the account some weeks after the ex-date.
_BOOKED_BEFORE: Final = timedelta(days=5)
_BOOKED_AFTER: Final = timedelta(days=75)


@dataclass(frozen=True, slots=True)
class UnbookedDividend:
    """A dividend that went ex while `quantity` shares were held."""

    symbol: str
    dividend: Dividend
    quantity: Decimal


def unbooked_dividends(
    result: LedgerResult, prices: Mapping[str, PriceSeries]
) -> list[UnbookedDividend]:
    """Return the dividends gone ex by the ledger's `as_of` that no booked entry belongs to."""
    found: list[UnbookedDividend] = []
    for symbol, steps in result.quantities.items():
        series = prices.get(symbol)
        if series is None or not series.dividends:
            continue
        names = _names_since(symbol, result)
        booked = [
            entry.day
            for entry in result.income
            if entry.symbol in names and entry.kind is Kind.DIVIDEND
        ]
        found.extend(
            UnbookedDividend(symbol, dividend, quantity)
            for dividend in _without_entry(series.dividends, booked, result.as_of)
            if (quantity := held_before(steps, dividend.ex_date)) > 0
        )
    return found


def held_before(steps: StepSeries, day: date) -> Decimal:
    """Return what was held the evening before an ex-date: who buys on the day gets nothing.

    A split of that very day applies before the first trade, so the declared amount is per share
    after it; such a pair on one day is rare enough to be left to the person who books it.
    """
    held = ZERO
    for stepped, value in zip(steps.days, steps.values, strict=True):
        if stepped >= day:
            break
        held = value
    return held


def drafts_of(found: Iterable[UnbookedDividend]) -> list[TransactionDraft]:
    """Return the entries that book dividends, gross, on their ex-date."""
    return [
        TransactionDraft(
            kind=Kind.DIVIDEND,
            symbol=one.symbol,
            trade_date=one.dividend.ex_date,
            quantity=one.quantity,
            price=money(one.dividend.amount),
            currency=one.dividend.currency,
            source=SOURCE,
            fingerprint=f"dividend:{one.symbol}:{one.dividend.ex_date}",
        )
        for one in found
    ]


def stood_in_for(
    entries: Iterable[Transaction], standing: Iterable[Transaction]
) -> list[Transaction]:
    """Return the entries booked by themselves whose place new ones now take."""
    placeholders = [one for one in standing if one.kind is Kind.DIVIDEND and one.source == SOURCE]
    replaced: list[Transaction] = []
    for entry in entries:
        if entry.kind is not Kind.DIVIDEND or entry.source == SOURCE:
            continue
        own = [
            one
            for one in placeholders
            if one.symbol == entry.symbol and _belongs(entry.trade_date, one.trade_date)
        ]
        if own:
            latest = max(own, key=lambda one: one.trade_date)
            placeholders.remove(latest)
            replaced.append(latest)
    return replaced


def _names_since(symbol: str, result: LedgerResult) -> set[str]:
    """Return a symbol and the names its shares got: what is paid late is booked under those."""
    names = {symbol}
    for change in result.renamed:
        if change.old in names:
            names.add(change.new)
    return names


def _without_entry(
    dividends: Iterable[Dividend], booked: Iterable[date], as_of: date
) -> list[Dividend]:
    """Return the dividends up to a day that have no entry.

    Each entry belongs to the latest dividend that went ex before it and has no entry yet.
    """
    waiting = sorted((one for one in dividends if one.ex_date <= as_of), key=lambda d: d.ex_date)
    for day in sorted(booked):
        own = [one for one in waiting if _belongs(day, one.ex_date)]
        if own:
            waiting.remove(own[-1])
    return waiting


def _belongs(booked: date, ex_date: date) -> bool:
    return booked - _BOOKED_AFTER <= ex_date <= booked + _BOOKED_BEFORE
