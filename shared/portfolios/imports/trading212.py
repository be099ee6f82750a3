"""Trading 212 history export (CSV).

Amounts are settled in the account's currency: `Total` is what left or reached the account, after
every fee on the row, and that is what is booked, so that cash agrees with the broker to the cent.
The price in the instrument's own currency is kept in the note. `Result` is the broker's own gain
and is not needed. Column names carry the currency in older files (`Total (GBP)`), later ones have
a column beside (`Currency (Total)`); 2025 files have `Notes` and `ID` before the share count.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.kernel.money import plain, round_money
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.charge_signs import refusing_odd_charges
from shared.portfolios.imports.movements import conversion, near, split_ratio, unit_price
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, settle
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Columns, Row, fold
from shared.portfolios.model import Kind

BROKER: Final = "trading212"
NAME: Final = "Trading 212"

_FEES: Final = ("Currency conversion fee", "Transaction fee", "Finra fee", "Ptm levy")
_TAXES: Final = ("Stamp duty reserve tax", "Stamp duty", "French transaction tax")
_LATER_LAYOUT: Final = (
    "Action,Time,ISIN,Ticker,Name,Notes,ID,No. of shares,Price / share,Currency (Price / share),"
    "Exchange rate,Result,Currency (Result),Total,Currency (Total),Withholding tax,"
    "Currency (Withholding tax),Currency conversion fee,Currency (Currency conversion fee)"
).split(",")
_ORDER_ID: Final = re.compile(r"EOF\d+")
_CASH: Final = {
    "deposit": Kind.DEPOSIT,
    "bank transfer": Kind.DEPOSIT,
    "card credit": Kind.DEPOSIT,
    "withdrawal": Kind.WITHDRAWAL,
    "card debit": Kind.WITHDRAWAL,
    "new card cost": Kind.FEE,
    "interest on cash": Kind.INTEREST,
    "lending interest": Kind.INTEREST,
    "share lending interest": Kind.INTEREST,
    "spending cashback": Kind.INTEREST,
    "result adjustment": Kind.INTEREST,
}
_WHEN_NEGATIVE: Final = {
    Kind.DEPOSIT: Kind.WITHDRAWAL,
    Kind.INTEREST: Kind.FEE,
    Kind.WITHDRAWAL: Kind.WITHDRAWAL,
    Kind.FEE: Kind.FEE,
}


def recognises(source: Source) -> bool:
    """Say whether the file has Trading 212's columns."""
    return _header(source) is not None


def _header(source: Source) -> tuple[str, ...] | None:
    for time_column in ("Time", "Time (UTC)"):
        names = ("Action", time_column, "ID")
        index = source.header(*names)
        if index is not None and any(
            name.startswith("Total") for name in Columns(source.records[index][1]).names
        ):
            return names
    return None


def read(source: Source) -> Reading:
    """Read a Trading 212 export."""
    reading = Reading(BROKER)
    closing: dict[str, Row] = {}
    rows = [_realigned(row, reading) for row in source.rows(*(_header(source) or ("Action",)))]
    careful = refusing_odd_charges(rows, (*_FEES, *_TAXES), _charge_text, _read_row)
    for row in rows:
        action = row.text("Action").casefold()
        if action.startswith("stock split"):
            _pair_split(reading, row, action, closing)
        else:
            settle(reading, row, careful)
    for row in closing.values():
        reading.reject(row.number, "half of a stock split: the other half is not in the file")
    return reading


def _realigned(row: Row, reading: Reading) -> Row:
    """Return a row of the later layout, pasted under an older header, under its own names."""
    if not _ORDER_ID.fullmatch(row.text("Price / share")) or row.text("No. of shares"):
        return row
    reading.warn("Some rows have the column order of a later export than the header; read as such")
    return Row(row.number, row.cells, Columns(_LATER_LAYOUT))


def _read_row(row: Row) -> Outcome:
    action = row.need("Action").casefold()
    if action.endswith((" buy", " sell")):
        return _trade(row, Kind.BUY if action.endswith("buy") else Kind.SELL)
    if action.startswith("dividend"):
        return _dividend(row, action)
    if action in {"transfer in", "transfer out"}:
        return _transfer(row, Kind.TRANSFER_IN if action.endswith("in") else Kind.TRANSFER_OUT)
    if action == "stock distribution":
        return replace(_instrument(row, Kind.STOCK_DIVIDEND), quantity=_shares(row))
    if action == "currency conversion":
        return _conversion(row)
    if action in _CASH:
        return _cash(row, _CASH[action])
    raise BadRow(f"the action {row.text('Action')!r} is not one we know")


def _money(row: Row, name: str) -> tuple[Decimal, str] | None:
    """Return an amount and its currency; None when the cell is empty or the column absent."""
    if row.columns.has(name):
        text, code = row.text(name), row.text(f"Currency ({name})")
    else:
        text, code = _named_with_currency(row, name)
    amount = value.optional_number(text, name)
    if amount is None:
        return None
    currency, factor = value.currency(code, f"Currency ({name})")
    return amount * factor, currency


def _named_with_currency(row: Row, name: str) -> tuple[str, str]:
    place = row.columns.in_currency.get(fold(name))
    if place is None or place[0] >= len(row.cells):
        return "", ""
    return row.cells[place[0]], place[1]


def _total(row: Row) -> tuple[Decimal, str]:
    found = _money(row, "Total")
    if found is None:
        raise BadRow("Total is missing")
    return found


def _price(row: Row) -> tuple[Decimal, str, str] | None:
    """Return the unit price in a major unit, its currency, and the text the broker printed."""
    text = row.text("Price / share")
    price = value.optional_number(text, "Price / share")
    if price is None:
        return None
    unit = row.text("Currency (Price / share)")
    currency, factor = value.currency(unit, "Currency (Price / share)")
    return price * factor, currency, f"{plain(price)} {unit}"


def _shares(row: Row) -> Decimal:
    shares = value.optional_number(row.text("No. of shares"), "No. of shares")
    return value.positive(shares, "No. of shares")


def _instrument(row: Row, kind: Kind) -> Entry:
    """Return an entry with what every row about an instrument has."""
    day, at = value.moment(row.need("Time", "Time (UTC)"))
    priced = _price(row)
    return Entry(
        kind=kind,
        trade_date=day,
        trade_time=at,
        currency=priced[1] if priced else _total(row)[1],
        ticker=row.need("Ticker", "ISIN"),
        isin=value.isin(row.text("ISIN")),
        name=row.text("Name") or None,
        note=row.text("Notes") or None,
        reference=row.text("ID") or None,
    )


def _charge_text(row: Row, name: str) -> str:
    return row.text(name) or _named_with_currency(row, name)[0]


def _charges(row: Row, names: tuple[str, ...], currency: str) -> Decimal:
    """Return the sum of charges, which must be in the account's currency."""
    total = Decimal(0)
    for name in names:
        found = _money(row, name)
        if found is None or found[0] == 0:
            continue
        if found[1] != currency:
            raise BadRow(f"{name} is in {found[1]} but the account settles in {currency}")
        total += abs(found[0])
    return total


def _trade(row: Row, kind: Kind) -> Entry:
    base, shares = _instrument(row, kind), _shares(row)
    settled, currency = _total(row)
    fee, tax = _charges(row, _FEES, currency), _charges(row, _TAXES, currency)
    charges = fee + tax
    gross = abs(settled) - charges if kind is Kind.BUY else abs(settled) + charges
    if gross <= 0:
        raise BadRow(f"Total {plain(settled)} {currency} does not cover its charges")
    priced = _price(row)
    price, note = unit_price(gross, shares), base.note
    if priced is not None and priced[1] == currency:
        price = priced[0]
        if not near(price * shares, gross, Decimal("0.02")):
            raise BadRow(
                f"{plain(shares)} shares at {plain(price)} {currency} are "
                f"{plain(round_money(price * shares, currency))}, "
                f"but the total before charges is {plain(gross)}"
            )
    elif priced is not None:
        rate = row.text("Exchange rate")
        note = f"{priced[2]} a share" + (f" at {rate}" if rate else "")
    return replace(
        base,
        currency=currency,
        quantity=shares,
        price=price,
        amount=gross,
        fee=fee,
        tax=tax,
        note=note,
    )


def _dividend(row: Row, action: str) -> Entry:
    kind = Kind.RETURN_OF_CAPITAL if "return of capital" in action else Kind.DIVIDEND
    paid, currency = _total(row)
    if paid <= 0:
        raise BadRow(
            f"a dividend of {plain(paid)} {currency}: correct the one it takes back by hand"
        )
    tax, remark = _withheld(row, paid, currency)
    parts = [row.text("Action"), row.text("Notes"), remark]
    return replace(
        _instrument(row, kind),
        currency=currency,
        quantity=value.optional_number(row.text("No. of shares"), "No. of shares"),
        amount=paid + tax,
        tax=tax,
        note="; ".join(part for part in parts if part),
    )


def _withheld(row: Row, paid: Decimal, currency: str) -> tuple[Decimal, str]:
    """Return the tax withheld in the account's currency, and a remark on how it was found.

    For dividends `Price / share` is net of withholding (Union Pacific paid 1.30 in December 2023;
    exports of that day say 1.11) and `Total` is what was paid out, so the row implies the rate at
    which withholding in the quote's currency is to be converted.
    """
    withheld = _money(row, "Withholding tax")
    if withheld is None or withheld[0] == 0:
        return Decimal(0), ""
    amount, unit = abs(withheld[0]), withheld[1]
    if unit == currency:
        return amount, ""
    stated = f"{plain(amount)} {unit} withheld"
    priced, shares = _price(row), value.optional_number(row.text("No. of shares"), "No. of shares")
    net = priced[0] * shares if priced and shares and priced[1] == unit else Decimal(0)
    if net <= 0:
        return Decimal(0), f"{stated}, not booked: the row has no rate to {currency}"
    return round_money(paid * amount / net, currency), stated


def _transfer(row: Row, kind: Kind) -> Entry:
    base, priced = _instrument(row, kind), _price(row)
    return replace(base, quantity=_shares(row), price=priced[0] if priced else None)


def _cash(row: Row, kind: Kind) -> Outcome:
    amount, currency = _total(row)
    if amount == 0:
        return Note(f"{row.text('Action')} of nothing")
    day, at = value.moment(row.need("Time", "Time (UTC)"))
    return Entry(
        kind=_WHEN_NEGATIVE[kind] if amount < 0 else kind,
        trade_date=day,
        trade_time=at,
        currency=currency,
        amount=abs(amount),
        note="; ".join(
            filter(None, (row.text("Action"), row.text("Notes"), row.text("Merchant name")))
        ),
        reference=row.text("ID") or None,
    )


def _conversion(row: Row) -> Outcome:
    sold = _money(row, "Currency conversion from amount")
    bought = _money(row, "Currency conversion to amount")
    if sold is None or bought is None:
        raise BadRow("a currency conversion needs both its amounts")
    day, at = value.moment(row.need("Time", "Time (UTC)"))
    return conversion(
        day,
        at,
        (abs(sold[0]), sold[1]),
        (abs(bought[0]), bought[1]),
        reference=row.text("ID") or None,
    )


def _pair_split(reading: Reading, row: Row, action: str, closing: dict[str, Row]) -> None:
    """Join the closing row (old shares) and the opening row (new shares) into one split."""
    key = f"{row.text('ISIN') or row.text('Ticker')} {row.text('Time', 'Time (UTC)')[:10]}"
    other = closing.pop(key, None)
    if other is None:
        closing[key] = row
        return
    new, old = (row, other) if action.endswith("open") else (other, row)

    def split(_: Row) -> Entry:
        return replace(_instrument(new, Kind.SPLIT), ratio=split_ratio(_shares(new), _shares(old)))

    settle(reading, new, split)
    reading.note(old.number, f"the other half of the split in row {new.number}")
