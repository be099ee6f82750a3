"""Risk, markets and plans without a model: what is known is told, what is missing is said."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.assistant.offline_answers import (
    APPLE,
    DAY,
    HEAD,
    NOT_FOUND,
    UNPRICED,
    ask,
    holdings,
    performance,
    risk,
    statistics,
)

FALL = {"depth": -0.2, "peak": "2018-01-26", "trough": "2018-04-02", "recovery": None}


def matrix(*rows: list[float | None]) -> dict[str, Any]:
    return {"correlation": {"symbols": ["AAPL", "IBM"][: len(rows)], "matrix": list(rows)}}


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("How risky is my portfolio?", risk(), "cannot be measured: there is not enough data."),
        ("What is my volatility?", risk(), "volatility is not known: there is not enough data."),
        (
            "What is my beta?",
            risk(notes={"beta": "no benchmark is set"}),
            "The beta is not known: no benchmark is set.",
        ),
        ("What is my beta?", risk(beta=1.1), "The beta to the benchmark is **1.10**."),
        ("What is my alpha?", risk(alpha=0.02, benchmark="SPY"), "against SPY is **+2.00%**"),
        ("What is my Sortino ratio?", risk(sortino=1.5), "The Sortino ratio is **1.50**."),
        ("What is my Calmar ratio?", risk(calmar=0.7), "The Calmar ratio is **0.70**."),
        ("What is my tracking error?", risk(tracking_error=0.04), "error is **4.00%** a year."),
        ("What is my information ratio?", risk(information_ratio=0.3), "ratio is **0.30**."),
        ("What is my value at risk?", risk(var_95=0.021), "is **2.10%** at 95% confidence"),
        ("What is my expected shortfall?", risk(cvar_95=0.03), "average loss of the worst days"),
        ("What is my maximum drawdown?", risk(max_drawdown=FALL), "it has not been recovered."),
        (
            "What is my maximum drawdown?",
            risk(max_drawdown=FALL | {"recovery": "2018-06-01"}),
            "recovered by 1 June 2018.",
        ),
        (
            "How correlated are my holdings?",
            risk(**matrix([1.0])),
            "Correlations need two holdings with enough data in common.",
        ),
        (
            "How correlated are my holdings?",
            risk(**matrix([1.0, 0.4], [0.4, 1.0])),
            "The correlation of IBM and AAPL is **0.40**.",
        ),
        (
            "How risky is my portfolio?",
            risk(volatility=0.2, contributions=[{"symbol": "AAPL", "share": 0.7},
                                                {"symbol": "IBM", "share": None},
                                                {"symbol": "KO", "share": 0.3}]),
            "| AAPL | 70.0% |",
        ),
    ],
)  # fmt: skip
async def test_a_measure_of_risk_is_told_or_why_it_is_not_known(
    question: str, answer: dict[str, Any], told: str
) -> None:
    text, _ = await ask(question, risk=answer)
    assert told in text


RATE: dict[str, Any] = {"rate": "0.86", "as_of": DAY, "converted": None}
INDICATORS = {
    "currency": "USD",
    "items": [{"date": DAY, "close": "139.7",
               "indicators": {"rsi_14": {"rsi_14": 41.2}, "macd": {"signal": None, "macd": -0.5}}}],
}  # fmt: skip
QUOTE = {
    "symbol": "IBM", "name": "IBM", "price": "139.7", "currency": "USD", "as_of": DAY,
    "previous_close": "140.5", "change": "-0.8", "change_ratio": -0.0057, "is_stale": True,
}  # fmt: skip
PROFILE: dict[str, Any] = {"name": "IBM", "asset_class": "stock", "sector": None}
EVENTS: list[dict[str, Any]] = [
    {"kind": "dividend", "amount": "1.57", "currency": "USD", "date": "2018-05-09"},
    {"kind": "split", "ratio": "2:1", "date": "1999-05-27"},
]


@pytest.mark.parametrize(
    ("question", "answers", "told"),
    [
        ("Show me the price", {}, "name its ticker, such as AAPL"),
        (
            "What is the price of IBM?",
            {"quotes": {"items": [], "missing": ["IBM"]}},
            "No price of IBM is known.",
        ),
        (
            "What is the price of IBM?",
            {"quotes": {"items": [QUOTE], "missing": []}},
            "IBM closed at **$139.70** on 29 June 2018: it fell 0.57% from the close before, "
            "$140.50. That price is old.",
        ),
        (
            "What was the highest price of IBM?",
            {"history": {"currency": "USD", "statistics": None}},
            "No two prices of IBM are known in this period.",
        ),
        (
            "What was the lowest price of IBM in 2017?",
            {"history": statistics()},
            "The lowest close of IBM was **$90.00** on 2 April 2018. The highest close",
        ),
        ("What was the price of IBM this month?", {"history": statistics()}, "of the last day."),
        ("What was the price of IBM over the last week?", {"history": statistics()}, "rose 8.00%"),
        ("What was the price of IBM in the last 3 years?", {"history": statistics()}, "rose 8.00%"),
        ("What was the price of IBM since the beginning?", {"history": statistics()}, "rose 8.00%"),
        ("What was the price of IBM today?", {"history": statistics()}, "rose 8.00%"),
        (
            "Compare IBM with MSFT",
            {"history": {"currency": "USD", "as_of": "2018-07-18", "statistics": None}},
            "The last price of MSFT known here is of 18 July 2018: too few in this period.",
        ),
        ("Compare IBM with MSFT", {"history": "no such symbol"}, "No prices are known for this"),
        ("Compare IBM and MSFT ytd", {"history": statistics()}, "MSFT** did better"),
        (
            "Compare my portfolio with IBM",
            {"performance": performance()},
            "The two have no period in common that could be compared.",
        ),
        (
            "Compare my portfolio with IBM",
            {"performance": performance(twr=0.05, benchmark={"symbol": "IBM", "twr": 0.0})},
            "IBM did not change with dividends: the portfolio is **5.00 percentage points ahead",
        ),
        ("What is the exchange rate of the pound?", {"exchange_rate": RATE}, "= 0.86 "),
        ("Show me the exchange rate", {"exchange_rate": RATE}, "Name both currencies"),
        ("Show me the RSI", {"indicators": INDICATORS}, "ticker"),
        ("What is the RSI of IBM?", {"indicators": INDICATORS}, "| rsi_14 | 41.20 |"),
        ("Show the MACD of IBM", {"indicators": INDICATORS}, "| macd | −0.50 |"),
        (
            "Tell me about IBM",
            {"profile": PROFILE, "events": NOT_FOUND, "quotes": {"items": []}},
            "**IBM (IBM)** is a stock.",
        ),
        (
            "Tell me about IBM",
            {"profile": PROFILE | {"sector": "IT", "exchange": "NYSE"}, "events": "none",
             "quotes": "none"},
            "**IBM (IBM)** is a stock in IT, listed on NYSE.",
        ),
        (
            "Tell me about IBM",
            {"profile": PROFILE | {"asset_class": "etf"}, "events": {"items": EVENTS},
             "quotes": {"items": [QUOTE]}},
            "**IBM (IBM)** is an ETF. IBM closed at",
        ),
        (
            "Tell me about IBM",
            {"profile": PROFILE, "events": {"items": EVENTS}, "quotes": {"items": []}},
            "The last dividend of IBM was $1.57 a share, ex-date 9 May 2018. "
            "The last split was 2:1 on 27 May 1999.",
        ),
        (
            "When did IBM split?",
            {"profile": PROFILE, "events": NOT_FOUND, "quotes": {"items": []}},
            "No split of it is known.",
        ),
        ("Any news on IBM?", {"news": NOT_FOUND}, "I have no news or filings on that"),
        (
            "Any news on IBM?",
            {"news": {"items": [{"quote": "IBM sells", "section": "Wire", "published": DAY}]}},
            "- IBM sells — Wire, 29 June 2018",
        ),
        (
            "Any news on IBM?",
            {"search_passages": {"items": [{"corpus": "own", "quote": "It grew", "document": "10-K",
                                            "section": "Item 7"}]}},
            "> It grew\n\n— 10-K, Item 7",
        ),
        ("Any news on IBM?", {"search_passages": {"items": [{"corpus": "glossary"}]}}, "no news"),
        ("What is the P/E ratio of IBM?", {}, "I do not guess them."),
        ("What is the P/E ratio of IBM?", {"fundamentals": "no source"}, "I do not guess them."),
        (
            "What is the P/E ratio of IBM?",
            {"fundamentals": {"ratios": {"price_to_earnings": 22.5}, "source": "Yahoo"}},
            "| price to earnings | 22.5 |",
        ),
        ("What is a zorkmid?", {"define": "no such term"}, "no entry for “zorkmid”"),
        ("What is a zorkmid?", {}, "I did not understand that."),
        (
            "What is a beta?",
            {"define": {"items": [{"section": "Beta", "title": "Beta", "text": "It moves."},
                                  {"section": "Alpha", "title": "Alpha", "text": "More."}]}},
            "**Beta.** It moves.\n\nSee also: Alpha.",
        ),
        ("Should I buy shares?", {}, "what-ifs of any holding; name it"),
        ("What is my portfolio worth?", {}, "That is not available in this installation."),
        (
            "What is my portfolio worth?",
            {"summary": "There is no portfolio yet.", "holdings": holdings()},
            "I cannot answer that. There is no portfolio yet.",
        ),
    ],
)  # fmt: skip
async def test_what_the_market_tells_is_told_and_what_it_lacks_is_said(
    question: str, answers: dict[str, Any], told: str
) -> None:
    text, _ = await ask(question, **answers)
    assert told in text


def branch(*items: Mapping[str, Any]) -> dict[str, Any]:
    return {"total_value": "1851.10", "items": list(items)}


TRIED = HEAD | {"before": branch(), "after": branch(APPLE), "realised_gain": "0"}
SCENARIO = {"name": "Crash", "gain": "-400", "change": -0.216, "effects": []}
DRAFTED = {
    "portfolio": "Main", "verdict": "accepted", "errors": [],
    "draft": {"symbol": "AAPL", "quantity": "3", "trade_date": DAY},
}  # fmt: skip
MIX = {"weights": [{"symbol": "AAPL", "current": 0.6, "optimal": 0.4}], "observations": 300,
       "optimal": {"volatility": 0.15}, "current": {"volatility": 0.2}}  # fmt: skip
FUTURES = HEAD | {
    "paths": 2000, "value_by_quantile": {"0.05": "900", "0.5": "3000"}, "contributed": "1000",
    "probability_of_loss": 0.1, "goal": "5000", "probability_of_goal": 0.25,
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answers", "told"),
    [
        ("What if I buy 3 shares?", {}, "Name the symbol to trade, and how many shares of it."),
        ("What if I buy 10 AAPL?", {"what_if": TRIED}, "| Shares of AAPL | none | 10 |"),
        (
            "What if I sell 10 AAPL?",
            {"what_if": TRIED | {"before": branch(APPLE), "after": branch(),
                                 "realised_gain": "453.20"}},
            "The sale would have gained $453.20, realised, before tax.",
        ),
        (
            "What if there is a crash like 2008?",
            {"scenario": HEAD | {"scenarios": [SCENARIO | {"gain": None, "change": None}]}},
            "no prices reach back so far",
        ),
        (
            "What if there is a crash like 2008?",
            {"scenario": HEAD | {"scenarios": [SCENARIO]}},
            "Crash would have meant **−$400.00** (−21.6%).",
        ),
        (
            "What if the market rises by 10%?",
            {"scenario": HEAD | {"total_value": "1851.10",
                                 "scenarios": [SCENARIO | {"gain": "185", "change": 0.1}]}},
            "If the market rises by 10.0%, Main would have **gained $185.00** (+10.0%).",
        ),
        ("Simulate the next 5 years", {"simulate": FUTURES}, "would be worth **$3,0"),
        (
            "What is my chance of reaching $5,000?",
            {"simulate": FUTURES},
            "The probability of reaching $5,000.00 is 25.0%.",
        ),
        ("Optimise my portfolio", {"optimise": MIX}, "The mix of least volatility would have"),
        ("Optimise for max Sharpe", {"optimise": MIX}, "The mix of highest Sharpe ratio"),
        ("Optimise for risk parity", {"optimise": MIX}, "The mix of equal shares of risk"),
        ("Optimise by HRP", {"optimise": MIX}, "The mix of hierarchical risk parity"),
        ("Rebalance my portfolio", {}, "ask me to rebalance to equal weights"),
        ("Rebalance to equal weights", {"holdings": holdings(UNPRICED)}, "nothing to rebalance"),
        ("Record a buy", {}, "Say what to record: buy or sell, how many shares"),
        (
            "Buy 3 AAPL",
            {"draft_transaction": DRAFTED},
            "**buy 3 shares of AAPL** on 29 June 2018 in Main. Confirm it in the page.",
        ),
        (
            "Sell 3 AAPL",
            {"draft_transaction": DRAFTED | {"verdict": "rejected",
                                             "errors": [{"message": "only 1 share is held"}]}},
            "That could not be recorded: only 1 share is held.",
        ),
        ("Alert me when it rains", {}, "Say what to watch: which symbol"),
        ("Alert me when AAPL rises by 5%", {"draft_alert": {"alert": "AAPL +5 %"}}, "AAPL +5 %"),
        ("Alert me when AAPL is above 200", {"draft_alert": {"alert": "AAPL > 200"}}, "AAPL > 200"),
        ("Make me an income report", {"request_report": {"report": "Income ytd"}}, "Income ytd"),
    ],
)  # fmt: skip
async def test_plans_are_told_or_what_they_lack_is_asked(
    question: str, answers: dict[str, Any], told: str
) -> None:
    text, _ = await ask(question, **answers)
    assert told in text
