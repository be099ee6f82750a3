"""Which shares a sale sells under UK capital gains tax: an example of a jurisdiction's own rule.

Since 6 April 2008 a disposal is matched, in this order, with what was acquired

    on the same day                      TCGA 1992 s.105, HMRC manual CG51560
    within the 30 days after it          TCGA 1992 s.106A, CG51560 ("bed and breakfast")
    and the rest with the pool           TCGA 1992 s.104, helpsheet HS284: every share at the
                                         average allowable cost

All of a day's purchases are one acquisition, all its sales one disposal. Amounts are in pounds at
the rate of their day. A tax year runs from 6 April to 5 April and carries the year it begins in.

Purchases, sales and splits are covered. What needs a judgement of its own (transfers, mergers,
spin-offs, short sales and so on) is refused for the symbol concerned, not guessed. An election
under s.105A, losses brought forward and the annual exempt amount are outside.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Final, Literal, NamedTuple

from shared.kernel.errors import FieldError, InvalidInput
from shared.kernel.money import ZERO
from shared.market.model import FxBook, PriceSeries
from shared.portfolios.arithmetic import EXACT, money, portion, shares
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ordering import choose_splits
from shared.portfolios.rates import Rates
from shared.portfolios.succession import choose_renamings

CURRENCY: Final = "GBP"
_WINDOW: Final = timedelta(days=30)
_IRRELEVANT: Final = frozenset(
    {Kind.DIVIDEND, Kind.INTEREST, Kind.FEE, Kind.TAX, Kind.DEPOSIT, Kind.WITHDRAWAL}
)

type Rule = Literal["same_day", "thirty_days", "section_104"]


class Disposal(NamedTuple):
    """Shares sold on one day, as far as one rule matched them with one acquisition.

    `quantity` is in shares of the day sold. `acquired` is None for the pool. Proceeds are net of
    the costs of selling, cost includes those of buying; pounds.
    """

    symbol: str
    day: date
    rule: Rule
    acquired: date | None
    quantity: Decimal
    proceeds: Decimal
    cost: Decimal

    @property
    def gain(self) -> Decimal:
        """Proceeds less allowable cost."""
        return self.proceeds - self.cost

    @property
    def tax_year(self) -> int:
        """The year in which the tax year of the disposal begins."""
        begins = date(self.day.year, 4, 6)
        return self.day.year if self.day >= begins else self.day.year - 1


class Pool(NamedTuple):
    """The section 104 holding of a symbol: shares as they are on the last day, and their cost."""

    symbol: str
    quantity: Decimal
    cost: Decimal


class Part(NamedTuple):
    """What an entry adds to its day: shares as they are on the last day, and pounds."""

    entry_id: str
    quantity: Decimal
    amount: Decimal


class DayTotal(NamedTuple):
    """All of a day's acquisitions or disposals of a symbol."""

    day: date
    parts: tuple[Part, ...]

    @property
    def quantity(self) -> Decimal:
        """Shares, as they are on the last day."""
        return sum((part.quantity for part in self.parts), ZERO)


class Match(NamedTuple):
    """A disposal, and its shares as they are on the last day."""

    disposal: Disposal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Computation:
    """Every disposal, oldest first, and what is left in the pools.

    `bought` and `sold` are the days they were matched among, by symbol, oldest first.
    """

    matches: tuple[Match, ...]
    pools: tuple[Pool, ...]
    bought: Mapping[str, tuple[DayTotal, ...]]
    sold: Mapping[str, tuple[DayTotal, ...]]

    @property
    def disposals(self) -> tuple[Disposal, ...]:
        """The matches without their shares of the last day."""
        return tuple(match.disposal for match in self.matches)


@dataclass(slots=True)
class _Day:
    """A day's acquisitions or disposals not matched yet, in shares of the last day."""

    day: date
    quantity: Decimal
    amount: Decimal
    parts: list[Part] = field(default_factory=list[Part])

    def take(self, quantity: Decimal) -> Decimal:
        """Take shares away, and return the part of the amount that goes with them."""
        part = portion(self.amount, quantity, self.quantity)
        self.quantity -= quantity
        self.amount -= part
        return part


def compute(
    entries: Sequence[Transaction],
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    *,
    as_of: date,
    base: str,
) -> Computation:
    """Match the disposals of entries, given in ledger order.

    Acquisitions of the thirty days after a disposal change its match, so a computation is final
    thirty days after the last one. `base` is the currency to which stated rates lead.
    Raises: InvalidInput for kinds that are not covered, and for selling more than was acquired.
    """
    with localcontext(EXACT):
        counted = _under_last_names(
            [entry for entry in entries if entry.trade_date <= as_of], prices, as_of
        )
        rates = Rates(fx, base=base, reporting=CURRENCY)
        growth = _growth(counted, prices, as_of)
        matches: list[Match] = []
        pools: list[Pool] = []
        all_bought: dict[str, tuple[DayTotal, ...]] = {}
        all_sold: dict[str, tuple[DayTotal, ...]] = {}
        for symbol, mine in sorted(_by_symbol(counted).items()):
            factors = growth.get(symbol, [])
            bought = _days(mine, Kind.BUY, factors, rates)
            sold = _days(mine, Kind.SELL, factors, rates)
            all_bought[symbol] = tuple(DayTotal(one.day, tuple(one.parts)) for one in bought)
            all_sold[symbol] = tuple(DayTotal(one.day, tuple(one.parts)) for one in sold)
            found, pool = _match(symbol, bought, sold)
            matches += [Match(_as_sold(one, factors), one.quantity) for one in found]
            if pool.quantity:
                pools.append(Pool(symbol, shares(pool.quantity), pool.amount))
        matches.sort(key=lambda one: (one.disposal.day, one.disposal.symbol))
        return Computation(tuple(matches), tuple(pools), all_bought, all_sold)


def _under_last_names(
    entries: Sequence[Transaction], prices: Mapping[str, PriceSeries], as_of: date
) -> list[Transaction]:
    """Return entries of renamed shares under the name of the last day: a pool knows but one.

    A new name is no disposal: the shares are the same (TCGA 1992 s.127).
    """
    names = choose_renamings(entries, prices)
    if not names.changes:
        return list(entries)
    return [
        replace(entry, symbol=names.name_of(entry.symbol, as_of)) if entry.symbol else entry
        for entry in entries
        if entry.id not in names.repeated
    ]


def _by_symbol(entries: Iterable[Transaction]) -> dict[str, list[Transaction]]:
    found: defaultdict[str, list[Transaction]] = defaultdict(list)
    for entry in entries:
        if entry.symbol is None or entry.kind in _IRRELEVANT or entry.kind is Kind.SPLIT:
            continue
        if entry.kind not in {Kind.BUY, Kind.SELL}:
            word = entry.kind.value.replace("_", " ")
            message = (
                f"UK matching does not cover the {word} of {entry.symbol} on {entry.trade_date}"
            )
            raise InvalidInput(message, errors=(FieldError("/query/method", message),))
        found[entry.symbol].append(entry)
    return found


def _growth(
    entries: Sequence[Transaction], prices: Mapping[str, PriceSeries], as_of: date
) -> dict[str, list[tuple[date, Decimal, Decimal]]]:
    """Return the splits of each symbol: day, new shares, old shares."""
    splits = choose_splits(entries, prices)
    found: defaultdict[str, list[tuple[date, Decimal, Decimal]]] = defaultdict(list)
    for symbol, split in splits.feed:
        if split.date <= as_of:
            found[symbol].append((split.date, Decimal(split.numerator), Decimal(split.denominator)))
    for entry in entries:
        ratio = entry.shares_ratio
        if entry.kind is Kind.SPLIT and entry.symbol and ratio and entry.id not in splits.repeated:
            found[entry.symbol].append((entry.trade_date, *ratio))
    return found


def _factor(splits: Iterable[tuple[date, Decimal, Decimal]], day: date) -> tuple[Decimal, Decimal]:
    new, old = Decimal(1), Decimal(1)
    for split_day, numerator, denominator in splits:
        if day < split_day:
            new, old = new * numerator, old * denominator
    return new, old


def _days(
    entries: Iterable[Transaction],
    kind: Kind,
    splits: Sequence[tuple[date, Decimal, Decimal]],
    rates: Rates,
) -> list[_Day]:
    found: dict[date, _Day] = {}
    for entry in entries:
        if entry.kind is not kind:
            continue
        costs = entry.fee + entry.tax
        total = entry.gross + costs if kind is Kind.BUY else entry.gross - costs
        new, old = _factor(splits, entry.trade_date)
        day = found.setdefault(entry.trade_date, _Day(entry.trade_date, ZERO, ZERO))
        part = Part(entry.id, (entry.quantity or ZERO) * new / old, money(total * rates.of(entry)))
        day.parts.append(part)
        day.quantity += part.quantity
        day.amount += part.amount
    return [found[day] for day in sorted(found)]


def _match(symbol: str, bought: list[_Day], sold: list[_Day]) -> tuple[list[Disposal], _Day]:
    by_day = {one.day: one for one in bought}
    found: list[Disposal] = []
    for sale in sold:
        if sale.day in by_day:
            found += _against(symbol, sale, by_day[sale.day], "same_day")
    for sale in sold:
        for one in bought:
            if sale.day < one.day <= sale.day + _WINDOW:
                found += _against(symbol, sale, one, "thirty_days")
    pool = _Day(date.min, ZERO, ZERO)
    # On one day what was bought joins the pool first.
    events = [*((one, True) for one in bought), *((one, False) for one in sold)]
    for one, is_bought in sorted(events, key=lambda event: event[0].day):
        if is_bought:
            pool.quantity += one.quantity
            pool.amount += one.amount
        elif one.quantity:
            if shares(one.quantity) > shares(pool.quantity):
                message = f"{symbol}: more was sold on {one.day} than had been bought"
                raise InvalidInput(message, errors=(FieldError("/query/method", message),))
            found += _against(symbol, one, pool, "section_104")
    return found, pool


def _against(symbol: str, sale: _Day, lot: _Day, rule: Rule) -> list[Disposal]:
    quantity = min(sale.quantity, lot.quantity)
    if not quantity:
        return []
    cost, proceeds = lot.take(quantity), sale.take(quantity)
    acquired = None if rule == "section_104" else lot.day
    return [Disposal(symbol, sale.day, rule, acquired, quantity, proceeds, cost)]


def _as_sold(disposal: Disposal, splits: Sequence[tuple[date, Decimal, Decimal]]) -> Disposal:
    new, old = _factor(splits, disposal.day)
    return disposal._replace(quantity=shares(disposal.quantity * old / new))
