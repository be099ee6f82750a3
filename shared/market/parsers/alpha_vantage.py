"""Alpha Vantage: daily prices, quote, company overview, news. Everything is text, even numbers.

Errors come with status 200: `Information` and `Note` when a quota is spent or a feature is paid
for, `Error Message` for a call it does not understand, `{}` for a symbol it does not know.
"""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from shared.kernel.errors import Malformed, NotFound, ProviderUnavailable
from shared.market.calendars import calendar_of
from shared.market.facts import CompanyProfile, Fundamentals, LiveQuote, NewsItem
from shared.market.model import MISSING, Dividend, Mantissas, Split
from shared.market.parsed import BadRow, ParsedHistory
from shared.market.parsers.json_answer import (
    Json,
    answer_object,
    as_object,
    day,
    member,
    number,
    objects,
    positive,
    text,
    whole,
)
from shared.market.parsers.numbers import exact_mantissas, is_number, split_terms
from shared.market.parsers.plain_text import plain_text
from shared.market.parsers.yahoo_news import news_item
from shared.market.providers.base import RawPayload
from shared.market.providers.excuses import check_alpha_vantage

_NEW_YORK: Final = ZoneInfo("America/New_York")
_PRICES: Final = ("4. close", "1. open", "2. high", "3. low")
_VOLUMES: Final = ("6. volume", "5. volume")  # in the adjusted series 5 is the adjusted close
_NONE: Final = frozenset({"None", "-", "", "0000-00-00"})
_DAILY: Final = "Time Series (Daily)"
_RATIOS: Final = {
    "market_cap": "MarketCapitalization",
    "trailing_pe": "TrailingPE",
    "forward_pe": "ForwardPE",
    "peg": "PEGRatio",
    "price_to_book": "PriceToBookRatio",
    "price_to_sales": "PriceToSalesRatioTTM",
    "ev_to_ebitda": "EVToEBITDA",
    "ev_to_revenue": "EVToRevenue",
    "dividend_rate": "DividendPerShare",
    "dividend_yield": "DividendYield",
    "payout_ratio": "PayoutRatio",
    "beta": "Beta",
    "fifty_two_week_high": "52WeekHigh",
    "fifty_two_week_low": "52WeekLow",
    "eps": "DilutedEPSTTM",
    "book_value_per_share": "BookValue",
    "shares_outstanding": "SharesOutstanding",
    "shares_float": "SharesFloat",
    "profit_margin": "ProfitMargin",
    "operating_margin": "OperatingMarginTTM",
    "return_on_assets": "ReturnOnAssetsTTM",
    "return_on_equity": "ReturnOnEquityTTM",
    "revenue": "RevenueTTM",
    "revenue_growth": "QuarterlyRevenueGrowthYOY",
    "earnings_growth": "QuarterlyEarningsGrowthYOY",
    "ebitda": "EBITDA",
    "gross_profit": "GrossProfitTTM",
    "target_price": "AnalystTargetPrice",
}
_CLASSES: Final = {"Common Stock": "equity", "ETF": "etf", "Mutual Fund": "fund"}


def parse_alpha_vantage_daily(payload: RawPayload) -> ParsedHistory:
    """Read daily prices as traded, with splits and dividends where the answer has them.

    Raises: Malformed for anything that is not the daily series of this symbol.
    """
    answer = answer_object(payload)
    _refuse_excuses(payload)
    series = answer.get(_DAILY)
    if not isinstance(series, dict):
        raise Malformed(f"The answer about {payload.symbol} has no daily series")
    named = text(member(answer, "Meta Data").get("2. Symbol")) or ""
    if named.upper().replace("-", ".") != payload.symbol.replace("-", "."):
        raise Malformed(f"Asked for {payload.symbol}, the series is of {named[:24]!r}")
    days, rows, bad = _rows(as_object(series, _DAILY))
    exponent, prices = exact_mantissas([[str(r.get(name, "")) for r in rows] for name in _PRICES])
    volumes = exact_mantissas([[_volume(r) for r in rows]])
    dividends, splits = _events(answer, days, rows)
    return ParsedHistory(
        symbol=payload.symbol,
        currency="USD",  # asked for listings in the United States only
        exponent=exponent,
        days=np.array([d.toordinal() for d in days], dtype=np.int32),
        rows=np.arange(1, len(days) + 1, dtype=np.int32),
        close=prices[0],
        open=prices[1],
        high=prices[2],
        low=prices[3],
        volume=_shares(*volumes),
        dividends=dividends,
        splits=splits,
        bad_rows=tuple(bad),
        partial_day=calendar_of(payload.symbol).unfinished_day(payload.fetched_at),
        warnings=tuple(payload.context.get("warnings", "").split()),
    )


def parse_alpha_vantage_quotes(payload: RawPayload) -> list[LiveQuote]:
    """Read `Global Quote`, or several of them in a list under `answers`.

    It tells the trading day but no time: the close of New York on that day, or now before it.
    Raises: Malformed for another answer.
    """
    answer = answer_object(payload)
    _refuse_excuses(payload)
    several = [member(item, "Global Quote") for item in objects(answer.get("answers"))]
    if not several and not isinstance(answer.get("Global Quote"), dict):
        raise Malformed(f"The answer about {payload.symbol[:40]} holds no quote")
    entries = several or [member(answer, "Global Quote")]
    wanted = {symbol.replace("-", "."): symbol for symbol in payload.symbol.split(",")}
    named = [
        (wanted.get(str(e.get("01. symbol", "")).upper().replace("-", ".")), e)
        for e in entries
        if e
    ]
    if named and not any(symbol for symbol, _ in named):
        raise Malformed(f"Asked for {payload.symbol[:40]}, the quote is of another")
    quotes = (_quote(symbol, entry, payload) for symbol, entry in named if symbol)
    return [quote for quote in quotes if quote is not None]


def parse_alpha_vantage_overview(payload: RawPayload) -> Fundamentals:
    """Read a company overview. Raises: NotFound for `{}`, Malformed for another answer."""
    answer = answer_object(payload)
    _refuse_excuses(payload)
    if not answer:
        raise NotFound(f"Alpha Vantage has no overview of {payload.symbol}", "unknown_symbol")
    named = text(answer.get("Symbol")) or ""
    if named.upper().replace("-", ".") != payload.symbol.replace("-", "."):
        raise Malformed(f"Asked for {payload.symbol}, the overview is of {named[:24]!r}")
    description = text(answer.get("Description"), 20_000)
    ratios = {name: number(_told(answer, field)) for name, field in _RATIOS.items()}
    return Fundamentals(
        symbol=payload.symbol,
        currency=text(_told(answer, "Currency"), 3),
        profile=CompanyProfile(
            name=text(_told(answer, "Name")),
            description=plain_text(description, 4_000) if description else None,
            sector=text(_told(answer, "Sector")),
            industry=text(_told(answer, "Industry")),
            country=text(_told(answer, "Country")),
            employees=whole(_told(answer, "FullTimeEmployees")),
            asset_class=_CLASSES.get(str(answer.get("AssetType"))),
            exchange=text(_told(answer, "Exchange"), 80),
            quote_currency=text(_told(answer, "Currency"), 3),
        ),
        source=payload.provider,
        fetched_at=payload.fetched_at,
        ratios={name: value for name, value in ratios.items() if value is not None},
        ex_dividend_day=day(_told(answer, "ExDividendDate")),
        dividend_day=day(_told(answer, "DividendDate")),
    )


def parse_alpha_vantage_news(payload: RawPayload) -> list[NewsItem]:
    """Read the feed of stories. Raises: Malformed when there is none."""
    answer = answer_object(payload)
    _refuse_excuses(payload)
    if not isinstance(answer.get("feed"), list):
        raise Malformed(f"The answer about {payload.symbol} has no feed of news")
    items = (
        news_item(
            payload,
            title=entry.get("title"),
            url=entry.get("url"),
            publisher=entry.get("source"),
            published_at=_compact_time(entry.get("time_published")),
            summary=entry.get("summary"),
            symbols=[about.get("ticker") for about in objects(entry.get("ticker_sentiment"))],
        )
        for entry in objects(answer["feed"])
    )
    return [item for item in items if item is not None]


def _refuse_excuses(payload: RawPayload) -> None:
    try:
        check_alpha_vantage(payload.body, payload.symbol)
    except ProviderUnavailable as error:
        raise Malformed(error.detail, error.code) from error


def _rows(series: Json) -> tuple[list[date], list[Json], list[BadRow]]:
    days: list[date] = []
    rows: list[Json] = []
    bad: list[BadRow] = []
    for place, (key, row) in enumerate(series.items(), start=1):
        trading_day = day(key)
        cells = member(series, key)
        texts = [str(cells.get(name, "")) for name in (*_PRICES, *_VOLUMES)]
        if trading_day is None or not all(map(is_number, texts)) or not cells:
            reason = "unreadable_date" if trading_day is None else "not_a_number"
            bad.append(BadRow(reason, place, trading_day, {"key": key[:40], "row": str(row)[:120]}))
        else:
            days.append(trading_day)
            rows.append(cells)
    return days, rows, bad


def _volume(row: Json) -> str:
    has_adjusted_close = "5. adjusted close" in row
    return str(row.get("6. volume" if has_adjusted_close else "5. volume", ""))


def _shares(exponent: int, columns: list[Mantissas]) -> Mantissas:
    return np.where(columns[0] < 0, MISSING, columns[0] // 10**exponent)


def _events(
    answer: Json, days: list[date], rows: list[Json]
) -> tuple[tuple[Dividend, ...], tuple[Split, ...]]:
    """Return dividends and splits: of the rows (adjusted series), or of the lists beside them."""
    dividends: dict[date, Decimal] = {}
    splits: dict[date, tuple[int, int]] = {}
    told = [
        (d, r.get("7. dividend amount"), r.get("8. split coefficient"))
        for d, r in zip(days, rows, strict=True)
    ]
    told += [
        (day(e.get("ex_dividend_date")), e.get("amount"), None)
        for e in objects(answer.get("dividends"))
    ]
    told += [
        (day(e.get("effective_date")), None, e.get("split_factor"))
        for e in objects(answer.get("splits"))
    ]
    for when, paid, factor in told:
        amount, terms = positive(paid), split_terms(str(factor)) if factor else None
        if when is not None and amount is not None:
            dividends[when] = amount
        if when is not None and terms is not None and terms[0] != terms[1]:
            splits[when] = terms
    return (
        tuple(Dividend(when, dividends[when], "USD") for when in sorted(dividends)),
        tuple(Split(when, *splits[when]) for when in sorted(splits)),
    )


def _quote(symbol: str, entry: Json, payload: RawPayload) -> LiveQuote | None:
    price, trading_day = positive(entry.get("05. price")), day(entry.get("07. latest trading day"))
    if price is None or trading_day is None:
        return None
    closed = datetime.combine(trading_day, time(16), _NEW_YORK).astimezone(UTC)
    return LiveQuote(
        symbol=symbol,
        price=price,
        currency="USD",
        traded_at=min(closed, payload.fetched_at),
        day=trading_day,
        source=payload.provider,
        fetched_at=payload.fetched_at,
        previous_close=positive(entry.get("08. previous close")),
        open=positive(entry.get("02. open")),
        high=positive(entry.get("03. high")),
        low=positive(entry.get("04. low")),
        volume=whole(entry.get("06. volume")),
    )


def _told(answer: Json, name: str) -> Any:
    """Return a value, or None for the words that stand for none."""
    value = answer.get(name)
    return None if isinstance(value, str) and value in _NONE else value


def _compact_time(value: Any) -> datetime | None:
    """Read `20250805T080000`, in UTC."""
    try:
        return datetime.strptime(str(value), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
