"""A ledger's entries, and their columns where a long fold wants them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self

from shared.portfolios.model import Transaction

if TYPE_CHECKING:
    from shared.portfolios.entry_columns import EntryColumns


class Entries(tuple[Transaction, ...]):
    """Entries in ledger order; their columns are made when first asked for, then kept."""

    _columns: "EntryColumns | None" = None
    _earlier: "Entries | None" = None
    _whole: "Entries | None" = None

    @classmethod
    def grown(cls, entries: Iterable[Transaction], earlier: Sequence[Transaction]) -> Self:
        """Return entries most of which stood in an earlier ledger already."""
        grown = cls(entries)
        if isinstance(earlier, Entries):
            # Not a chain of all that ever was: the last of them that has its columns.
            grown._earlier = earlier if earlier._columns is not None else earlier._earlier
        return grown

    def first(self, count: int) -> "Entries":
        """Return the first entries, with their columns if they are there."""
        cut = Entries(self[:count])
        if self._columns is not None:
            cut._columns = self._columns.take(slice(count))
        cut._whole = self._whole or self
        return cut

    @property
    def whole(self) -> "Entries | None":
        """The entries these are the first of, if they are."""
        return self._whole

    @property
    def columns(self) -> "EntryColumns":
        """The entries as columns."""
        if self._columns is None:
            # Numpy is for those who compute.
            from shared.portfolios.entry_columns import columns_of, regrown

            earlier = self._earlier
            before = earlier._columns if earlier is not None else None
            self._columns = (
                columns_of(self)
                if earlier is None or before is None
                else regrown(self, earlier, before)
            )
            self._earlier = None
        return self._columns
