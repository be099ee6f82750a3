"""What people ask in their own words: the question is answered, and not another."""

import pytest

from functions.wiring import Services
from shared.analytics import scenarios
from shared.assistant.offline_analyst.english import CRISIS_DAYS
from tests.service.assistant.test_offline_questions import answer, made, unproven

__all__ = ["made"]

ANSWERED = [
    ("Which one did worst, and why?", "What detracted most: IBM", "attribution"),
    ("How did I do compared with the S&P 500?", "SPY rose", "performance"),
    ("Did the dollar help or hurt me?", "Main **gained", "performance"),
    ("How is my portfolio doing compared to inflation?", "Inflation is not in this", "performance"),
    ("What would I have had I just bought SPY instead?", "The benchmark SPY", "performance"),
    ("How long have I been investing?", "The first was the purchase of 1 March", "transactions"),
    ("Show me my last two trades", "| 2017-03-01 | buy |", "transactions"),
    ("Which of my stocks is the riskiest?", "has the largest share of the risk", "risk"),
    ("Why is my time-weighted return not my XIRR?", "whenever money came or went", "performance"),
    ("What is my ROI?", "(simple return)", "performance"),
    ("If I save 500 dollars a month, what is it in 10 years?", "$500.00 are paid in", "simulate"),
    ("How much would I owe in tax if I sold everything?", "The unrealised gain is", "gains"),
    ("Make me a report about last year", ", 2017, as pdf", "request_report"),
    ("Make me a report about last month", ", 2018-05, as pdf", "request_report"),
    ("What percentage of my return came from dividends?", "make up **0.00%** of", "summary"),
    ("How much interest did I get?", "**no interest**", "income"),
    ("How are things going with my money?", "The return was", "performance"),
    ("Welche lief am schlechtesten und warum?", "Am meisten gekostet haben: IBM", "attribution"),
    ("Wie habe ich mich gegen den S&P 500 geschlagen?", "Benchmark SPY", "performance"),
    ("Hat mir der Dollarkurs geschadet?", "Die Rendite war", "performance"),
    ("Wie viel Quellensteuer wurde einbehalten?", "an Steuern", "costs"),
    ("Wie viel steckt in Technologie?", "Informationstechnik macht", "allocation"),
    ("Wie lange investiere ich schon?", "Kauf vom 1. März 2017", "transactions"),
    ("Was kostet eine Apple-Aktie?", "schloss am 29. Juni 2018", "quotes"),
    ("Wie geht es meinem Depot?", "Die Rendite war", "performance"),
    ("Sag mir Bescheid, wenn AAPL unter 100 fällt", "AAPL bei 100 oder darunter", "draft_alert"),
    ("Erstelle einen Bericht über das letzte Jahr", ", 2017,", "request_report"),
    ("Wie viel habe ich letztes Jahr verdient?", "gewonnen**. Die Rendite", "performance"),
    ("Was wäre, wenn ich alle Apple-Aktien verkaufe?", "Verkauf von 10 Aktien", "what_if"),
    ("What if I sell all my Apple shares?", "If you sell 10 shares of AAPL", "what_if"),
    ("What if I sell all my TSLA shares?", "You hold no shares of TSLA", "holdings"),
    ("Was wäre, wenn ich alle TSLA-Aktien verkaufe?", "halten keine Aktien von TSLA", "holdings"),
    ("Wie stark hängt mein Depot vom Dollar ab?", "(Währung): **USD**", "allocation"),
    ("How much do I depend on the dollar?", "largest currency is **USD**", "allocation"),
    ("Habe ich zu viel Technologie?", "Informationstechnik macht", "allocation"),
    ("Do I have too much tech?", "Information Technology makes up **", "allocation"),
    ("Wie hoch ist mein realisierter Gewinn?", "realisiert", "gains"),
    ("Wie verteilt sich mein Depot auf Anlageklassen?", "| Anlageklasse |", "allocation"),
    ("Wie groß war der maximale Rückgang?", "Der tiefste Rückgang", "risk"),
    ("Was ist der Unterschied zwischen TWR und XIRR?", "eldgewichtete", "define"),
    ("Wie viel Prozent sind Bargeld?", "enthält keinen Barbestand", "allocation"),
    ("Compare Apple and ZZZZQ", "no source here has it: check the symbol", "history"),
    ("Vergleiche AAPL mit ZZZZQ", "keine Quelle hier kennt das Symbol", "history"),
    ("Vergleiche Apple mit Siemens", "namens Siemens habe ich nicht gefunden", "history"),
    ("Compare Apple with Siemens", "no company or symbol called Siemens", "history"),
]


@pytest.mark.parametrize(("question", "told", "tool"), ANSWERED)
async def test_the_question_is_answered_and_every_figure_has_evidence(
    made: Services, question: str, told: str, tool: str
) -> None:
    text, outcomes = await answer(made, question)
    assert told in text
    assert tool in [one.name for one in outcomes]
    assert unproven(text, outcomes, question) == []


async def test_what_was_lost_in_a_crash_is_what_happened_in_its_days(made: Services) -> None:
    text, outcomes = await answer(made, "How much did I lose in the corona crash?")
    assert "scenario" not in [one.name for one in outcomes]
    assert "would have meant" not in text


@pytest.mark.parametrize(
    ("asking", "told"),
    [("what is", "too long for one; ask for its parts"), ("was ist", "zu lang für eine")],
)
async def test_a_sum_nobody_writes_is_refused_without_calling_the_calculator(
    made: Services, asking: str, told: str
) -> None:
    text, outcomes = await answer(made, f"{asking} {'1+' * 2_000}1")
    assert told in text
    assert outcomes == []


async def test_what_is_not_about_money_is_declined(made: Services) -> None:
    text, _ = await answer(made, "What's the weather tomorrow?")
    assert text.startswith("I have no data on that")


async def test_nothing_is_best_where_only_one_can_be_told(made: Services) -> None:
    text, _ = await answer(made, "Compare Apple and ZZZZ")
    assert "did best" not in text


def test_the_days_of_a_crisis_are_those_that_scenarios_replay() -> None:
    assert {one.name: (one.peak, one.trough) for one in scenarios.CRISES} == CRISIS_DAYS
