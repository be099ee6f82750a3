"""Joining tax withheld, stated as a row of its own, with the dividend it was taken from."""

from dataclasses import replace

from shared.kernel.money import ZERO
from shared.portfolios.imports.reading import Entry, Reading
from shared.portfolios.model import Kind


def join_withholding(reading: Reading) -> None:
    """Put every tax of a security into its dividend of the same day and currency.

    A tax without such a dividend stays an entry of its own.
    """
    taxes: dict[tuple[object, ...], list[tuple[int, Entry]]] = {}
    for row, entry in reading.entries:
        if entry.kind is Kind.TAX and (entry.isin or entry.ticker):
            taxes.setdefault(_payment(entry), []).append((row, entry))
    if not taxes:
        return
    kept: list[tuple[int, Entry]] = []
    joined: set[int] = set()
    for row, entry in reading.entries:
        found = taxes.pop(_payment(entry), []) if entry.kind is Kind.DIVIDEND else []
        for tax_row, _ in found:
            reading.note(tax_row, f"tax withheld from the dividend in row {row}")
            joined.add(tax_row)
        withheld = sum((tax.amount or ZERO for _, tax in found), ZERO)
        kept.append((row, replace(entry, tax=entry.tax + withheld) if found else entry))
    reading.entries = [item for item in kept if item[0] not in joined]


def _payment(entry: Entry) -> tuple[object, ...]:
    return entry.isin or entry.ticker, entry.settle_date or entry.trade_date, entry.currency
