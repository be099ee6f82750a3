"""Figures that cannot be told say why, each by a ledger of a line or two; and some by hand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest

from shared.analytics.explanation import evaluate
from shared.analytics.figure_names import Figure, Question
from shared.analytics.service import AnalyticsService
from shared.kernel.errors import InvalidInput
from shared.market.model import PriceSeries, Split
from shared.portfolios.model import CashMode, Transaction
from shared.portfolios.ports import Book
from tests.fakes.ledger import entry
from tests.fakes.ledgers import DAYS, World, book
from tests.fakes.market import FakeTracker, fx_book, price_series
from tests.service.analytics.test_answers import Shelf

FIRST = DAYS[0].isoformat()
# X, Z and STILL stand still, Y goes up and down, LATE has no price before DAYS[250].
PRICES = {
    "X": price_series("X", dict.fromkeys(DAYS, "10")),
    "Z": price_series("Z", dict.fromkeys(DAYS, "20")),
    "Y": price_series("Y", {day: str(100 + n % 3) for n, day in enumerate(DAYS)}),
    "STILL": price_series("STILL", dict.fromkeys(DAYS, "7")),
    "LATE": price_series("LATE", {day: str(5 + n % 2) for n, day in enumerate(DAYS[250:])}),
}


def _bought(symbol: str, *, price: int = 10, **said: Any) -> Transaction:
    return entry("buy", FIRST, symbol, id=f"buy{symbol}", quantity=10, price=price, **said)


LEDGERS: dict[str, tuple[Transaction, ...]] = {
    "still": (_bought("X"), _bought("Z", price=20)),
    "moving": (_bought("X"), _bought("Y", price=100)),
    "sold": (
        _bought("X"),
        entry("sell", DAYS[40].isoformat(), "X", id="sellX", quantity=10, price=11),
    ),
    "free": (_bought("X", price=0),),
    "nothing": (),
    "unpriced": (_bought("LATE"),),
}


def _service(
    ledger: str,
    as_of: date = DAYS[99],
    *,
    cash: CashMode = "implied",
    also: PriceSeries | None = None,
) -> AnalyticsService:
    prices = PRICES if also is None else {**PRICES, also.symbol: also}
    place = World(dict(prices), fx_book({"USD": dict.fromkeys(DAYS, "1.2")}))
    shelf = Shelf(place)
    opened: Book = book(LEDGERS[ledger], place, cash=cash, as_of=as_of)
    shelf.opened = opened
    return AnalyticsService(shelf, FakeTracker())


YEAR = DAYS[300]


@pytest.mark.parametrize(
    ("figure", "asked", "ledger", "as_of", "reason"),
    [
        ("twr", {}, "nothing", DAYS[9], "no transaction"),
        ("sharpe", {}, "still", DAYS[99], "returns do not vary"),
        ("sortino", {}, "still", DAYS[99], "No day fell below the target"),
        ("calmar", {}, "still", DAYS[99], r"A year \(240 days\) is needed"),
        ("calmar", {}, "still", YEAR, "The value never fell in this period"),
        ("max_drawdown", {}, "still", DAYS[99], "The value never fell in this period"),
        ("max_drawdown", {"key": "1"}, "still", DAYS[99], "There is no drawdown '1'"),
        ("max_drawdown", {"key": "first"}, "moving", DAYS[99], "There is no drawdown 'first'"),
        ("volatility", {}, "moving", DAYS[5], "daily returns, .* are needed"),
        ("volatility", {"window": 500}, "moving", DAYS[99], "no 500 trading days yet"),
        ("beta", {}, "moving", DAYS[99], "No benchmark with prices was given"),
        ("beta", {"benchmark": "STILL"}, "moving", DAYS[99], "The benchmark did not move"),
        ("beta", {"benchmark": "LATE"}, "moving", DAYS[255], "benchmark has too few common days"),
        ("hhi", {}, "sold", DAYS[99], "Nothing is held at the end of the period"),
        ("correlation", {}, "moving", DAYS[99], "Ask with key=AAA/BBB"),
        ("correlation", {"key": "X/GHOST"}, "moving", DAYS[99], "both held at the end"),
        ("correlation", {"key": "X/Y"}, "moving", DAYS[5], "They have too few common days"),
        ("correlation", {"key": "X/Y"}, "moving", DAYS[99], "One of them did not move"),
        ("risk_contribution", {}, "moving", DAYS[99], "Ask with key=SYMBOL"),
        ("risk_contribution", {"key": "X"}, "moving", DAYS[5], "too few common days"),
        ("risk_contribution", {"key": "X"}, "still", DAYS[99], "Nothing moved"),
        ("benchmark_twr", {}, "moving", DAYS[99], "No benchmark with prices was given"),
        ("benchmark_twr", {"benchmark": "LATE"}, "moving", DAYS[255], "no price at the opening"),
        ("twr_annualised", {}, "moving", DAYS[99], "A year is needed to tell a yearly return"),
        ("quantity", {}, "moving", DAYS[99], "the symbol of something held"),
        ("price", {"symbol": "X"}, "sold", DAYS[99], "the symbol of something held"),
        ("quantity", {"symbol": "GHOST"}, "moving", DAYS[99], "The portfolio never held GHOST"),
        ("total_value", {"symbol": "GHOST"}, "moving", DAYS[99], "never held GHOST"),
        ("total_value", {"key": "X"}, "moving", DAYS[99], "total_value has no key and no year"),
        ("cash_fx_effect", {"symbol": "X"}, "moving", DAYS[99], "Cash belongs to no symbol"),
        ("cash", {}, "moving", DAYS[99], "Ask with key=CUR, a currency with cash"),
        (
            "unrealised_gain",
            {"symbol": "X", "key": "sellX"},
            "moving",
            DAYS[99],
            "That transaction opened no lot still held",
        ),
        ("unrealised_return", {"symbol": "X"}, "free", DAYS[99], "It cost nothing"),
        (
            "expected_dividend",
            {"symbol": "X", "key": "2024-01-02"},
            "moving",
            DAYS[99],
            "Ask with symbol and key=EX-DATE of one expected",
        ),
        ("slice", {"key": "GHOST"}, "moving", DAYS[99], "Ask with by and key=SLICE"),
    ],
)
async def test_a_figure_that_there_is_not_says_why(
    figure: str, asked: dict[str, Any], ledger: str, as_of: date, reason: str
) -> None:
    service = _service(ledger, as_of)
    with pytest.raises(InvalidInput, match=reason):
        _ = await service.explain("ada", "p", cast("Figure", figure), Question(**asked))


async def test_shares_bought_with_money_that_is_not_there_have_no_weight() -> None:
    # 10 shares at 10 and cash of -100: the whole is worth nothing.
    service = _service("sold", DAYS[9], cash="tracked")
    with pytest.raises(InvalidInput, match="Total value is nothing to divide by"):
        _ = await service.explain("ada", "p", "weight", Question(symbol="X"))


@pytest.mark.parametrize(
    ("figure", "asked", "ledger", "value"),
    [
        # 10 shares bought at 10, sold at 11.
        ("realised_gain", {"year": DAYS[40].year}, "sold", "10"),
        ("proceeds", {"key": "sellX"}, "sold", "110"),
        ("cost", {"key": "sellX/buyX"}, "sold", "100"),
        ("realised_gain", {"year": 1999}, "sold", "0"),
        # Y is at 100 on every third day; DAYS[99] is one of them.
        ("unrealised_gain", {"symbol": "Y", "key": "buyY"}, "moving", "0"),
        ("slice", {"key": "Y"}, "moving", "1000"),
        # 100 of 1,100.
        ("slice_weight", {"key": "X"}, "moving", "0.0909090909"),
        ("average_price", {"symbol": "X"}, "moving", "10"),
        ("quantity", {"symbol": "X"}, "free", "10"),
    ],
)
async def test_a_figure_is_what_a_person_reckons(
    figure: str, asked: dict[str, Any], ledger: str, value: str
) -> None:
    tree = await _service(ledger).explain("ada", "p", cast("Figure", figure), Question(**asked))
    assert float(evaluate(tree)) == pytest.approx(float(Decimal(value)))


class TestPeriods:
    async def test_a_period_before_the_first_entry_has_nothing(self) -> None:
        with pytest.raises(InvalidInput, match="the first transaction is on"):
            _ = await _service("moving").performance("ada", "p", last=DAYS[0] - timedelta(days=3))

    async def test_a_period_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="before it begins"):
            _ = await _service("moving").performance("ada", "p", first=DAYS[20], last=DAYS[10])

    async def test_a_benchmark_without_a_price_at_the_opening_is_said_in_a_note(self) -> None:
        found = await _service("moving", DAYS[255]).performance("ada", "p", benchmark="LATE")
        assert found.benchmark is None
        assert found.notes["benchmark"].startswith("LATE has no price or rate at the opening")

    @pytest.mark.parametrize(
        ("last_price", "told"), [(49, DAYS[49]), (94, DAYS[94]), (95, None), (99, None)]
    )
    async def test_a_benchmark_whose_prices_ended_says_when(
        self, last_price: int, told: date | None
    ) -> None:
        """DAYS[99] is a Friday, DAYS[94] the one before; a price is old after five days."""
        gone = price_series("GONE", dict.fromkeys(DAYS[: last_price + 1], "3"))
        found = await _service("moving", also=gone).performance("ada", "p", benchmark="GONE")
        assert found.benchmark is not None
        assert found.benchmark.prices_until == told

    async def test_risk_against_a_benchmark_whose_prices_ended_says_on_how_many_days(self) -> None:
        gone = price_series("GONE", {day: str(3 + n % 2) for n, day in enumerate(DAYS[:50])})
        found = await _service("moving", also=gone).risk("ada", "p", benchmark="GONE")
        assert found.beta is not None
        assert found.notes["benchmark"].startswith(f"the prices of GONE end on {DAYS[49]}: ")
        against = int(found.notes["benchmark"].split()[-4])
        # Prices on 50 days, and none counts longer than five days.
        assert 49 <= against <= 53 < found.observations

    async def test_a_benchmark_of_few_days_is_the_reason_and_no_want_of_swing(self) -> None:
        few = price_series("FEW", {day: str(3 + n % 2) for n, day in enumerate(DAYS[:11])})
        found = await _service("moving", also=few).risk("ada", "p", benchmark="FEW")
        assert found.beta is None
        assert found.notes["beta"].endswith("daily returns of FEW, 20 are needed")

    async def test_a_benchmark_with_prices_to_the_end_has_no_note(self) -> None:
        found = await _service("moving").risk("ada", "p", benchmark="Y")
        assert "benchmark" not in found.notes

    async def test_a_portfolio_that_stood_still_says_so(self) -> None:
        found = await _service("still").risk("ada", "p")
        assert found.max_drawdown in {0.0, None}
        assert found.notes["max_drawdown"] == "the value never fell in this period"


class TestWithoutPrices:
    """LATE has no price before DAYS[250]."""

    @pytest.mark.parametrize(
        ("figure", "asked", "reason"),
        [
            ("end_value", {}, "Something held had no price or rate then"),
            ("fx_effect", {}, "Something held had no price or rate then"),
            ("twr", {}, "."),
            ("simple_return", {}, "."),
            ("volatility", {}, "."),
            ("price", {"symbol": "LATE"}, "LATE has no known price"),
            ("market_value", {"symbol": "LATE"}, "LATE has no known price"),
            ("unrealised_gain", {"symbol": "LATE"}, "LATE has no known price"),
            ("weight", {"symbol": "LATE"}, "LATE has no known price"),
        ],
    )
    async def test_a_figure_of_what_has_no_price_yet_says_so(
        self, figure: str, asked: dict[str, Any], reason: str
    ) -> None:
        with pytest.raises(InvalidInput, match=reason):
            _ = await _service("unpriced").explain(
                "ada", "p", cast("Figure", figure), Question(**asked)
            )

    @pytest.mark.parametrize(
        ("figure", "value"), [("quantity", 10), ("cost_basis", 100), ("average_price", 10)]
    )
    async def test_what_was_bought_is_known_without_a_price(self, figure: str, value: int) -> None:
        tree = await _service("unpriced").explain(
            "ada", "p", cast("Figure", figure), Question(symbol="LATE")
        )
        assert evaluate(tree) == value

    async def test_a_benchmark_that_was_split_is_told_in_shares_of_the_end(self) -> None:
        # 10 before a split two for one, 6 after it: 12 of the old ones, a fifth more.
        splits = [Split(DAYS[50], 2, 1), Split(DAYS[200], 3, 1)]
        closes = {day: "10" if day < DAYS[50] else "6" for day in DAYS}
        service = _service("still", also=price_series("CUT", closes, splits=splits))
        asked = Question(benchmark="CUT", first=DAYS[10])
        tree = await service.explain("ada", "p", "benchmark_price_return", asked)
        assert float(evaluate(tree)) == pytest.approx(0.2)
        shown = await service.performance("ada", "p", benchmark="CUT", first=DAYS[10])
        assert shown.benchmark is not None
        assert shown.benchmark.price_return == pytest.approx(0.2)

    async def test_one_day_shows_the_close_it_began_from_beside_a_benchmark(self) -> None:
        service = _service("moving", DAYS[99])
        shown = await service.performance("ada", "p", name="1d", benchmark="Y")
        assert shown.benchmark is not None
        assert len(shown.series.dates) == 2

    async def test_a_summary_names_what_it_leaves_out(self) -> None:
        found = await _service("unpriced").summary("ada", "p")
        assert found.unpriced == ("LATE",)
        assert found.total_value is None
        assert (
            found.notes["total_value"]
            == f"no price or rate is known of anything held on {DAYS[99]}"
        )
