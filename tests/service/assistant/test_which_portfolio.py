"""Several portfolios, some of one name: the person is asked in words they can answer."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from functions.wiring import Services
from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import Caller, TextDelta, ToolOutcome, ToolResult, Turn
from shared.portfolios.model import Kind, PortfolioDraft, TransactionDraft
from tests.evaluation.world import services

CALLER = Caller("ada", frozenset({"read", "trade-draft"}), None, date(2018, 6, 29))
QUESTION = "What is my portfolio worth?"
FRAGE = "Was ist mein Depot wert?"


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Services]:
    """Two called Savings, in USD with Apple and in EUR with IBM, and one called Trading."""
    found = services(tmp_path)
    for name, currency, symbol in (
        ("Savings", "USD", "AAPL"),
        ("Savings", "EUR", "IBM"),
        ("Trading", "USD", None),
    ):
        draft = PortfolioDraft(name=name, base_currency=currency)
        portfolio = await found.portfolios.create("ada", draft)
        if symbol is not None:
            bought = {
                "kind": Kind.BUY,
                "symbol": symbol,
                "trade_date": date(2017, 3, 1),
                "quantity": "10",
                "price": "150",
            }
            await found.portfolios.add_transactions(
                "ada", portfolio.id, [TransactionDraft.model_validate(bought)]
            )
    yield found
    await found.documents.close()


class Talk:
    """A conversation with the analyst without a model."""

    def __init__(self, made: Services) -> None:
        self.made = made
        self.turns: list[Turn] = []
        self.outcomes: list[ToolOutcome] = []

    async def say(self, question: str) -> str:
        text = ""
        self.outcomes = []
        analyst = self.made.offline_analyst
        async for event in analyst.answer(question, self.turns, CALLER, self.made.toolbox):
            text += event.text if isinstance(event, TextDelta) else ""
            self.outcomes += [event.outcome] if isinstance(event, ToolResult) else []
        self.turns += [Turn("user", question), Turn("assistant", text)]
        return text

    @property
    def held(self) -> list[str]:
        """What the portfolio of the last summary was worth in."""
        return [
            f"{one.value['portfolio']} {one.value['currency']}"
            for one in self.outcomes
            if one.name == "summary" and not one.is_error
        ]


async def test_it_is_asked_which_by_what_tells_portfolios_of_one_name_apart(
    made: Services,
) -> None:
    talk = Talk(made)
    text = await talk.say(QUESTION)
    assert "Which of your portfolios do you mean?" in text
    assert "1. **Savings** in USD with AAPL" in text
    assert "2. **Savings** in EUR with IBM" in text
    assert "3. **Trading** in USD, empty" in text
    claims = FigureChecker().check(text, talk.outcomes, question=QUESTION)
    assert not [one.text for one in claims if one.verdict == "unsupported"]


@pytest.mark.parametrize(
    ("reply", "held"),
    [
        ("the first", "Savings USD"),
        ("the second one", "Savings EUR"),
        ("2", "Savings EUR"),
        ("the one in EUR", "Savings EUR"),
        ("the one with Apple's AAPL", "Savings USD"),
        ("the empty one", "Trading USD"),
        ("Trading", "Trading USD"),
        ("the last", "Trading USD"),
    ],
)
async def test_a_reply_in_words_answers_the_question_that_was_asked(
    made: Services, reply: str, held: str
) -> None:
    talk = Talk(made)
    await talk.say(QUESTION)
    text = await talk.say(reply)
    assert talk.held == [held], text


async def test_the_id_of_a_portfolio_names_it(made: Services) -> None:
    talk = Talk(made)
    await talk.say(QUESTION)
    second = (await made.portfolios.list_page("ada"))[1]
    await talk.say(second.id)
    assert talk.held == ["Savings EUR"]


async def test_a_portfolio_of_its_own_name_needs_no_asking(made: Services) -> None:
    talk = Talk(made)
    await talk.say("What is my Trading portfolio worth?")
    assert talk.held == ["Trading USD"]


async def test_only_those_of_the_name_that_was_said_are_offered(made: Services) -> None:
    talk = Talk(made)
    assert "Trading" not in await talk.say("What is my Savings portfolio worth?")
    await talk.say("the one in USD")
    assert talk.held == ["Savings USD"]


async def test_what_was_chosen_holds_for_the_rest_of_the_conversation(made: Services) -> None:
    talk = Talk(made)
    await talk.say(QUESTION)
    await talk.say("the second")
    await talk.say("What is my portfolio worth in CHF?")
    assert talk.held == ["Savings CHF"]
    second = (await made.portfolios.list_page("ada"))[1]
    (summary,) = [one for one in talk.outcomes if one.name == "summary" and not one.is_error]
    assert summary.arguments["portfolio"] == second.id


async def test_a_reply_that_singles_out_none_is_asked_again(made: Services) -> None:
    talk = Talk(made)
    await talk.say(QUESTION)
    assert "Which of your portfolios do you mean?" in await talk.say("the one in USD")
    await talk.say("1")
    assert talk.held == ["Savings USD"]


async def test_german_asks_and_understands_german(made: Services) -> None:
    talk = Talk(made)
    text = await talk.say(FRAGE)
    assert "Welches Ihrer Portfolios meinen Sie?" in text
    assert "2. **Savings** in EUR mit IBM" in text
    assert "leer" in text
    text = await talk.say("das zweite")
    assert talk.held == ["Savings EUR"]
    assert "wert" in text
    talk = Talk(made)
    await talk.say(FRAGE)
    await talk.say("das in Euro")
    assert talk.held == ["Savings EUR"]


async def test_tools_offer_portfolios_of_one_name_with_what_a_model_can_pass_on(
    made: Services,
) -> None:
    first, second, _ = await made.portfolios.list_page("ada")
    refused = await made.toolbox.call("summary", {"portfolio": "Savings"}, CALLER)
    assert refused.value["error"]["code"] == "which_portfolio"
    detail = refused.value["error"]["detail"]
    assert first.id in detail
    assert second.id in detail
    assert "'Trading'" not in detail
    given = await made.toolbox.call("summary", {"portfolio": second.id}, CALLER)
    assert given.value["currency"] == "EUR"
