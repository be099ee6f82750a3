"""What reports say of little or nothing: no sales, one day, no dividends, an empty list.

Answers are written down as the API gives them; figures are reckoned by hand.
"""

from typing import Any

import pytest

from shared.reports.answers import Answers
from shared.reports.compose import gains, holdings, levels, overview, performance, risk, stock
from shared.reports.compose.allocation import allocation_section
from shared.reports.compose.watchlist import watchlists
from shared.reports.compose.writing import UNKNOWN, count, day, money, percent, price, quantity
from shared.reports.compose.writing import ratio as pure
from shared.reports.document import BarChart, Block, Figure, LineChart, Paragraph, Section, Table


def _said(blocks: Section | list[Block]) -> str:
    found = blocks.blocks if isinstance(blocks, Section) else blocks
    return "; ".join(one.text for one in found if isinstance(one, Paragraph))


def _tables(section: Section) -> list[Table]:
    return [one for one in section.blocks if isinstance(one, Table)]


@pytest.mark.parametrize(
    "figure",
    [
        money(None, "USD"),
        price(None, "USD"),
        percent(None),
        pure(None),
        quantity(None),
        count(None),
        day(None),
    ],
)
def test_what_is_not_known_is_a_dash_and_no_number(figure: Figure) -> None:
    assert (figure.value, figure.text) == (None, UNKNOWN)


def _lot(n: int) -> dict[str, Any]:
    return {
        "symbol": f"S{n}",
        "opened": "2024-01-02",
        "closed": "2024-02-02",
        "holding_days": 31,
        "quantity": "1",
        "proceeds": "12",
        "cost": "10",
        "gain": "2",
        "market_value": "12",
    }


def _gains(realised: int, unrealised: int) -> Answers:
    return Answers(
        {
            "gains": {
                "currency": "USD",
                "method": "fifo",
                "realised": [_lot(n) for n in range(realised)],
                "unrealised": [_lot(n) for n in range(unrealised)],
                "total_realised": str(2 * realised),
                "total_proceeds": str(12 * realised),
                "total_cost": str(10 * realised),
                "total_unrealised": str(2 * unrealised),
            }
        }
    )


class TestGains:
    def test_of_no_sale_it_is_said(self) -> None:
        assert _said(gains.gains_section(_gains(0, 0), with_lots=True)) == "Nothing was sold."

    def test_of_many_lots_the_last_are_listed_and_all_are_counted(self) -> None:
        [table] = _tables(gains.gains_section(_gains(16, 3), with_lots=False))
        assert [row[0] for row in table.rows] == [f"S{n}" for n in range(1, 16)]
        assert table.note.endswith("The last 15 of 16 lots are listed; totals are of all.")
        assert table.total is not None
        assert isinstance(table.total[-1], Figure)
        assert table.total[-1].text == "+32.00"

    def test_of_very_many_lots_held_the_first_are_listed(self) -> None:
        section = gains.gains_section(_gains(1, 401), with_lots=True)
        _, held = _tables(section)
        assert len(held.rows) == 400
        assert held.note == "The first 400 of 401 lots are listed; the total is of all."


def _held(items: list[dict[str, Any]], cash: list[dict[str, Any]]) -> Answers:
    held = {"currency": "USD", "items": items, "cash": cash, "total_value": "50"}
    return Answers({"holdings": held})


class TestHoldings:
    def test_nothing_held_is_said(self) -> None:
        assert _said(holdings.holdings_section(_held([], []))) == "Nothing is held on this day."
        assert list(holdings.sources_of(Answers({}))) == []

    def test_cash_and_a_price_that_is_old_are_named(self) -> None:
        item = {
            "symbol": "OLD",
            "name": "OLD",
            "quantity": "1",
            "price": None,
            "price_as_of": None,
            "source": None,
            "currency": "EUR",
            "cost_basis": "10",
            "market_value": None,
            "unrealised_gain": None,
            "unrealised_return": None,
            "weight": None,
            "is_stale": True,
        }
        cash = {"currency": "EUR", "amount": "45", "value": "50"}
        answers = _held([item], [cash])
        [table] = _tables(holdings.holdings_section(answers))
        assert [row[0] for row in table.rows] == ["OLD", "Cash EUR"]
        assert table.note.endswith("Older than five days: the price of OLD.")
        assert list(holdings.sources_of(answers)) == []


class TestAllocation:
    def test_of_nothing_it_is_said(self) -> None:
        assert _said(allocation_section(Answers({}))) == "Nothing is held on this day."
        empty = Answers({"allocation_sector": {"slices": []}})
        assert _said(allocation_section(empty)) == "Nothing is held on this day."

    def test_of_one_slice_there_is_a_sentence_and_no_chart(self) -> None:
        one = {"slices": [{"key": "USD", "label": "USD", "weight": 1.0, "value": "5"}]}
        section = allocation_section(Answers({"allocation_currency": one}))
        assert _said(section) == "By currency: all of it is USD."
        assert not any(isinstance(block, BarChart) for block in section.blocks)


class TestLevels:
    def test_one_day_has_no_drawdown(self) -> None:
        assert levels.drawdown_of("X", ["2024-01-02"], [1.0]) == []

    def test_a_level_that_never_fell_says_so(self) -> None:
        said = _said(levels.drawdown_of("X", ["2024-01-02", "2024-01-03"], [1.0, 1.1]))
        assert said == "The value never fell below an earlier one in this period."

    def test_months_are_from_end_to_end(self) -> None:
        # 100 -> 110 is +10 %, 110 -> 99 is -10 %; from nothing there is no return.
        days = ["2024-01-31", "2024-02-29"]
        assert levels.returns_by_month(days, [110.0, 99.0], 100.0) == pytest.approx(
            {"2024-01": 0.1, "2024-02": -0.1}
        )
        assert levels.returns_by_month(days, [0.0, 99.0], 100.0) == pytest.approx({"2024-01": -1.0})


def _period(dates: list[str], linked: list[float | None]) -> Answers:
    series = {
        "dates": dates,
        "cumulative_twr": linked,
        "value": ["1"] * len(dates),
        "net_contributions": ["1"] * len(dates),
    }
    period = {"series": series, "currency": "USD", "benchmark": None, "from": "2024-01-02"}
    return Answers({"performance": period, "life": period}, {"life": "x?period=max&currency=EUR"})


class TestPerformance:
    def test_one_day_has_no_line(self) -> None:
        said = _said(overview.value_chart(_period(["2024-01-02"], [0.0])))
        assert said == "There is no value to draw over this period."

    def test_a_gap_in_the_return_is_said_and_nothing_is_drawn(self) -> None:
        answers = _period(["2024-01-02", "2024-01-03"], [0.0, None])
        assert _said(performance.drawdown_chart(answers)).startswith("There is no drawdown to draw")
        assert performance.monthly_returns(answers) == []
        assert performance.years(answers) == []

    def test_each_month_names_its_request(self) -> None:
        answers = _period(["2024-01-02", "2024-01-31", "2024-02-01"], [0.0, 0.1, 0.1])
        assert performance.month_sources(answers, "p") == {
            "month_2024-01": "portfolios/p/performance?from=2024-01-02&to=2024-01-31&currency=EUR",
            "month_2024-02": "portfolios/p/performance?from=2024-02-01&to=2024-02-01&currency=EUR",
        }
        assert performance.month_sources(Answers({}), "p") == {}


class TestRisk:
    def test_without_contributions_or_falls_nothing_is_drawn(self) -> None:
        answers = Answers({"risk": {"contributions": [], "drawdowns": []}})
        assert (risk.contributions(answers), risk.falls(answers)) == ([], [])


_ONE_DAY = {
    "dates": ["2024-01-02"],
    "close": [10.0],
    "currency": "USD",
    "indicators": {
        name: {name.partition(":")[0]: [None]}
        for name in ("sma:50", "sma:200", "volatility:20", "rsi:14")
    },
}


class TestShares:
    def test_one_day_of_prices_has_no_chart_no_return_and_no_months(self) -> None:
        quote = {
            "price": "10",
            "currency": "USD",
            "change_ratio": None,
            "as_of": "2024-01-02",
        }
        levels_ = {"dates": ["2024-01-02"], "close": ["10"]}
        answers = Answers(
            {
                "quote": quote,
                "technical": _ONE_DAY,
                "adjusted": levels_,
                "life": levels_,
                "profile": {"symbol": "X"},
            }
        )
        section = stock.share_overview(answers)
        assert not any(isinstance(block, LineChart) for block in section.blocks)
        assert stock.share_moves(answers).blocks == ()

    def test_averages_that_have_no_value_yet_are_no_line(self) -> None:
        shown = {
            **_ONE_DAY,
            "dates": ["2024-01-02", "2024-01-03"],
            "close": [10.0, 11.0],
            "indicators": {
                "sma:50": {"sma": [None, 10.5]},
                "sma:200": {"sma": [None, None]},
                "volatility:20": {"volatility": [None, None]},
                "rsi:14": {"rsi": [None, None]},
            },
        }
        quote = {"price": "11", "currency": "USD", "change_ratio": 0.1, "as_of": "2024-01-03"}
        adjusted = {"dates": shown["dates"], "close": ["10", "11"]}
        answers = Answers({"quote": quote, "technical": shown, "adjusted": adjusted})
        [chart] = [
            one for one in stock.share_overview(answers).blocks if isinstance(one, LineChart)
        ]
        assert [line.name for line in chart.lines] == ["Price", "Average of 50 days"]

    def test_a_share_without_dividends_or_ratios_has_no_such_section(self) -> None:
        assert stock.share_dividends(Answers({"events": {"items": []}})) is None
        assert stock.share_fundamentals(Answers({})) is None
        assert stock.share_fundamentals(Answers({"fundamentals": {"ratios": {}}})) is None

    def test_ratios_are_written_by_what_they_are(self) -> None:
        found = {
            "ratios": {
                "ebitda": 1_234_567.0,
                "profit_margin": 0.25,
                "some_other": 1.5,
                "trailing_pe": 30.125,
            },
            "currency": None,
            "source": "sample",
            "fetched_at": "2024-01-02T00:00:00Z",
        }
        section = stock.share_fundamentals(Answers({"fundamentals": found}))
        assert section is not None
        [table] = _tables(section)
        shown = {row[0]: row[1].text for row in table.rows if isinstance(row[1], Figure)}
        assert shown == {
            "EBITDA": "1,234,567",
            "Profit margin": "25.00 %",
            "Some other": "1.50",
            "Price to earnings": "30.12",
        }
        assert table.note == "As sample gave them on 2 Jan 2024; amounts in its own currency."


class TestWatchlists:
    def test_no_list_and_an_empty_one_say_so(self) -> None:
        [none] = watchlists(Answers({"lists": [], "watched": {}}))
        assert _said(none) == "There are no watchlists yet."
        [empty] = watchlists(Answers({"lists": [{"name": "Mine", "symbols": []}], "watched": {}}))
        assert (empty.title, _said(empty)) == ("Mine", "Nothing is on this list.")

    def test_a_symbol_without_a_price_has_a_row_that_says_so(self) -> None:
        watched = {"GHOST": {"name": "GHOST", "quote": None, "moves": {}}}
        lists = [{"name": "Mine", "symbols": ["GHOST"]}]
        [section] = watchlists(Answers({"lists": lists, "watched": watched}))
        [table] = _tables(section)
        assert table.rows == (("GHOST", "no price", "", "", "", "", "", ""),)
