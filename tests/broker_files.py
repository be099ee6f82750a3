"""Real broker files, read, and what they amount to; for the tests of imports."""

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from shared.portfolios.imports.file_reading import read_file
from shared.portfolios.imports.reading import Entry, Reading
from shared.portfolios.model import Kind

FOLDER = Path(__file__).parent / "data" / "broker"
FILES = sorted(
    path.name
    for path in FOLDER.iterdir()
    if ".expected." not in path.name and path.suffix in {".csv", ".xml", ".json"}
)

_IN = {
    Kind.SELL,
    Kind.SHORT,
    Kind.DIVIDEND,
    Kind.INTEREST,
    Kind.DEPOSIT,
    Kind.RETURN_OF_CAPITAL,
    Kind.MERGER,
}
_OUT = {Kind.BUY, Kind.COVER, Kind.FEE, Kind.TAX, Kind.WITHDRAWAL}


def content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def read(name: str, broker: str = "auto") -> Reading:
    return read_file(content(name), broker, {})


def read_text(text: str, broker: str = "auto", mapping: dict[str, str] | None = None) -> Reading:
    return read_file(text.encode(), broker, mapping or {})


def entries(reading: Reading) -> list[Entry]:
    return [entry for _, entry in _in_row_order(reading)]


def by_row(reading: Reading) -> dict[int, Entry]:
    return dict(_in_row_order(reading))


def _in_row_order(reading: Reading) -> list[tuple[int, Entry]]:
    return sorted(reading.entries, key=lambda item: item[0])


def cash_effect(entry: Entry) -> Decimal:
    """What an entry does to the cash of its currency, written down apart from the ledger."""
    gross = entry.amount
    if gross is None:
        gross = (entry.quantity or Decimal(0)) * (entry.price or Decimal(0))
    charges = entry.fee + entry.tax
    if entry.kind in _IN:
        return gross - charges
    return -(gross + charges) if entry.kind in _OUT else Decimal(0)


def cash(found: Iterable[Entry]) -> dict[str, Decimal]:
    total: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in found:
        total[entry.currency] += cash_effect(entry)
    return dict(total)


def stated(expected: str, pattern: str) -> Decimal:
    """The one number an expected-output file states behind a pattern."""
    match = re.search(pattern + r"\s*[£$]?(-?[\d,]+\.\d+)", (FOLDER / expected).read_text("utf-8"))
    assert match is not None, pattern
    return Decimal(match[1].replace(",", ""))
