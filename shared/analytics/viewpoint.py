"""From where a portfolio is looked at: as of a day, as known at an instant, in a currency."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Self

from shared.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """What every reading can be asked with; None is today, all that is known, the base currency."""

    as_of: date | None = None
    known_at: datetime | None = None
    currency: str | None = None

    def until(self, last: date | None) -> Self:
        """Return the viewpoint of a period's end. Raises: InvalidInput for one after `as_of`."""
        if last is None:
            return self
        if self.as_of is not None and last > self.as_of:
            raise InvalidInput(
                f"The period ends on {last}, after as_of {self.as_of}", "invalid_period"
            )
        return replace(self, as_of=last)

    def in_currency(self, currency: str) -> Self:
        """Return the same viewpoint in another currency."""
        return replace(self, currency=currency)


TODAY: Final = Viewpoint()
"""Today, with all that is known, in the base currency."""
