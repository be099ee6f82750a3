"""What of a fetched payload joins the stored series: who may serve it, and from when. Pure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from shared.kernel.errors import Conflict, NotFound
from shared.market.loader import Joined
from shared.market.merging import as_series, may_replace, merged
from shared.market.model import PriceSeries
from shared.market.parsed import ParsedHistory
from shared.market.parser import parse
from shared.market.processor import IsReleased, Processed, process
from shared.market.providers.base import RawPayload
from shared.market.restatement import held_back

_OVERLAP: Final = timedelta(days=10)  # ask again for what may have been restated since
OWN: Final = frozenset({"sample"})  # a file is what its owner says, and may be put right at once


class HeldBack(Conflict):
    """Rows would be held back, and nobody has looked yet whether an operator released them."""


def unasked(reason: str, first: date, last: date) -> bool:
    """Release nothing, and say that something waits for a release. Raises: HeldBack."""
    raise HeldBack(f"{reason} from {first} to {last}", "held_back")


class OtherSource(Conflict):
    """A part of a history does not fit the series: another source, or another currency."""


def entitled(names: tuple[str, ...], head: dict[str, Any] | None) -> tuple[str, ...]:
    """Return who may serve a series: its source, and those preferred to it; all when it is new."""
    if head is None or head["source"] not in names:
        return names
    return names[: names.index(head["source"]) + 1]


def since(head: dict[str, Any] | None) -> dict[str, date]:
    """Return from when on its own source is asked; any other source is asked for everything."""
    if head is None or head["last"] is None:
        return {}
    return {str(head["source"]): date.fromisoformat(head["last"]) - _OVERLAP}


def acceptor(head: dict[str, Any] | None) -> Callable[[RawPayload], ParsedHistory]:
    """Return the reader of payloads that also refuses another source that has far less."""

    def accept(payload: RawPayload) -> ParsedHistory:
        parsed = parse(payload)
        if not parsed.days.size and payload.is_complete:
            raise NotFound(f"{payload.provider} has no prices of {payload.symbol}", "no_data")
        if head is None or head["source"] == payload.provider:
            return parsed
        first = date.fromisoformat(head["first"]).toordinal() if head["first"] else None
        if not may_replace(int(head["bars"]), first, parsed, is_complete=payload.is_complete):
            raise Conflict(f"{payload.provider} has less of {payload.symbol}", "has_less_history")
        return parsed

    return accept


def joiner(
    parsed: ParsedHistory,
    payload: RawPayload,
    today: date,
    is_released: IsReleased,
    *,
    restates: bool,
) -> Callable[[PriceSeries | None], Joined[Processed]]:
    """Return the pure step from the stored series to the new one."""

    def join(stored: PriceSeries | None) -> Joined[Processed]:
        is_same = stored is not None and stored.source == payload.provider
        anchor = None
        if stored is not None and is_same and not payload.is_complete and parsed.days.size:
            anchor = stored.at(date.fromordinal(int(parsed.days.min()) - 1))
        processed = process(parsed, today=today, anchor=anchor, is_released=is_released)
        if stored is not None and is_same and payload.provider not in OWN:
            processed = held_back(stored, processed, is_released)
        fetched = as_series(processed.history, payload)
        if not fetched.days.size:
            return Joined(None, processed)
        if stored is None:
            return Joined(fetched, processed)
        # What became of a listing is ours to know, whoever its prices come from.
        fetched = replace(fetched, listing=stored.listing)
        if not is_same and payload.is_complete:
            return Joined(fetched, processed)
        if not is_same or stored.currency != fetched.currency:
            raise OtherSource(
                f"{stored.symbol} is kept from {stored.source} in {stored.currency}", "other_source"
            )
        is_newer = restates or fetched.as_of >= stored.as_of
        series = merged(stored, fetched) if is_newer else merged(fetched, stored)
        return Joined(series, processed)

    return join
