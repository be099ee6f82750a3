"""Every chapter of the analyst without a model: the tool it asks, and evidence for each figure."""

import pytest

from functions.wiring import Services
from tests.service.assistant.test_offline_questions import answer, made, unproven

__all__ = ["made"]


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("Compare Apple with IBM over the last 3 years", "history"),
        ("Compare Apple and IBM year to date", "history"),
        ("How did Apple do against my portfolio?", "performance"),
        ("How did my portfolio do compared with Microsoft since 2018?", "performance"),
        ("What is the exchange rate of the euro to the dollar?", "exchange_rate"),
        ("Show me the EMA and MACD of IBM", "indicators"),
        ("When did Apple split?", "events"),
        ("How correlated are Apple and IBM?", "risk"),
        ("What is my expected shortfall?", "risk"),
        ("How concentrated is my portfolio?", "risk"),
        ("What are my cash balances?", "holdings"),
        ("Which portfolios do I have?", "portfolios"),
        ("What was my portfolio worth yesterday?", "summary"),
        ("How much did I gain since March 2018?", "performance"),
        ("How did my portfolio do in the last 3 months?", "performance"),
        ("How did my portfolio do in the last 2 weeks?", "performance"),
        ("What did I gain from 1 January 2018 to 31 March 2018?", "performance"),
        ("How did my portfolio do in February?", "performance"),
        ("What if I sell 5 AAPL?", "what_if"),
        ("What if Apple falls by 40%?", "scenario"),
        ("How would my portfolio have done in the 2008 crisis?", "scenario"),
        ("Rebalance my portfolio equally", "rebalance"),
        ("How likely is it that I have 10000 dollars in 10 years?", "simulate"),
        ("How much interest did I receive?", "income"),
        ("What is my dividend yield?", "income"),
        ("Which dividends are expected?", "income"),
    ],
)
async def test_a_question_is_answered_by_its_tool_and_every_figure_has_evidence(
    made: Services, question: str, tool: str
) -> None:
    text, outcomes = await answer(made, question)
    assert tool in [one.name for one in outcomes], text
    assert unproven(text, outcomes, question) == []


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many dollars are 100 pounds?", "£100.00 is "),
        ("How many pounds do I get for 100 dollars?", "$100.00 is "),
        ("How much is 100 dollars in pounds?", "$100.00 is "),
        ("Convert 100 pounds to dollars", "£100.00 is "),
    ],
)
async def test_what_is_converted_is_the_amount_that_was_given(
    made: Services, question: str, told: str
) -> None:
    text, _ = await answer(made, question)
    assert told in text


@pytest.mark.parametrize(
    ("question", "told", "tool"),
    [
        # Apple's dividend of the second quarter of 2018: 0.73 $, ex 11 May (its release of 1 May).
        ("When did Apple last pay a dividend?", ["$0.73 a share", "11 May 2018"], "events"),
        ("Wann hat Apple zuletzt eine Dividende gezahlt?", ["11. Mai 2018"], "events"),
        ("What is the RSI of Apple?", ["rsi:14"], "indicators"),
        ("What is Apple's 200-day moving average?", ["sma:200"], "indicators"),
        ("What dividends did Coca-Cola pay in 2017?", ["Coca-Cola", "is not in Main"], "income"),
        ("How much did I gain on Coca-Cola?", ["Coca-Cola", "$0.00"], "gains"),
        ("What lost the most and what gained the most?", ["added most: Apple"], "attribution"),
        ("What income in Total did I get?", ["Main has brought"], "income"),
    ],
)
async def test_who_is_named_is_who_is_told_of(
    made: Services, question: str, told: list[str], tool: str
) -> None:
    text, outcomes = await answer(made, question)
    assert [part for part in told if part not in text] == [], text
    assert tool in [one.name for one in outcomes]
    assert unproven(text, outcomes, question) == []
