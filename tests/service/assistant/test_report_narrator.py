"""Words for reports: what cannot be traced is left out, and says nothing rather than something."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import (
    Caller,
    Event,
    Failure,
    Problem,
    TextDelta,
    Toolbox,
    ToolOutcome,
    ToolResult,
    Turn,
)
from shared.assistant.models import OFFLINE, ModelInfo
from shared.assistant.offline_analyst.german import in_english, is_german
from shared.assistant.offline_analyst.parts import asked_for
from shared.assistant.report_narrator import ReportNarrator
from shared.assistant.report_words import question_for
from shared.kernel.errors import TooManyRequests
from shared.reports.model import ReportKind, ReportRequest

REQUEST = ReportRequest("performance", portfolio_id="p", as_of=date(2024, 3, 31))
VALUE = {"total_value": "1234.50", "currency": "USD", "twr": 0.125, "as_of": "2024-03-31"}


class Says:
    """An assistant whose analyst says this, after one tool call."""

    def __init__(self, text: str, *, fails: bool = False, is_broke: bool = False) -> None:
        self.text, self.fails, self.is_broke = text, fails, is_broke
        self.caller: Caller | None = None
        self.question = ""

    async def report_writer(self, caller: Caller) -> tuple[ModelInfo, "Says"]:
        if self.is_broke:
            raise TooManyRequests("The day's budget is spent")
        self.caller = caller
        return OFFLINE, self

    async def answer(
        self, question: str, history: Sequence[Turn], caller: Caller, toolbox: Toolbox
    ) -> AsyncGenerator[Event]:
        self.question = question
        yield ToolResult("1", ToolOutcome("t1", "portfolio_summary", {}, VALUE, "0" * 64))
        yield TextDelta(self.text)
        if self.fails:
            yield Failure(Problem("unavailable", "The model is down", 503))


async def written(assistant: Says, request: ReportRequest = REQUEST) -> Any:
    narrator = ReportNarrator(assistant, None, FigureChecker())  # pyright: ignore[reportArgumentType]
    return await narrator.write("ada", request)


async def test_a_sentence_with_an_untraced_figure_is_left_out() -> None:
    assistant = Says("The total value is $1,234.50 [t1/total_value]. It will reach $9,999.99 soon.")
    narrative, provenance = await written(assistant)
    assert narrative.paragraphs == ("The total value is $1,234.50.",)
    assert (provenance.figures_checked, provenance.sentences_left_out) == (1, 1)
    assert provenance.tool_calls[0]["name"] == "portfolio_summary"


async def test_it_reads_with_the_rights_of_a_reader_of_that_one_portfolio() -> None:
    assistant = Says("The total value is $1,234.50.")
    await written(assistant)
    assert assistant.caller is not None
    assert assistant.caller.scopes == {"read"}
    assert assistant.caller.portfolio_grants == {"p"}
    assert assistant.caller.as_of == date(2024, 3, 31)


async def test_without_a_traced_figure_there_are_no_words() -> None:
    assert await written(Says("I cannot answer that.")) is None
    assert await written(Says("It is worth $77.77.")) is None


async def test_a_model_that_fails_or_is_spent_costs_the_words_alone() -> None:
    assert await written(Says("The total value is $1,234.50.", fails=True)) is None
    assert await written(Says("", is_broke=True)) is None


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        (REQUEST, "How did my portfolio perform this year?"),
        (
            replace(REQUEST, period="2023-Q4", currency="CHF"),
            "How did my portfolio perform from 2023-10-01 to 2023-12-31 in CHF?",
        ),
        (
            replace(
                REQUEST, kind="portfolio_review", first=date(2023, 2, 1), last=date(2023, 3, 9)
            ),
            "How is my portfolio doing from 2023-02-01 to 2023-03-09?",
        ),
        (replace(REQUEST, kind="tax_gains", year=2023), "What are my realised gains in 2023?"),
    ],
)
async def test_words_are_of_the_days_and_the_currency_of_the_report(
    request_: ReportRequest, question: str
) -> None:
    assistant = Says("The total value is $1,234.50.")
    await written(assistant, request_)
    assert assistant.question == question


async def test_what_is_not_about_a_portfolio_has_no_words() -> None:
    assert await written(Says("x"), ReportRequest("stock_analysis", symbol="AAPL")) is None


GERMAN = replace(REQUEST, language="de")


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        (GERMAN, "Welche Rendite hatte mein Portfolio in diesem Jahr?"),
        (
            replace(GERMAN, kind="risk", period="2023-Q4", currency="CHF"),
            "Wie riskant ist mein Portfolio von 2023-10-01 bis 2023-12-31 in CHF?",
        ),
        (
            replace(GERMAN, kind="tax_gains", year=2023),
            "Wie hoch sind meine realisierten Gewinne im Jahr 2023?",
        ),
    ],
)
async def test_german_reports_are_asked_for_in_german(
    request_: ReportRequest, question: str
) -> None:
    assistant = Says("Das Portfolio ist am 31. März 2024 1.234,50 $ wert.")
    narrative, _ = await written(assistant, request_)
    assert assistant.question == question
    assert narrative.by == (
        "Geschrieben von der Auswertung ohne Sprachmodell; jede Zahl wurde mit den Daten des "
        "Portfolios abgeglichen."
    )


async def test_a_german_sentence_is_kept_or_left_out_whole() -> None:
    assistant = Says(
        "Das Portfolio ist am 31. März 2024 nach z. B. Gebühren 1.234,50 $ wert. "
        "Es wird am 3. Mai 9.999,99 $ wert sein. Mehr ist nicht bekannt."
    )
    narrative, provenance = await written(assistant, GERMAN)
    assert narrative.paragraphs == (
        "Das Portfolio ist am 31. März 2024 nach z. B. Gebühren 1.234,50 $ wert. "
        "Mehr ist nicht bekannt.",
    )
    assert provenance.sentences_left_out == 1


async def test_an_english_answer_is_not_printed_in_a_german_report() -> None:
    assert await written(Says("The total value is $1,234.50."), GERMAN) is None


@pytest.mark.parametrize("period", ["mtd", "ytd", "1y", "3y", "5y", "max", "2023-Q4"])
@pytest.mark.parametrize("kind", ["portfolio_review", "performance", "risk", "income"])
@pytest.mark.parametrize("currency", [None, "CHF"])
def test_the_german_question_is_understood_as_the_english_one(
    kind: ReportKind, period: str, currency: str | None
) -> None:
    english = replace(REQUEST, kind=kind, period=period, currency=currency)
    asked = question_for(replace(english, language="de"))
    assert asked is not None
    assert is_german(asked)
    (one,), (other,) = (
        asked_for(text or "", date(2024, 3, 31), [])
        for text in (question_for(english), in_english(asked))
    )
    assert (one.topic, one.currencies) == (other.topic, other.currencies)
    assert one.span.arguments == other.span.arguments
