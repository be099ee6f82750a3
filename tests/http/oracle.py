"""An independent reading of a ledger: plain loops over `Decimal`, day by day, nothing of ours.

Follows the definitions of the HTTP contract and reads price and rate files with the standard
library alone, so that what the API answers can be held against it.
"""

import csv
import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

getcontext().prec = 40
FX = Path(__file__).resolve().parents[2] / "shared" / "market" / "sample_data" / "fx"
CENT = Decimal("0.01")
ZERO = Decimal(0)
ONE = Decimal(1)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_EVEN)


@lru_cache
def per_euro(code: str) -> dict[date, Decimal]:
    """Return the ECB's reference rates: units of a currency for one euro."""
    if code == "EUR":
        return {}
    with gzip.open(FX / f"{code}.csv.gz", "rt") as file:
        rows = list(csv.reader(file))[1:]
    return {date.fromisoformat(day): Decimal(rate) for day, rate in rows}


@dataclass
class Prices:
    """One file of a price folder, in its major currency."""

    currency: str
    closes: dict[date, Decimal]
    splits: dict[date, Decimal]
    dividends: dict[date, Decimal]

    @classmethod
    def read(cls, path: Path, currency: str) -> "Prices":
        """Read a file as the contract describes it; pence become pounds."""
        unit, code = (Decimal("0.01"), "GBP") if currency == "GBp" else (ONE, currency)
        with path.open(newline="") as file:
            rows = [(date.fromisoformat(row["Date"]), row) for row in csv.DictReader(file)]
        return cls(
            code,
            {day: Decimal(row["Close"]) * unit for day, row in rows},
            {day: r for day, row in rows if (r := Decimal(row["Stock Splits"] or 0))},
            {day: d * unit for day, row in rows if (d := Decimal(row["Dividends"] or 0))},
        )


@dataclass
class Lot:
    symbol: str
    opened: date
    quantity: Decimal
    cost: Decimal  # in the base currency, of the whole lot


@dataclass
class Oracle:
    """The ledger of one portfolio replayed; ask it after `run`."""

    prices: Mapping[str, Prices]
    base: str = "EUR"
    method: str = "fifo"
    cash_mode: str = "implied"
    lots: list[Lot] = field(default_factory=list)
    realised: list[tuple[str, date, date, Decimal, Decimal, Decimal]] = field(default_factory=list)
    cash: dict[str, Decimal] = field(default_factory=dict)
    cash_booked: dict[str, Decimal] = field(default_factory=dict)
    income: Decimal = ZERO
    fees: Decimal = ZERO
    taxes: Decimal = ZERO
    days: list[tuple[date, Decimal, Decimal, Decimal]] = field(default_factory=list)

    def rate(self, code: str, day: date) -> Decimal:
        """Return units of the base currency for one unit of a currency, last known."""
        return self._euros(code, day) / self._euros(self.base, day)

    def _euros(self, code: str, day: date) -> Decimal:
        if code == "EUR":
            return ONE
        table = per_euro(code)
        while day not in table:
            day -= timedelta(1)
        return ONE / table[day]

    def price(self, symbol: str, day: date) -> Decimal:
        closes = self.prices[symbol].closes
        return closes[max(known for known in closes if known <= day)]

    def run(self, rows: Iterable[Mapping[str, Any]], until: date) -> "Oracle":
        """Replay: split, then income, then trades; inflows and outflows of every day are kept."""
        entries = [dict(row, day=date.fromisoformat(row["trade_date"])) for row in rows]
        day = min(row["day"] for row in entries)
        while day <= until:
            self._split(day)
            today = [row for row in entries if row["day"] == day]
            today.sort(key=lambda row: row["kind"] not in {"dividend", "interest"})
            flows = [self._book(row) for row in today]
            net = sum(flows, ZERO)  # docs/decisions/0040: a day counts its net flow
            self.days.append((day, self.value(day), max(net, ZERO), max(-net, ZERO)))
            day += timedelta(1)
        return self

    def _split(self, day: date) -> None:
        for lot in self.lots:
            lot.quantity *= self.prices[lot.symbol].splits.get(day, ONE)

    def _book(self, row: Mapping[str, Any]) -> Decimal:
        """Book an entry and return what it puts in (positive) or takes out, in the base."""
        day, code = row["day"], row["currency"]
        rate = self.rate(code, day)
        fee, tax = Decimal(row.get("fee", 0)), Decimal(row.get("tax", 0))
        quantity = Decimal(row.get("quantity", 0))
        gross = Decimal(row["amount"]) if "amount" in row else quantity * Decimal(row["price"])
        kind = row["kind"]
        if kind == "buy":
            moved = -(gross + fee + tax)
            self.lots.append(Lot(row["symbol"], day, quantity, -moved * rate))
        elif kind == "sell":
            moved = gross - fee - tax
            self._match(row["symbol"], quantity, moved * rate, day)
        elif kind in {"dividend", "interest"}:
            moved = gross - fee - tax
            self.income += gross * rate
            self.taxes += tax * rate
            self.fees += fee * rate
        elif kind in {"fee", "tax"}:
            moved = -gross
            if kind == "fee":
                self.fees += gross * rate
            else:
                self.taxes += gross * rate
        else:
            moved = gross if kind == "deposit" else -gross
        if self.cash_mode == "implied":
            return -moved * rate if kind not in {"deposit", "withdrawal"} else ZERO
        self.cash[code] = self.cash.get(code, ZERO) + moved
        self.cash_booked[code] = self.cash_booked.get(code, ZERO) + moved * rate
        return moved * rate if kind in {"deposit", "withdrawal"} else ZERO

    def _match(self, symbol: str, quantity: Decimal, proceeds: Decimal, day: date) -> None:
        mine = [lot for lot in self.lots if lot.symbol == symbol]
        if self.method == "average":
            held = sum((lot.quantity for lot in mine), ZERO)
            unit = sum((lot.cost for lot in mine), ZERO) / held
            for lot in mine:
                lot.cost = unit * lot.quantity
        if self.method == "lifo":
            mine.reverse()
        if self.method == "hifo":
            mine.sort(key=lambda lot: lot.cost / lot.quantity, reverse=True)
        left = quantity
        for lot in mine:
            taken = min(left, lot.quantity)
            if not taken:
                break
            cost = lot.cost * taken / lot.quantity
            got = proceeds * taken / quantity
            self.realised.append((symbol, lot.opened, day, taken, got, cost))
            lot.cost -= cost
            lot.quantity -= taken
            left -= taken
        assert not left, f"the test sells more {symbol} than there is"
        self.lots = [lot for lot in self.lots if lot.quantity]

    def value(self, day: date) -> Decimal:
        held = sum((self.worth(lot, day) for lot in self.lots), ZERO)
        return held + sum((c * self.rate(code, day) for code, c in self.cash.items()), ZERO)

    def worth(self, lot: Lot, day: date) -> Decimal:
        rate = self.rate(self.prices[lot.symbol].currency, day)
        return lot.quantity * self.price(lot.symbol, day) * rate

    @property
    def contributed(self) -> Decimal:
        return sum((inflow - outflow for _, _, inflow, outflow in self.days), ZERO)

    @property
    def twr(self) -> Decimal:
        """r = (end + outflows) / (start + inflows) − 1 a day, linked; no capital, no day."""
        linked, start = ONE, ZERO
        for _, end, inflow, outflow in self.days:
            if start + inflow > 0:
                linked *= (end + outflow) / (start + inflow)
            start = end
        return linked - 1

    @property
    def xirr(self) -> Decimal:
        """Excel's convention: Σ flow·(1+r)^(−days/365) = 0, by bisection."""
        first, last = self.days[0][0], self.days[-1]
        flows = [(day, outflow - inflow) for day, _, inflow, outflow in self.days]
        flows.append((last[0], last[1]))

        def worth_now(rate: Decimal) -> Decimal:
            growth = (1 + rate).ln() / 365
            return sum(
                (flow * (growth * (first - day).days).exp() for day, flow in flows),
                ZERO,
            )

        low, high = Decimal("-0.9999"), Decimal(1000)
        for _ in range(120):
            middle = (low + high) / 2
            low, high = (middle, high) if worth_now(middle) > 0 else (low, middle)
        return low

    @property
    def simple_return(self) -> Decimal:
        """Gain / contributions made, from the beginning."""
        gain = self.days[-1][1] - self.contributed
        return gain / sum((inflow for _, _, inflow, _ in self.days), ZERO)
