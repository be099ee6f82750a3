"""A true figure told as something else is no true statement: what a sentence calls it counts."""

import pytest

from shared.assistant.claims.calling import called
from tests.unit.assistant.test_verdicts import verdicts


@pytest.mark.parametrize(
    "text",
    [
        # 16,306.20 is what everything is worth, 6,220.95 the gain, 13,641.00 all but IBM.
        "Your gain is 16,306.20 USD.",
        "Your gain: **$16,306.20**",
        "Ihr Gewinn beträgt derzeit 16.306,20 $.",
        "| what | Gain |\n|---|---|\n| all | 16,306.20 |",
        "Your portfolio is worth 6,220.95 USD.",
        "The fees were 6,220.95 USD.",
        "You paid taxes of $16,306.20.",
        "AAPL's price is 16,306.20 USD.",
        "Dividends came to $16,306.20.",
        "Your Apple holding is worth 16,306.20 USD.",
        "Your IBM shares are worth 13,641.00 USD.",
        "Your Apple shares are worth 3,869.00 USD.",
        "Your contributions were 6,220.95 USD.",
        "You put in 16,306.20 USD.",
        "You paid 16,306.20 USD in fees.",
        "You gained 16,306.20 USD.",
        "You have lost 16,306.20 USD.",
        "Sie haben 16.306,20 $ gewonnen.",
        "AAPL weighs 180.34 %.",
        "SPY returned 60.14 %.",
    ],
)
def test_a_true_figure_under_a_wrong_name_is_unsupported(text: str) -> None:
    assert [verdict for _, verdict in verdicts(text)] == ["unsupported"]


@pytest.mark.parametrize(
    "text",
    [
        "Your gain is 6,220.95 USD.",
        "Your gain is worth 6,220.95 USD.",
        "Savings is worth 16,306.20 USD.",
        "Your portfolio, led by Apple, is worth 16,306.20 USD.",
        "Your IBM shares are worth 2,665.20 USD.",
        "Apple and Bank of America are worth 13,641.00 USD.",
        "Without IBM it is worth 13,641.00 USD.",
        "Apple, Bank of America and IBM are worth 16,306.20 USD.",
        "You put in 10,085.25 USD and gained 6,220.95 USD.",
        "SPY returned 53.49 %.",
        "You returned 60.14 %, SPY 53.49 %.",
        "The price of that gain of 6,220.95 USD was patience.",
    ],
)
def test_a_figure_under_its_own_name_is_borne_out(text: str) -> None:
    assert {verdict for _, verdict in verdicts(text)} <= {"cited", "derived"}


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("Your gain is now about ", "gain"),
        ("a profit of **$", ""),
        ("Ihr Gesamtwert liegt bei ", "value"),
        ("Fees: ", "fee"),
        ("The gain on the price", ""),
        ("what you paid for it was ", ""),
        ("You have gained about ", "gain"),
        ("IBM weighs ", "weight"),
    ],
)
def test_only_words_that_leave_no_choice_call_a_figure(before: str, name: str) -> None:
    assert called(before) == name
