"""The account statement: cash lines, of which an order, its conversion and its costs make a trade.

A purchase in another currency than the account's is settled by a conversion beside it, line by
line under the same order id: the trade is then booked for what it cost in the account's currency,
so that cash agrees with the broker. Without a conversion it is booked in its own currency.
"""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.kernel.money import ZERO, plain, round_money
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.degiro.lines import Line, lines
from shared.portfolios.imports.degiro.phrases import TRADE, Meaning, is_purchase, meaning_of
from shared.portfolios.imports.movements import FX_TAG, near, split_ratio, unit_price
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.withholding import join_withholding
from shared.portfolios.model import Kind

_QUIET: Final = {
    Meaning.SWEEP: "moves cash between DEGIRO and its bank",
    Meaning.RESERVATION: "a reservation; the deposit is a row of its own",
}
# Meaning: what money received is, what money paid is.
_CASH: Final = {
    Meaning.DIVIDEND: (Kind.DIVIDEND, None),
    Meaning.RETURN_OF_CAPITAL: (Kind.RETURN_OF_CAPITAL, None),
    Meaning.DIVIDEND_TAX: (None, Kind.TAX),
    Meaning.TAX: (Kind.INTEREST, Kind.TAX),
    Meaning.TRANSACTION_COST: (Kind.INTEREST, Kind.FEE),
    Meaning.FEE: (Kind.INTEREST, Kind.FEE),
    Meaning.INTEREST: (Kind.INTEREST, Kind.FEE),
    Meaning.GIFT: (Kind.INTEREST, Kind.FEE),
    Meaning.CASH_FUND: (Kind.INTEREST, Kind.FEE),
    Meaning.DEPOSIT: (Kind.DEPOSIT, Kind.WITHDRAWAL),
    Meaning.WITHDRAWAL: (Kind.DEPOSIT, Kind.WITHDRAWAL),
    Meaning.CURRENCY: (Kind.DEPOSIT, Kind.WITHDRAWAL),
}
_ABOUT_SHARES: Final = frozenset(
    {Meaning.DIVIDEND, Meaning.RETURN_OF_CAPITAL, Meaning.DIVIDEND_TAX}
)


def read_account(source: Source, reading: Reading) -> None:
    """File every line of an account statement."""
    orders: defaultdict[str, list[Line]] = defaultdict(list)
    events: defaultdict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in lines(source, reading):
        meaning = meaning_of(line.text)
        if meaning is Meaning.TRADE and _event(line):
            events[line.day, _event(line).casefold(), line.change or ZERO].append(line)
        elif line.order:
            orders[line.order].append(line)
        elif meaning is Meaning.TRADE:
            orders[f"row {line.row}"].append(line)
        else:
            _alone(reading, line)
    for order in orders.values():
        _order(reading, order)
    for legs in events.values():
        _corporate_action(reading, legs)
    join_withholding(reading)


def _event(line: Line) -> str:
    match = TRADE.match(line.text)
    return (match["event"] or "").strip() if match else ""


def _base(line: Line, kind: Kind, *, about_shares: bool = True) -> Entry:
    if about_shares and line.isin is None:
        raise BadRow("ISIN is missing or not valid")
    return Entry(
        kind=kind,
        trade_date=line.day,
        trade_time=line.at,
        settle_date=line.value_day if line.value_day >= line.day else None,
        currency=line.currency,
        ticker=line.isin if about_shares else None,
        isin=line.isin if about_shares else None,
        name=line.product if about_shares else None,
    )


def _alone(reading: Reading, line: Line) -> None:
    """File a line that belongs to no order."""
    meaning = meaning_of(line.text)
    quiet = _QUIET.get(meaning) if meaning else None
    if quiet is not None:
        reading.note(line.row, quiet)
        return
    if line.change is None or line.change == 0:
        reading.note(line.row, f"{line.text}: no cash moved")
        return
    try:
        reading.accept(line.row, [_cash(line, meaning)])
    except BadRow as error:
        reading.reject(line.row, str(error))


def _cash(line: Line, meaning: Meaning | None) -> Entry:
    if meaning is None or meaning not in _CASH:
        raise BadRow(f"{line.text[:80]!r} is not one we know")
    change = line.change or ZERO
    received, paid = _CASH[meaning]
    kind = received if change > 0 else paid
    if kind is None:
        raise BadRow(f"{line.text!r} takes back an earlier one: correct that one by hand")
    entry = _base(line, kind, about_shares=meaning in _ABOUT_SHARES)
    # Income belongs to the day on which it is owed, not to the night it was booked.
    day = line.value_day if meaning in _ABOUT_SHARES else line.day
    return replace(
        entry,
        trade_date=day,
        trade_time=None if day != line.day else line.at,
        settle_date=None,
        amount=abs(change),
        tags=(FX_TAG,) if meaning is Meaning.CURRENCY else (),
        note="; ".join(filter(None, (line.text, line.product))),
    )


def _order(reading: Reading, group: list[Line]) -> None:
    """File the lines of one order: fills, conversions and costs."""
    fills = [line for line in group if meaning_of(line.text) is Meaning.TRADE]
    if not fills:
        for line in group:
            _alone(reading, line)
        return
    conversions = [line for line in group if meaning_of(line.text) is Meaning.CURRENCY]
    charges = [line for line in group if line not in fills and line not in conversions]
    try:
        entries = _settled([_fill(line) for line in fills], conversions)
    except BadRow as error:
        for line in group:
            reading.reject(line.row, str(error))
        return
    lead = fills[0].row
    apart = _charge(entries, charges)
    for line, entry in zip(fills, entries, strict=True):
        reading.accept(line.row, [replace(entry, reference=fills[0].order or None)])
    for line in conversions:
        _join_or_book(reading, line, lead, is_joined=entries[0].currency != fills[0].currency)
    for line in charges:
        _join_or_book(reading, line, lead, is_joined=line not in apart)


def _join_or_book(reading: Reading, line: Line, lead: int, *, is_joined: bool) -> None:
    if is_joined:
        reading.note(line.row, f"part of the order in row {lead}")
    else:
        _alone(reading, line)


def _fill(line: Line) -> Entry:
    """Return the trade of a line in its own currency."""
    match = TRADE.match(line.text)
    if match is None or line.change is None:
        raise BadRow(f"{line.text[:80]!r} moved no cash")
    gross = abs(line.change)
    unit, factor = value.currency(match["unit"])
    if unit != line.currency:
        raise BadRow(f"traded in {unit} but settled in {line.currency} without a conversion")
    quantity, price = _figures(match["quantity"], match["price"], factor, gross)
    kind = Kind.BUY if is_purchase(match["side"]) else Kind.SELL
    if (kind is Kind.BUY) != (line.change < 0):
        raise BadRow("the cash moved in the wrong direction for this trade")
    return replace(_base(line, kind), quantity=quantity, price=price, amount=gross)


def _figures(quantity: str, price: str, factor: Decimal, gross: Decimal) -> tuple[Decimal, Decimal]:
    """Return the one reading of quantity and price that gives the cash that moved."""
    quantities, prices = value.readings_of(quantity), value.readings_of(price)
    fitting = [
        (shares, each * factor)
        for shares in quantities
        for each in prices
        if near(shares * each * factor, gross, Decimal("0.005"))
    ]
    if len(fitting) != 1:
        raise BadRow(f"{quantity.strip()} at {price} do not make {plain(gross)}")
    return fitting[0]


def _settled(fills: list[Entry], conversions: list[Line]) -> list[Entry]:
    """Return fills in the account's currency where a conversion settles them to the cent."""
    own = [line for line in conversions if line.currency == fills[0].currency]
    other = [line for line in conversions if line.currency != fills[0].currency]
    total = sum((fill.amount or ZERO for fill in fills), ZERO)
    converted = abs(sum((line.change or ZERO for line in own), ZERO))
    paid = abs(sum((line.change or ZERO for line in other), ZERO))
    one_currency = len({line.currency for line in other}) == 1
    if not other or not one_currency or not near(total, converted, Decimal("0.001")) or paid == 0:
        return fills
    left, settled = paid, list[Entry]()
    for place, fill in enumerate(fills):
        share = round_money(paid * (fill.amount or ZERO) / total, other[0].currency)
        part = left if place == len(fills) - 1 else share
        left -= part
        shares = fill.quantity or Decimal(1)
        settled.append(
            replace(
                fill,
                currency=other[0].currency,
                amount=part,
                price=unit_price(part, shares),
                note=f"{plain(fill.price or ZERO)} {fill.currency} a share",
            )
        )
    return settled


def _charge(entries: list[Entry], charges: list[Line]) -> list[Line]:
    """Put costs in the trade's currency into its first fill; return those that stay apart."""
    apart: list[Line] = []
    for line in charges:
        change, meaning = line.change or ZERO, meaning_of(line.text)
        fits = line.currency == entries[0].currency and change < 0
        if fits and meaning in {Meaning.TRANSACTION_COST, Meaning.FEE}:
            entries[0] = replace(entries[0], fee=entries[0].fee - change)
        elif fits and meaning is Meaning.TAX:
            entries[0] = replace(entries[0], tax=entries[0].tax - change)
        elif change != 0:
            apart.append(line)
    return apart


def _corporate_action(reading: Reading, legs: list[Line]) -> None:
    """File lines like `STOCK DIVIDEND: Koop 10 @ 0 EUR` and the two sides of an exchange."""
    try:
        entries = [_leg(line) for line in legs]
        booked = _exchange(entries, _event(legs[0]))
    except BadRow as error:
        for line in legs:
            reading.reject(line.row, str(error))
        return
    if booked is None:
        for line in legs:
            reading.note(line.row, f"{_event(line)}: the same shares out and in again")
        return
    reading.accept(legs[0].row, [booked])
    for line in legs[1:]:
        reading.note(line.row, f"the other side of row {legs[0].row}")


def _leg(line: Line) -> Entry:
    match = TRADE.match(line.text)
    if match is None:
        raise BadRow(f"{line.text[:80]!r} is not one we know")
    quantity = value.positive(value.number(match["quantity"], "quantity", "either"), "quantity")
    kind = Kind.BUY if is_purchase(match["side"]) else Kind.SELL
    currency = line.currency or value.currency(match["unit"])[0]
    return replace(_base(line, kind), quantity=quantity, currency=currency, note=line.text)


def _exchange(legs: list[Entry], event: str) -> Entry | None:
    bought = [leg for leg in legs if leg.kind is Kind.BUY]
    sold = [leg for leg in legs if leg.kind is Kind.SELL]
    if len(bought) == 1 and not sold and "divid" in event.casefold():
        return replace(bought[0], kind=Kind.STOCK_DIVIDEND)
    if len(bought) != 1 or len(sold) != 1:
        raise BadRow(f"{event}: not one side out and one in; enter it by hand")
    new, old = bought[0], sold[0]
    if new.isin == old.isin:
        if new.quantity == old.quantity:
            return None
        ratio = split_ratio(new.quantity or ZERO, old.quantity or ZERO)
        return replace(new, kind=Kind.SPLIT, quantity=None, ratio=ratio)
    if new.quantity == old.quantity:
        return replace(old, kind=Kind.SYMBOL_CHANGE, quantity=None, related_ticker=new.isin)
    ratio = split_ratio(new.quantity or ZERO, old.quantity or ZERO)
    return replace(old, kind=Kind.MERGER, quantity=None, ratio=ratio, related_ticker=new.isin)
