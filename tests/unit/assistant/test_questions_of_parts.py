"""A question that asks several things asks each of them; an order with an `and` stays one."""

from datetime import date

import pytest

from shared.assistant.offline_analyst.parts import asked_for

TODAY = date(2021, 3, 31)


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("How risky is my portfolio and what did it earn?", ["risk", "gains"]),
        ("What is my portfolio worth and how risky is it?", ["worth", "risk"]),
        ("Compare AAPL and MSFT and tell me their dividends", ["compare", "income"]),
        ("What is my cash and what are my fees?", ["cash", "fees"]),
        ("What is the price of AAPL, and how did it do this year?", ["price", "performance"]),
        (
            "What is my portfolio worth, how did it do this year and what is my dividend income?",
            ["worth", "performance", "income"],
        ),
        ("Why did my portfolio fall? And what should I do?", ["movement", "advice"]),
    ],
)
def test_every_part_is_asked(question: str, topics: list[str]) -> None:
    assert [part.topic for part in asked_for(question, TODAY, [])] == topics


@pytest.mark.parametrize(
    "question",
    [
        "Compare AAPL and MSFT",
        "Buy 10 AAPL and tell me what happens",
        "What if I sold 5 AAPL and bought 3 MSFT?",
        "What did I buy and sell in March 2021?",
        "What is the difference between TWR and XIRR?",
        "Hello, what is my portfolio worth?",
        "Tell me when AAPL is above 200 and what it costs",
    ],
)
def test_what_is_one_thing_stays_one(question: str) -> None:
    assert len(asked_for(question, TODAY, [])) == 1


def test_it_is_what_was_spoken_of() -> None:
    [_, part] = asked_for("What is the price of AAPL and how did it do this year?", TODAY, [])
    assert part.symbols == ("AAPL",)
    [_, part] = asked_for("What is my portfolio worth and how risky is it?", TODAY, [])
    assert (part.symbols, part.names, part.is_mine) == ((), (), True)
