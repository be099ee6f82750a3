"""Dividends and interest: booked by month and symbol, expected from what companies declared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Final, Literal

from shared.analytics.periods import years_before
from shared.kernel.money import ZERO
from shared.market.model import Dividend, PriceSeries
from shared.portfolios.arithmetic import EXACT, UNKNOWN, known, money
from shared.portfolios.dividends import unbooked_dividends
from shared.portfolios.model import Kind
from shared.portfolios.ports import Book
from shared.portfolios.rates import Rates
from shared.portfolios.results import IncomeEntry
from shared.portfolios.valuation import Holdings

_ALMOST_A_YEAR: Final = timedelta(days=350)


@dataclass(frozen=True, slots=True)
class MonthlyIncome:
    """What one month brought, gross and after withholding."""

    month: str
    dividends: Decimal | None
    interest: Decimal | None
    tax: Decimal | None
    net: Decimal | None


@dataclass(frozen=True, slots=True)
class SymbolIncome:
    """What one holding paid since the beginning and over the last year, and its yields.

    `yield_on_cost` is last year's income over the present cost, `dividend_yield` over the present
    value.
    """

    symbol: str
    total: Decimal | None
    last_twelve_months: Decimal | None
    yield_on_cost: float | None
    dividend_yield: float | None


@dataclass(frozen=True, slots=True)
class ExpectedDividend:
    """A dividend the feed tells of and the ledger does not.

    `declared`: gone ex already while shares were held, not booked so far. `projected`: the same
    payment as a year earlier, a guess and nothing more.
    """

    symbol: str
    ex_date: date
    quantity: Decimal
    per_share: Decimal
    currency: str
    amount_local: Decimal
    amount: Decimal | None
    status: Literal["declared", "projected"]


@dataclass(frozen=True, slots=True)
class Income:
    """The income of a portfolio in `currency`; only booked entries count in the totals."""

    as_of: date
    currency: str
    total: Decimal | None
    last_twelve_months: Decimal | None
    by_month: tuple[MonthlyIncome, ...]
    by_symbol: tuple[SymbolIncome, ...]
    entries: Sequence[IncomeEntry]
    expected: tuple[ExpectedDividend, ...]


def income(book: Book, valued: Holdings) -> Income:
    """Return what was booked by a book's `as_of` and what its market data lets expect."""
    entries = book.result.income
    year = [entry for entry in entries if entry.day > years_before(book.as_of, 1)]
    with localcontext(EXACT):
        return Income(
            as_of=book.as_of,
            currency=book.currency,
            total=known(_sum(entry.amount for entry in entries)),
            last_twelve_months=known(_sum(entry.amount for entry in year)),
            by_month=tuple(_by_month(entries)),
            by_symbol=tuple(_by_symbol(entries, year, valued)),
            entries=entries,
            expected=tuple(sorted(_expected(book), key=lambda one: (one.ex_date, one.symbol))),
        )


def _by_month(entries: Iterable[IncomeEntry]) -> Iterator[MonthlyIncome]:
    months: defaultdict[str, list[IncomeEntry]] = defaultdict(list)
    for entry in entries:
        months[f"{entry.day:%Y-%m}"].append(entry)
    for month, found in sorted(months.items()):
        interest = _sum(entry.amount for entry in found if entry.kind is Kind.INTEREST)
        gross = _sum(entry.amount for entry in found)
        tax, fees = _sum(entry.tax for entry in found), _sum(entry.fee for entry in found)
        yield MonthlyIncome(
            month, known(gross - interest), known(interest), known(tax), known(gross - tax - fees)
        )


def _by_symbol(
    entries: Iterable[IncomeEntry], year: Iterable[IncomeEntry], valued: Holdings
) -> Iterator[SymbolIncome]:
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    recent: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if entry.symbol is not None:
            totals[entry.symbol] += entry.amount
    for entry in year:
        if entry.symbol is not None:
            recent[entry.symbol] += entry.amount
    held = {item.symbol: item for item in valued.items}
    for symbol, total in sorted(totals.items()):
        item = held.get(symbol)
        yield SymbolIncome(
            symbol=symbol,
            total=known(total),
            last_twelve_months=known(recent[symbol]),
            yield_on_cost=_fraction(recent[symbol], item.cost_basis if item else None),
            dividend_yield=_fraction(recent[symbol], item.market_value if item else None),
        )


def _expected(book: Book) -> Iterator[ExpectedDividend]:
    rates = Rates(book.fx, base=book.result.base_currency, reporting=book.currency)
    for one in unbooked_dividends(book.result, book.prices):
        yield _expectation(one.symbol, one.dividend, one.quantity, rates, "declared")
    for symbol in book.result.quantities:
        series = book.prices.get(symbol)
        if series is not None:
            yield from _projected(book, symbol, series, rates)


def _projected(
    book: Book, symbol: str, series: PriceSeries, rates: Rates
) -> Iterator[ExpectedDividend]:
    """Yield last year's payments a year later, on what is held now."""
    position = book.result.positions.get(symbol)
    if position is None or position.quantity <= 0:
        return
    for dividend in series.dividends:
        if not book.as_of - _ALMOST_A_YEAR <= dividend.ex_date <= book.as_of:
            continue
        per_share = dividend.amount
        for split in series.splits:
            if dividend.ex_date < split.date <= book.as_of:
                per_share = per_share * split.denominator / split.numerator
        again = Dividend(
            dividend.ex_date + timedelta(days=364), money(per_share), dividend.currency
        )
        yield _expectation(symbol, again, position.quantity, rates, "projected", book.as_of)


def _expectation(
    symbol: str,
    dividend: Dividend,
    quantity: Decimal,
    rates: Rates,
    status: Literal["declared", "projected"],
    rate_day: date | None = None,
) -> ExpectedDividend:
    local = money(dividend.amount * quantity)
    rate = rates.to_reporting(dividend.currency, rate_day or dividend.ex_date)
    return ExpectedDividend(
        symbol=symbol,
        ex_date=dividend.ex_date,
        quantity=quantity,
        per_share=dividend.amount,
        currency=dividend.currency,
        amount_local=local,
        amount=known(money(local * rate) if not rate.is_nan() else UNKNOWN),
        status=status,
    )


def _fraction(part: Decimal, whole: Decimal | None) -> float | None:
    if whole is None or whole <= 0 or part.is_nan():
        return None
    return float(part / whole)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
