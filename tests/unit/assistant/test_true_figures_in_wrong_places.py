"""True figures told of another year, day, end, side, rank or unit than theirs are unsupported."""

from typing import Any

import pytest

from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import ToolOutcome
from tests.unit.assistant.test_verdicts import HOLDINGS, SUMMARY


def year(ref: str, which: int, twr: float, gain: str) -> ToolOutcome:
    told: dict[str, Any] = {
        "portfolio": "Savings", "from": f"{which}-01-01", "to": f"{which}-12-31",
        "currency": "USD", "start_value": "10000.00", "end_value": "11000.00", "gain": gain,
        "twr": twr, "xirr": round(twr * 1.1, 4), "benchmark": {"symbol": "SPY", "twr": 0.0812},
    }  # fmt: skip
    return ToolOutcome(ref, "performance", {"period": str(which)}, told, "")


INCOME: dict[str, Any] = {
    "currency": "USD", "dividends": "812.34", "interest": "45.67",
    "by_symbol": [
        {"symbol": "AAPL", "dividends": "500.11"}, {"symbol": "IBM", "dividends": "312.23"},
    ],
    "by_month": [
        {"month": "2020-11", "income": "61.10"}, {"month": "2020-12", "income": "72.20"},
    ],
}  # fmt: skip
RISK: dict[str, Any] = {
    "from": "2019-01-01", "to": "2021-03-31", "volatility": 0.2213, "sharpe": 0.84,
    "max_drawdown": -0.3187, "var_95": 0.0231, "cvar_95": 0.0342, "beta": 1.12,
}  # fmt: skip
HISTORY: dict[str, Any] = {
    "symbol": "AAPL", "currency": "USD", "as_of": "2021-03-31",
    "statistics": {
        "first_day": "2020-03-31", "last_day": "2021-03-31", "first_close": "63.57",
        "last_close": "122.15", "highest_close": "143.16", "highest_day": "2021-01-26",
        "lowest_close": "60.23", "lowest_day": "2020-04-02", "total_return": 0.9321,
        "price_return": 0.9215,
    },
}  # fmt: skip
QUOTES: dict[str, Any] = {
    "items": [
        {"symbol": symbol, "name": name, "close": close, "currency": "USD", "date": "2021-03-31"}
        for symbol, name, close in (("AAPL", "Apple Inc.", "122.15"), ("IBM", "IBM", "133.26"))
    ],
    "missing": [],
}
EVIDENCE = [
    HOLDINGS, SUMMARY, year("t4", 2020, 0.1234, "1357.90"), year("t5", 2019, -0.0456, "-468.20"),
    ToolOutcome("t6", "income", {}, INCOME, ""), ToolOutcome("t7", "risk", {}, RISK, ""),
    ToolOutcome("t8", "history", {"symbol": "AAPL"}, HISTORY, ""),
    ToolOutcome("t9", "quotes", {}, QUOTES, ""),
]  # fmt: skip
MISPLACED = (
    "In 2019 your return was 12.34 %.",
    "2019 betrug Ihre Rendite 12,34 %.",
    "In 2020 you lost 4.56 %.",
    "In 2020 you made $-468.20.",
    "In 2019 your gain was 1,357.90 USD.",
    "Im Jahr 2019 haben Sie 1.357,90 USD gewonnen.",
    "In 2020 your gain was 1,357.90 EUR.",
    "SPY returned 12.34 % in 2020.",
    "You beat SPY by 4.22 % points in 2019.",
    "You are 12.34 percentage points ahead of SPY.",
    "Your volatility was 31.87 %.",
    "Your maximum drawdown was 22.13 %.",
    "The VaR (95 %) is 3.42 %.",
    "The expected shortfall is 2.31 %.",
    "Ihr maximaler Rückgang war 22,13 %.",
    "Die Volatilität beträgt 31,87 %.",
    "The Sharpe ratio is 1.12.",
    "Your beta is 0.84.",
    "Das Beta ist 0,84.",
    "Apple's highest close was 60.23 USD.",
    "Apple's lowest close was 143.16 USD.",
    "Apple closed at 133.26 USD.",
    "IBM closed at 122.15 USD.",
    "Apple closed at 122.15 EUR.",
    "Apple's highest close was on 2 April 2020.",
    "Apple's low was on 26 January 2021.",
    "Apple schloss bei 133,26 USD.",
    "Der höchste Schlusskurs von Apple war 60,23 USD.",
    "Am 2. April 2020 schloss Apple bei 143,16 USD.",
    "On 31 March 2020 Apple closed at 122.15 USD.",
    "On 31 March 2021 Apple closed at 63.57 USD.",
    "IBM paid you 500.11 USD in dividends.",
    "Apple paid 312.23 USD in dividends.",
    "Your dividends were 45.67 USD.",
    "You received 812.34 USD in interest.",
    "Sie haben 812,34 USD Zinsen erhalten.",
    "In November 2020 you received 72.20 USD.",
    "In December 2020 you received 61.10 USD.",
    "IBM is your second-largest holding.",
    "Apple is your third-largest holding.",
    "Bank of America is the largest position with 9,772.00 USD.",
    "Apple and IBM together make up 83.66 %.",
    "Apple and Bank of America make up 76.27 %.",
    "Apple and IBM together are worth 13,641.00 USD.",
    "Your return rose by 12.34 percentage points.",
    "Your return was 60.14 percentage points.",
    "Apple gained 26.44 %.",
    "Bank of America lost 26.44 %.",
    "Apple ist um 16,93 % gefallen.",
    "Your gain is 62.2 %.",
    "You hold 16,306.20 shares.",
    "Your portfolio is worth 16,306.20 GBP.",
    "Ihr Depot ist 16.306,20 Euro wert.",
    "Ihr Depot ist am 31. März 2020 16.306,20 $ wert.",
    "On 31 December 2020 your portfolio was worth 16,306.20 USD.",
    "You put in 6,220.95 USD.",
    "Your net contributions are 16,306.20 USD.",
    "The price return of Apple was 93.21 %.",
    "Your money-weighted return is 60.14 %.",
    "Ihre geldgewichtete Rendite beträgt 60,14 %.",
    "Ihre zeitgewichtete Rendite beträgt 17,03 %.",
    "Your annualised return is 60.14 %.",
    "You return 60.14 % a year.",
    "Your portfolio trails SPY by 6.65 percentage points.",
    "SPY is ahead of you by 6.65 percentage points.",
    "Sie liegen 6,65 Prozentpunkte hinter SPY.",
)
IN_PLACE = (
    "In 2020 your return was 12.34 %.",
    "2020 betrug Ihre Rendite 12,34 %.",
    "In 2019 you lost 4.56 %.",
    "In 2019 you lost 468.20 USD.",
    "In 2020 your gain was 1,357.90 USD.",
    "Your volatility was 22.13 %.",
    "Ihr maximaler Rückgang war 31,87 %.",
    "The VaR (95 %) is 2.31 %.",
    "The expected shortfall is 3.42 %.",
    "The Sharpe ratio is 0.84, beta 1.12.",
    "Apple's highest close was 143.16 USD on 26 January 2021.",
    "Apple closed at 122.15 USD on 31 March 2021.",
    "On 31 March 2020 Apple closed at 63.57 USD.",
    "IBM closed at 133.26 USD.",
    "IBM paid you 312.23 USD in dividends.",
    "You received 45.67 USD in interest.",
    "In December 2020 you received 72.20 USD.",
    "Apple is your largest holding at 59.93 %.",
    "Bank of America is your second-largest holding.",
    "Apple and IBM together make up 76.27 %.",
    "On 31 March 2021 your portfolio was worth 16,306.20 USD.",
    "At the end of 2020 it was worth 11,000.00 USD.",
    "Ihre geldgewichtete Rendite beträgt 17,03 %.",
    "Your return was 60.14 %, or 17.03 % a year money-weighted.",
    "The return was −4.56 % in 2019 and 12.34 % in 2020.",
    "| Year | Return |\n|---|---|\n| 2019 | −4.56 % |\n| 2020 | 12.34 % |",
    "In 2019 you lost 4.56 %, and gained 12.34 % in the following year.",
    "On 26 January 2021 Apple reached its high of 143.16 USD.",
    "Am 26. Januar 2021 stand Apple mit 143,16 USD am höchsten.",
    "The Apple shares you bought on 2 April 2020 are worth 9,772.00 USD.",
)


def unsupported(text: str) -> list[str]:
    claims = FigureChecker().check(text, EVIDENCE)
    return [one.text for one in claims if one.verdict == "unsupported"]


@pytest.mark.parametrize("text", MISPLACED)
def test_a_true_figure_in_a_wrong_place_is_unsupported(text: str) -> None:
    assert unsupported(text) != []


@pytest.mark.parametrize("text", IN_PLACE)
def test_a_true_figure_in_its_place_is_borne_out(text: str) -> None:
    assert unsupported(text) == []
