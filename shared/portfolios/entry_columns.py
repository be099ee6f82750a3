"""A ledger's entries as columns of integers: made once, cut and grown with the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from shared.portfolios.columns import Integers, Mask
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ordering import in_common
from shared.portfolios.scaled import power_of_ten

type Small = NDArray[np.int8]

KINDS: Final = tuple(Kind)
CODES: Final[Mapping[Kind, int]] = {kind: code for code, kind in enumerate(KINDS)}
TOO_LONG: Final = 127
"""Decimals of a number with more digits than 64 bits hold."""
_MOST_DIGITS: Final = 18
_FAR_TOO_LARGE: Final = 1e60
_POWERS: Final = 10.0 ** np.arange(TOO_LONG + 1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Decimals as written, `mantissas × 10**-decimals`, shape (n,); zero where there is none."""

    mantissas: Integers
    decimals: Small

    def take(self, rows: Integers | slice) -> "Numbers":
        """Return the numbers of some rows."""
        return Numbers(self.mantissas[rows], self.decimals[rows])

    def at(self, exponent: Integers | int) -> Integers:
        """Return mantissas of an exponent no smaller than the decimals."""
        return self.mantissas * power_of_ten(exponent - self.decimals.astype(np.int64))

    def floats(self) -> NDArray[np.float64]:
        """Return the numbers as float64; far too large where 64 bits do not hold them."""
        scale = _POWERS[self.decimals]
        return np.where(self.decimals == TOO_LONG, _FAR_TOO_LARGE, self.mantissas / scale)


@dataclass(frozen=True, slots=True)
class EntryColumns:
    """Columns of shape (n,) in ledger order.

    `symbol`, `related`, `currency`: places in `names`; place 0 is None. `kind`: as in `CODES`.
    """

    names: Sequence[str | None]
    day: Integers
    kind: Small
    symbol: Integers
    related: Integers
    currency: Integers
    quantity: Numbers
    price: Numbers
    amount: Numbers
    has_amount: Mask
    fee: Numbers
    tax: Numbers
    has_rate: Mask

    @property
    def is_trade(self) -> Mask:
        """Where a purchase or sale is, shape (n,)."""
        return (self.kind == CODES[Kind.BUY]) | (self.kind == CODES[Kind.SELL])

    def used(self, places: Integers) -> set[str]:
        """Return the names at some places."""
        found: list[int] = np.flatnonzero(np.bincount(places)).tolist()
        return {name for place in found if (name := self.names[place]) is not None}

    def take(self, rows: Integers | slice) -> Self:
        """Return the columns of some rows."""
        return replace(self, **{name: _taken(getattr(self, name), rows) for name in _COLUMNS})


_COLUMNS: Final = tuple(one.name for one in fields(EntryColumns) if one.name != "names")


def columns_of(
    entries: Sequence[Transaction], names: Sequence[str | None] = (None,)
) -> EntryColumns:
    """Return entries as columns; `names` come first among theirs."""
    places = {name: place for place, name in enumerate(names)}

    def named(found: list[str | None]) -> Integers:
        for name in dict.fromkeys(found):
            _ = places.setdefault(name, len(places))
        return np.array(list(map(places.__getitem__, found)), dtype=np.int64)

    symbol = named([one.symbol for one in entries])
    related = named([one.related_symbol for one in entries])
    currency = named([one.currency for one in entries])
    return EntryColumns(
        names=tuple(places),
        day=np.array([one.trade_date.toordinal() for one in entries], dtype=np.int64),
        kind=np.array([CODES[one.kind] for one in entries], dtype=np.int8),
        symbol=symbol,
        related=related,
        currency=currency,
        quantity=numbers([one.quantity for one in entries]),
        price=numbers([one.price for one in entries]),
        amount=numbers([one.amount for one in entries]),
        has_amount=np.array([one.amount is not None for one in entries], dtype=bool),
        fee=numbers([one.fee for one in entries]),
        tax=numbers([one.tax for one in entries]),
        has_rate=np.array([one.fx_rate is not None for one in entries], dtype=bool),
    )


def numbers(values: Sequence[Decimal | None]) -> Numbers:
    """Return finite decimals as columns."""
    written = ["0" if value is None else str(value) for value in values]
    if "E" in "".join(written):
        written = [format(Decimal(text), "f") for text in written]
    lengths = np.array(list(map(len, written)), dtype=np.int64)
    points = np.array([text.find(".") for text in written], dtype=np.int64)
    decimals = np.where(points < 0, 0, lengths - points - 1)
    is_long = lengths > _MOST_DIGITS
    for row in np.flatnonzero(is_long).tolist():
        # Zeros before the first digit take no room.
        is_long[row] = len(written[row].replace(".", "").lstrip("-0")) > _MOST_DIGITS
    for row in np.flatnonzero(is_long).tolist():
        written[row] = "0"
    digits = ",".join(written).replace(".", "")
    mantissas = np.fromstring(digits, dtype=np.int64, sep=",") if written else lengths
    return Numbers(mantissas, np.where(is_long, TOO_LONG, decimals).astype(np.int8))


def regrown(
    entries: Sequence[Transaction], earlier: Sequence[Transaction], before: EntryColumns
) -> EntryColumns:
    """Return the columns of entries; what they have in common with an earlier ledger is reused.

    In common at the beginning and at the end: a ledger mostly grows by an entry.
    """
    start = in_common(entries, earlier)
    end = in_common(entries[start:][::-1], earlier[start:][::-1])
    middle = columns_of(entries[start : len(entries) - end], before.names)
    parts = before.take(slice(start)), middle, before.take(slice(len(earlier) - end, None))
    return replace(
        middle,
        **{name: _joined([getattr(part, name) for part in parts]) for name in _COLUMNS},
    )


def _taken(column: Any, rows: Integers | slice) -> Any:
    return column.take(rows) if isinstance(column, Numbers) else column[rows]


def _joined(columns: list[Any]) -> Any:
    if isinstance(columns[0], Numbers):
        return Numbers(
            np.concatenate([one.mantissas for one in columns]),
            np.concatenate([one.decimals for one in columns]),
        )
    return np.concatenate(columns)
