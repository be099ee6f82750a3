"""Every figure taken from a source, computed again from the source's own inputs.

By closed forms and exact fractions, with none of our code: no expected figure of the other files
rests on how a page was remembered. The other files hold our code against the same figures.
"""

import math
import statistics
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import accumulate

import pytest

MIXED = [Fraction(n, 100) for n in (1, 10, -4, 2, 3, 2, 1, -10)]
FALLING = [Fraction(n, 100) for n in (0, -6, -7, -1, -9, -2, -6, -8, -5)]


def rate_of_three(first: int, second: int, third: int) -> float:
    """The rate r of first + second/(1+r) + third/(1+r)² = 0, by the formula for quadratics."""
    factor = (-second + math.sqrt(second**2 - 4 * third * first)) / (2 * third)
    return 1 / factor - 1


@pytest.mark.parametrize(
    ("source", "flows", "growths", "published"),
    [
        ("CFA", (-200, -220, 480), (Fraction(230, 200), Fraction(480, 450)), (0.0939, 0.1076)),
        ("Schweser", (-100, -118, 264), (Fraction(122, 100), Fraction(264, 240)), (0.1386, 0.1584)),
        (
            "CFA question",
            (-200, 100, 170),
            (Fraction(200, 200), Fraction(170, 100)),
            (0.2052, 0.3038),
        ),
    ],
)
def test_published_returns_of_two_years(
    source: str,
    flows: tuple[int, int, int],
    growths: tuple[Fraction, Fraction],
    published: tuple[float, float],
) -> None:
    assert rate_of_three(*flows) == pytest.approx(published[0], abs=5e-5), source
    assert math.sqrt(growths[0] * growths[1]) - 1 == pytest.approx(published[1], abs=1e-4), source


def test_excels_rate_cancels_its_flows() -> None:
    dates = ("2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01")
    days = [(date.fromisoformat(one) - date(2008, 1, 1)).days for one in dates]
    flows = (-10_000, 2_750, 4_250, 3_250, 2_750)
    with localcontext(prec=40):

        def worth(rate: str) -> Decimal:
            growth = (1 + Decimal(rate)).ln()
            return sum(
                (a * (-growth * d / 365).exp() for a, d in zip(flows, days, strict=True)),
                Decimal(0),
            )

        # Microsoft prints 0.373362535, and says that Excel stops within 0.000001 %.
        assert worth("0.373362530") > 0 > worth("0.373362540")


def test_the_two_rates_of_the_textbook_are_both_exact() -> None:
    for rate in (Fraction(1, 10), Fraction(4, 10)):
        assert -1_000 + 2_500 / (1 + rate) - 1_540 / (1 + rate) ** 2 == 0


def test_modified_dietz_of_bacon_and_of_the_encyclopaedia() -> None:
    bacon = (Fraction("104.4") - Fraction("74.2") - Fraction("37.1")) / (
        Fraction("74.2") + Fraction("37.1") * Fraction(18, 31)
    )
    assert float(bacon) == pytest.approx(-0.072, abs=5e-4)
    assert Fraction(300 - 100 - 50) / (100 + Fraction(50, 2)) == Fraction(12, 10)


def test_geometric_linking() -> None:
    def linked(*returns: str) -> Fraction:
        return math.prod((1 + Fraction(one) for one in returns), start=Fraction(1)) - 1

    assert linked("0.1", "-0.1") == Fraction("-0.01")
    assert linked("0.05", "0.05", "0.05", "0.05") == Fraction("0.21550625")
    assert linked("1", "-0.5") == 0
    assert linked("0.1", "-0.1") == Fraction(
        -1, 100
    )  # Spaulding: a large contribution changes nothing


def test_the_risk_figures_of_empyricals_tests() -> None:
    mean = sum(MIXED) / len(MIXED)
    variance = sum((one - mean) ** 2 for one in MIXED) / (len(MIXED) - 1)
    assert variance == statistics.variance(MIXED)
    assert math.sqrt(variance * 252) == pytest.approx(0.9136465399704637, rel=1e-14)
    assert mean / math.sqrt(variance) * math.sqrt(252) == pytest.approx(1.7238613961706866)
    downside = sum(min(one, Fraction(0)) ** 2 for one in MIXED) / len(MIXED)
    assert mean / math.sqrt(downside) * math.sqrt(252) == pytest.approx(2.605531251673693)


def test_the_drawdowns_of_empyricals_tests() -> None:
    for returns, published in ((MIXED, 0.1), (FALLING, 0.36590730349873601)):
        levels = list(
            accumulate((1 + one for one in returns), Fraction.__mul__, initial=Fraction(1))
        )
        peaks = accumulate(levels, max)
        deepest = max(1 - level / peak for level, peak in zip(levels, peaks, strict=True))
        assert float(deepest) == pytest.approx(published, rel=1e-12)


@pytest.mark.parametrize(
    ("source", "shares", "price", "after", "each"),
    [
        ("IRS VITA", 100, 11, 110, 10),
        ("Fairmark, 10 %", 400, 33, 440, 30),
        ("Fairmark, first lot", 150, 24, 300, 12),
        ("Fairmark, second lot", 100, 28, 200, 14),
        ("IRS FAQ, first lot", 100, 10, 200, 5),
        ("IRS FAQ, second lot", 100, 12, 200, 6),
        ("IRS Publication 550", 1, 45, 3, 15),
        ("J.K. Lasser 30.3", 100, 10, 200, 5),
    ],
)
def test_cost_is_spread_over_all_shares(
    source: str, shares: int, price: int, after: int, each: int
) -> None:
    assert Fraction(shares * price, after) == each, source


def test_lassers_gain_and_the_part_of_the_preferred_stock() -> None:
    assert 560 - 50 * Fraction(100 * 10, 200) == 310
    assert [1_000 * Fraction(part, 900 + 300) for part in (900, 300)] == [750, 250]


def test_the_matching_cases_of_hmrc_and_the_acca() -> None:
    # CG51624; ACCA example 27; the forum's three cases, sales divided by shares matched.
    assert (60_000 - 4_000) - Fraction(100_000 * 5_000, 10_000) == 6_000
    assert 2_000 - 1_900 == 100
    assert [Fraction(1_000 * part, 100) for part in (25, 75)] == [250, 750]
    assert Fraction(1_000 * 75, 200) == 375
    first, pool = Fraction(120 * 25, 40) - 100, Fraction(120 * 15, 40) - Fraction(80 * 15, 40)
    assert (first, pool, 150 - Fraction(80 * 25, 40)) == (-25, 15, 100)


@pytest.mark.parametrize(
    ("symbol", "before", "after", "ratio"),
    [
        ("AAPL 2014", "645.57", "93.7", Fraction(7)),
        ("AAPL 2020", "499.23", "129.04", Fraction(4)),
        ("NVDA 2007", "50.79", "34.58", Fraction(3, 2)),
        ("NVDA 2024", "1208.88", "121.79", Fraction(10)),
        ("TSLA 2022", "891.29", "296.07", Fraction(3)),
        ("AMZN 2022", "2447.0", "124.79", Fraction(20)),
    ],
)
def test_closes_around_real_splits_fit_the_ratio(
    symbol: str, before: str, after: str, ratio: Fraction
) -> None:
    # No wrong ratio among small numbers would: a day's move beside it is under 6 %.
    assert abs(Fraction(after) * ratio / Fraction(before) - 1) < Fraction(6, 100), symbol
