"""Answers as models write them: untouched they raise no alarm, with a figure changed they do."""

from random import Random

from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import ToolOutcome
from tests.unit.assistant.test_verdicts import HOLDINGS, PASSAGE, SUMMARY

PERFORMANCE = ToolOutcome(
    "t4",
    "performance",
    {"period": "ytd"},
    {
        "portfolio": "Savings",
        "from": "2021-01-01",
        "to": "2021-03-31",
        "currency": "USD",
        "start_value": "16163.80",
        "end_value": "16306.20",
        "net_contributions": "0",
        "gain": "142.40",
        "twr": 0.0088,
        "xirr": 0.0362,
        "benchmark": {"symbol": "SPY", "twr": 0.0635},
    },
    "",
)
RISK = ToolOutcome(
    "t5",
    "risk",
    {},
    {
        "from": "2018-01-10",
        "to": "2021-03-31",
        "observations": 811,
        "volatility": 0.2954,
        "sharpe": 0.641,
        "max_drawdown": {
            "depth": 0.3781,
            "peak": "2020-02-12",
            "trough": "2020-03-23",
            "recovery": "2020-07-31",
        },
        "var_95": 0.0284,
        "beta": 1.18,
    },
    "",
)
INCOME = ToolOutcome(
    "t6",
    "income",
    {},
    {
        "currency": "USD",
        "total": "348.90",
        "last_twelve_months": "196.20",
        "by_symbol": [
            {"symbol": "IBM", "total": "248.90", "dividend_yield": 0.0489},
            {"symbol": "KO", "total": "100.00", "dividend_yield": 0.0312},
        ],
        "by_month": [
            {"month": "2020-06", "dividends": "48.90"},
            {"month": "2020-09", "dividends": "49.10"},
            {"month": "2020-12", "dividends": "98.20"},
        ],
    },
    "",
)
EVIDENCE = [HOLDINGS, SUMMARY, PASSAGE, PERFORMANCE, RISK, INCOME]
ANSWERS = [
    "Your portfolio is currently worth **$16,306.20**, which is a gain of $6,220.95 (61.7%) on "
    "the $10,085.25 you've put in.",
    "Apple is your largest holding at roughly 60% of the portfolio ($9,772), followed by Bank of "
    "America (24%) and IBM (16%).",
    "- **AAPL**: $9,772.00 (59.9%), up 180.3%\n- **BAC**: $3,869.00 (23.7%), up 26.4%\n- "
    "**IBM**: $2,665.20 (16.3%), down 16.9%",
    "Two of your three holdings are in profit; IBM is the exception, sitting on an unrealised "
    "loss of $543.30.",
    "Year to date you're up $142.40, or 0.9%, while SPY returned 6.4% — you lag by about 5.5 "
    "percentage points.",
    "Between 1 January and 31 March 2021 the value rose from $16,163.80 to $16,306.20, an "
    "increase of 0.88%.",
    "Volatility has been 29.5% a year with a maximum drawdown of 37.8% (12 February to 23 March "
    "2020), recovered by the end of July 2020.",
    "With a Sharpe ratio of 0.64 and beta of 1.18, a 10% market drop would typically mean a fall "
    "of roughly 12%.",
    "On a bad day (95% VaR) you might lose about 2.8%, or roughly $463.",
    "You received $196.20 in dividends over the last twelve months, about $16.35 a month. IBM "
    "paid $248.90 of the $348.90 total, i.e. 71%.",
    "Dividends were $48.90 in June 2020, $49.10 in September and $98.20 in December, a total of "
    "$196.20.",
    "Apple alone accounts for three-fifths of your money, and the top two positions make up 83.7%.",
    "Apple's gain of $6,286.20 is more than seven times that of Bank of America ($809.00).",
    "| Holding | Value | Gain | Weight |\n|---|---|---|---|\n| Apple | $9,772 | +$6,286 | 59.9% |"
    "\n| BAC | $3,869 | +$809 | 23.7% |\n| IBM | $2,665 | −$543 | 16.3% |\n| **Total** | "
    "**$16,306** | **+$6,552** | **100%** |",
    "Your time-weighted return is 60.1% versus 53.5% for SPY: an outperformance of 6.7 points. "
    "Your money-weighted return is 17.0% per year.",
    "Total sales rose 24.4% in 2019, from $1,202.9 million to $1,496.5 million. Other sales fell "
    "by $12.6 million (22.2%).",
    "Since inception your portfolio has gained 61.7% on contributions. IBM and BAC combined are "
    "worth $6,534.20, about 40% of the total.",
    "The portfolio fell 37.8% from its peak in February 2020 and needed about four months from "
    "the trough to recover.",
    "Over 811 trading days, about 3.2 years, the worst drawdown was 37.8%.",
    "The remaining 40.1% is split between Bank of America and IBM.",
    "If IBM fell another 10%, you would lose about $266.52, i.e. 1.6% of the portfolio.",
    "Your gain of $6,220.95 minus the income of $348.90 leaves $5,872.05 from price changes.",
    "Apple is worth about 2.5 times as much as Bank of America.",
]

QUESTION = "What would a 10% fall in IBM do?"
_ROUNDS = 12


def _verdicts(text: str) -> list[tuple[int, int, str]]:
    claims = FigureChecker().check(text, EVIDENCE, question=QUESTION)
    return [(claim.start, claim.end, claim.verdict) for claim in claims]


def test_right_answers_raise_no_alarm() -> None:
    alarms = [
        text[start:end]
        for text in ANSWERS
        for start, end, verdict in _verdicts(text)
        if verdict == "unsupported"
    ]
    assert alarms == []


def test_a_changed_figure_raises_one() -> None:
    random = Random(5)  # noqa: S311
    tried, missed = 0, list[str]()
    for text in ANSWERS * _ROUNDS:
        places = [(a, b) for a, b, _ in _verdicts(text) if any(map(str.isdigit, text[a:b]))]
        start, end = random.choice(places)
        at = random.choice([at for at in range(start, end) if text[at].isdigit()])
        digit = random.choice([one for one in "123456789" if one != text[at]])
        changed = text[:at] + digit + text[at + 1 :]
        hit = [verdict for a, b, verdict in _verdicts(changed) if a < end and start < b]
        tried += 1
        if hit and "unsupported" not in hit:
            missed.append(f"{text[start:end]} -> {changed[start:end]}")
    assert len(missed) <= 0.03 * tried, missed
