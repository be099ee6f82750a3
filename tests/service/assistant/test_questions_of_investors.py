"""What investors ask of their own record, to the analyst without a model: answered and cited."""

from datetime import date

import pytest

from functions.wiring import Services
from shared.portfolios.model import Kind, TransactionDraft
from tests.service.assistant.test_offline_questions import CALLER, answer, made, unproven

__all__ = ["made"]

ANSWERED = [
    ("What was my worst month?", "The worst month of Main was", "best_and_worst"),
    ("What was my best day?", "The best day of Main was", "best_and_worst"),
    ("Which year was my best?", "The best year of Main was", "best_and_worst"),
    ("What was Apple's worst week since I bought it?", "The worst week of Apple", "best_and_worst"),
    ("When was my portfolio at its all-time high?", "worth most on", "best_and_worst"),
    ("Did I ever buy Tesla?", "No: Main has **0 purchases**", "transactions"),
    ("Did I ever buy Apple?", "Yes: Main has **1 purchase** of Apple", "transactions"),
    ("Have I ever owned Microsoft?", "No: Main has **0 purchases**", "transactions"),
    ("When did I first buy Apple?", "purchase of 1 March 2017", "transactions"),
    ("How long have I held IBM?", "purchase of 1 March 2017", "transactions"),
    ("How many trades did I make in 2017?", "Main has **2 trades** in 2017", "transactions"),
    ("How many trades did I make this year?", "Main has **0 trades**", "transactions"),
    (
        "What was my largest trade?",
        "The largest was the purchase of 1 March 2017: 10",
        "transactions",
    ),
    ("What did I pay in fees last year?", "**$0.00 in fees**", "costs"),
    ("How much cash do I have?", "no cash", "holdings"),
    ("Which position lost most today?", "Main", "attribution"),
    ("Which of my positions are in the red?", "In Main, **IBM** is below cost", "holdings"),
    ("Which stocks are in profit?", "In Main, **Apple Inc.** is above cost", "holdings"),
    ("What is my win rate?", "Main has sold nothing yet", "gains"),
    ("Am I in the red?", "has **gained", "summary"),
    ("Did I beat IBM last year?", "The benchmark IBM", "performance"),
    ("Was war mein schlechtester Monat?", "Monat mit der niedrigsten Rendite", "best_and_worst"),
    ("Welches Jahr war mein bestes?", "Jahr mit der höchsten Rendite", "best_and_worst"),
    ("Wann war mein Depot auf dem Höchststand?", "am meisten wert", "best_and_worst"),
    ("Habe ich jemals Tesla gekauft?", "Nein: Main enthält **0 Käufe**", "transactions"),
    ("Wann habe ich zum ersten Mal Apple gekauft?", "Kauf vom 1. März 2017", "transactions"),
    ("Wie viele Trades habe ich dieses Jahr gemacht?", "**0 Geschäfte** in diesem", "transactions"),
    ("Wie lange halte ich Apple schon?", "Kauf vom 1. März 2017", "transactions"),
    ("Welche Position hat heute am meisten verloren?", "Main", "attribution"),
    ("Welche Positionen sind im Minus?", "unter dem Einstand: **IBM**", "holdings"),
    ("Habe ich letztes Jahr den Markt geschlagen?", "Benchmark SPY", "performance"),
    ("Was passiert in einer Krise?", "Finanzkrise, 2007–2009", "scenario"),
    ("Wie hoch ist mein Cash-Anteil?", "keinen Barbestand", "allocation"),
]


@pytest.mark.parametrize(("question", "told", "tool"), ANSWERED)
async def test_a_question_is_answered_and_every_figure_has_evidence(
    made: Services, question: str, told: str, tool: str
) -> None:
    text, outcomes = await answer(made, question)
    assert told in text
    assert tool in [one.name for one in outcomes]
    assert unproven(text, outcomes, question) == []


async def test_a_company_nobody_knows_is_asked_for_by_its_ticker(made: Services) -> None:
    text, _ = await answer(made, "Have I ever held Foobarium?")
    assert "I do not know which company or symbol “Foobarium” is" in text


async def test_deposits_and_withdrawals_are_summed(made: Services) -> None:
    portfolios = (await made.toolbox.call("portfolios", {}, CALLER)).value["items"]
    drafts = [
        TransactionDraft.model_validate(
            {
                "kind": Kind.DEPOSIT,
                "trade_date": date(2018, 1, day),
                "amount": amount,
                "currency": "USD",
            }
        )
        for day, amount in ((2, "100.10"), (3, "200.20"))
    ]
    await made.portfolios.add_transactions("ada", portfolios[0]["id"], drafts)
    text, _ = await answer(made, "How much did I deposit this year?")
    assert "Together they come to **$300.30**." in text
