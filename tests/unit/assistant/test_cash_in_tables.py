"""The share of cash: in a sentence of its own, and beside its amount where one tool tells it."""

import pytest

from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import Json, ToolOutcome

HOLDINGS: Json = {
    "currency": "EUR",
    "cash": [{"currency": "EUR", "amount": "17983.32", "value": "17983.32"}],
    "items": [{"symbol": "AAPL", "name": "Apple Inc.", "market_value": "8959.40", "weight": 0.219}],
}
ALLOCATION: Json = {
    "by": "symbol",
    "currency": "EUR",
    "slices": [
        {"key": "cash", "label": "Cash", "value": "17983.32", "weight": 0.4398},
        {"key": "AAPL", "label": "Apple Inc.", "value": "8959.40", "weight": 0.219},
        {"key": "SPY", "label": "SPY", "value": "7436.47", "weight": 0.182},
    ],
}
TABLE = "| Position | Wert | Gewicht |\n| --- | ---: | ---: |\n"


def unproven(text: str) -> list[str]:
    outcomes = [
        ToolOutcome(f"t{at}", name, {}, value, "")
        for at, (name, value) in enumerate(
            (("holdings", HOLDINGS), ("allocation", ALLOCATION)), start=1
        )
    ]
    claims = FigureChecker().check(text, outcomes, question="Bin ich gut diversifiziert?")
    return [one.text for one in claims if one.verdict not in {"cited", "derived"}]


@pytest.mark.parametrize("name", ["Barbestand", "Bargeld", "Geld auf dem Konto", "Cash"])
def test_the_weight_beside_an_amount_to_the_cent_is_that_amounts(name: str) -> None:
    assert unproven(f"{TABLE}| {name} | 17.983,32 € | 44,0 % |") == []


def test_another_weight_beside_it_is_still_not_its() -> None:
    assert unproven(f"{TABLE}| Barbestand | 17.983,32 € | 45,0 % |") == ["45,0 %"]
    assert unproven(f"{TABLE}| Barbestand | 17.983,32 € | 18,2 % |") == ["18,2 %"]


@pytest.mark.parametrize(
    "told",
    [
        "Barbestand macht {} aus.",
        "Der Barbestand macht {} des Depots aus.",
        "{} sind Barbestand.",
        "Der Barbestand: {}",
        "Auf dem Konto liegen {}.",
        "Cash makes up {}.",
        "{} of it is cash.",
    ],
)
def test_a_share_of_cash_in_a_sentence_is_held_to_cash(told: str) -> None:
    decimal = "." if "ash" in told else ","
    for share, is_borne_out in (("44{}0 %", True), ("45{}0 %", False), ("21{}9 %", False)):
        text = told.format(share.format(decimal))
        assert (unproven(text) == []) is is_borne_out, text


@pytest.mark.parametrize("told", ["Apple macht {} aus.", "Apple makes up {}."])
def test_the_share_of_cash_is_nobody_elses(told: str) -> None:
    decimal = "." if "up" in told else ","
    assert unproven(told.format(f"44{decimal}0 %")) == [f"44{decimal}0 %"]
