"""Cash lines of Interactive Brokers as entries.

A dividend and what was withheld from it are separate lines; they are joined, by their common text
where that tells them apart and otherwise by security and day. A line that takes back an earlier
one cancels it, and both are told as such.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from shared.kernel.money import ZERO, plain
from shared.portfolios.imports.interactive_brokers.records import CashLine
from shared.portfolios.imports.reading import Entry, Reading
from shared.portfolios.model import Kind

_DIVIDENDS: Final = re.compile(r"dividend|payment in lieu", re.IGNORECASE)
_WITHHOLDING: Final = re.compile(r"withholding|871", re.IGNORECASE)
_INTEREST: Final = re.compile(r"interest", re.IGNORECASE)
_MOVED: Final = re.compile(
    r"deposit|withdrawal|electronic fund transfer|cash transfer", re.IGNORECASE
)
_TAX: Final = re.compile(r"\btax\b|stamp", re.IGNORECASE)
_RETURN_OF_CAPITAL: Final = re.compile(r"return of capital", re.IGNORECASE)
# `… PER SHARE - US TAX` and `… PER SHARE (Ordinary Dividend)` speak of the same payment.
_TAIL: Final = re.compile(r"\s*(- [A-Z]{2} TAX|\((?!.*PER SHARE)[^()]*\))\s*$", re.IGNORECASE)


def book_cash(reading: Reading, lines: list[CashLine]) -> None:
    """File every cash line: as an entry, as part of one, or as cancelled by another."""
    standing = _without_cancelled(reading, lines)
    dividends = [line for line in standing if _is_dividend(line)]
    taxes = [line for line in standing if _is_withholding(line)]
    withheld = _matched(dividends, taxes)
    for line in dividends:
        if line.amount <= 0:
            reading.reject(line.row, "takes back a dividend that is not in this file")
            continue
        of_line = withheld.get(line.row, [])
        tax = -sum((each.amount for each in of_line), ZERO)
        reading.accept(line.row, [_dividend(line, max(tax, ZERO))])
        for each in of_line:
            reading.note(each.row, f"tax withheld from the dividend in row {line.row}")
    joined = {each.row for group in withheld.values() for each in group}
    refused = {line.row for line in dividends}
    for line in standing:
        if line.row not in joined and line.row not in refused:
            _book_alone(reading, line)


def _is_withholding(line: CashLine) -> bool:
    return _WITHHOLDING.search(line.type) is not None


def _is_dividend(line: CashLine) -> bool:
    return not _is_withholding(line) and _DIVIDENDS.search(line.type) is not None


def _stem(line: CashLine) -> str:
    return _TAIL.sub("", _TAIL.sub("", line.description)).casefold()


def _without_cancelled(reading: Reading, lines: list[CashLine]) -> list[CashLine]:
    """Drop pairs of a security's lines that take each other back, telling each of the other."""
    open_lines: dict[tuple[object, ...], list[CashLine]] = {}
    gone: set[int] = set()
    for line in lines:
        if not (_is_withholding(line) or _is_dividend(line)):
            continue
        subject = line.instrument.isin or line.instrument.symbol or "interest"
        key = (_is_withholding(line), subject, line.currency, abs(line.amount))
        earlier = next(
            (each for each in open_lines.get(key, []) if each.amount == -line.amount), None
        )
        if earlier is None:
            open_lines.setdefault(key, []).append(line)
            continue
        open_lines[key].remove(earlier)
        gone |= {line.row, earlier.row}
        reading.note(line.row, f"cancels row {earlier.row}")
        reading.note(earlier.row, f"cancelled by row {line.row}")
    return [line for line in lines if line.row not in gone]


def _matched(dividends: list[CashLine], taxes: list[CashLine]) -> dict[int, list[CashLine]]:
    """Return withholding lines by the row of the dividend they belong to."""
    matched: dict[int, list[CashLine]] = {}
    for tax in taxes:
        same = [each for each in dividends if _same_payment(each, tax)]
        exact = [each for each in same if _stem(each) == _stem(tax)]
        # The largest is the dividend itself where a return of capital was paid beside it.
        best = max(exact or same, key=_paid, default=None)
        if best is not None and tax.amount < 0:
            matched.setdefault(best.row, []).append(tax)
    return matched


def _paid(line: CashLine) -> tuple[bool, Decimal]:
    return _RETURN_OF_CAPITAL.search(line.description) is None, line.amount


def _same_payment(dividend: CashLine, tax: CashLine) -> bool:
    left, right = dividend.instrument, tax.instrument
    same = (left.isin or left.symbol) == (right.isin or right.symbol)
    return (
        same
        and bool(left.isin or left.symbol)
        and dividend.day == tax.day
        and (dividend.currency == tax.currency)
    )


def _dividend(line: CashLine, tax: Decimal) -> Entry:
    is_capital = _RETURN_OF_CAPITAL.search(line.description) is not None
    return _entry(line, Kind.RETURN_OF_CAPITAL if is_capital else Kind.DIVIDEND, tax=tax)


def _entry(line: CashLine, kind: Kind, *, tax: Decimal = ZERO, tags: Iterable[str] = ()) -> Entry:
    about_shares = kind in {Kind.DIVIDEND, Kind.RETURN_OF_CAPITAL, Kind.TAX, Kind.INTEREST}
    named = line.instrument.symbol or line.instrument.isin
    return Entry(
        kind=kind,
        trade_date=line.day,
        currency=line.currency,
        ticker=named if about_shares and named else None,
        isin=line.instrument.isin if about_shares else None,
        name=line.instrument.name or None,
        amount=abs(line.amount),
        tax=tax,
        tags=tuple(tags),
        note=line.description or line.type,
        reference=line.reference,
        account=line.account,
    )


def _book_alone(reading: Reading, line: CashLine) -> None:
    if line.amount == 0:
        reading.note(line.row, f"{line.type} of nothing")
        return
    for matches, received, paid in _MEANINGS:
        if matches(line):
            kind = received if line.amount > 0 else paid
            tags = _TAGS.get((received, paid, line.amount > 0), ())
            reading.accept(line.row, [_entry(line, kind, tags=tags)])
            return
    reading.reject(
        line.row, f"{line.type!r} of {plain(line.amount)} {line.currency} is not one we know"
    )


def _by_type(pattern: re.Pattern[str]) -> Callable[[CashLine], bool]:
    return lambda line: pattern.search(line.type) is not None


# What a line means: its test, the kind when money came, the kind when it went. The ledger has no
# negative income or costs: what is given back is income with a tag, what is owed is a cost.
_MEANINGS: Final[tuple[tuple[Callable[[CashLine], bool], Kind, Kind], ...]] = (
    (_is_withholding, Kind.INTEREST, Kind.TAX),
    (_by_type(_INTEREST), Kind.INTEREST, Kind.FEE),
    (_by_type(_MOVED), Kind.DEPOSIT, Kind.WITHDRAWAL),
    (_by_type(_TAX), Kind.INTEREST, Kind.TAX),
    (
        _by_type(re.compile(r"fee|commission|adjustment|forex trade component", re.IGNORECASE)),
        Kind.INTEREST,
        Kind.FEE,
    ),
)
_TAGS: Final = {
    (Kind.INTEREST, Kind.TAX, True): ("tax-refund",),
    (Kind.INTEREST, Kind.FEE, False): ("cost",),
}
