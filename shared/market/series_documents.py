"""How a price history lies in the store: one columnar document a year, and one that heads them.

Partition = symbol (`fx:USD` for units of a currency per euro). Ids: `series` (the head: currency,
source, dividends, splits, what became of the listing, digest of every year) and `1d:2024` (that
year's bars). Mantissas are JSON integers with the fewest digits a year needs, so a new, finer price
never rewrites old years.
Everything here is pure and deterministic: equal histories give equal documents.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from shared.kernel.clock import rfc3339
from shared.kernel.money import plain
from shared.market.model import (
    LARGEST,
    MISSING,
    Days,
    Dividend,
    Ending,
    Listing,
    Mantissas,
    PriceSeries,
    Split,
    SymbolChange,
    TakenBack,
)
from shared.market.schema_versions import current, upcast

type Body = dict[str, Any]

HEAD_ID: Final = "series"
PRICE_COLUMNS: Final = ("close", "open", "high", "low")
COLUMNS: Final = (*PRICE_COLUMNS, "volume")


@dataclass(frozen=True, slots=True)
class SeriesDocuments:
    """A history as documents: the head's body, and the bars' bodies by year.

    Columns of the years are JSON that is written already (`orjson.Fragment`).
    """

    head: Body
    years: Mapping[int, Body]


def year_id(year: int) -> str:
    """Return the id of a year's document."""
    return f"1d:{year}"


def encode(series: PriceSeries) -> SeriesDocuments:
    """Write a history as documents. `series.version` is not read: the head carries a new one."""
    ordinals = series.days
    years: dict[int, Body] = {}
    if ordinals.size:
        first, last = _day(ordinals[0]).year, _day(ordinals[-1]).year
        edges = np.searchsorted(
            ordinals, [date(year, 1, 1).toordinal() for year in range(first, last + 2)]
        ).tolist()
        columns = _Columns(series, edges)
        for offset, year in enumerate(range(first, last + 1)):
            part = slice(edges[offset], edges[offset + 1])
            if part.stop > part.start:
                exponent = columns.exponents[offset]
                years[year] = _year_body(series, year, part, exponent, columns.of(part))
    return SeriesDocuments(_head_body(series, years), years)


def decode(symbol: str, head: Body, years: Mapping[int, Body]) -> PriceSeries:
    """Read a history back. Raises: Malformed for a schema newer than this code knows."""
    head = upcast("series", head)
    ordered = [upcast("year", years[year]) for year in sorted(years)]
    exponent = max((int(body["exponent"]) for body in ordered), default=0)
    columns = {name: _join(name, ordered, exponent) for name in COLUMNS}
    currency = str(head["currency"])
    return PriceSeries(
        symbol=symbol,
        currency=currency,
        exponent=exponent,
        days=_join_days(ordered),
        source=str(head["source"]),
        as_of=datetime.fromisoformat(head["as_of"]),
        version=str(head["version"]),
        dividends=read_dividends(head),
        splits=read_splits(head),
        listing=read_listing(symbol, head),
        **columns,
    )


def read_splits(head: Body) -> tuple[Split, ...]:
    """Return the splits a head document lists, oldest first."""
    return tuple(Split(date.fromisoformat(day), int(n), int(d)) for day, n, d in head["splits"])


def read_dividends(head: Body) -> tuple[Dividend, ...]:
    """Return the dividends a head document lists, oldest first."""
    return tuple(
        Dividend(date.fromisoformat(day), Decimal(amount), str(currency))
        for day, amount, currency in head["dividends"]
    )


def read_listing(symbol: str, head: Body) -> Listing:
    """Return what a head document (of any version) says became of the listing."""
    head = upcast("series", head)
    renamed, ended = head["renamed"], head["delisted_on"]
    return Listing(
        tuple(SymbolChange(date.fromisoformat(d), old, new) for d, old, new in head["formerly"]),
        _read_renamed(symbol, *renamed) if renamed else None,
        _read_ending(ended, head.get("delisting_noted_at")) if ended else None,
        tuple(
            TakenBack(_read_renamed(symbol, day, new, noted_at), datetime.fromisoformat(at))
            for day, new, noted_at, at in head.get("taken_back", ())
        ),
        tuple(
            TakenBack(_read_ending(day, noted_at), datetime.fromisoformat(at))
            for day, noted_at, at in head.get("relisted", ())
        ),
    )


def _read_renamed(symbol: str, day: str, new: str, noted_at: str | None = None) -> SymbolChange:
    return SymbolChange(date.fromisoformat(day), symbol, new, _read_noted(noted_at))


def _read_ending(day: str, noted_at: str | None) -> Ending:
    return Ending(date.fromisoformat(day), _read_noted(noted_at))


def _read_noted(at: str | None) -> datetime | None:
    # What was noted before times were kept has none.
    return datetime.fromisoformat(at) if at else None


def _head_body(series: PriceSeries, years: Mapping[int, Body]) -> Body:
    body: Body = {
        "schema": current("series"),
        "currency": series.currency,
        "source": series.source,
        "years": {str(year): str(body["digest"]) for year, body in years.items()},
        "dividends": [
            [item.ex_date.isoformat(), plain(item.amount), item.currency]
            for item in series.dividends
        ],
        "splits": [[s.date.isoformat(), s.numerator, s.denominator] for s in series.splits],
        "bars": int(series.days.size),
        "first": _day(series.days[0]).isoformat() if series.days.size else None,
        "last": _day(series.days[-1]).isoformat() if series.days.size else None,
        **_listing_body(series.listing),
    }
    body["version"] = _digest(body)
    body["as_of"] = rfc3339(series.as_of)
    return body


def _listing_body(listing: Listing) -> Body:
    renamed, ended = listing.renamed, listing.ended
    taken_back = [
        [one.noted.day.isoformat(), one.noted.new, _noted_body(one.noted), rfc3339(one.at)]
        for one in listing.taken_back
    ]
    relisted = [
        [one.noted.day.isoformat(), _noted_body(one.noted), rfc3339(one.at)]
        for one in listing.relisted
    ]
    noted_at = _noted_body(ended) if ended else ""
    return {
        "formerly": [[item.day.isoformat(), item.old, item.new] for item in listing.formerly],
        "renamed": _renamed_body(renamed) if renamed else None,
        "delisted_on": ended.day.isoformat() if ended else None,
        # Left out where there is none, so that no version changes of what is stored already.
        **({"delisting_noted_at": noted_at} if noted_at else {}),
        **({"taken_back": taken_back} if taken_back else {}),
        **({"relisted": relisted} if relisted else {}),
    }


def _renamed_body(change: SymbolChange) -> list[str]:
    noted = [rfc3339(change.noted_at)] if change.noted_at else []
    return [change.day.isoformat(), change.new, *noted]


def _noted_body(noted: SymbolChange | Ending) -> str:
    return rfc3339(noted.noted_at) if noted.noted_at else ""


class _Columns:
    """A history's columns by year. Prices go without the trailing zeros that all of a year have.

    `edges`: the row each year begins with, and the one after the last.
    """

    def __init__(self, series: PriceSeries, edges: list[int]) -> None:
        prices = np.stack([_column(series, name) for name in PRICE_COLUMNS])
        self.exponents = _exponents(prices, series.exponent, edges)
        columns = (*_shortened(prices, series.exponent, self.exponents, edges), series.volume)
        self._columns = [
            (name, np.ascontiguousarray(values), _is_plain(values))
            for name, values in zip(COLUMNS, columns, strict=True)
        ]

    def of(self, part: slice) -> dict[str, object]:
        """Return the columns of a year that hold anything."""
        listed = {
            name: _written(values[part]) if is_written else _listed(values[part])
            for name, values, is_written in self._columns
        }
        return {name: values for name, values in listed.items() if values is not None}


def _exponents(prices: NDArray[np.int64], exponent: int, edges: list[int]) -> list[int]:
    """Return the fewest decimals that the prices of each year need, `exponent` at most."""
    found = np.zeros(len(edges) - 1, dtype=np.int64)
    years = np.flatnonzero(np.diff(edges))
    gaps = prices == MISSING
    for decimals in range(exponent, 0, -1):
        # Of all years at once: over and over a few hundred prices would cost several times that.
        has_digit = ((prices % 10 != 0) & ~gaps).any(axis=0)
        is_needed = np.logical_or.reduceat(has_digit, np.array(edges)[years])
        found[years] = np.maximum(found[years], is_needed * decimals)
        if found[years].all():
            break
        prices = prices // 10
    return found.tolist()


def _shortened(
    prices: NDArray[np.int64], exponent: int, exponents: list[int], edges: list[int]
) -> NDArray[np.int64]:
    """Return prices without the decimals their year does not need."""
    if all(needed == exponent for needed in exponents):
        return prices
    units = np.repeat([10 ** (exponent - needed) for needed in exponents], np.diff(edges))
    return np.where(prices == MISSING, MISSING, prices // units)


def _is_plain(values: Mantissas) -> bool:
    """Say whether all of a column can be written as it stands: no gap, no doubtful size."""
    return bool(values.min() > -LARGEST) and bool(values.max() < LARGEST)


def _written(values: NDArray[np.integer[Any]]) -> orjson.Fragment:
    """Return a list of integers as JSON: several times cheaper than as objects, twice."""
    return orjson.Fragment(orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY))


def _listed(values: Mantissas) -> list[int | None] | None:
    """Return a column with gaps, for the store to check and write; None when it is all gap."""
    listed: list[int | None] = [None if v == MISSING else v for v in values.tolist()]
    return listed if any(value is not None for value in listed) else None


def _year_body(
    series: PriceSeries, year: int, part: slice, exponent: int, columns: dict[str, object]
) -> Body:
    start = date(year, 1, 1).toordinal() - 1
    body: Body = {
        "schema": current("year"),
        "year": year,
        "source": series.source,
        "exponent": exponent,
        "days": _written(series.days[part] - start),
        **columns,
    }
    body["digest"] = _digest(body)
    body["as_of"] = rfc3339(series.as_of)
    return body


def _column(series: PriceSeries, name: str) -> Mantissas:
    return {
        "close": series.close,
        "open": series.open,
        "high": series.high,
        "low": series.low,
        "volume": series.volume,
    }[name]


def _join(name: str, bodies: list[Body], exponent: int) -> Mantissas:
    parts = [_read_column(name, body, exponent) for body in bodies]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _read_column(name: str, body: Body, exponent: int) -> Mantissas:
    listed: list[int | None] | None = body.get(name)
    if listed is None:
        return np.full(len(body["days"]), MISSING, dtype=np.int64)
    has_gaps = None in listed
    values = np.array([MISSING if v is None else v for v in listed] if has_gaps else listed)
    values = values.astype(np.int64, copy=False)
    factor = 1 if name == "volume" else 10 ** (exponent - int(body["exponent"]))
    if factor == 1:
        return values
    return np.where(values == MISSING, MISSING, values * factor) if has_gaps else values * factor


def _join_days(bodies: list[Body]) -> Days:
    parts = [np.array(body["days"], dtype=np.int32) + _year_start(body) for body in bodies]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)


def _year_start(body: Body) -> np.int32:
    return np.int32(date(int(body["year"]), 1, 1).toordinal() - 1)


def _day(ordinal: np.int32) -> date:
    return date.fromordinal(int(ordinal))


def _digest(body: Body) -> str:
    packed = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(packed, digest_size=8).hexdigest()
