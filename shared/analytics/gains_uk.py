"""Gains as UK capital gains tax matches them, in the shape of every other lot method's."""

from datetime import date
from decimal import Decimal, localcontext

from shared.analytics.gains import Gains, OpenGain
from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import EXACT, known
from shared.portfolios.ports import Book
from shared.portfolios.results import RealisedLot
from shared.portfolios.united_kingdom import CURRENCY, Disposal, compute
from shared.portfolios.valuation import Holdings


def uk_gains(book: Book, valued: Holdings, year: int | None = None) -> Gains:
    """Return a book's gains by the same-day, thirty-day and section 104 rules, in pounds.

    `year` is that in which a tax year begins. `opened` of a part matched with the pool is the day
    of the disposal itself, because a pool has no dates; `opened_by` names the rule.
    Raises: InvalidInput where the rules need a judgement.
    """
    found = compute(
        book.transactions, book.prices, book.fx, as_of=book.as_of, base=book.portfolio.base_currency
    )
    realised = tuple(_lot(one) for one in found.disposals if year is None or one.tax_year == year)
    first = {entry.symbol: entry.trade_date for entry in reversed(book.transactions)}
    worth = {item.symbol: item.market_value for item in valued.items}
    with localcontext(EXACT):
        held = tuple(
            _open(pool.symbol, pool.quantity, pool.cost, worth.get(pool.symbol), first, book.as_of)
            for pool in found.pools
        )
        return Gains(
            method="uk_s104",
            year=year,
            currency=CURRENCY,
            as_of=book.as_of,
            realised=realised,
            total_realised=known(sum((lot.gain for lot in realised), ZERO)),
            total_proceeds=known(sum((lot.proceeds for lot in realised), ZERO)),
            total_cost=known(sum((lot.cost for lot in realised), ZERO)),
            unrealised=held,
            total_unrealised=known(
                sum((Decimal("NaN") if one.gain is None else one.gain for one in held), ZERO)
            ),
        )


def _lot(one: Disposal) -> RealisedLot:
    return RealisedLot(
        symbol=one.symbol,
        opened=one.acquired or one.day,
        closed=one.day,
        quantity=one.quantity,
        proceeds=one.proceeds,
        cost=one.cost,
        currency=CURRENCY,
        proceeds_local=one.proceeds,
        cost_local=one.cost,
        opened_by=one.rule,
        closed_by=one.day.isoformat(),
    )


def _open(
    symbol: str,
    quantity: Decimal,
    cost: Decimal,
    value: Decimal | None,
    first: dict[str | None, date],
    as_of: date,
) -> OpenGain:
    gain = None if value is None else known(value - cost)
    opened = first[symbol]
    return OpenGain(
        symbol, opened, quantity, known(cost), value, gain, (as_of - opened).days, CURRENCY
    )
