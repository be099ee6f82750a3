"""Every recorded answer reads as an independent reading of the file, or as the right error.

The recordings lie in `tests/data/recorded_answers.zip`; where each comes from is told in
`tests/data/SOURCES.md`. The independent reading here walks the JSON with the standard library and
knows nothing of the parsers.
"""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.kernel.errors import Malformed, NotFound
from shared.market.model import MISSING
from shared.market.parsed import ParsedHistory
from shared.market.parser import parse
from shared.market.parsers.alpha_vantage import (
    parse_alpha_vantage_news,
    parse_alpha_vantage_overview,
    parse_alpha_vantage_quotes,
)
from shared.market.parsers.search import parse_search
from shared.market.parsers.yahoo_news import parse_yahoo_news
from shared.market.parsers.yahoo_quote import parse_yahoo_quotes
from shared.market.parsers.yahoo_statements import parse_yahoo_statements
from shared.market.parsers.yahoo_summary import parse_yahoo_summary
from shared.market.providers.base import Capability, RawPayload

RECORDED = Path(__file__).parents[2] / "data" / "recorded_answers.zip"
FETCHED = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PARSERS: dict[str, tuple[Capability, Callable[[RawPayload], Any]]] = {
    "chart": ("history", parse),
    "quote": ("quote", parse_yahoo_quotes),
    "summary": ("fundamentals", parse_yahoo_summary),
    "statements": ("statements", parse_yahoo_statements),
    "search": ("search", parse_search),
    "news": ("news", parse_yahoo_news),
}

with zipfile.ZipFile(RECORDED) as _archive:
    FILES = {name: _archive.read(name) for name in _archive.namelist()}


def payload(name: str, symbol: str, capability: Capability, provider: str = "yahoo") -> RawPayload:
    return RawPayload(provider, symbol, capability, "x", FILES[name], FETCHED, name)


def names(pattern: str) -> list[str]:
    found = [name for name in FILES if re.fullmatch(pattern, name)]
    assert found, pattern
    return found


CHARTS = names(r"yahoo/((historical-via-)?chart-|pricehist_|yfinance-rs/history_chart).*")
QUOTES = names(r"yahoo/(quote-|yfinance-rs/quote_v7).*")
SUMMARIES = names(r"yahoo/(quoteSummary-|yfinance-rs/(profile|analysis|fundamentals)_api).*")
STATEMENTS = names(r"yahoo/(fundamentalsTimeSeries|yfinance-rs/timeseries).*")
SEARCHES = names(r"yahoo/(search-|yfinance-rs/search_v1).*")
STREAMS = names(r"yahoo/yfinance-rs/news_.*")
OLD_CHARTS = names(r"yahoo/scheb_(dividend|historical|split)Data.json")
OTHERS = names(
    r"yahoo/(dailyGainers|insights|options|recommendations|trending|scheb_searchResult"
    r"|yfinance-rs/(esg|holders|options)).*"
)
DAILY = names(r"alphavantage/(daily_prices|pricehist_ibm).*")
VANTAGE_SEARCHES = names(r"alphavantage/.*search.*")
REST = names(r"(alphavantage/(error_|global_quote|mock_)|yahoo_pages/).*")


def test_no_recording_is_left_out() -> None:
    kinds = (CHARTS, QUOTES, SUMMARIES, STATEMENTS, SEARCHES, STREAMS, OLD_CHARTS, OTHERS)
    read = [name for kind in (*kinds, DAILY, VANTAGE_SEARCHES, REST) for name in kind]
    assert sorted(read) == sorted(FILES)


def raw(value: Any) -> Any:
    return value.get("raw") if isinstance(value, dict) else value


def near(found: Any, expected: float) -> bool:
    return abs(float(found) - expected) <= max(abs(expected) * 2e-7, 1e-9)


def day_of(stamp: int, zone: str) -> date:
    return (EPOCH + timedelta(seconds=stamp)).astimezone(ZoneInfo(zone)).date()


def chart_symbol(name: str) -> str:
    return str(json.loads(FILES[name])["chart"]["result"][0]["meta"]["symbol"])


@pytest.mark.parametrize("name", [*CHARTS, *OLD_CHARTS])
def test_a_chart_has_the_bars_of_the_file_as_traded(name: str) -> None:
    result = json.loads(FILES[name])["chart"]["result"][0]
    meta, zone = result["meta"], result["meta"].get("exchangeTimezoneName", "UTC")
    asked = payload(name, meta["symbol"].replace("-", "."), "history")
    if meta["dataGranularity"] != "1d":
        with pytest.raises(Malformed, match="not daily"):
            parse(asked)
        return
    parsed = parse(asked)
    splits = list(result.get("events", {}).get("splits", {}).values())
    rows = list(expected_bars(result, splits, zone))
    assert len(rows) == parsed.days.size
    for index, (day, close, volume) in enumerate(rows):
        assert int(parsed.days[index]) == day.toordinal()
        assert matches(parsed, int(parsed.close[index]), close), day
        if volume is not None:
            assert abs(int(parsed.volume[index]) - volume) <= 1 + volume * 1e-6
    paid = result.get("events", {}).get("dividends", {})
    assert len(parsed.dividends) + bad(parsed, "bad_dividend") == len(paid)
    told = len(parsed.splits) + bad(parsed, "spin_off_written_as_split") + bad(parsed, "bad_split")
    assert told == len(splits)


def bad(parsed: ParsedHistory, reason: str) -> int:
    return sum(row.reason == reason for row in parsed.bad_rows)


def matches(parsed: ParsedHistory, mantissa: int, close: float | None) -> bool:
    if close is None or mantissa == MISSING:
        return close is None and mantissa == MISSING
    return near(Decimal(mantissa).scaleb(-parsed.exponent), close)


def expected_bars(result: Any, splits: list[Any], zone: str) -> Any:
    quote = result["indicators"]["quote"][0]
    stamps = result.get("timestamp") or []
    for stamp, close, volume in zip(stamps, quote["close"], quote["volume"], strict=True):
        day, ratio = day_of(stamp, zone), 1.0
        for split in splits:
            if day < day_of(split["date"], zone):
                ratio *= split["numerator"] / split["denominator"]
        yield day, None if close is None else close * ratio, None if not volume else volume / ratio


@pytest.mark.parametrize("name", QUOTES)
def test_quotes_have_the_prices_of_the_file(name: str) -> None:
    listed = json.loads(FILES[name])["quoteResponse"]["result"]
    usable = [q for q in listed if "regularMarketPrice" in q and "currency" in q]
    found = parse_yahoo_quotes(payload(name, ",".join(q["symbol"] for q in listed), "quote"))
    assert [quote.symbol for quote in found] == [q["symbol"] for q in usable]
    for quote, entry in zip(found, usable, strict=True):
        assert near(quote.price, entry["regularMarketPrice"])
        assert near(quote.previous_close, entry["regularMarketPreviousClose"])
        assert quote.traded_at == EPOCH + timedelta(seconds=entry["regularMarketTime"])
        assert quote.day == day_of(entry["regularMarketTime"], entry["exchangeTimezoneName"])
        assert quote.volume == entry.get("regularMarketVolume")
        assert quote.delay_minutes == entry.get("exchangeDataDelayedBy")
        assert (quote.currency, quote.source) == (entry["currency"], "yahoo")


def summary_symbol(name: str) -> str:
    return re.sub(r".*[-_]|\.json", "", name.replace("BTC-USD", "BTC~USD")).replace("~", "-")


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_has_the_figures_of_the_file(name: str) -> None:
    answer = json.loads(FILES[name])["quoteSummary"]
    asked = payload(name, summary_symbol(name).replace("-", "."), "fundamentals")
    if answer["error"]:
        with pytest.raises(NotFound):
            parse_yahoo_summary(asked)
        return
    modules = answer["result"][0]
    ours = "assetProfile price summaryDetail defaultKeyStatistics financialData earnings"
    if not modules.keys() & {*ours.split(), "calendarEvents"}:
        with pytest.raises(Malformed):
            parse_yahoo_summary(asked)
        return
    found = parse_yahoo_summary(asked)
    check_ratios(found.ratios, modules)
    profile = modules.get("assetProfile", {})
    for field in ("sector", "industry", "country"):
        assert getattr(found.profile, field) == (profile.get(field) or None)
    assert found.profile.employees == profile.get("fullTimeEmployees")
    calendar = modules.get("calendarEvents", {})
    days = [raw(stamp) for stamp in calendar.get("earnings", {}).get("earningsDate", [])]
    assert (found.upcoming is None) == (not days)
    if found.upcoming and days:
        assert found.upcoming.first_day == day_of(min(days), "UTC")
        assert near(found.upcoming.eps_average, raw(calendar["earnings"]["earningsAverage"]))
    quarters = modules.get("earnings", {}).get("earningsChart", {}).get("quarterly", [])
    assert [r.quarter for r in found.reports] == [
        q["date"][2:] + "Q" + q["date"][0] for q in quarters
    ]
    for report, quarter in zip(found.reports, quarters, strict=True):
        assert near(report.actual, raw(quarter["actual"]))


def check_ratios(found: dict[str, float], modules: dict[str, Any]) -> None:
    fields = {
        "trailing_pe": ("summaryDetail", "trailingPE", 1),
        "dividend_yield": ("summaryDetail", "dividendYield", 1),
        "fifty_two_week_high": ("summaryDetail", "fiftyTwoWeekHigh", 1),
        "eps": ("defaultKeyStatistics", "trailingEps", 1),
        "shares_outstanding": ("defaultKeyStatistics", "sharesOutstanding", 1),
        "profit_margin": ("financialData", "profitMargins", 1),
        "revenue": ("financialData", "totalRevenue", 1),
        "debt_to_equity": ("financialData", "debtToEquity", 100),
    }
    for name, (module, field, divisor) in fields.items():
        expected = raw(modules.get(module, {}).get(field))
        if isinstance(expected, (int, float)):
            assert near(found[name], expected / divisor), name
        else:
            assert name not in found


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_have_the_amounts_of_the_file(name: str) -> None:
    listed = json.loads(FILES[name])["timeseries"]["result"]
    symbol = listed[0]["meta"]["symbol"][0]
    amounts = {
        (key, entry["asOfDate"]): entry["reportedValue"]["raw"]
        for series in listed
        for key, entries in series.items()
        if key not in {"meta", "timestamp"}
        for entry in entries
        if entry
    }
    found = parse_yahoo_statements(payload(name, symbol, "statements"))
    told = 0
    for statement in found:
        for item, amount in statement.items.items():
            key = next(
                key
                for key, day in amounts
                if day == statement.end.isoformat()
                and key.lower() == statement.period + item.replace("_", "")
            )
            assert near(amount, amounts[key, statement.end.isoformat()]), key
            told += 1
    if any(key.endswith("TotalRevenue") for key, _ in amounts):
        assert told >= 4


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_has_the_symbols_and_stories_of_the_file(name: str) -> None:
    answer = json.loads(FILES[name])
    found = parse_search(payload(name, "text", "search"))
    assert [item.symbol for item in found] == [
        q["symbol"].upper() for q in answer["quotes"] if q.get("isYahooFinance")
    ]
    stories = parse_yahoo_news(payload(name, "ACME", "news"))
    assert [story.title for story in stories] == [
        " ".join(story["title"].split()) for story in answer["news"]
    ]
    for story, entry in zip(stories, answer["news"], strict=True):
        assert story.published_at == EPOCH + timedelta(seconds=entry["providerPublishTime"])
        assert story.url.split("?")[0] == entry["link"].split("?")[0]
        assert story.publisher == entry["publisher"]
        assert story.symbols == tuple(entry.get("relatedTickers") or ["ACME"])


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_of_news_has_the_stories_of_the_file(name: str) -> None:
    stream = json.loads(FILES[name])["data"]["tickerStream"]["stream"]
    found = parse_yahoo_news(payload(name, "AAPL", "news"))
    assert [item.url for item in found] == [s["content"]["canonicalUrl"]["url"] for s in stream]
    assert [item.published_at.isoformat() for item in found] == [
        s["content"]["pubDate"].replace("Z", "+00:00") for s in stream
    ]


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize("name", [*OTHERS, *REST])
def test_an_answer_to_another_question_is_refused(name: str, kind: str) -> None:
    capability, read = PARSERS[kind]
    if name == "yahoo/dailyGainers.json" and kind == "news":
        capability = "news"
    with pytest.raises((Malformed, NotFound)):
        read(payload(name, "AAPL", capability))


@pytest.mark.parametrize("name", DAILY)
def test_daily_prices_of_the_second_source_are_those_of_the_file(name: str) -> None:
    answer = json.loads(FILES[name])
    symbol = answer["Meta Data"]["2. Symbol"]
    parsed = parse(payload(name, symbol, "history", "alpha_vantage"))
    series = answer["Time Series (Daily)"]
    assert [date.fromordinal(int(d)).isoformat() for d in parsed.days] == list(series)
    for column, field in (("close", "4. close"), ("open", "1. open"), ("low", "3. low")):
        found = [Decimal(int(m)).scaleb(-parsed.exponent) for m in getattr(parsed, column)]
        assert found == [Decimal(row[field]) for row in series.values()]
    volumes = [int(row.get("5. volume", MISSING)) for row in series.values()]
    assert parsed.volume.tolist() == volumes


def test_a_quote_of_the_second_source() -> None:
    name = "alphavantage/global_quote.json"
    (quote,) = parse_alpha_vantage_quotes(payload(name, "MSFT", "quote", "alpha_vantage"))
    entry = json.loads(FILES[name])["Global Quote"]
    assert quote.price == Decimal(entry["05. price"])
    assert quote.day.isoformat() == entry["07. latest trading day"]
    assert quote.traded_at == datetime(2018, 10, 5, 20, 0, tzinfo=UTC)  # 16:00 in New York
    with pytest.raises(Malformed, match="another"):
        parse_alpha_vantage_quotes(payload(name, "IBM", "quote", "alpha_vantage"))


def test_an_overview_of_the_second_source() -> None:
    name = "alphavantage/mock_company_overview.json"
    found = parse_alpha_vantage_overview(payload(name, "IBM", "fundamentals", "alpha_vantage"))
    entry = json.loads(FILES[name])
    assert found.profile.name == entry["Name"]
    assert found.ratios["trailing_pe"] == float(entry["TrailingPE"])
    assert found.ratios["market_cap"] == float(entry["MarketCapitalization"])
    assert found.ex_dividend_day is not None
    assert found.ex_dividend_day.isoformat() == entry["ExDividendDate"]
    with pytest.raises(Malformed):
        parse_alpha_vantage_overview(payload(name, "MSFT", "fundamentals", "alpha_vantage"))


@pytest.mark.parametrize("name", VANTAGE_SEARCHES)
def test_a_search_of_the_second_source_offers_its_united_states_listings(name: str) -> None:
    listed = json.loads(FILES[name])["bestMatches"]
    found = parse_search(payload(name, "text", "search", "alpha_vantage"))
    assert [(item.symbol, item.currency) for item in found] == [
        (m["1. symbol"], m["8. currency"]) for m in listed if m["4. region"] == "United States"
    ]


def test_minute_bars_of_the_second_source_are_refused() -> None:
    asked = payload("alphavantage/mock_time_series.json", "MSFT", "history", "alpha_vantage")
    with pytest.raises(Malformed, match="no daily series"):
        parse(asked)


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("alphavantage/error_rate_daily.json", Malformed, "quota_exhausted"),
        ("alphavantage/error_invalid_call.json", NotFound, "unknown_symbol"),
    ],
)
@pytest.mark.parametrize(
    "read",
    [parse, parse_alpha_vantage_quotes, parse_alpha_vantage_overview, parse_alpha_vantage_news],
)
def test_an_excuse_of_the_second_source_is_told_as_what_it_is(
    name: str, error: type[Malformed | NotFound], code: str, read: Callable[[RawPayload], Any]
) -> None:
    with pytest.raises(error) as told:
        read(payload(name, "IBM", "history", "alpha_vantage"))
    assert told.value.code == code
    assert "ABC123" not in str(told.value)  # it names the key; we do not


def test_a_saved_page_has_the_rows_of_its_table() -> None:
    name = "yahoo_pages/AAPL_2025-06-16.html"
    parsed = parse(payload(name, "AAPL", "history", "yahoo_pages"))
    html = FILES[name].decode()
    rows = re.findall(r"<tr[^>]*><td[^>]*>(\w{3} \d+, \d{4})</td>(.*?)</tr>", html, re.DOTALL)
    cells = [(d, re.findall(r"<td[^>]*>([\d.,-]+)</td>", rest)) for d, rest in rows]
    bars = [(d, c) for d, c in cells if len(c) == 6]
    assert len(bars) == 63
    assert parsed.days.size == 63
    for index, (text, (_, _, _, close, _, volume)) in enumerate(bars):
        day = datetime.strptime(text, "%b %d, %Y").replace(tzinfo=UTC).date()
        assert int(parsed.days[index]) == day.toordinal()
        assert Decimal(int(parsed.close[index])).scaleb(-parsed.exponent) == Decimal(close)
        assert int(parsed.volume[index]) == int(volume.replace(",", ""))
    assert [(d.ex_date.isoformat(), str(d.amount)) for d in parsed.dividends] == [
        ("2025-05-12", "0.26")
    ]
    with pytest.raises(Malformed, match="page is of"):
        parse(payload(name, "MSFT", "history", "yahoo_pages"))
