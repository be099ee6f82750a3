"""Gains as they go over the wire: a page of lots, because ten thousand of them are megabytes."""

from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from functions.http.deps import decode_cursor, encode_cursor
from functions.http.schemas import Money, Output, TotalsInCents
from shared.analytics.gains import Gains
from shared.kernel.errors import Malformed
from shared.portfolios.arithmetic import known
from shared.portfolios.model import LotMethod

type Known = Annotated[Money | None, BeforeValidator(known)]
"""Null where a rate it needs is not known."""


class RealisedView(Output):
    """A lot, or part of one, that was closed: proceeds net of, cost with the costs of trading."""

    symbol: str
    opened: date
    closed: date
    quantity: Money
    proceeds: Known
    cost: Known
    gain: Known
    holding_days: int
    is_short: bool
    opened_by: str
    closed_by: str


class OpenGainView(Output):
    """A lot still held; value and gain are null without a price, `opened_by` of a pool."""

    symbol: str
    opened: date
    quantity: Money
    cost: Money | None
    market_value: Money | None
    gain: Money | None
    holding_days: int
    opened_by: str | None


class GainsView(TotalsInCents):
    """A page of gains by lot, oldest first; totals and counts are those of all pages.

    A total is null when a price or rate it needs is not known. With `uk_s104`, `opened_by` of a
    closed lot is the rule that matched it and `opened` the day acquired (that of the disposal for
    the section 104 pool).
    """

    method: LotMethod | Literal["uk_s104"]
    year: int | None
    currency: str
    as_of: date
    realised: list[RealisedView]
    total_realised: Money | None
    total_proceeds: Money | None
    total_cost: Money | None
    unrealised: list[OpenGainView]
    total_unrealised: Money | None
    realised_count: int
    unrealised_count: int
    next_cursor: str | None


def read_place(cursor: str | None) -> int:
    """Return how many lots the pages before had. Raises: Malformed."""
    if cursor is None:
        return 0
    text = decode_cursor(cursor)
    if not (text.isascii() and text.isdigit()):
        raise Malformed("The cursor is not one this list gave out", "invalid_cursor")
    return int(text)


def gains_page(found: Gains, start: int, limit: int) -> GainsView:
    """Return a page of lots with the totals of all."""
    end = start + limit
    most = max(len(found.realised), len(found.unrealised))
    said: dict[str, Any] = {
        name: getattr(found, name)
        for name in GainsView.model_fields
        if name in Gains.__dataclass_fields__
    }
    said |= {
        "realised": [RealisedView.model_validate(lot) for lot in found.realised[start:end]],
        "unrealised": [OpenGainView.model_validate(lot) for lot in found.unrealised[start:end]],
        "realised_count": len(found.realised),
        "unrealised_count": len(found.unrealised),
        "next_cursor": encode_cursor(str(end)) if end < most else None,
    }
    return GainsView.model_validate(SimpleNamespace(**said))
