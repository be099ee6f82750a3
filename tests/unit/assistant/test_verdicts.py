"""Verdicts on the figures of an answer, against outcomes of tools."""

from typing import Any

import pytest

from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import ToolOutcome

_ROWS = [
    ("AAPL", "Apple Inc.", "9772.00", "6286.20", 1.8034, 0.5993),
    ("BAC", "Bank of America", "3869.00", "809.00", 0.2644, 0.2373),
    ("IBM", "IBM", "2665.20", "-543.30", -0.1693, 0.1634),
]
HOLDINGS = ToolOutcome(
    "t1",
    "holdings",
    {},
    {
        "portfolio": "Savings",
        "as_of": "2021-03-31",
        "currency": "USD",
        "total_value": "16306.20",
        "items": [
            {
                "symbol": symbol,
                "name": name,
                "market_value": value,
                "unrealised_gain": gain,
                "unrealised_return": change,
                "weight": weight,
            }
            for symbol, name, value, gain, change, weight in _ROWS
        ],
    },
    "",
)
SUMMARY = ToolOutcome(
    "t2",
    "summary",
    {},
    {
        "currency": "USD",
        "as_of": "2021-03-31",
        "net_contributions": "10085.25",
        "gain": "6220.95",
        "twr": 0.6014,
        "xirr": 0.1703,
        "benchmark": {"symbol": "SPY", "twr": 0.5349},
    },
    "",
)
PASSAGE = ToolOutcome(
    "t3",
    "search_passages",
    {},
    {
        "items": [
            {
                "document": "10-K",
                "section": "Sales",
                "text": "Sales by contract type (in millions):\n\n| | 2019 | 2018 |\n| Other | "
                "44.1 | 56.7 |\n"
                "| Total sales | $1,496.5 | $1,202.9 |",
                "quote": "Total sales $1,496.5",
            }
        ]
    },
    "",
)


def verdicts(text: str) -> list[tuple[str, str]]:
    claims = FigureChecker().check(text, [HOLDINGS, SUMMARY, PASSAGE])
    return [(claim.text, claim.verdict) for claim in claims]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The portfolio is worth $16,306.20.", "cited"),
        ("The portfolio is worth about $16,300.", "cited"),
        ("The portfolio is worth $16.3k.", "cited"),
        ("The portfolio is worth €16,306.20.", "unsupported"),
        ("The portfolio is worth $16,306.30.", "unsupported"),
        ("Apple makes up 59.9% of it.", "cited"),
        ("Apple makes up 23.7% of it.", "unsupported"),
        ("IBM has lost $543.30.", "cited"),
        ("IBM has gained $543.30.", "unsupported"),
        ("IBM is down 16.9%.", "cited"),
        ("IBM: +16.9% unrealised return.", "unsupported"),
        ("Apple and IBM together are worth $12,437.20.", "derived"),
        ("Apple and IBM together make up 76.3% of the portfolio.", "derived"),
        ("You hold three positions.", "cited"),
        ("You hold 4 positions.", "unsupported"),
        ("Total sales were $1,496.5 million.", "cited"),
        ("Total sales were $1.4965 billion.", "cited"),
        ("Total sales were $1,469.5 million.", "unsupported"),
        ("A typical index fund costs less than 0.3% a year.", "general"),
        ("Your fund costs 0.3% a year.", "unsupported"),
    ],
)
def test_one_figure_gets_its_verdict(text: str, verdict: str) -> None:
    assert [found for _, found in verdicts(text)] == [verdict], verdicts(text)


def test_figures_derived_from_figures_shown_are_recomputed() -> None:
    text = (
        "You put in $10,085.25 and gained $6,220.95, which is 61.7% of the contributions. "
        "The time-weighted return was 60.1%; SPY returned 53.5%, so you are 6.65 percentage "
        "points ahead."
    )
    assert [verdict for _, verdict in verdicts(text)] == [
        "cited", "cited", "derived", "cited", "cited", "derived",
    ]  # fmt: skip
    assert verdicts(text.replace("6.65", "7.65"))[-1][1] == "unsupported"
    assert verdicts(text.replace("61.7", "62.7"))[2][1] == "unsupported"


def test_claims_name_the_place_of_their_evidence() -> None:
    (claim,) = FigureChecker().check("Apple is worth **$9,772.00**.", [HOLDINGS])
    assert claim.refs == ("t1/items/0/market_value",)
    assert "Apple is worth **$9,772.00**."[claim.start : claim.end] == "$9,772.00"
    assert claim.value == "9772.00"


def test_errors_of_tools_are_evidence_of_nothing() -> None:
    error: dict[str, Any] = {"error": {"code": "x", "detail": "The price was 123.45 yesterday"}}
    failed = ToolOutcome("t1", "quotes", {}, error, "", is_error=True)
    (claim,) = FigureChecker().check("It closed at $123.45.", [failed])
    assert claim.verdict == "unsupported"


def test_figures_of_the_question_may_be_repeated() -> None:
    (claim,) = FigureChecker().check(
        "A fall of 37% is more than was seen.", [], question="What about a fall of 37%?"
    )
    assert (claim.verdict, claim.refs) == ("cited", ("question",))


def test_an_answer_without_evidence_has_no_cited_figures() -> None:
    claims = FigureChecker().check("NVDA trades at $875.28, up 3.2% today.", [])
    assert {claim.verdict for claim in claims} == {"unsupported"}


def test_brackets_around_a_share_of_a_name_are_no_minus() -> None:
    led = FigureChecker().check("Apple (59.9%) and Bank of America (23.7%) lead.", [HOLDINGS])
    assert [one.verdict for one in led] == ["cited", "cited"]
    lost = FigureChecker().check("The return of IBM is as told: IBM (16.9%).", [HOLDINGS])
    assert [one.verdict for one in lost] == ["unsupported"]
    told = FigureChecker().check("The return of IBM was (16.9%).", [HOLDINGS])
    assert [one.verdict for one in told] == ["cited"]


def test_a_dash_between_words_is_no_minus() -> None:
    claims = FigureChecker().check("It is high – 60.1% time-weighted.", [SUMMARY])
    assert [one.verdict for one in claims] == ["cited"]


@pytest.mark.parametrize("effect", ["-75.90", "82.90", "-106.81"])
def test_what_exchange_rates_did_is_found_by_their_name(effect: str) -> None:
    """Few digits are found by what a sentence calls them, not by themselves."""
    outcome = ToolOutcome("t1", "attribution", {}, {"currency": "EUR", "fx_effect": effect}, "")
    told = f"{'−' if effect[0] == '-' else '+'}€{effect.lstrip('-')}"
    for text in (f"Exchange rates account for {told}.", f"Wechselkurse machen {told} aus."):
        (claim,) = FigureChecker().check(text, [outcome])
        assert claim.verdict == "cited"
