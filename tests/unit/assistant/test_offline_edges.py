"""The analyst without a model, told what is missing, empty or refused: it says so, and no more."""

from typing import Any

import pytest

from tests.unit.assistant.offline_answers import (
    APPLE,
    DAY,
    HEAD,
    NOT_FOUND,
    UNPRICED,
    ask,
    attribution,
    holdings,
    moved,
    performance,
    risk,
    summary,
)

CASH = {"amount": "12.5", "currency": "EUR"}
SLICES = [
    {"key": symbol, "label": symbol, "value": value, "weight": weight}
    for symbol, value, weight in (
        ("AAPL", "500", 0.5), ("IBM", "300", 0.3), ("SPY", "150", 0.15), ("KO", "50", None),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answers", "told"),
    [
        (
            "What is my portfolio worth?",
            {"summary": summary(), "holdings": holdings()},
            "**Main is worth $1,851.10** on 29 June 2018.",
        ),
        (
            "What is my portfolio worth?",
            {
                "summary": summary(gain=None, unpriced=["XYZ"]),
                "holdings": holdings(UNPRICED | {"is_stale": True}),
            },
            "Without a price, and so left out: XYZ.",
        ),
        (
            "What is my portfolio worth?",
            {"summary": summary(), "holdings": holdings(APPLE | {"is_stale": True})},
            "Old prices: AAPL.",
        ),
        (
            "What is my portfolio worth?",
            {
                "summary": summary(day_change="-20", day_change_return=-0.0107),
                "holdings": holdings(APPLE),
            },
            "On the last trading day it lost $20.00 (−1.07%).",
        ),
        (
            "How many positions do I have?",
            {"summary": summary(), "holdings": holdings(APPLE)},
            "You hold **1 position**.",
        ),
        (
            "What is my AAPL position worth?",
            {"holdings": holdings(UNPRICED)},
            "You hold **10 shares** of Apple Inc. (AAPL) on 29 June 2018. "
            " No price of it is known, so it has no value.",
        ),
        (
            "What is my AAPL position worth?",
            {"holdings": holdings(APPLE)},
            "Apple Inc. (AAPL) is worth **$1,851.10** on 29 June 2018.",
        ),
        ("What is my allocation?", {"allocation": HEAD | {"slices": []}}, "could be divided"),
        (
            "How is my money allocated by sector?",
            {"allocation": HEAD | {"slices": [{"key": "IT", "label": "IT", "value": "9",
                                               "weight": 1.0}]}},
            "Your largest sector is **IT** with 100.0% of the portfolio",
        ),
        (
            "How concentrated is my allocation?",
            {"allocation": HEAD | {"slices": SLICES}, "risk": risk(hhi=0.365)},
            "0.36",
        ),
        ("How much cash do I have?", {"holdings": holdings(cash=[CASH])}, "**€12.50** in cash"),
        ("How much cash do I have?", {"holdings": holdings()}, "shows **no cash**"),
        (
            "How much have I put in?",
            {"summary": summary()},
            "come to **$1,397.90** by 29 June 2018",
        ),
        (
            "How much have I put in this year?",
            {"performance": performance(net_contributions="500")},
            "Net contributions to Main this year so far were **$500.00**",
        ),
        ("Which portfolios do I have?", {"portfolios": NOT_FOUND}, "You have no portfolio yet."),
        (
            "How did my portfolio do?",
            {"performance": performance(notes={"twr": "two prices are missing"})},
            "Note: two prices are missing.",
        ),
        (
            "How did my portfolio do?",
            {"performance": performance(twr=0.1, benchmark={"symbol": "SPY", "twr": 0.1})},
            "The benchmark SPY rose 10.0% with dividends: the same.",
        ),
        (
            "How did my portfolio do?",
            {"performance": performance(twr=0.05, benchmark={"symbol": "SPY", "twr": 0.1})},
            "5.00 percentage points behind it.",
        ),
        (
            "How did my portfolio do?",
            {"performance": performance(gain="5", fx_effect="-2.50", xirr=0.02,
                                        twr_annualised=0.03)},
            "Exchange rates account for −$2.50 of the gain.",
        ),
        (
            "How did my portfolio do?",
            {"performance": performance(gain="-2.50", fx_effect="-2.50")},
            "All of it comes from exchange rates: no price known here changed",
        ),
        (
            "Why did my portfolio fall?",
            {"attribution": attribution(moved("AAPL", "-2", -0.01), gain="-2", fx_effect="-2")},
            "All of it comes from exchange rates: no price known here changed",
        ),
        (
            "Why did my portfolio fall?",
            {"attribution": attribution(moved("AAPL", "10", 0.01), fx_effect="1.20")},
            "Exchange rates account for +$1.20.",
        ),
        (
            "Which stock lost me the most?",
            {"attribution": attribution(moved("AAPL", "10", 0.01))},
            "No holding lost money.",
        ),
        (
            "Which holding did worst?",
            {"attribution": attribution(moved("AAPL", "10"), moved("IBM", "-4"))},
            "What detracted most: IBM with −$4.00. What added most: AAPL with +$10.00.",
        ),
        (
            "Why did my portfolio move today?",
            {"attribution": attribution(**{"from": DAY})},
            "Main **neither gained nor lost anything** on 29 June 2018.",
        ),
        (
            "How much did I gain?",
            {"summary": summary(gain=None)},
            "The gain is not known: a price or exchange rate is missing.",
        ),
        (
            "How much did I gain?",
            {"summary": summary(realised_gain="0", unrealised_gain="453.20", income="0",
                                fees="9.90", taxes="0", cash_fx_effect="-3")},
            "| Fees, on their own | −$9.90 |",
        ),
        (
            "What are my unrealised gains so far?",
            {"gains": HEAD | {"items": [], "method": "average", "total_unrealised": "-7",
                              "total_realised": "0", "total_proceeds": "0", "total_cost": "0"}},
            "The unrealised loss is **$7.00**. Main has **realised a gain of $0.00** by "
            "29 June 2018; nothing was sold. Lots are matched by average cost.",
        ),
        (
            "What gains have I realised in 2017?",
            {"gains": HEAD | {"items": [], "method": "fifo", "total_unrealised": None,
                              "total_realised": None}},
            "Lots are matched by FIFO.",
        ),
    ],
)  # fmt: skip
async def test_a_portfolio_with_gaps_is_told_with_its_gaps(
    question: str, answers: dict[str, Any], told: str
) -> None:
    text, _ = await ask(question, **answers)
    assert told in text


def booked(kind: str, **given: Any) -> dict[str, Any]:
    return {"kind": kind, "trade_date": "2017-03-01", "currency": "USD", "fee": "0"} | given


BOUGHT = booked("buy", symbol="AAPL", quantity="10", price="139.79")


@pytest.mark.parametrize(
    ("question", "items", "told"),
    [
        ("What was my first transaction?", [BOUGHT], "The first was the purchase of 1 March 2017: "
         "10 shares of AAPL at $139.79."),
        ("What was my last deposit?", [booked("deposit", amount="500")], "latest was the "
         "deposit of 1 March 2017: $500.00."),
        ("What was my last transaction?", [booked("spin_off")], "the spin off of 1 March 2017."),
        ("What was my last transaction?", [booked("split", symbol="AAPL", quantity="2")],
         "2 shares of AAPL."),
        ("List my transactions", [BOUGHT] * 11, "The latest of them are shown."),
        ("List my sales", [], "Main has **0 sales**."),
        ("List my transactions this year", [BOUGHT] * 2, "Main has **2 transactions** this year so "
         "far."),
    ],
)  # fmt: skip
async def test_transactions_are_told_as_they_are_recorded(
    question: str, items: list[dict[str, Any]], told: str
) -> None:
    found = HEAD | {"items": items, "total_count": len(items)}
    text, _ = await ask(question, transactions=found)
    assert told in text


def income(**given: Any) -> dict[str, Any]:
    period = {"from": None, "to": DAY, "dividends": "8", "interest": "1", "income": "9",
              "payments": 3, "withheld_tax": "0", "by_symbol": []}  # fmt: skip
    rest = {"by_symbol": [], "unbooked": [], "expected": [], "last_twelve_months": None}
    return HEAD | {"period": period | given.pop("period", {})} | rest | given


PAID = [{"symbol": "AAPL", "income": "5"}, {"symbol": "IBM", "income": "4"}]
YIELD = {"symbol": "AAPL", "dividend_yield": 0.015, "yield_on_cost": 0.02}


@pytest.mark.parametrize(
    ("question", "answers", "told"),
    [
        ("What is my income?", {"income": income()}, "**$9.00 of income** by 29 June 2018, before "
         "tax, in 3 payments."),
        ("What interest did I earn?", {"income": income()}, "**$1.00 of interest**"),
        ("What dividends did I get?", {"income": income(period={"withheld_tax": "1.2"})},
         "Tax withheld from it was $1.20."),
        ("What dividends did I get?", {"income": income(period={"by_symbol": PAID})},
         "| AAPL | $5.00 |"),
        ("What is my dividend yield?", {"income": income(by_symbol=[YIELD])},
         "AAPL has a dividend yield of 1.50% on its value and 2.00% on its cost."),
        ("What dividends did I get?", {"income": income(unbooked=[{"symbol": "AAPL"}])},
         "are not booked; they are not counted here."),
        ("Which dividends are expected?", {"income": income()}, "names no dividend to expect"),
        ("Which dividends are expected?", {"income": income(expected=[
            {"symbol": "AAPL", "ex_date": "2018-08-10", "amount": "7.30"}])},
         "| AAPL | 10 August 2018 | $7.30 |"),
        ("What fees did I pay?", {"costs": HEAD | {"from": None, "to": DAY, "fees_total": "9.9",
         "taxes_total": "0", "by_year": []}}, "You paid **$9.90 in fees** and $0.00 in taxes by"),
        ("What taxes have I paid?", {"costs": HEAD | {"from": "2017-03-01", "to": DAY,
         "fees_total": "9.9", "taxes_total": "2", "by_year": [
            {"year": 2017, "fees": "5", "taxes": "1"},
            {"year": 2018, "fees": "4.9", "taxes": "1"}]}},
         "You paid **$2.00 in taxes** and $9.90 in fees from 1 March 2017"),
    ],
)  # fmt: skip
async def test_income_and_costs_are_told(question: str, answers: dict[str, Any], told: str) -> None:
    text, _ = await ask(question, **answers)
    assert told in text


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("this year", "2018-01-01"),
        ("this month", "2018-06-01"),
        ("today", "2018-06-29"),
        ("over the last week", "2018-06-23"),
        ("over the last 3 years", "2015-06-30"),
        ("this quarter", "2018-04-01"),
        ("last quarter", "2018-01-01"),
        ("last month", "2018-05-01"),
        ("last week", "2018-06-18"),
        ("this week", "2018-06-25"),
        ("over the last 10 days", "2018-06-20"),
        ("over the last two quarters", "2017-12-30"),
        ("over the past month", "2018-05-30"),
        ("since March", "2018-03-01"),
        ("in August", "2017-08-01"),
        ("since 29 February 2016", "2016-02-29"),
        ("between 2 January and 31 March 2018", "2018-01-02"),
        ("in total", None),
    ],
)
async def test_a_period_begins_on_the_day_its_words_mean(words: str, first: str | None) -> None:
    _, tools = await ask(f"What fees did I pay {words}?", costs="none")
    (given,) = [arguments for name, arguments in tools.calls if name == "costs"]
    assert given.get("first_day") == first
