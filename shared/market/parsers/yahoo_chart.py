"""Yahoo's chart answer (`v8/finance/chart`): daily bars with dividends and splits.

Yahoo divides every price and dividend before a split by its ratio, and multiplies the volumes.
The splits stand in the same answer, so the prices people traded at can be restored: exactly, up
to the noise of the 32-bit floats Yahoo keeps. (Its `adjclose` takes dividends off too; unused.)
Spin-offs it lists among the splits, with ratios such as 1046:1000: they scale prices all the same,
but are no splits of shares, and are told apart.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import orjson
from numpy.typing import NDArray

from shared.kernel.errors import InvalidInput, Malformed, NotFound
from shared.kernel.money import major_unit
from shared.market.model import (
    MISSING,
    AssetClass,
    Days,
    Dividend,
    Instrument,
    Mantissas,
    Split,
)
from shared.market.parsed import BadRow, ParsedHistory
from shared.market.parsers.chart_answer import COLUMNS, chart_answer
from shared.market.parsers.numbers import (
    FLOAT32_NOISE,
    Floats,
    denoise,
    denoised_mantissas,
    split_terms,
)
from shared.market.providers.base import RawPayload

type Json = Mapping[str, Any]
type Seconds = NDArray[np.int64]

_CLASSES: Final[dict[str, AssetClass]] = {
    "EQUITY": "equity",
    "ETF": "etf",
    "MUTUALFUND": "fund",
    "INDEX": "index",
    "CRYPTOCURRENCY": "crypto",
    "CURRENCY": "currency",
    "FUTURE": "commodity",
}
_DAY_SECONDS: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OFFSET_SPAN: Final = 14 * _DAY_SECONDS  # no zone changes its clocks twice within this time
_FIRST_SECOND: Final = -2_208_988_800  # 1900
_LAST_SECOND: Final = 4_102_444_800  # 2100
_LONGEST_GAP_DAYS: Final = 28
_DIVIDEND_ROUNDING: Final = 5e-7  # Yahoo prints adjusted dividends with six decimals
_MOST_VOLUME: Final = 2.0**53
_LARGEST_SPLIT_TERM: Final = 100
_LATEST_SECOND: Final = 32_503_680_000  # the year 3000: beyond it a timestamp is a mistake


@dataclass(frozen=True, slots=True)
class _Bars:
    days: Days
    columns: dict[str, Floats]


def parse_chart(payload: RawPayload, later_splits: tuple[Split, ...] = ()) -> ParsedHistory:
    """Read a daily chart and undo Yahoo's split adjustment.

    `later_splits`: those after the last day asked for, when the request ended before its time.
    Raises: Malformed for anything that is not the daily chart of this symbol; NotFound when Yahoo
    says there is no such symbol.
    """
    result = _result(payload)
    meta: Json = _mapping(result.get("meta"), "meta")
    _check(meta, payload.symbol)
    currency, factor = _currency(meta, payload.symbol)
    zone = _zone(meta)
    bars = _bars(result, zone, payload.symbol)
    events = _mapping(result.get("events") or {}, "events")
    scalings, bad_splits = _splits(events, zone)
    ratios = _ratios(bars.days, (*scalings, *later_splits))
    dividends, bad_dividends = _dividends(
        events, zone, currency, factor, (*scalings, *later_splits)
    )
    with np.errstate(over="ignore"):
        prices = [bars.columns[name] * ratios for name in COLUMNS[:4]]
    exponent, mantissas = denoised_mantissas(prices)
    return ParsedHistory(
        symbol=payload.symbol,
        currency=currency,
        exponent=exponent if factor == 1 else exponent + 2,
        days=bars.days,
        rows=np.arange(1, bars.days.size + 1, dtype=np.int32),
        close=mantissas[0],
        open=mantissas[1],
        high=mantissas[2],
        low=mantissas[3],
        volume=_volumes(bars.columns["volume"] / ratios),
        dividends=dividends,
        splits=tuple(split for split in scalings if _is_of_shares(split)),
        bad_rows=(*bad_splits, *map(_spin_off, _others(scalings)), *bad_dividends),
        instrument=_instrument(meta, payload, currency),
        partial_day=_partial_day(meta, zone, payload.fetched_at),
        warnings=_warnings(meta, zone, bars.days),
    )


def _result(payload: RawPayload) -> Json:
    try:
        answer: Any = chart_answer(payload.body)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"The chart of {payload.symbol} is not JSON") from error
    chart = _mapping(_mapping(answer, "answer").get("chart"), "chart")
    error: Any = chart.get("error")
    if error and _mapping(error, "error").get("code") == "Not Found":
        raise NotFound(f"There is no symbol {payload.symbol}", "unknown_symbol")
    results: Any = chart.get("result")
    if error or not isinstance(results, list) or not results:
        raise Malformed(f"The chart of {payload.symbol} holds no result")
    return _mapping(cast("list[Any]", results)[0], "result")


def _mapping(value: Any, name: str) -> Json:
    if not isinstance(value, dict):
        raise Malformed(f"The chart's {name!r} is not an object")
    return cast("Json", value)


def _check(meta: Json, symbol: str) -> None:
    # Yahoo writes share classes with a hyphen: BRK-B.
    if str(meta.get("symbol", "")).upper().replace("-", ".") != symbol.replace("-", "."):
        raise Malformed(f"Asked for {symbol}, the chart is of {str(meta.get('symbol'))[:24]!r}")
    if meta.get("dataGranularity", "1d") != "1d":
        raise Malformed(f"The chart of {symbol} is not daily")


def _currency(meta: Json, symbol: str) -> tuple[str, Decimal]:
    try:
        return major_unit(str(meta.get("currency") or ""))
    except InvalidInput as error:
        raise Malformed(f"The chart of {symbol} names no currency") from error


def _zone(meta: Json) -> ZoneInfo:
    try:
        return ZoneInfo(str(meta.get("exchangeTimezoneName") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Malformed("The chart's exchange time zone is unknown") from error


def _bars(result: Json, zone: ZoneInfo, symbol: str) -> _Bars:
    try:
        stamps = np.asarray(_or(result.get("timestamp"), []), dtype=np.int64)
        quote: Json = result["indicators"]["quote"][0] if stamps.size else {}
        nothing = [None] * stamps.size
        columns = {
            name: np.asarray(_or(quote.get(name), nothing), dtype=np.float64) for name in COLUMNS
        }
    except (KeyError, IndexError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise Malformed(f"The chart of {symbol} has columns that are not numbers") from error
    if any(column.shape != stamps.shape for column in columns.values()):
        raise Malformed(f"The chart of {symbol} has columns of different lengths")
    if stamps.size and bool((np.abs(stamps) > _LATEST_SECOND).any()):
        raise Malformed(f"The chart of {symbol} has impossible timestamps")
    return _Bars(_trading_days(stamps, zone), columns)


def _or(column: Any, otherwise: list[None]) -> Any:
    """Return a column when there is anything in it."""
    is_given = cast("Floats", column).size if isinstance(column, np.ndarray) else column
    return cast("Any", column) if is_given else otherwise


def _trading_days(stamps: Seconds, zone: ZoneInfo) -> Days:
    """Return the exchange's date of each instant, as an ordinal."""
    local = stamps + _offsets(stamps, zone)
    return (local // _DAY_SECONDS + _EPOCH.toordinal()).astype(np.int32)


def _offsets(stamps: Seconds, zone: ZoneInfo) -> Seconds:
    """Return the zone's offset at each instant."""
    changes, offsets = _changes(zone)
    return offsets[np.searchsorted(changes, stamps, side="right")]


@lru_cache(maxsize=64)
def _changes(zone: ZoneInfo) -> tuple[Seconds, Seconds]:
    """Return when a zone's offset changed between 1900 and 2100, and the offsets before and after.

    Found once a zone and kept: asking the zone for every bar of a history costs more than the
    rest of reading it.
    """
    changes: list[int] = []
    offsets = [_offset(_FIRST_SECOND, zone)]
    for start in range(_FIRST_SECOND, _LAST_SECOND, _OFFSET_SPAN):
        after = _offset(start + _OFFSET_SPAN, zone)
        if after != offsets[-1]:
            changes.append(_change(start, start + _OFFSET_SPAN, after, zone))
            offsets.append(after)
    return np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _change(before: int, after: int, offset: int, zone: ZoneInfo) -> int:
    """Return the first second with an offset that holds at `after` and not at `before`."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(middle, zone) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset(stamp: int, zone: ZoneInfo) -> int:
    offset = (_EPOCH + timedelta(seconds=stamp)).astimezone(zone).utcoffset() or timedelta()
    return offset.days * _DAY_SECONDS + offset.seconds


def _local_day(stamp: int, zone: ZoneInfo) -> date:
    """Return the zone's date of an instant. Raises: ValueError for one of another age."""
    return _dating(zone)(stamp)


@lru_cache(maxsize=64)
def _dating(zone: ZoneInfo) -> Callable[[int], date]:
    """Return what `_local_day` does, for a zone: looking it up costs more than the rest of it."""
    changes, offsets = (column.tolist() for column in _changes(zone))
    epoch = _EPOCH.toordinal()

    def local_day(stamp: int) -> date:
        if abs(stamp) > _LATEST_SECOND:
            raise ValueError(f"{stamp} is no instant of trading")
        seconds: int = stamp + offsets[bisect_right(changes, stamp)]
        return date.fromordinal(seconds // _DAY_SECONDS + epoch)

    return local_day


def _ratios(days: Days, splits: tuple[Split, ...]) -> Floats:
    """Return today's shares per share of each day: the product of the splits after it."""
    ratios = np.ones(days.size)
    for split in splits:
        ratios[days < split.date.toordinal()] *= split.numerator / split.denominator
    return ratios


def _splits(events: Json, zone: ZoneInfo) -> tuple[tuple[Split, ...], list[BadRow]]:
    def read(event: Json, day: date) -> Split | None:
        stated = f"{event.get('numerator')}:{event.get('denominator')}"
        terms = split_terms(stated) or split_terms(str(event.get("splitRatio", "")))
        return Split(day, *terms) if terms else None

    found, bad = _read_events(events, "splits", zone, read)
    return tuple(split for split in found if split.numerator != split.denominator), bad


def _is_of_shares(split: Split) -> bool:
    """Say whether shares changed in number. Yahoo writes a spin-off as a split of 1046:1000."""
    return min(split.numerator, split.denominator) <= _LARGEST_SPLIT_TERM


def _others(scalings: tuple[Split, ...]) -> list[Split]:
    return [split for split in scalings if not _is_of_shares(split)]


def _spin_off(scaling: Split) -> BadRow:
    """Tell of a price adjustment that is no split: it must not multiply anyone's shares."""
    ratio = {"ratio": f"{scaling.numerator}:{scaling.denominator}"}
    return BadRow("spin_off_written_as_split", 0, scaling.date, ratio)


def _dividends(
    events: Json, zone: ZoneInfo, currency: str, factor: Decimal, splits: tuple[Split, ...]
) -> tuple[tuple[Dividend, ...], list[BadRow]]:
    days, ratios = _ratios_after(splits)

    def read(event: Json, day: date) -> Dividend | None:
        ratio = ratios[bisect_right(days, day)]
        amount = float(event["amount"]) * ratio
        if not 0 < amount < _MOST_VOLUME:
            return None
        noise = max(amount * FLOAT32_NOISE, _DIVIDEND_ROUNDING * ratio)
        exact = denoise(amount, noise if ratio != 1 else amount * FLOAT32_NOISE)
        return Dividend(day, exact if factor == 1 else exact * factor, currency)

    found, bad = _read_events(events, "dividends", zone, read)
    return tuple(found), bad


def _ratios_after(splits: tuple[Split, ...]) -> tuple[list[date], list[float]]:
    """Return the days of splits in order, and by how many of them have come, the rest's product."""
    ordered = sorted(splits, key=lambda split: split.date)
    product, ratios = Fraction(1), [1.0]
    for split in reversed(ordered):
        product *= Fraction(split.numerator, split.denominator)
        ratios.append(float(product))
    return [split.date for split in ordered], ratios[::-1]


def _read_events[Event](
    events: Json, name: str, zone: ZoneInfo, read: Callable[[Json, date], Event | None]
) -> tuple[list[Event], list[BadRow]]:
    """Read one kind of event in order of date; what cannot be read is told, not dropped."""
    found: list[tuple[date, Event]] = []
    bad: list[BadRow] = []
    listed = _mapping(events.get(name) or {}, name)
    local_day = _dating(zone)
    for row, (key, event) in enumerate(listed.items(), start=1):
        try:
            day = local_day(int(event["date"]))
            item = read(event, day)
        except (KeyError, TypeError, ValueError, OverflowError):
            day, item = None, None
        if day is not None and item is not None:
            found.append((day, item))
        else:
            evidence = {"key": str(key)[:40], "event": str(event)[:120]}
            bad.append(BadRow(f"bad_{name.removesuffix('s')}", row, day, evidence))
    found.sort(key=lambda pair: pair[0])
    return [item for _, item in found], bad


def _volumes(volumes: Floats) -> Mantissas:
    with np.errstate(invalid="ignore"):
        usable = (volumes >= 0) & (volumes < _MOST_VOLUME)
    integers = np.rint(np.where(usable, volumes, 0.0)).astype(np.int64)
    integers[~usable] = MISSING
    return integers


def _instrument(meta: Json, payload: RawPayload, currency: str) -> Instrument:
    name = meta.get("longName") or meta.get("shortName") or payload.symbol
    exchange = meta.get("fullExchangeName") or meta.get("exchangeName")
    return Instrument(
        symbol=payload.symbol,
        name=str(name)[:200],
        currency=currency,
        exchange=str(exchange)[:80] if exchange else None,
        asset_class=_CLASSES.get(str(meta.get("instrumentType")), "other"),
        time_zone=str(meta["exchangeTimezoneName"]) if "exchangeTimezoneName" in meta else None,
        source=payload.provider,
        as_of=payload.fetched_at,
    )


def _partial_day(meta: Json, zone: ZoneInfo, fetched_at: datetime) -> date | None:
    """Return the trading date whose session was not over when the chart was fetched."""
    try:
        session = meta["currentTradingPeriod"]["regular"]
        start, end = int(session["start"]), int(session["end"])
        session_day = _local_day(start, zone)
    except (KeyError, TypeError, ValueError, OverflowError):
        return fetched_at.astimezone(zone).date()
    return session_day if fetched_at.timestamp() < end else None


def _warnings(meta: Json, zone: ZoneInfo, days: Days) -> tuple[str, ...]:
    """Tell when the chart ends long before its own last trade: a later split may be unknown."""
    traded = meta.get("regularMarketTime")
    if not days.size or not isinstance(traded, int) or abs(traded) > _LATEST_SECOND:
        return ()
    gap = _local_day(traded, zone).toordinal() - int(days.max())
    return ("ends_before_last_trade",) if gap > _LONGEST_GAP_DAYS else ()
