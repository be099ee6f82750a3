"""On what each figure of a sentence stands: the fact it states, what it follows from, or nothing.

A sentence, and below it each figure with its value, its verdict, the evidence and the operation.
"""

import pytest

from shared.assistant.claims.verifier import FigureChecker
from tests.unit.assistant.test_evidence import EVIDENCE

_ASKED = " ?? "
_STANDINGS = r"""
Apple is worth $9,772.00.
    $9,772.00 9772.00 cited t1/items/0/market_value
Apple is worth $9,772 and IBM $2,665.20.
    $9,772 9772 cited t1/items/0/market_value
    $2,665.20 2665.20 cited t1/items/2/market_value
IBM lost $543.30.
    $543.30 543.30 cited t1/items/2/unrealised_gain
IBM gained $543.30.
    $543.30 543.30 unsupported -
IBM is up 16.93%.
    16.93% 16.93 unsupported -
IBM fell by 16.9%.
    16.9% 16.9 cited t1/items/2/unrealised_return
Apple makes up 59.9% of it.
    59.9% 59.9 cited t1/items/0/weight
Apple and IBM together make up 76.3%.
    76.3% 76.3 derived t1/items/0/weight,t1/items/2/weight = sum
Apple and IBM make up 70%.
    70% 70 unsupported -
Apple and Bank of America are worth $13,641.00 in total.
    $13,641.00 13641.00 derived t1/items/0/market_value,t1/items/1/market_value = sum
Apple gained $5,477.20 more than Bank of America.
    $5,477.20 5477.20 derived t1/items/0/unrealised_gain,t1/items/1/unrealised_gain = difference
Apple is worth 2.5 times as much as Bank of America.
    2.5_times 2.5 derived t1/items/0/market_value,t1/items/1/market_value = ratio
The three holdings are worth $16,306.20 in all.
    three 3 cited t1/items
    $16,306.20 16306.20 cited t1/total_value
On average a holding is worth $5,435.40.
    $5,435.40 5435.40 derived t1/items = average
The median holding is worth $3,869.
    $3,869 3869 derived t1/items = median
IBM is the third largest holding.
    third 3 derived t1/items/2/market_value = rank
Bank of America is the second largest holding.
    second 2 derived t1/items/1/market_value = rank
Your largest holding weighs 59.93%.
    59.93% 59.93 cited t1/items/0/weight
The money-weighted return was 17.03% a year.
    17.03% 17.03 cited t2/xirr
The time-weighted return was 17.03%.
    17.03% 17.03 unsupported -
The money-weighted return was 60.14%.
    60.14% 60.14 unsupported -
The gain of $6,220.95 is 38.2% of the total value.
    $6,220.95 6220.95 cited t2/gain
    38.2% 38.2 derived t2/gain,t1/total_value = ratio
As of 31 March 2021 it is worth $16,306.20.
    31_March_2021 2021-03-31 cited t1/as_of
    $16,306.20 16306.20 cited t1/total_value
As of 30 March 2021 it is worth $16,306.20.
    30_March_2021 2021-03-30 unsupported -
    $16,306.20 16306.20 cited t1/total_value
Total sales rose from $1,202.9 million to $1,496.5 million, by 34.4%.
    $1,202.9_million 1.2029E+9 cited t3/items/0/text
    $1,496.5_million 1.4965E+9 cited t3/items/0/text
    34.4% 34.4 unsupported -
Sales of $1.5 billion were reported.
    $1.5_billion 1.5E+9 cited t3/items/0/text
You asked about $5,000. ?? I have $5,000 and 3 years.
    $5,000 5000 cited question = question
Over 3 years you asked. ?? I have $5,000 and 3 years.
    3 3 cited question = question
Inflation is typically around 2% a year.
    2% 2 general -
The 200-day moving average is a common measure.
    200 200 general -
A bond fund often yields 4%.
    4% 4 general -
It would have lost $37,058.29.
    $37,058.29 37058.29 unsupported -
| | Value | Weight |\n|---|---|---|\n| AAPL | $9,772 | 59.9% |\n| IBM | $2,665.20 | 16.3% |
    $9,772 9772 cited t1/items/0/market_value
    59.9% 59.9 cited t1/items/0/weight
    $2,665.20 2665.20 cited t1/items/2/market_value
    16.3% 16.3 cited t1/items/2/weight
| | Value | Weight |\n|---|---|---|\n| AAPL | $9,772 | 23.7% |\n| BAC | $3,869 | 59.9% |
    $9,772 9772 cited t1/items/0/market_value
    23.7% 23.7 unsupported -
    $3,869 3869 cited t1/items/1/market_value
    59.9% 59.9 unsupported -
| Holding | Gain |\n|---|---|\n| AAPL | $6,286.20 |\n| IBM | -$543.30 |\n| Total | $6,551.90 |
    $6,286.20 6286.20 cited t1/items/0/unrealised_gain
    -$543.30 -543.30 cited t1/items/2/unrealised_gain
    $6,551.90 6551.90 derived t1/items = sum
| Holding | Gain |\n|---|---|\n| IBM | $543.30 |\n| IBM | ($543.30) |
    $543.30 543.30 unsupported -
    ($543.30) 543.30 cited t1/items/2/unrealised_gain
# Apple\n\nIt is worth $9,772.00, and weighs 23.73%.
    $9,772.00 9772.00 cited t1/items/0/market_value
    23.73% 23.73 unsupported -
Apple is up. It gained $6,286.20. It weighs 60%.
    $6,286.20 6286.20 cited t1/items/0/unrealised_gain
    60% 60 cited t1/items/0/weight
About $16,300 in all.
    $16,300 16300 cited t1/total_value
Less than $16,000 in all.
    $16,000 16000 unsupported -
Nearly $16,400 in all.
    $16,400 16400 cited t1/total_value
Your value is 16.3 thousand dollars.
    16.3_thousand_dollars 1.63E+4 cited t1/total_value
Your value is €16,306.20.
    €16,306.20 16306.20 unsupported -
Its beta is 1.18.
    1.18 1.18 cited t5/beta
Apple's share is a bit under 60%, IBM's nearly a sixth.
    60% 60 cited t1/items/0/weight
    a_sixth 16.66666666666666666666666667 cited t1/items/2/weight
Apple returned 180.34%, or 1.80 times its cost.
    180.34% 180.34 cited t1/items/0/unrealised_return
    1.80_times 1.80 cited t1/items/0/unrealised_return
Cash aside, the remaining 40.07% are other holdings than Apple's 59.93%.
    40.07% 40.07 derived t1/items/0/weight = 100 % less
    59.93% 59.93 cited t1/items/0/weight
That is $518.41 a month on average of the gain of $6,220.95.
    $518.41 518.41 derived t2/gain = a month
    $6,220.95 6220.95 cited t2/gain
It lost 16.93%.
    16.93% 16.93 unsupported -
IBM: (16.93%)
    (16.93%) 16.93 cited t1/items/2/unrealised_return
IBM −16.93 %, AAPL +180.34 %, BAC +26.44 %
    −16.93_% -16.93 cited t1/items/2/unrealised_return
    +180.34_% 180.34 cited t1/items/0/unrealised_return
    +26.44_% 26.44 cited t1/items/1/unrealised_return
Your volatility was 29.54% from 10 January 2018 to 31 March 2021.
    29.54% 29.54 cited t5/volatility
    10_January_2018 2018-01-10 cited t5/from
    31_March_2021 2021-03-31 cited t1/as_of
The deepest fall, 37.8%, lasted from 12 February 2020 to 23 March 2020, 40 days.
    37.8% 37.8 cited t5/max_drawdown/depth
    12_February_2020 2020-02-12 cited t5/max_drawdown/peak
    23_March_2020 2020-03-23 cited t5/max_drawdown/trough
    40 40 derived t5/max_drawdown/peak,t5/max_drawdown/trough = time between
It took 130 days from 23 March 2020 to 31 July 2020.
    130 130 derived t5/max_drawdown/trough,t5/max_drawdown/recovery = time between
    23_March_2020 2020-03-23 cited t5/max_drawdown/trough
    31_July_2020 2020-07-31 cited t5/max_drawdown/recovery
On one day in twenty you lose more than 2.84%.
    2.84% 2.84 cited t5/var_95
The Sharpe ratio is 0.64.
    0.64 0.64 cited t5/sharpe
IBM paid $248.90, 71.3% of all income of $348.90.
    $248.90 248.90 cited t6/by_symbol/0/total
    71.3% 71.3 derived t6/by_symbol/0/total,t6/total = ratio
    $348.90 348.90 cited t6/total
KO yields 3.12%, IBM 4.89%.
    3.12% 3.12 cited t6/by_symbol/1/dividend_yield
    4.89% 4.89 cited t6/by_symbol/0/dividend_yield
KO yields 4.89%.
    4.89% 4.89 unsupported -
In the last twelve months dividends were $196.20, $16.35 a month on average.
    twelve 12 cited t6/last_twelve_months
    $196.20 196.20 cited t6/last_twelve_months
    $16.35 16.35 derived t6/last_twelve_months = a month
Over 811 observations the beta was 1.18.
    811 811 cited t5/observations
    1.18 1.18 cited t5/beta
The value grew from $16,163.80 to $16,306.20, or by $142.40.
    $16,163.80 16163.80 cited t4/start_value
    $16,306.20 16306.20 cited t1/total_value
    $142.40 142.40 cited t4/gain
The value grew from $16,163.80 to $16,306.20, a rise of 0.88%.
    $16,163.80 16163.80 cited t4/start_value
    $16,306.20 16306.20 cited t1/total_value
    0.88% 0.88 cited t4/twr
You lost $142.40 this year.
    $142.40 142.40 unsupported -
This year's return was −0.88%.
    −0.88% -0.88 unsupported -
| Month | Dividends |\n|---|---|\n| 2020-06 | $48.90 |\n| 2020-09 | $49.10 |\n| 2020-12 | $98.20 |
    2020-06 2020-06-01/2020-06-30 cited t6/by_month/0/month
    $48.90 48.90 cited t6/by_month/0/dividends
    2020-09 2020-09-01/2020-09-30 cited t6/by_month/1/month
    $49.10 49.10 cited t6/by_month/1/dividends
    2020-12 2020-12-01/2020-12-31 cited t6/by_month/2/month
    $98.20 98.20 cited t6/by_month/2/dividends
| Symbol | Yield |\n|---|---|\n| IBM | 4.9% |\n| KO | 3.1% |
    4.9% 4.9 cited t6/by_symbol/0/dividend_yield
    3.1% 3.1 cited t6/by_symbol/1/dividend_yield
Apple weighs 59.93%, Bank of America 23.73% and IBM 16.34%.
    59.93% 59.93 cited t1/items/0/weight
    23.73% 23.73 cited t1/items/1/weight
    16.34% 16.34 cited t1/items/2/weight
The value at risk at 95% is 2.84%.
    95% 95 cited t5/var_95
    2.84% 2.84 cited t5/var_95
Apple is worth $9,772, which is $5,903 more than Bank of America's $3,869.
    $9,772 9772 cited t1/items/0/market_value
    $5,903 5903 derived t1/items/0/market_value,t1/items/1/market_value = difference
    $3,869 3869 cited t1/items/1/market_value
Apple's $9,772 is 2.53 times Bank of America's $3,869.
    $9,772 9772 cited t1/items/0/market_value
    2.53_times 2.53 derived t1/items/0/market_value,t1/items/1/market_value = ratio
    $3,869 3869 cited t1/items/1/market_value
IBM and KO paid $348.90 together.
    $348.90 348.90 cited t6/total
With 80 shares Apple would be worth $9,772.00.
    80 80 unsupported -
    $9,772.00 9772.00 cited t1/items/0/market_value
Without Apple, $6,534.20 of the $16,306.20 is left.
    $6,534.20 6534.20 derived t1/total_value,t1/items/0/market_value = difference
    $16,306.20 16306.20 cited t1/total_value
Ihr Depot ist 16.306,20 $ wert.
    16.306,20_$ 16306.20 cited t1/total_value
Apple hat 6.286,20 $ gewonnen, IBM 543,30 $ verloren.
    6.286,20_$ 6286.20 cited t1/items/0/unrealised_gain
    543,30_$ 543.30 cited t1/items/2/unrealised_gain
IBM hat 543,30 $ gewonnen.
    543,30_$ 543.30 unsupported -
Die zeitgewichtete Rendite betrug 60,14 %.
    60,14_% 60.14 cited t2/twr
Apple macht 59,9 % aus, zusammen mit IBM 76,3 %.
    59,9_% 59.9 cited t1/items/0/weight
    76,3_% 76.3 derived t1/items/0/weight,t1/items/2/weight = sum
"""


def _cases() -> list[tuple[str, list[str]]]:
    cases: list[tuple[str, list[str]]] = []
    for line in _STANDINGS.strip().splitlines():
        if line.startswith("    "):
            cases[-1][1].append(line.strip())
        else:
            cases.append((line, []))
    return cases


@pytest.mark.parametrize(("sentence", "expected"), _cases())
def test_a_figure_stands_on_what_its_sentence_means(sentence: str, expected: list[str]) -> None:
    text, _, question = sentence.replace("\\n", "\n").partition(_ASKED)
    claims = FigureChecker().check(text, EVIDENCE, question=question)
    found: list[str] = []
    for claim in claims:
        refs = ",".join(claim.refs) or "-"
        parts = (claim.text.replace(" ", "_"), str(claim.value), claim.verdict, refs)
        found.append(" ".join(parts) + (f" = {claim.reason}" if claim.reason else ""))
        assert text[claim.start : claim.end] == claim.text
    assert found == expected
