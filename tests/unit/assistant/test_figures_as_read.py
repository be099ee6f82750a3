"""How figures are read: kind, sign, value, worth of the last place, digits, unit, and how sure.

What each line expects is what the words mean, by ordinary usage of English and German.
"""

import pytest

from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scanner import find_figures

_LONG = 20
READINGS = """
worth $12,345.67 now -> $12,345.67 = money 12345.67 step 0.01 digits 7 $
−€1.5 million -> −€1.5 million = money -1500000 step 100000 digits 2 EUR
a loss of $(9.8) million -> $(9.8) million = money -9800000 step 100000 digits 2 $
($12) million -> ($12) million = money -12000000 step 1000000 digits 2 $
$(4.50) -> $(4.50) = money -4.5 step 0.01 digits 3 $
(4.50) -> (4.50) = number ±4.5 step 0.01 digits 3
(£120) -> (£120) = money ±120 step 1 digits 2 GBP
£(120) of losses -> £(120) = money -120 step 1 digits 2 GBP
± 2.5% -> ± 2.5% = percent ±2.5 step 0.1 digits 2
+3.4% -> +3.4% = percent +3.4 step 0.1 digits 2
plus 5 euros -> plus 5 euros = money +5 step 1 digits 1 EUR
negative 7 dollars -> negative 7 dollars = money -7 step 1 digits 1 $
US$ 30 billion -> US$ 30 billion = money 30000000000 step 1000000000 digits 1 USD
C$40 -> C$40 = money 40 step 1 digits 1 CAD
HK$5 a share -> HK$5 = money 5 step 1 digits 1 HKD
kr 120 -> kr 120 = money 120 step 1 digits 2 kr
120 kr -> 120 kr = money 120 step 1 digits 2 kr
Fr. 99.50 -> Fr. 99.50 = money 99.5 step 0.01 digits 4 CHF
EUR 1.234,56 im Depot -> EUR 1.234,56 = money 1234.56 step 0.01 digits 6 EUR
1.234,56 € im Depot -> 1.234,56 € = money 1234.56 step 0.01 digits 6 EUR
CHF 1'234.50 -> CHF 1'234.50 = money 1234.5 step 0.01 digits 6 CHF
1 234 567 yen -> 1 234 567 yen = money 1234567 step 1 digits 7 JPY
1,23,456 INR -> 1,23,456 INR = money 123456 step 1 digits 6 INR
5 lakh rupees -> 5 lakh rupees = money 500000 step 100000 digits 1 INR
2 crore INR -> 2 crore INR = money 20000000 step 10000000 digits 1 INR
£3.4bn -> £3.4bn = money 3400000000 step 100000000 digits 2 GBP
$5k -> $5k = money 5000 step 1000 digits 1 $
$1.2mn -> $1.2mn = money 1200000 step 100000 digits 2 $
7 Mio. Euro sind es -> 7 Mio. Euro = money 7000000 step 1000000 digits 1 EUR
3,5 Milliarden Euro sind es -> 3,5 Milliarden Euro = money 3500000000 step 100000000 digits 2 EUR
2 tsd Euro sind es -> 2 tsd Euro = money 2000 step 1000 digits 1 EUR
40 hundred thousand dollars -> 40 hundred thousand dollars = money 4000000 step 100000 digits 1 $
1,496.5 (in millions) -> 1,496.5 (in millions) = number 1496500000 step 100000 digits 5
86.5 (amounts in thousands) -> 86.5 (amounts in thousands) = number 86500 step 100 digits 3
12 (EUR '000) -> 12 (EUR '000) = number 12000 step 1000 digits 2
3.45 cents a share -> 3.45 cents = money 0.0345 step 0.0001 digits 3
45 pence -> 45 pence = money 0.45 step 0.01 digits 2 GBP
GBX 250 -> GBX 250 = money 2.5 step 0.01 digits 2 GBP
250 GBp -> 250 GBp = money 2.5 step 0.01 digits 2 GBP
250 GBP -> 250 GBP = money 250 step 1 digits 2 GBP
26.276 million -> 26.276 million = number 26276000 step 1000 digits 5
70p -> 70p = money 0.7 step 0.01 digits 1 GBP
5¢ -> 5¢ = money 0.05 step 0.01 digits 1 $
1.234 -> 1.234 = number 1.234 step 0.001 digits 4 or 1234
1,234 -> 1,234 = number 1234 step 1 digits 4
0.125 -> 0.125 = number 0.125 step 0.001 digits 3
.5 -> .5 = number 0.5 step 0.1 digits 1
00.50 -> 00.50 = number 0.5 step 0.01 digits 2
1200 -> 1200 = number 1200 step 1 digits 2
999m -> 999m = duration 999 step 1 digits 3 month
12m return -> 12m = duration 12 step 1 digits 2 month
5T -> 5T = number 5000000000000 step 1000000000000 digits 1
3 t of copper -> 3 = number 3 step 1 digits 1
an index of 4.2k -> 4.2k = number 4200 step 100 digits 2
grew 12.3% in a year -> 12.3% = percent 12.3 step 0.1 digits 3
50 bps -> 50 bps = percent 0.5 step 0.01 digits 1
25 basis points -> 25 basis points = percent 0.25 step 0.01 digits 2
3‰ -> 3‰ = percent 0.3 step 0.1 digits 1
2 percentage points -> 2 percentage points = percent 2 step 1 digits 1
2.5 p.p. -> 2.5 p.p. = percent 2.5 step 0.1 digits 2
7 points above the index -> 7 points = percent 7 step 1 digits 1
7 points -> 7 = number 7 step 1 digits 1
30 Prozent -> 30 Prozent = percent 30 step 1 digits 1
5 pct -> 5 pct = percent 5 step 1 digits 1
2.93x -> 2.93x = multiple 2.93 step 0.01 digits 3
3 times the market -> 3 times = multiple 3 step 1 digits 1
3-fold -> 3-fold = multiple 3 step 1 digits 1
4 × leverage -> 4 × = multiple 4 step 1 digits 1
minus 0.5 per cent -> minus 0.5 per cent = percent -0.5 step 0.1 digits 1
about 20% -> 20% = percent 20 step 1 digits 1 rough
roughly $5,000 -> $5,000 = money 5000 step 1 digits 1 $ rough
~ 300 shares -> 300 = count 300 step 1 digits 1 share rough
approximately 7.25 % -> 7.25 % = percent 7.25 step 0.01 digits 3 rough
nearly 20% -> 20% = percent 20 step 1 digits 1 near rough
almost $1 million -> $1 million = money 1000000 step 1000000 digits 1 $ near rough
close to an 8 % fall -> 8 % = percent 8 step 1 digits 1 rough
more than $1 million -> $1 million = money 1000000 step 1000000 digits 1 $ over
at least 5 % -> 5 % = percent 5 step 1 digits 1 over
> 3% -> 3% = percent 3 step 1 digits 1 over
less than 12 holdings -> 12 = count 12 step 1 digits 2 holding under
up to €50 -> €50 = money 50 step 1 digits 1 EUR under
≤ 4% -> 4% = percent 4 step 1 digits 1 under
mehr als 5 Euro sind es -> 5 Euro = money 5 step 1 digits 1 EUR over
knapp 20 Prozent sind es -> 20 Prozent = percent 20 step 1 digits 1 near rough
höchstens 8 Prozent sind es -> 8 Prozent = percent 8 step 1 digits 1 under
rund 400 Euro sind es -> 400 Euro = money 400 step 1 digits 1 EUR rough
12 holdings -> 12 = count 12 step 1 digits 2 holding
3 years and 4 months -> 3 = duration 3 step 1 digits 1 year; 4 = duration 4 step 1 digits 1 month
over 3 years -> 3 = duration 3 step 1 digits 1 year over
250 trading days -> 250 = duration 250 step 1 digits 2 day
1,027 employees -> 1,027 = count 1027 step 1 digits 4 person
7 of my 9 positions -> 7 = number 7 step 1 digits 1; 9 = count 9 step 1 digits 1 holding
3d -> 3d = duration 3 step 1 digits 1 day
2w -> 2w = duration 2 step 1 digits 1 week
6m -> 6m = duration 6 step 1 digits 1 month
18 mo -> 18 = number 18 step 1 digits 2
5y -> 5y = duration 5 step 1 digits 1 year
10yr -> 10yr = duration 10 step 1 digits 1 year
rank 3 -> 3 = rank 3 step 1 digits 1
ranked #2 -> 2 = rank 2 step 1 digits 1
No. 4 -> 4 = rank 4 step 1 digits 1
1st place -> 1st = rank 1 step 1 digits 1
the 2nd holding -> 2nd = rank 2 step 1 digits 1 holding
the 95th percentile -> nothing
21st century -> nothing
the third largest holding -> third = rank 3 step 0 digits 1
it comes in second -> second = rank 2 step 0 digits 1
placed fourth -> fourth = rank 4 step 0 digits 1
in 2019 -> 2019 = date 2019-01-01..2019-12-31
in the 2019 fiscal year -> 2019 = date 2019-01-01..2019-12-31
2019 years -> 2019 = duration 2019 step 1 digits 4 year
$2019 -> $2019 = money 2019 step 1 digits 4 $
2019% -> 2019% = percent 2019 step 1 digits 4
1 May 2024 -> 1 May 2024 = date 2024-05-01..2024-05-01
3 March or 2020 -> 3 March = date 0004-03-03..0004-03-03; 2020 = date 2020-01-01..2020-12-31
March 2021 -> March 2021 = date 2021-03-01..2021-03-31
$9.10 of May 2020 -> $9.10 = money 9.1 step 0.01 digits 3 $; May 2020 = date 2020-05-01..2020-05-31
5 MM dollars -> 5 MM dollars = money 5000000 step 1000000 digits 1 $
Q3 2020 -> Q3 2020 = date 2020-07-01..2020-09-30
H1 2021 -> H1 2021 = date 2021-01-01..2021-06-30
FY19 -> FY19 = date 2019-01-01..2019-12-31
2021-03-31 -> 2021-03-31 = date 2021-03-31..2021-03-31
5 to 7% -> 5 = percent 5 step 1 digits 1; 7% = percent 7 step 1 digits 1
$2–3k -> $2 = money 2000 step 1000 digits 1 $; 3k = money 3000 step 1000 digits 1 $
$3 to 5 -> $3 = money 3 step 1 digits 1 $; 5 = money 5 step 1 digits 1 $
1-2% -> 1 = percent 1 step 1 digits 1; 2% = percent 2 step 1 digits 1
between 4 and 6 years -> 4 = duration 4 step 1 digits 1 year; 6 = duration 6 step 1 digits 1 year
4 and 6 years -> 4 = number 4 step 1 digits 1; 6 = duration 6 step 1 digits 1 year
10–12 holdings -> 10 = count 10 step 1 digits 1 holding; 12 = count 12 step 1 digits 2 holding
2 bis 3 Prozent sind es -> 2 = percent 2 step 1 digits 1; 3 Prozent = percent 3 step 1 digits 1
3x to 4x -> 3x = multiple 3 step 1 digits 1; 4x = multiple 4 step 1 digits 1
5 to 50 million -> 5 = number 5 step 1 digits 1; 50 million = number 50000000 step 1000000 digits 1
twelve holdings -> twelve = count 12 step 1 digits 2 holding
one of them -> nothing
two things -> nothing
twenty-five things -> twenty-five = number 25 step 1 digits 2
one million -> one million = number 1000000 step 1000000 digits 1
a hundred dollars -> a hundred dollars = money 100 step 100 digits 1 $
one dollar -> one dollar = money 1 step 1 digits 1 $
one per cent -> one per cent = percent 1 step 1 digits 1
ninety-two million dollars -> ninety-two million dollars = money 92000000 step 1000000 digits 2 $
minus twelve point six million -> twelve point six million = number -12600000 step 100000 digits 3
negative five per cent -> five per cent = percent -5 step 1 digits 1
about forty percent -> forty percent = percent 40 step 1 digits 1 rough
more than fifty thousand euros -> fifty thousand euros = money 50000 step 1000 digits 1 EUR over
two and a half billion -> two and a half billion = number 2500000000 step 250000000 digits 2
half a million dollars -> half a million dollars = money 500000 step 50000 digits 2 $
half a thousand -> half a thousand = number 500 step 50 digits 2
a year and a half -> a year and a half = duration 1.5 step 0.15 digits 2 year
three months and a half -> three months and a half = duration 3.5 step 0.35 digits 2 month
ten and a half percent -> ten and a half percent = percent 10.5 step 1.05 digits 2
a third of it -> a third = percent 33.333333… step 0 digits 1 worded
two-thirds -> two-thirds = percent 66.666667… step 0 digits 1 worded
three quarters -> three quarters = percent 75 step 0 digits 1 worded
five eighths of it -> five eighths = percent 62.5 step 0 digits 1 worded
more than a third -> a third = percent 33.333333… step 0 digits 1 over worded
less than nine tenths -> nine tenths = percent 90 step 0 digits 1 under worded
half of it -> half = percent 50 step 0 digits 1 worded
it halved -> halved = change -50 step 0 digits 1 worded
it doubled -> doubled = change 100 step 0 digits 1 worded
tripled -> tripled = change 200 step 0 digits 1 worded
cut in half -> cut in half = change -50 step 0 digits 1 worded
a quarter of it -> a quarter = percent 25 step 0 digits 1 worded
twice the market's -> twice = multiple 2 step 0 digits 1 worded
thrice -> thrice = multiple 3 step 0 digits 1 worded
fourfold -> fourfold = multiple 4 step 0 digits 1 worded
tenfold -> tenfold = multiple 10 step 0 digits 1 worded
two dozen -> two dozen = number 24 step 0 digits 1 worded
XII percent -> XII percent = percent 12 step 0 digits 2
MCM dollars -> MCM dollars = money 1900 step 0 digits 2 $
IX euros -> IX euros = money 9 step 0 digits 1 EUR
LXIV % -> LXIV % = percent 64 step 0 digits 2
zwölf Aktien sind es -> zwölf = count 12 step 1 digits 2 share
zwei Drittel der Summe sind es -> zwei Drittel = percent 66.666667… step 0 digits 1 worded
die Hälfte ist es -> die Hälfte = percent 50 step 0 digits 1 worded
mehr als ein Viertel ist es -> ein Viertel = percent 25 step 0 digits 1 over worded
zweihundertfünfzig Euro sind es -> zweihundertfünfzig Euro = money 250 step 1 digits 2 EUR
minus fünf Prozent sind es -> fünf Prozent = percent -5 step 1 digits 1
rund dreißig Euro sind es -> dreißig Euro = money 30 step 1 digits 1 EUR rough
unter vierzig Prozent sind es -> vierzig Prozent = percent 40 step 1 digits 1 under
drei Millionen Euro sind es -> drei Millionen Euro = money 3000000 step 1000000 digits 1 EUR
eine ist es -> nothing
verdoppelt -> verdoppelt = change 100 step 0 digits 1 worded
um ein Drittel ist es gefallen -> ein Drittel = percent 33.333333… step 0 digits 1 worded
"""


def told(figure: Figure) -> str:
    if figure.days is not None:
        return f"{figure.text} = date {figure.days[0]}..{figure.days[1]}"
    value = f"{figure.value.normalize():f}"
    if len(value) > _LONG:
        value = f"{figure.value:.6f}…"
    parts = [
        f"{figure.kind} {figure.sign}{value} step {figure.step.normalize():f}",
        f"digits {figure.digits}",
        figure.unit,
        figure.bound,
        "rough" if figure.is_rough else "",
        "worded" if figure.is_worded else "",
        "" if figure.other is None else f"or {figure.other.normalize():f}",
    ]
    return f"{figure.text} = {' '.join(part for part in parts if part)}"


@pytest.mark.parametrize("line", READINGS.strip().splitlines())
def test_a_figure_is_read_as_it_is_meant(line: str) -> None:
    text, _, expected = line.partition(" -> ")
    figures = find_figures(text)
    assert ("; ".join(map(told, figures)) or "nothing") == expected
    assert all(text[figure.start : figure.end] == figure.text for figure in figures)
    spans = [figure.is_worded for figure in figures if figure.days is not None]
    assert not any(spans)
