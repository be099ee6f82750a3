"""Euro reference rates from a CSV of the European Central Bank's shape, one currency a file.

`Date,USD`: units of the currency for one euro, any order of days, `N/A` where none was fixed.
A file of daily prices of `EURUSD=X` has the same meaning and is read by its closes.
"""

from dataclasses import replace

from shared.kernel.errors import Malformed
from shared.market.model import fx_key
from shared.market.parsed import ParsedHistory
from shared.market.parsers.price_csv import parse_price_csv
from shared.market.providers.base import RawPayload


def parse_rate_csv(payload: RawPayload) -> ParsedHistory:
    """Read the rates of one currency. Raises: Malformed when the file is of another shape."""
    currency = payload.symbol
    head, newline, rest = payload.body.partition(b"\n")
    names = head.decode("ascii", "replace").strip().split(",")
    if currency in names and "Close" not in names:
        renamed = ["Close" if name == currency else name for name in names]
        payload = replace(payload, body=",".join(renamed).encode() + newline + rest)
    elif "Close" not in names:
        raise Malformed(f"The file of euro rates has no column {currency!r}")
    facts = {**payload.context, "currency": currency}
    parsed = parse_price_csv(replace(payload, context=facts))
    return replace(parsed, symbol=fx_key(currency), instrument=None)
