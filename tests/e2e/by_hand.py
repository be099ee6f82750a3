"""What the demonstration portfolio is worth, computed from the files alone.

Nothing of the product is imported: the broker file and the price files are read with the standard
library, so that the page can be held against an independent reading.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BROKER_FILE = ROOT / "samples" / "trading212-demo.csv"
PRICES = ROOT / "shared" / "market" / "sample_data"

# European Central Bank, euro foreign exchange reference rates, 31 March 2021: US dollars a euro.
USD_PER_EUR = Decimal("1.1725")
VALUATION_DAY = "2021-03-31"


def rows_of_broker_file() -> list[dict[str, str]]:
    """Return the rows of the broker file as written."""
    with BROKER_FILE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def price_rows(symbol: str) -> Iterator[dict[str, str]]:
    """Yield the daily rows of one symbol's price file, oldest first."""
    plain, packed = PRICES / f"{symbol}.csv", PRICES / f"{symbol}.csv.gz"
    with plain.open(newline="") if plain.exists() else gzip.open(packed, "rt") as file:
        yield from csv.DictReader(file)


def quantities() -> dict[str, Decimal]:
    """Return shares held on the valuation day: trades, each grown by the splits after it."""
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows_of_broker_file():
        if row["Action"] not in {"Market buy", "Market sell"}:
            continue
        shares = Decimal(row["No. of shares"])
        for day in price_rows(row["Ticker"]):
            ratio = Decimal(day["Stock Splits"] or 0)
            if row["Time"][:10] < day["Date"] <= VALUATION_DAY and ratio:
                shares *= ratio
        held[row["Ticker"]] += shares if row["Action"] == "Market buy" else -shares
    return dict(held)


def last_close(symbol: str) -> Decimal:
    """Return the last close on or before the valuation day."""
    closes = [row["Close"] for row in price_rows(symbol) if row["Date"] <= VALUATION_DAY]
    return Decimal(closes[-1])


def values_in_eur() -> dict[str, Decimal]:
    """Return each holding's value in euros, exact."""
    return {
        symbol: shares * last_close(symbol) / USD_PER_EUR
        for symbol, shares in quantities().items()
        if shares
    }


def total_in_eur() -> Decimal:
    """Return the value of all holdings, to the cent."""
    return sum(values_in_eur().values(), Decimal(0)).quantize(Decimal("0.01"))
