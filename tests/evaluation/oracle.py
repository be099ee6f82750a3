"""The ledger read a second time: first in, first out, with fractions. Implied cash, dollars."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt

from tests.evaluation.prices import prices


@dataclass(frozen=True)
class Entry:
    """One transaction: `amount` is of dividends alone."""

    day: date
    kind: str
    symbol: str
    quantity: Fraction = Fraction(0)
    price: Fraction = Fraction(0)
    fee: Fraction = Fraction(0)
    amount: Fraction = Fraction(0)


@dataclass
class Lot:
    opened: date
    quantity: Fraction
    cost: Fraction


class Oracle:
    """What a list of entries, oldest first, amounts to."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: entry.day)

    def lots(self, day: date) -> tuple[dict[str, list[Lot]], list[tuple[date, str, Fraction]]]:
        """Open lots in shares of a day, and realised gains by closing day and symbol."""
        open_lots: dict[str, list[Lot]] = defaultdict(list)
        realised: list[tuple[date, str, Fraction]] = []
        seen: dict[str, date] = {}
        for entry in self.entries:
            if entry.day > day or entry.kind == "dividend":
                continue
            self._split(open_lots[entry.symbol], entry.symbol, seen.get(entry.symbol), entry.day)
            seen[entry.symbol] = entry.day
            if entry.kind == "buy":
                cost = entry.quantity * entry.price + entry.fee
                open_lots[entry.symbol].append(Lot(entry.day, entry.quantity, cost))
            else:
                realised.append((entry.day, entry.symbol, _sell(open_lots[entry.symbol], entry)))
        for symbol, lots in open_lots.items():
            self._split(lots, symbol, seen.get(symbol), day)
        return {symbol: lots for symbol, lots in open_lots.items() if lots}, realised

    def _split(self, lots: list[Lot], symbol: str, after: date | None, until: date) -> None:
        if after is None:
            return
        factor = prices(symbol).factor(after, until)
        for lot in lots:
            lot.quantity *= factor

    def quantities(self, day: date) -> dict[str, Fraction]:
        return {
            s: sum((lot.quantity for lot in lots), Fraction(0))
            for s, lots in self.lots(day)[0].items()
        }

    def costs(self, day: date) -> dict[str, Fraction]:
        return {
            s: sum((lot.cost for lot in lots), Fraction(0)) for s, lots in self.lots(day)[0].items()
        }

    def values(self, day: date) -> dict[str, Fraction]:
        return {
            symbol: quantity * prices(symbol).value_of_share(day)
            for symbol, quantity in self.quantities(day).items()
        }

    def worth(self, day: date) -> Fraction:
        return sum(self.values(day).values(), Fraction(0))

    def flows(self, first: date, last: date) -> dict[date, tuple[Fraction, Fraction]]:
        """Money in and money out by day."""
        found: dict[date, tuple[Fraction, Fraction]] = {}
        for entry in self.entries:
            if not first <= entry.day <= last:
                continue
            into, out = found.get(entry.day, (Fraction(0), Fraction(0)))
            if entry.kind == "buy":
                into += entry.quantity * entry.price + entry.fee
            elif entry.kind == "sell":
                out += entry.quantity * entry.price - entry.fee
            else:
                out += entry.amount
            found[entry.day] = into, out
        return found

    def contributions(self, first: date, last: date) -> Fraction:
        return sum((a - b for a, b in self.flows(first, last).values()), Fraction(0))

    def gain(self, first: date, last: date) -> Fraction:
        opening = (
            self.worth(first - timedelta(days=1)) if self.entries[0].day < first else Fraction(0)
        )
        return self.worth(last) - opening - self.contributions(first, last)

    def daily_returns(self, first: date, last: date) -> list[tuple[date, float]]:
        """Returns of each day with a price or a flow: inflows at its start, outflows at its end."""
        symbols = {entry.symbol for entry in self.entries}
        days = {day for symbol in symbols for day in prices(symbol).days if first <= day <= last}
        flows = self.flows(first, last)
        days |= set(flows)
        begin = max(first, self.entries[0].day)
        before = float(self.worth(begin - timedelta(days=1)))
        found: list[tuple[date, float]] = []
        for day in sorted(one for one in days if one >= begin):
            end = float(self.worth(day))
            into, out = (float(one) for one in flows.get(day, (Fraction(0), Fraction(0))))
            if before + into > 0:
                found.append((day, (end + out) / (before + into) - 1))
            before = end
        return found

    def twr(self, first: date, last: date) -> float:
        product = 1.0
        for _, change in self.daily_returns(first, last):
            product *= 1 + change
        return product - 1

    def volatility(self, first: date, last: date) -> float:
        changes = [change for _, change in self.daily_returns(first, last)]
        mean = sum(changes) / len(changes)
        return sqrt(sum((one - mean) ** 2 for one in changes) / (len(changes) - 1)) * sqrt(252)

    def drawdown(self, first: date, last: date) -> float:
        level = peak = 1.0
        deepest = 0.0
        for _, change in self.daily_returns(first, last):
            level *= 1 + change
            peak = max(peak, level)
            deepest = max(deepest, 1 - level / peak)
        return deepest

    def xirr(self, day: date) -> float:
        """The yearly rate at which all flows and the present worth are nothing, by halving."""
        flows = [(one, float(out - into)) for one, (into, out) in self.flows(date.min, day).items()]
        flows.append((day, float(self.worth(day))))
        start = flows[0][0]

        def present(rate: float) -> float:
            return sum(amount * (1 + rate) ** (-(one - start).days / 365) for one, amount in flows)

        low, high = -0.99, 10.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if present(middle) > 0 else (low, middle)
        return low


def _sell(lots: list[Lot], entry: Entry) -> Fraction:
    left, cost = entry.quantity, Fraction(0)
    while left:
        lot = lots[0]
        taken = min(left, lot.quantity)
        part = lot.cost * taken / lot.quantity
        cost += part
        lot.quantity -= taken
        lot.cost -= part
        left -= taken
        if not lot.quantity:
            lots.pop(0)
    return entry.quantity * entry.price - entry.fee - cost
