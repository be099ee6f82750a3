"""Yahoo's fundamentals time series: statement items by name, period and day."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from shared.kernel.errors import Malformed
from shared.market.facts import Period, Statement, StatementKind
from shared.market.parsers.json_answer import (
    Json,
    answer_object,
    as_object,
    day,
    decimal,
    member,
    objects,
    text,
)
from shared.market.providers.base import RawPayload
from shared.market.providers.yahoo_terms import STATEMENT_KINDS, STATEMENT_PERIODS

_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def item_name(name: str) -> str:
    """Return `total_revenue` for `TotalRevenue`, `diluted_eps` for `DilutedEPS`."""
    return _WORDS.sub("_", name).lower()


def parse_yahoo_statements(payload: RawPayload) -> list[Statement]:
    """Read the items we know into statements, the latest first within kind and period.

    A figure without an amount or a day is left out. Raises: Malformed for another answer or symbol.
    """
    series = as_object(answer_object(payload).get("timeseries"), "timeseries")
    if series.get("error") or not isinstance(series.get("result"), list):
        raise Malformed(f"The statements of {payload.symbol} hold no result")
    found: dict[tuple[StatementKind, Period, date, str], dict[str, Decimal]] = {}
    for entry in objects(series["result"]):
        _check(entry, payload.symbol)
        for key, values in entry.items():
            _collect(key, values, found)
    statements = [Statement(*key, items) for key, items in found.items()]
    return sorted(statements, key=lambda s: (s.kind, s.period, -s.end.toordinal()))


def _check(entry: Json, symbol: str) -> None:
    named: Any = member(entry, "meta").get("symbol")
    names = (
        [str(name).upper() for name in cast("list[Any]", named)] if isinstance(named, list) else []
    )
    if names and symbol.replace("-", ".") not in {name.replace("-", ".") for name in names}:
        raise Malformed(f"Asked for {symbol}, the statements are of {names[0][:24]!r}")


def _collect(
    key: str, values: Any, found: dict[tuple[StatementKind, Period, date, str], dict[str, Decimal]]
) -> None:
    for prefix, period in STATEMENT_PERIODS.items():
        name = key.removeprefix(prefix)
        kind = STATEMENT_KINDS.get(name) if name != key else None
        if kind is None:
            continue
        for entry in objects(values):
            end, amount = day(entry.get("asOfDate")), decimal(entry.get("reportedValue"))
            currency = text(entry.get("currencyCode"), 3)
            if end and amount is not None and currency:
                found.setdefault((kind, period, end, currency), {})[item_name(name)] = amount
