"""Yahoo's `v10/finance/quoteSummary`: profile, ratios, earnings and calendar of one symbol."""

import re
from typing import Any, Final, cast

from shared.kernel.errors import Malformed, NotFound
from shared.market.facts import CompanyProfile, EarningsReport, Fundamentals, UpcomingEarnings
from shared.market.parsers.json_answer import (
    Json,
    answer_object,
    as_object,
    day,
    decimal,
    member,
    number,
    objects,
    text,
    whole,
)
from shared.market.parsers.plain_text import plain_text, web_address
from shared.market.providers.base import RawPayload
from shared.market.providers.yahoo_terms import MODULES

_RATIOS: Final[dict[str, tuple[str, str]]] = {
    "market_cap": ("price", "marketCap"),
    "enterprise_value": ("defaultKeyStatistics", "enterpriseValue"),
    "trailing_pe": ("summaryDetail", "trailingPE"),
    "forward_pe": ("summaryDetail", "forwardPE"),
    "price_to_book": ("defaultKeyStatistics", "priceToBook"),
    "price_to_sales": ("summaryDetail", "priceToSalesTrailing12Months"),
    "ev_to_ebitda": ("defaultKeyStatistics", "enterpriseToEbitda"),
    "ev_to_revenue": ("defaultKeyStatistics", "enterpriseToRevenue"),
    "dividend_rate": ("summaryDetail", "dividendRate"),
    "dividend_yield": ("summaryDetail", "dividendYield"),
    "payout_ratio": ("summaryDetail", "payoutRatio"),
    "beta": ("summaryDetail", "beta"),
    "fifty_two_week_high": ("summaryDetail", "fiftyTwoWeekHigh"),
    "fifty_two_week_low": ("summaryDetail", "fiftyTwoWeekLow"),
    "eps": ("defaultKeyStatistics", "trailingEps"),
    "forward_eps": ("defaultKeyStatistics", "forwardEps"),
    "book_value_per_share": ("defaultKeyStatistics", "bookValue"),
    "shares_outstanding": ("defaultKeyStatistics", "sharesOutstanding"),
    "shares_float": ("defaultKeyStatistics", "floatShares"),
    "profit_margin": ("financialData", "profitMargins"),
    "gross_margin": ("financialData", "grossMargins"),
    "operating_margin": ("financialData", "operatingMargins"),
    "ebitda_margin": ("financialData", "ebitdaMargins"),
    "return_on_assets": ("financialData", "returnOnAssets"),
    "return_on_equity": ("financialData", "returnOnEquity"),
    "revenue": ("financialData", "totalRevenue"),
    "revenue_growth": ("financialData", "revenueGrowth"),
    "earnings_growth": ("financialData", "earningsGrowth"),
    "ebitda": ("financialData", "ebitda"),
    "gross_profit": ("financialData", "grossProfits"),
    "free_cash_flow": ("financialData", "freeCashflow"),
    "operating_cash_flow": ("financialData", "operatingCashflow"),
    "total_cash": ("financialData", "totalCash"),
    "total_debt": ("financialData", "totalDebt"),
    "debt_to_equity": ("financialData", "debtToEquity"),
    "current_ratio": ("financialData", "currentRatio"),
    "quick_ratio": ("financialData", "quickRatio"),
    "target_price": ("financialData", "targetMeanPrice"),
    "analysts": ("financialData", "numberOfAnalystOpinions"),
}
_PERCENT: Final = frozenset({"debt_to_equity"})  # Yahoo writes 145 for 1.45
_CLASSES: Final = {
    "EQUITY": "equity",
    "ETF": "etf",
    "MUTUALFUND": "fund",
    "INDEX": "index",
    "CRYPTOCURRENCY": "crypto",
    "CURRENCY": "currency",
    "FUTURE": "commodity",
}
_QUARTER: Final = re.compile(r"([1-4])Q(\d{4})")
_LONGEST_DESCRIPTION: Final = 4_000


def parse_yahoo_summary(payload: RawPayload) -> Fundamentals:
    """Read whichever of the modules are there.

    Raises: NotFound when Yahoo has none of the symbol; Malformed for another answer, or symbol.
    """
    result = _result(payload)
    price = member(result, "price")
    named = text(price.get("symbol"))
    if named and named.upper().replace("-", ".") != payload.symbol.replace("-", "."):
        raise Malformed(f"Asked for {payload.symbol}, the summary is of {named[:24]!r}")
    calendar = member(result, "calendarEvents")
    return Fundamentals(
        symbol=payload.symbol,
        currency=_currency(result),
        profile=_profile(member(result, "assetProfile"), price),
        source=payload.provider,
        fetched_at=payload.fetched_at,
        ratios=_ratios(result),
        reports=_reports(member(result, "earnings")),
        upcoming=_upcoming(member(calendar, "earnings")),
        ex_dividend_day=day(calendar.get("exDividendDate")),
        dividend_day=day(calendar.get("dividendDate")),
    )


def _result(payload: RawPayload) -> Json:
    summary = as_object(answer_object(payload).get("quoteSummary"), "quoteSummary")
    error = member(summary, "error")
    if error.get("code") == "Not Found":
        raise NotFound(f"Yahoo has no fundamentals of {payload.symbol}", "unknown_symbol")
    found = list(objects(summary.get("result")))
    if error or not found:
        raise Malformed(f"The summary of {payload.symbol} holds no result")
    if not set(MODULES) & found[0].keys():
        raise Malformed(f"The summary of {payload.symbol} has none of the modules asked for")
    return found[0]


def _currency(result: Json) -> str | None:
    told = text(member(result, "financialData").get("financialCurrency"), 3)
    return told or text(member(result, "earnings").get("financialCurrency"), 3)


def _profile(asset: Json, price: Json) -> CompanyProfile:
    description = text(asset.get("longBusinessSummary") or asset.get("description"), 20_000)
    return CompanyProfile(
        name=text(price.get("longName")) or text(price.get("shortName")),
        description=plain_text(description, _LONGEST_DESCRIPTION) if description else None,
        sector=text(asset.get("sector")),
        industry=text(asset.get("industry")),
        country=text(asset.get("country")),
        website=web_address(asset.get("website")),
        employees=whole(asset.get("fullTimeEmployees")),
        asset_class=_CLASSES.get(str(price.get("quoteType"))),
        exchange=text(price.get("exchangeName"), 80),
        quote_currency=text(price.get("currency"), 3),
    )


def _ratios(result: Json) -> dict[str, float]:
    found = {
        name: number(member(result, module).get(field)) for name, (module, field) in _RATIOS.items()
    }
    if found["market_cap"] is None:
        found["market_cap"] = number(member(result, "summaryDetail").get("marketCap"))
    return {
        name: value / 100 if name in _PERCENT else value
        for name, value in found.items()
        if value is not None
    }


def _reports(earnings: Json) -> tuple[EarningsReport, ...]:
    reports: list[EarningsReport] = []
    for entry in objects(member(earnings, "earningsChart").get("quarterly")):
        named = _QUARTER.fullmatch(str(entry.get("date")))
        if named:
            quarter = f"{named[2]}Q{named[1]}"
            actual, estimate = decimal(entry.get("actual")), decimal(entry.get("estimate"))
            reports.append(EarningsReport(quarter, actual, estimate))
    return tuple(reports)


def _upcoming(earnings: Json) -> UpcomingEarnings | None:
    told: Any = earnings.get("earningsDate")
    listed = cast("list[Any]", told) if isinstance(told, list) else []
    days = sorted(found for found in map(day, listed) if found)
    if not days:
        return None
    return UpcomingEarnings(
        first_day=days[0],
        last_day=days[-1],
        is_estimate=earnings.get("isEarningsDateEstimate") is not False,
        eps_average=decimal(earnings.get("earningsAverage")),
        eps_low=decimal(earnings.get("earningsLow")),
        eps_high=decimal(earnings.get("earningsHigh")),
    )
