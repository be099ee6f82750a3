"""A figure as written: what it says, how exactly, and in which unit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

type Kind = Literal[
    "money", "percent", "number", "count", "multiple", "duration", "rank", "date", "change"
]
type Sign = Literal["", "-", "+", "±"]
type Bound = Literal["", "over", "under", "near"]
"""A limit: more than, less than, nearly (less, but for rounding)."""

_HEDGE: Final = 0.04
"""How far "about" reaches from one digit and zeros; half of the last digit's worth from more."""
_HALVES_HEDGE: Final = 0.03
"""How far it reaches from two digits of which the last is a five: "about 25"."""
_FIVE: Final = 5
_ROUND_DIGITS: Final = 2
_NEARLY: Final = 0.012
"""How far beyond a figure the truth may be that is "nearly" it."""
_JUST: Final = 0.01
"""How far "just over" reaches, if that is farther than its rounding."""
_WORD_HEDGE: Final = 0.08
"""How far "a third", "doubled" and the like reach."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `start`..`end` of a text.

    `value` carries its scale ("1.2 million" is 1200000) and, for percentages, is in per cent; it
    is never negative: `sign` says what was written, `±` is a figure alone in brackets, which may
    be an accountant's minus or an aside. `step` is the worth of the last place shown, `digits`
    how many significant ones there are. `unit`: an ISO code, `$` (some dollar), or a noun.
    Dates have `days`, the first and last day they may mean. `other` is a second reading of an
    ambiguous numeral (`1.234`).
    """

    text: str
    start: int
    end: int
    kind: Kind
    value: Decimal
    step: Decimal
    digits: int
    unit: str = ""
    sign: Sign = ""
    is_rough: bool = False
    is_worded: bool = False
    bound: Bound = ""
    days: tuple[date, date] | None = None
    other: Decimal | None = None

    @property
    def signed(self) -> Decimal:
        """The value with the sign as written."""
        return -self.value if self.sign == "-" else self.value

    @property
    def tolerance(self) -> float:
        """How far the truth may be from the figure for the figure to be right."""
        value, half = float(self.value), float(self.step) / 2
        if self.is_worded:
            return max(half, value * _WORD_HEDGE)
        if self.is_rough:
            return max(half, self._hedge)
        return half + 1e-9 * max(value, 1e-6)

    @property
    def _hedge(self) -> float:
        """How far "about" reaches, in the figure's unit; not beyond its rounding in per cent.

        Who writes "about 43" has 43.2 in mind, who writes "about 40" may have 41.5.
        """
        if self.kind == "percent" or self.step < 1 or not self.value:
            return 0.0
        _, shown, place = self.value.normalize().as_tuple()
        value = float(self.value)
        if len(shown) == 1:
            return value * _HEDGE
        if len(shown) == _ROUND_DIGITS and shown[-1] == _FIVE:
            return value * _HALVES_HEDGE
        return 10.0 ** int(place) / 2

    @property
    def _reach(self) -> float:
        """How far beyond a limit ("more than") the truth may lie, as a share."""
        return _WORD_HEDGE if self.digits <= _ROUND_DIGITS else 0.0

    @property
    def _room(self) -> float:
        """How far beyond a limit the truth may lie; near it, for "just over" and "nearly"."""
        if self.is_rough:
            twice = min(2 * self._hedge, float(self.value) * _JUST)
            return max(self.tolerance, twice)
        return max(self.tolerance * 2, float(self.value) * self._reach)

    def reaches(self, truth: float) -> bool:
        """Whether a true magnitude would be shown as this figure."""
        value, slack = float(self.value), self.tolerance
        if self.bound == "over":
            return value - 1e-9 * value <= truth <= value + self._room
        if self.bound in {"under", "near"}:
            # "Nearly 20 %" is said of 20.04 %, too.
            half = min(float(self.step) / 2, value * _NEARLY)
            above = half if self.bound == "near" else 1e-9 * value
            return value - self._room <= truth <= value + above
        if abs(truth - value) <= slack:
            return True
        return self.other is not None and abs(truth - float(self.other)) <= 1e-9 * truth

    @property
    def range(self) -> tuple[float, float]:
        """The widest interval a true magnitude can be in."""
        value = float(self.value)
        slack = max(self.tolerance * 2, value * self._reach if self.bound else 0.0)
        return value - slack - 1e-12, value + slack + 1e-12
