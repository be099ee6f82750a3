"""Sample prices and rates, read straight from their files."""

import csv
import gzip
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "market" / "sample_data"


@dataclass
class Prices:
    """Closes as traded, splits as new shares for one old."""

    days: list[date] = field(default_factory=list)
    closes: list[Fraction] = field(default_factory=list)
    splits: dict[date, Fraction] = field(default_factory=dict)

    def close(self, day: date) -> tuple[date, Fraction]:
        """The last close on or before a day."""
        at = bisect_right(self.days, day) - 1
        return self.days[at], self.closes[at]

    def factor(self, after: date, until: date) -> Fraction:
        """Shares on one day that one share became since another."""
        product = Fraction(1)
        for day, ratio in self.splits.items():
            if after < day <= until:
                product *= ratio
        return product

    def value_of_share(self, day: date) -> Fraction:
        """What a share of a day was last traded at, in shares of that day."""
        traded, close = self.close(day)
        return close / self.factor(traded, day)


@lru_cache(maxsize=64)
def prices(symbol: str) -> Prices:
    found = Prices()
    with gzip.open(FOLDER / f"{symbol}.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["Date"])
            if not row["Close"]:
                continue
            found.days.append(day)
            found.closes.append(Fraction(row["Close"]))
            split = Fraction(row["Stock Splits"] or "0")
            if split:
                found.splits[day] = split
    return found


@lru_cache(maxsize=8)
def euro_rates(currency: str) -> tuple[list[date], list[Fraction]]:
    """Units of a currency for one euro, by day."""
    days: list[date] = []
    rates: list[Fraction] = []
    with gzip.open(FOLDER / "fx" / f"{currency}.csv.gz", "rt") as file:
        for row in csv.reader(file):
            if row[0][:1].isdigit():
                days.append(date.fromisoformat(row[0]))
                rates.append(Fraction(row[1]))
    return days, rates


def rate(base: str, quote: str, day: date) -> Fraction:
    """Units of `quote` for one of `base`."""

    def per_euro(code: str) -> Fraction:
        if code == "EUR":
            return Fraction(1)
        days, rates = euro_rates(code)
        return rates[bisect_right(days, day) - 1]

    return per_euro(quote) / per_euro(base)
