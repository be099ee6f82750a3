"""On which figures of the evidence those of an answer rest: recorded answers, and by hand."""

import gzip
import json
from random import Random
from typing import Any

import pytest

from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import ToolOutcome
from tests.unit.assistant.figure_forms import SAMPLE
from tests.unit.assistant.test_answers_of_models import INCOME, PERFORMANCE, RISK
from tests.unit.assistant.test_verdicts import HOLDINGS, PASSAGE, SUMMARY

ANSWERS = SAMPLE.parents[1] / "figures" / "answers.json.gz"
EVIDENCE = [HOLDINGS, SUMMARY, PASSAGE, PERFORMANCE, RISK, INCOME]


def _recorded() -> list[dict[str, Any]]:
    # The figures asked for were worked out by other means: see tests/data/SOURCES.md.
    return json.loads(gzip.decompress(ANSWERS.read_bytes()))


def _outcomes(answer: dict[str, Any]) -> list[ToolOutcome]:
    return [ToolOutcome(digest="", **one) for one in answer["outcomes"]]


def test_figures_of_recorded_answers_rest_on_what_they_were_written_from() -> None:
    answers = _recorded()
    for answer in answers:
        claims = FigureChecker().check(
            answer["text"], _outcomes(answer), question=answer["question"]
        )
        assert [[one.text, one.verdict, list(one.refs)] for one in claims] == answer["figures"]
    assert sum(len(one["figures"]) for one in answers) > 350


def test_a_changed_digit_of_a_recorded_answer_is_found_out() -> None:
    random = Random(3)  # noqa: S311 - a sample, no secret
    missed, tried = list[str](), 0
    for answer in _recorded():
        outcomes = _outcomes(answer)
        claims = FigureChecker().check(answer["text"], outcomes, question=answer["question"])
        told = [one for one in claims if any(map(str.isdigit, one.text))]
        for claim in random.sample(told, min(3, len(told))):
            at = random.choice([n for n, mark in enumerate(claim.text) if mark.isdigit()])
            other = random.choice([one for one in "123456789" if one != claim.text[at]])
            place = claim.start + at
            text = f"{answer['text'][:place]}{other}{answer['text'][place + 1 :]}"
            found = FigureChecker().check(text, outcomes, question=answer["question"])
            hit = [one for one in found if one.start <= place < one.end]
            tried += 1
            if hit and all(one.verdict != "unsupported" for one in hit):
                missed.append(f"{claim.text} -> {hit[0].text}: {text[:80]}")
    assert tried > 90
    assert len(missed) <= 0.02 * tried, missed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apple is worth $9,772.00.", ["cited t1/items/0/market_value"]),
        ("Bank of America is worth $3,869.00.", ["cited t1/items/1/market_value"]),
        ("Apple is worth $3,869.00 today, IBM not.", ["unsupported"]),
        ("Bank of America gained $809.00.", ["cited t1/items/1/unrealised_gain"]),
        ("Bank of America lost $809.00.", ["unsupported"]),
        ("Bank of America gained -$809.00.", ["unsupported"]),
        ("IBM cost you $543.30.", ["cited t1/items/2/unrealised_gain"]),
        ("IBM rose by $543.30.", ["unsupported"]),
        ("Your Apple shares are up 180.3%.", ["cited t1/items/0/unrealised_return"]),
        ("Your Apple shares are up 180.9%.", ["unsupported"]),
        ("The time-weighted return was 60.1%.", ["cited t2/twr"]),
        ("The money-weighted return was 17.0%.", ["cited t2/xirr"]),
        ("The money-weighted return was 60.1%.", ["unsupported"]),
        ("The time-weighted return was 17.0%.", ["unsupported"]),
        ("The benchmark returned 53.5%.", ["cited t2/benchmark/twr"]),
        ("You put in $10,085.25.", ["cited t2/net_contributions"]),
        ("The volatility was 29.5% a year.", ["cited t5/volatility"]),
        ("The volatility was 37.8% a year.", ["unsupported"]),
        ("The deepest drawdown was 37.8%.", ["cited t5/max_drawdown/depth"]),
        ("The deepest drawdown was -37.8%.", ["cited t5/max_drawdown/depth"]),
        ("The beta is 1.18.", ["cited t5/beta"]),
        ("The beta is 1.81.", ["unsupported"]),
        ("The Sharpe ratio is 0.64.", ["cited t5/sharpe"]),
        ("The Sharpe ratio is 0.6.", ["cited t5/sharpe"]),
        ("The Sharpe ratio is 0.7.", ["unsupported"]),
        ("There are 811 observations.", ["cited t5/observations"]),
        ("There are 818 observations.", ["unsupported"]),
        ("The trough was on 23 March 2020.", ["cited t5/max_drawdown/trough"]),
        ("The trough was on 24 March 2020.", ["unsupported"]),
        ("The trough was in March 2020.", ["cited t5/max_drawdown/trough"]),
        ("The trough was in April 2020.", ["unsupported"]),
        ("It recovered by 31/7.", ["unsupported", "unsupported"]),
        ("IBM paid $248.90 in dividends.", ["cited t6/by_symbol/0/total"]),
        ("KO paid $248.90 in dividends.", ["unsupported"]),
        ("IBM has a dividend yield of 4.89%.", ["cited t6/by_symbol/0/dividend_yield"]),
        ("Income of the last year: $196.20.", ["cited t6/last_twelve_months"]),
    ],
)
def test_a_figure_rests_on_the_fact_its_words_name(text: str, expected: list[str]) -> None:
    found = FigureChecker().check(text, EVIDENCE)
    shown = [f"{one.verdict} {' '.join(one.refs)}".strip() for one in found]
    assert shown == expected


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The three holdings are worth $16,306.20 together.", {"cited", "derived"}),
        ("Apple and Bank of America are worth $13,641.00 together.", {"derived"}),
        ("Apple and Bank of America are worth $13,614.00 together.", {"unsupported"}),
        ("Apple is worth $5,903.00 more than Bank of America.", {"derived"}),
        ("Apple is worth $5,930.00 more than Bank of America.", {"unsupported"}),
        ("Apple is worth 2.5 times as much as Bank of America.", {"derived"}),
        ("Apple is worth 3.5 times as much as Bank of America.", {"unsupported"}),
        ("Apple makes up 59.9% of it, the rest 40.1%.", {"cited", "derived"}),
        ("The gain is 61.7% of the contributions of $10,085.25.", {"derived", "cited"}),
        ("Dividends of KO were $148.90 less than those of IBM.", {"derived"}),
        ("Dividends of KO were $149.90 less than those of IBM.", {"unsupported"}),
        ("On average a holding is worth $5,435.40.", {"derived"}),
        ("On average a holding is worth $5,345.40.", {"unsupported"}),
        ("The portfolio trails SPY by 4.47 percentage points this year.", {"unsupported"}),
        ("From peak to trough it took 40 days.", {"derived"}),
        ("From peak to trough it took 48 days.", {"unsupported"}),
        ("Apple is your largest holding, IBM the third largest.", {"cited", "derived"}),
        ("Other sales fell by $12.6 million.", {"derived"}),
        ("Other sales fell by $16.2 million.", {"unsupported"}),
        ("Other sales fell by 22.2%.", {"derived"}),
        ("Total sales grew by 24.4%.", {"derived"}),
        ("Total sales grew by 42.4%.", {"unsupported"}),
        ("Historically a correction is a fall of 10%.", {"general"}),
        ("Your portfolio usually falls 10%.", {"unsupported"}),
        ("A stock in general would lose $37,058.29.", {"unsupported"}),
        ("The 50-day moving average says little.", {"general"}),
        ("Two of the three holdings have gained.", {"cited", "derived"}),
    ],
)
def test_derived_figures_are_worked_out_again(text: str, verdict: set[str]) -> None:
    found = FigureChecker().check(text, EVIDENCE)
    assert {one.verdict for one in found} <= verdict, found
    assert found


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What if the market falls by 23%?", "After a fall of 23% little is left.", ["cited"]),
        (
            "What if the market falls by 23%?",
            "After a fall of 32% little is left.",
            ["unsupported"],
        ),
        ("What was it on 3 May 2011?", "On 3 May 2011 you held nothing.", ["cited"]),
        ("What was it on 3 May 2011?", "On 4 May 2011 you held nothing.", ["unsupported"]),
        ("What are $77,123 in euros?", "I cannot convert 77,123 dollars.", ["cited"]),
        ("What are 77,123 dollars?", "I cannot convert $77,123.", ["cited"]),
        ("What is it in 77 days?", "I know nothing of 77%.", ["unsupported"]),
    ],
)
def test_figures_of_the_question_may_be_repeated(
    question: str, text: str, expected: list[str]
) -> None:
    found = FigureChecker().check(text, EVIDENCE, question=question)
    assert [one.verdict for one in found] == expected, found
    assert all(one.refs == ("question",) for one in found if one.verdict == "cited")
