"""Daily prices from a CSV file: `Date,Open,High,Low,Close,Volume,Dividends,Stock Splits`.

Prices are as traded. Only `Date` and `Close` are required, in any order and case; other columns
are ignored. Dates are ISO, with or without a time after them.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np

from shared.kernel.errors import Malformed
from shared.kernel.money import major_unit
from shared.market.model import MISSING, AssetClass, Dividend, Instrument, Mantissas, Split
from shared.market.parsed import BadRow, ParsedHistory
from shared.market.parsers.numbers import exact_mantissas, is_absent, is_number, split_terms
from shared.market.providers.base import RawPayload

_PRICES: Final = ("close", "open", "high", "low")
_REQUIRED: Final = ("date", "close")
_DATE_LENGTH: Final = 10
ASSET_CLASSES: Final[dict[str, AssetClass]] = {
    "equity": "equity",
    "stock": "equity",
    "etf": "etf",
    "fund": "fund",
    "index": "index",
    "crypto": "crypto",
    "currency": "currency",
    "bond": "bond",
    "commodity": "commodity",
}


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    day: date
    cells: dict[str, str]


def parse_price_csv(payload: RawPayload) -> ParsedHistory:
    """Read a file of daily prices. Raises: Malformed when it is not such a file at all."""
    currency, factor = major_unit(payload.context.get("currency", "USD"))
    lines, bad = _lines(payload)
    exponent, prices = exact_mantissas([_column(lines, name) for name in _PRICES])
    volumes = exact_mantissas([_column(lines, "volume")])
    dividends, splits, bad_events = _events(lines, currency, factor)
    minor = 0 if factor == 1 else 2  # pence keep their digits, two places further right
    return ParsedHistory(
        symbol=payload.symbol,
        currency=currency,
        exponent=exponent + minor,
        days=np.array([line.day.toordinal() for line in lines], dtype=np.int32),
        rows=np.array([line.number for line in lines], dtype=np.int32),
        close=prices[0],
        open=prices[1],
        high=prices[2],
        low=prices[3],
        volume=_whole(*volumes),
        dividends=dividends,
        splits=splits,
        bad_rows=(*bad, *bad_events),
        instrument=_instrument(payload, currency),
    )


def _lines(payload: RawPayload) -> tuple[list[_Line], list[BadRow]]:
    try:
        text = payload.body.decode("utf-8-sig")
        table = csv.reader(io.StringIO(text, newline=""))
        header = _header(payload.symbol, next(table, None) or [""])
        return _read(table, header)
    except UnicodeDecodeError as error:
        raise Malformed(f"The price file of {payload.symbol} is not UTF-8 text") from error
    except csv.Error as error:
        raise Malformed(f"The price file of {payload.symbol} is not CSV: {error}") from error


def _header(symbol: str, cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower().replace("_", " ") for cell in cells]
    names = ["date" if name == "datetime" else name for name in names]
    for required in _REQUIRED:
        if required not in names:
            shown = ", ".join(cells)[:80] or "nothing"
            raise Malformed(f"The price file of {symbol} has no column {required!r}: {shown}")
    return names


def _read(table: Iterator[list[str]], names: list[str]) -> tuple[list[_Line], list[BadRow]]:
    lines: list[_Line] = []
    bad: list[BadRow] = []
    for number, row in enumerate(table, start=2):
        if not any(row):
            continue
        cells = dict(zip(names, row, strict=False))
        day = _day(cells.get("date", ""))
        reason = _fault(day, cells, len(row) < len(names))
        if day is None or reason is not None:
            evidence = {name: cell[:40] for name, cell in cells.items()}
            bad.append(BadRow(reason or "unreadable_date", number, day, evidence))
        else:
            lines.append(_Line(number, day, cells))
    return lines, bad


def _fault(day: date | None, cells: dict[str, str], is_short: bool) -> str | None:
    if day is None:
        return "unreadable_date"
    if is_short:
        return "truncated_row"
    if not all(is_number(cells.get(name, "")) for name in (*_PRICES, "volume")):
        return "not_a_number"
    return None


def _day(text: str) -> date | None:
    text = text.strip()
    if len(text) > _DATE_LENGTH and text[_DATE_LENGTH] not in " T":
        return None
    try:
        return date.fromisoformat(text[:_DATE_LENGTH])
    except ValueError:
        return None


def _column(lines: list[_Line], name: str) -> list[str]:
    return [line.cells.get(name, "") for line in lines]


def _whole(exponent: int, columns: list[Mantissas]) -> Mantissas:
    """Return share counts without decimals (`6315000.0`); a negative one was not recorded."""
    volumes = columns[0]
    return np.where(volumes < 0, MISSING, volumes // 10**exponent)


def _events(
    lines: list[_Line], currency: str, factor: Decimal
) -> tuple[tuple[Dividend, ...], tuple[Split, ...], list[BadRow]]:
    dividends: list[Dividend] = []
    splits: list[Split] = []
    bad: list[BadRow] = []
    for line in lines:
        paid = line.cells.get("dividends", "0").strip()
        split = line.cells.get("stock splits", "0").strip()
        if paid not in {"0", "0.0", ""} and not is_absent(paid):
            if not is_number(paid) or Decimal(paid) < 0:
                bad.append(BadRow("bad_dividend", line.number, line.day, {"dividends": paid[:40]}))
            elif Decimal(paid) > 0:
                dividends.append(Dividend(line.day, Decimal(paid) * factor, currency))
        if split not in {"0", "0.0", ""} and not is_absent(split) and not _is_zero(split):
            terms = split_terms(split)
            if terms is None:
                bad.append(BadRow("bad_split", line.number, line.day, {"stock splits": split[:40]}))
            elif terms[0] != terms[1]:
                splits.append(Split(line.day, *terms))
    return tuple(dividends), tuple(splits), bad


def _is_zero(text: str) -> bool:
    return is_number(text) and Decimal(text) == 0


def _instrument(payload: RawPayload, currency: str) -> Instrument:
    facts = payload.context
    return Instrument(
        symbol=payload.symbol,
        name=facts.get("name") or payload.symbol,
        currency=currency,
        exchange=facts.get("exchange"),
        asset_class=ASSET_CLASSES.get(facts.get("asset_class", "equity").lower(), "other"),
        sector=facts.get("sector"),
        industry=facts.get("industry"),
        country=facts.get("country"),
        isin=facts.get("isin"),
        time_zone=facts.get("time_zone"),
        source=payload.provider,
        as_of=payload.fetched_at,
        delisted_on=_day(facts.get("delisted_on", "")),
    )
