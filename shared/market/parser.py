"""Stage two of ingestion: bytes to columns, by the kind of payload. Pure."""

from collections.abc import Callable
from typing import Final

from shared.kernel.errors import Malformed
from shared.market.parsed import ParsedHistory
from shared.market.parsers.alpha_vantage import parse_alpha_vantage_daily
from shared.market.parsers.price_csv import parse_price_csv
from shared.market.parsers.rate_csv import parse_rate_csv
from shared.market.parsers.yahoo_chart import parse_chart
from shared.market.parsers.yahoo_page import parse_yahoo_page
from shared.market.providers.base import Capability, RawPayload

_PARSERS: Final[dict[tuple[str, Capability], Callable[[RawPayload], ParsedHistory]]] = {
    ("yahoo", "history"): parse_chart,
    ("alpha_vantage", "history"): parse_alpha_vantage_daily,
    ("yahoo_pages", "history"): parse_yahoo_page,
    ("sample", "history"): parse_price_csv,
    ("sample", "fx"): parse_rate_csv,
    ("ecb", "fx"): parse_rate_csv,
}


def parse(payload: RawPayload) -> ParsedHistory:
    """Read a payload's history.

    Raises: Malformed when it is not what was asked for; NotFound when it says that there is no
    such symbol.
    """
    read = _PARSERS.get((payload.provider, payload.capability))
    if read is None:
        raise Malformed(f"No parser reads {payload.capability} of {payload.provider}")
    return read(payload)
