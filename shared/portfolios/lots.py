"""Lots: which shares a sale sells, and what they cost.

One side (long or short) of one position. Quantities and costs are positive here; the ledger gives
short ones their sign. A method is an order of the lots and the end they are taken from:

    fifo     by date opened, from the oldest
    lifo     by date opened, from the newest
    hifo     by cost a share in the position's currency, from the dearest (the oldest of equals)
    average  every share costs the same; dates go first in, first out
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import divide, lesser, money, portion, shares
from shared.portfolios.model import LotMethod

_UNKNOWN_COST_LAST: Final = Decimal(-1)


@dataclass(slots=True)
class OpenLot:
    """Shares of one opening, and what is left of their cost."""

    opened: date
    quantity: Decimal
    cost_local: Decimal
    cost: Decimal
    transaction_id: str
    whole: tuple[Decimal, Decimal, Decimal] | None = None
    """Quantity, local cost and cost before the first part was taken; None while none was."""


def copy_lot(lot: OpenLot) -> OpenLot:
    """Return the same lot, to be changed apart."""
    return OpenLot(
        lot.opened, lot.quantity, lot.cost_local, lot.cost, lot.transaction_id, lot.whole
    )


class LotQueue:
    """Open lots in the order their method takes them, with their sums.

    With average cost the sums are the pool; the costs of single lots are then only brought up to
    date by `lots()`.
    """

    def __init__(self, method: LotMethod) -> None:
        self._is_pool = method == "average"
        self._takes_last = method in {"lifo", "hifo"}
        self._by_cost = method == "hifo"
        self._lots: deque[OpenLot] = deque()
        self.quantity = ZERO
        self.cost_local = ZERO
        self.cost = ZERO

    def copy(self) -> "LotQueue":
        """Return a queue of the same lots that can change without changing this one."""
        twin = copy(self)
        twin._lots = deque(map(copy_lot, self._lots))
        return twin

    def open(self, lot: OpenLot) -> None:
        """Add a lot in its place."""
        if not self._lots or self._key(self._lots[-1]) <= self._key(lot):
            self._lots.append(lot)
        else:
            insort(self._lots, lot, key=self._key)
        self.quantity += lot.quantity
        self.cost_local += lot.cost_local
        self.cost += lot.cost

    def take(self, quantity: Decimal) -> list[OpenLot]:
        """Remove shares (no more than there are) and return them with the cost they carry."""
        taken: list[OpenLot] = []
        while quantity > 0:
            lot = self._lots[-1 if self._takes_last else 0]
            part = self._take_from(lot, min(lot.quantity, quantity))
            quantity -= part.quantity
            taken.append(part)
        return taken

    def take_all(self) -> list[OpenLot]:
        """Remove and return every lot, oldest first."""
        lots = self.lots()
        self._lots.clear()
        self.quantity = self.cost_local = self.cost = ZERO
        return lots

    def lots(self) -> list[OpenLot]:
        """Return the lots, oldest first, their costs adding up to the sums."""
        lots = sorted(self._lots, key=lambda lot: lot.opened) if self._by_cost else list(self._lots)
        if self._is_pool and lots:
            weights = [lot.quantity for lot in lots]
            local, reporting = divide(self.cost_local, weights), divide(self.cost, weights)
            for lot, cost_local, cost in zip(lots, local, reporting, strict=True):
                lot.cost_local, lot.cost = cost_local, cost
        return lots

    def scale(self, new: Decimal, old: Decimal) -> None:
        """Turn every `old` shares into `new` ones at unchanged cost."""
        factor, rest = divmod(new, old)
        if rest:
            self._resize(shares(self.quantity * new / old))
            return
        # Of a lot that is a multiple of what it was the same parts have been taken as before.
        for lot in self._lots:
            lot.quantity *= factor
            if lot.whole is not None:
                lot.whole = (lot.whole[0] * factor, *lot.whole[1:])
        self._rebuild(self.lots())

    def add_shares(self, quantity: Decimal) -> None:
        """Add shares that cost nothing, in proportion to what each lot holds."""
        self._resize(self.quantity + quantity)

    def move_cost(self, amount_local: Decimal) -> list[OpenLot]:
        """Take cost away from every lot by its quantity, and return what was taken from each.

        The reporting cost follows in proportion. No lot gives more than it has.
        """
        lots = self.lots()
        wanted = divide(amount_local, [lot.quantity for lot in lots])
        taken: list[OpenLot] = []
        for lot, share in zip(lots, wanted, strict=True):
            local = lesser(share, lot.cost_local)
            cost = portion(lot.cost, local, lot.cost_local) if lot.cost_local else ZERO
            taken.append(OpenLot(lot.opened, lot.quantity, local, cost, lot.transaction_id))
        self.reduce_cost(taken)
        return taken

    def reduce_cost(self, reductions: Iterable[OpenLot]) -> None:
        """Subtract costs from the lots, given oldest first."""
        lots = self.lots()
        for lot, reduction in zip(lots, reductions, strict=True):
            lot.cost_local -= reduction.cost_local
            lot.cost -= reduction.cost
            lot.whole = None
        self._rebuild(lots)

    def _take_from(self, lot: OpenLot, quantity: Decimal) -> OpenLot:
        if self._is_pool:
            local = portion(self.cost_local, quantity, self.quantity)
            cost = portion(self.cost, quantity, self.quantity)
        else:
            local, cost = _take_cost(lot, quantity)
        self.quantity -= quantity
        self.cost_local -= local
        self.cost -= cost
        lot.quantity -= quantity
        if not lot.quantity:
            _ = self._lots.pop() if self._takes_last else self._lots.popleft()
        return OpenLot(lot.opened, quantity, local, cost, lot.transaction_id)

    def _resize(self, total: Decimal) -> None:
        lots = self.lots()
        if not lots:
            return
        grown = divide(total, [lot.quantity for lot in lots], shares)
        for lot, quantity in zip(lots, grown, strict=True):
            lot.quantity = quantity
            lot.whole = None
        self._rebuild(lots)

    def _rebuild(self, lots: list[OpenLot]) -> None:
        self._lots = deque(sorted(lots, key=self._key) if self._by_cost else lots)
        self.quantity = sum((lot.quantity for lot in lots), ZERO)
        self.cost_local = sum((lot.cost_local for lot in lots), ZERO)
        self.cost = sum((lot.cost for lot in lots), ZERO)

    def _key(self, lot: OpenLot) -> tuple[Decimal | int, int]:
        if not self._by_cost:
            return lot.opened.toordinal(), 0
        if lot.cost_local.is_nan() or not lot.quantity:
            return _UNKNOWN_COST_LAST, -lot.opened.toordinal()
        return money(lot.cost_local / lot.quantity), -lot.opened.toordinal()


def _take_cost(lot: OpenLot, quantity: Decimal) -> tuple[Decimal, Decimal]:
    """Take the cost of so many shares off a lot and return it.

    What has been taken of the whole lot is rounded, not each part for itself: whatever the parts
    and however many, the cost left is off by no more than half a step.
    """
    whole = lot.whole = lot.whole or (lot.quantity, lot.cost_local, lot.cost)
    taken = whole[0] - lot.quantity + quantity
    local, cost = lot.cost_local, lot.cost
    lot.cost_local = whole[1] - portion(whole[1], taken, whole[0])
    lot.cost = whole[2] - portion(whole[2], taken, whole[0])
    return local - lot.cost_local, cost - lot.cost
