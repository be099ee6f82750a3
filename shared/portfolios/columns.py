"""Sequences of plain values kept as columns of integers, each value made when it is looked at.

A long ledger has hundreds of thousands of amounts, days and names. As Python objects they take a
hundred bytes each and most are only ever summed; as columns they take eight, and numpy sums them.
Whoever iterates sees the same `Decimal`, `date` and named tuples as in a short one.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, overload, override

if TYPE_CHECKING:
    # Every router imports this module at a cold start; whoever makes a column has numpy already.
    import numpy as np
    from numpy.typing import NDArray

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]

_BLOCK: Final = 2_048
_FEW: Final = 256  # as many Python adds up sooner than numpy has begun
_HALF: Final = 32  # bits of an amount; as many amounts may be added up before a half overflows
_LOW_HALF: Final = (1 << _HALF) - 1


class Column[Value](Sequence[Value]):
    """A sequence whose values are made by the block."""

    @abstractmethod
    def block(self, start: int, stop: int) -> Sequence[Value]:
        """Return the values from one place to before another."""

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Value]: ...
    @override
    def __getitem__(self, index: int | slice) -> Value | Sequence[Value]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return tuple(self.block(start, max(start, stop))[::step]) if step > 0 else ()
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        return self.block(place, place + 1)[0]

    @override
    def __iter__(self) -> Iterator[Value]:
        for start in range(0, len(self), _BLOCK):
            yield from self.block(start, min(start + _BLOCK, len(self)))

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)  # pyright: ignore[reportUnknownArgumentType]

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    @override
    def __repr__(self) -> str:
        return repr(tuple(self))


class Amounts(Column[Decimal]):
    """Exact amounts: `mantissas × 10**-exponent`."""

    def __init__(self, mantissas: "Integers", exponent: int) -> None:
        self.mantissas = mantissas
        self.exponent = exponent

    @override
    def __len__(self) -> int:
        return int(self.mantissas.size)

    @override
    def block(self, start: int, stop: int) -> Sequence[Decimal]:
        shift = -self.exponent
        return [Decimal(m).scaleb(shift) for m in self.mantissas[start:stop].tolist()]

    def floats(self) -> "Floats":
        """Return the amounts as float64, shape (n,)."""
        return self.mantissas / 10.0**self.exponent

    def total(self, keep: "Mask | None" = None) -> Decimal:
        """Return the exact sum, of those kept if a mask is given."""
        kept = self.mantissas if keep is None else self.mantissas[keep]
        if kept.size <= _FEW:
            return Decimal(sum(kept.tolist())).scaleb(-self.exponent)
        # In two halves: numpy's integers would wrap around in silence.
        high, low = int((kept >> _HALF).sum()), int((kept & _LOW_HALF).sum())
        return Decimal((high << _HALF) + low).scaleb(-self.exponent)


class Quantities(Column[Decimal]):
    """Exact amounts with an exponent each."""

    def __init__(self, mantissas: "Integers", exponents: "Integers") -> None:
        self._mantissas = mantissas
        self._exponents = exponents

    @override
    def __len__(self) -> int:
        return int(self._mantissas.size)

    @override
    def block(self, start: int, stop: int) -> Sequence[Decimal]:
        mantissas = self._mantissas[start:stop].tolist()
        exponents = self._exponents[start:stop].tolist()
        return [Decimal(m).scaleb(-e) for m, e in zip(mantissas, exponents, strict=True)]


class Days(Column[date]):
    """Days as proleptic ordinals."""

    def __init__(self, ordinals: "Integers") -> None:
        self.ordinals = ordinals

    @override
    def __len__(self) -> int:
        return int(self.ordinals.size)

    @override
    def block(self, start: int, stop: int) -> Sequence[date]:
        return list(map(date.fromordinal, self.ordinals[start:stop].tolist()))


class Picked[Value](Column[Value]):
    """Values picked from a table by their place in it, such as names."""

    def __init__(self, table: Sequence[Value], places: "NDArray[np.integer[Any]]") -> None:
        self.table = table
        self.places = places

    @override
    def __len__(self) -> int:
        return int(self.places.size)

    @override
    def block(self, start: int, stop: int) -> Sequence[Value]:
        places: list[int] = self.places[start:stop].tolist()
        return [self.table[place] for place in places]

    def among(self, wanted: Iterable[object]) -> "Mask":
        """Return where the value is one of those wanted, shape (n,)."""
        import numpy as np

        found = set(wanted)
        return np.array([value in found for value in self.table], dtype=bool)[self.places]


class OfRows[Value](Column[Value]):
    """A field of rows kept elsewhere, read when it is looked at."""

    def __init__(
        self, read: Callable[[Any], Value], rows: Sequence[Any], places: "Integers"
    ) -> None:
        """`places`: shape (n,), where each row stands."""
        self._read = read
        self._rows = rows
        self._places = places

    @override
    def __len__(self) -> int:
        return int(self._places.size)

    @override
    def block(self, start: int, stop: int) -> Sequence[Value]:
        read, rows = self._read, self._rows
        places: list[int] = self._places[start:stop].tolist()
        return [read(rows[place]) for place in places]


class Fields(Mapping[str, Any]):
    """Columns by name, each made when it is first looked at: most readings look at a few."""

    def __init__(self, makers: Mapping[str, Callable[[], Any]], names: Sequence[str]) -> None:
        """`makers` may tell of more than there are `names`, in any order."""
        self._makers = makers
        self._names = names
        self._made: dict[str, Any] = {}

    @override
    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    @override
    def __len__(self) -> int:
        return len(self._names)


class Records[Row](Column[Row]):
    """Named tuples whose fields are columns; fields made as one value have it in every row."""

    def __init__(
        self, row: type[Row], length: int, makers: Mapping[str, Callable[[], Any]]
    ) -> None:
        named_tuple: Any = row
        self._make: Callable[[Iterable[Any]], Row] = named_tuple._make
        self._length = length
        self.fields = Fields(makers, named_tuple._fields)

    @override
    def __len__(self) -> int:
        return self._length

    @override
    def block(self, start: int, stop: int) -> Sequence[Row]:
        count = stop - start
        columns: list[Sequence[Any]] = [
            field.block(start, stop) if isinstance(field, Column) else [field] * count
            for field in self.fields.values()
        ]
        return list(map(self._make, zip(*columns, strict=True)))

    def where(self, said: Mapping[str, Iterable[object]], without: Iterable[object]) -> "Mask":
        """Return which rows have one of the values said of each field, and no symbol `without`."""
        import numpy as np

        mask = np.ones(self._length, dtype=bool)
        for name, wanted in said.items():
            field = self.fields[name]
            mask &= field.among(wanted) if isinstance(field, Picked) else field in set(wanted)
        symbols = self.fields["symbol"]
        return mask & ~symbols.among(without) if without else mask


class Interleaved[Row](Column[Row]):
    """Rows of two sequences in one order, each keeping its own."""

    def __init__(self, records: Records[Row], others: Sequence[Row], is_record: "Mask") -> None:
        """`is_record`: shape (n,), whether the next row is a record."""
        self.records = records
        self.others = others
        self._is_record = is_record
        self._before = is_record.cumsum()

    @override
    def __len__(self) -> int:
        return int(self._is_record.size)

    @override
    def block(self, start: int, stop: int) -> Sequence[Row]:
        if start >= stop:
            return ()
        first = int(self._before[start - 1]) if start else 0
        last = int(self._before[stop - 1])
        records = iter(self.records.block(first, last))
        others = iter(self.others[start - first : stop - last])
        chosen = self._is_record[start:stop].tolist()
        return [next(records) if is_record else next(others) for is_record in chosen]


def total(
    rows: Sequence[Any],
    field: str,
    *,
    without: frozenset[str] = frozenset(),
    within: frozenset[str] | None = None,
    **said: object,
) -> Decimal:
    """Return the exact sum of a field over the rows of which something is said.

    `without`: symbols whose rows do not count; `within`: the only ones that do. `said`: fields and
    the value they must have.
    """
    wanted = {name: frozenset((value,)) for name, value in said.items()}
    if within is not None:
        wanted["symbol"] = within
    summed = Decimal(0)
    for part in parts_of(rows):
        if isinstance(part, Records):
            amounts: Amounts = part.fields[field]
            keep = part.where(wanted, without) if wanted or without else None
            summed += amounts.total(keep)
        else:
            summed += sum(
                (
                    getattr(row, field)
                    for row in part
                    if (not without or row.symbol not in without)
                    and all(getattr(row, name) in values for name, values in wanted.items())
                ),
                Decimal(0),
            )
    return summed


def parts_of[Row](rows: Sequence[Row]) -> Sequence[Sequence[Row]]:
    """Return the sequences rows are kept in: those in columns apart from the others."""
    return (rows.records, rows.others) if isinstance(rows, Interleaved) else (rows,)


def floats_of(amounts: Sequence[Decimal]) -> "Floats":
    """Return exact amounts as float64, shape (n,)."""
    import numpy as np

    if isinstance(amounts, Amounts):
        return amounts.floats()
    return np.fromiter(map(float, amounts), dtype=np.float64, count=len(amounts))


def ordinals_of(days: Sequence[date]) -> "Integers":
    """Return days as proleptic ordinals, shape (n,)."""
    import numpy as np

    if isinstance(days, Days):
        return days.ordinals
    return np.fromiter((day.toordinal() for day in days), dtype=np.int64, count=len(days))
