"""A watchlist: symbols in the order their owner put them, each with a note."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

MOST_ITEMS: Final = 200
MOST_LISTS: Final = 200


class WatchlistItem(BaseModel):
    """A symbol on a list."""

    model_config = ConfigDict(frozen=True)

    symbol: str
    note: str = ""
    added_at: datetime


class Watchlist(BaseModel):
    """A person's list. `version` counts its changes; a symbol is on it once."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    note: str = ""
    items: tuple[WatchlistItem, ...] = ()
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols in their order."""
        return tuple(item.symbol for item in self.items)

    def find(self, symbol: str) -> WatchlistItem | None:
        """Return the entry of a symbol."""
        return next((item for item in self.items if item.symbol == symbol), None)
