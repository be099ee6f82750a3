"""What numbers in the outcomes of tools are figures of: kind, unit, measure, row, column, label."""

from typing import Any

from shared.assistant.claims.facts import Fact
from shared.assistant.claims.gathering import gather
from shared.assistant.model import ToolOutcome

_VALUE: dict[str, Any] = {
    "portfolio": "Savings",
    "portfolio_id": "p1",
    "currency": "USD",
    "as_of": "2021-03-31",
    "month": "2021-02",
    "total_value": "16306.20",
    "xirr": 0.1703,
    "sharpe_ratio": 1.4,
    "beta": 0.9,
    "year": 2020,
    "days": 90,
    "last_twelve_months": "120.50",
    "var_95": -0.021,
    "total_count": 7,
    "split": "7:1",
    "period": "Dot-com bust, 2000",
    "lookback": "6m",
    "result": "0.25",
    "note": "Fees of $12.50 are not in the figures of this table.",
    "matrix": [0.25, -0.5, 0.5, 1.0],
    "is_open": True,
    "nothing": None,
    "items": [
        {
            "symbol": "AAPL",
            "name": "Apple Inc.",
            "price": "122.15",
            "price_currency": "EUR",
            "quantity": 80,
            "weight": 0.5993,
            "gain": "6286.20",
            "trades": 3,
            "volume": 250.5,
        },
        {
            "symbol": "BAC",
            "name": "Bank of America",
            "price": "38.69",
            "quantity": "100",
            "weight": 0.2373,
            "gain": "-809.00",
            "trades": 5,
            "volume": 99.0,
        },
    ],
    "by/a~b": {"fee_rate": 25.5},
}
_OUTCOMES = [
    ToolOutcome("t1", "holdings", {"symbol": "AAPL", "days": 30}, _VALUE, ""),
    ToolOutcome("t2", "failed", {"period": "1y"}, {"price": "5.00"}, "", is_error=True),
    ToolOutcome("t3", "search", {}, {"passage_id": "x", "text": "up 5%"}, ""),
]
# Address, value, kind, unit, field, measure, row, column, label; what follows from others says how.
_FACTS = """
t1/as_of 2021-03-31..2021-03-31 date - as_of - t1 holdings/as_of AAPL
t1/month 2021-02-01..2021-02-28 date - month - t1 holdings/month AAPL
t1/total_value 16306.2 money USD total_value value t1 holdings/total_value AAPL
t1/xirr 17.03 ratio - xirr return t1 holdings/xirr AAPL
t1/sharpe_ratio 140 ratio - sharpe_ratio ratio t1 holdings/sharpe_ratio AAPL
t1/beta 0.9 number - beta market t1 holdings/beta AAPL
t1/year 2020-01-01..2020-12-31 date - year - t1 holdings/year AAPL
t1/days 90 duration day days - t1 holdings/days AAPL
t1/last_twelve_months 12 duration month months - t1 holdings/last_twelve_months AAPL
t1/last_twelve_months 120.5 money USD last_twelve_months income t1 holdings/last_twelve_months AAPL
t1/var_95 95 percent - level - t1 holdings/var_95 AAPL
t1/var_95 -2.1 ratio - var_95 var t1 holdings/var_95 AAPL
t1/total_count 7 count holdings holdings - t1 holdings/total_count AAPL
t1/split 7 number - split - t1 holdings/split AAPL
t1/split 1 number - split - t1 holdings/split AAPL
t1/period 2000-01-01..2000-12-31 date - period - t1/period#0 t1/period# AAPL
t1/lookback 6 duration month lookback - t1 holdings/lookback AAPL
t1/result 0.25 money USD result - t1 holdings/result AAPL
t1/result 25 ratio - result - t1 holdings/result AAPL
t1/note 12.5 money $ note - t1/note#0 t1/note# AAPL
t1/matrix 4 count matrix matrix - t1 holdings/matrix AAPL
t1/matrix/0 0.25 number - matrix - t1 holdings/matrix/* AAPL
t1/matrix/1 -0.5 number - matrix - t1 holdings/matrix/* AAPL
t1/matrix/2 0.5 number - matrix - t1 holdings/matrix/* AAPL
t1/matrix/3 1 number - matrix - t1 holdings/matrix/* AAPL
t1/items 2 count holdings holdings - t1 holdings/items AAPL
t1/items/0/price 122.15 money EUR price price t1/items/0 holdings/items/*/price AAPL
t1/items/0/quantity 80 quantity - quantity quantity t1/items/0 holdings/items/*/quantity AAPL
t1/items/0/weight 59.93 ratio - weight weight t1/items/0 holdings/items/*/weight AAPL
t1/items/0/gain 6286.2 money EUR|USD gain gain t1/items/0 holdings/items/*/gain AAPL
t1/items/0/trades 3 count trades trades - t1/items/0 holdings/items/*/trades AAPL
t1/items/0/volume 250.5 number - volume - t1/items/0 holdings/items/*/volume AAPL
t1/items/1/price 38.69 money USD price price t1/items/1 holdings/items/*/price BAC
t1/items/1/quantity 100 quantity - quantity quantity t1/items/1 holdings/items/*/quantity BAC
t1/items/1/weight 23.73 ratio - weight weight t1/items/1 holdings/items/*/weight BAC
t1/items/1/gain -809 money USD gain gain t1/items/1 holdings/items/*/gain BAC
t1/items/1/trades 5 count trades trades - t1/items/1 holdings/items/*/trades BAC
t1/items/1/volume 99 number - volume - t1/items/1 holdings/items/*/volume BAC
t1/by~1a~0b/fee_rate 25.5 number - fee_rate fee t1/by~1a~0b holdings/by/a~b/fee_rate AAPL
t1/arguments/days 30 duration day days - t1/arguments arguments/days AAPL
t2/arguments/period 1 duration year period - t2/arguments arguments/period -
t3/text 5 percent - text - t3/text#0 t3/text# -
t1 0.3125 number - matrix - t1 holdings/matrix/* - = average
t1 0.375 number - matrix - t1 holdings/matrix/* - = median
t1 1.5 number - matrix - t1 holdings/matrix/* - = range
t1 3 count - matrix - t1 holdings/matrix/* - = count of positive
t1 1 count - matrix - t1 holdings/matrix/* - = count of negative
t1/items 180 quantity - quantity quantity t1/items holdings/items/*/quantity - = sum
t1/items 180 quantity - quantity quantity t1/items holdings/items/*/quantity - = sum of the top 2
t1/items 90 quantity - quantity quantity t1/items holdings/items/*/quantity - = average
t1/items 90 quantity - quantity quantity t1/items holdings/items/*/quantity - = median
t1/items 20 quantity - quantity quantity t1/items holdings/items/*/quantity - = range
t1/items 83.66 ratio - weight weight t1/items holdings/items/*/weight - = sum
t1/items 83.66 ratio - weight weight t1/items holdings/items/*/weight - = sum of the top 2
t1/items 41.83 ratio - weight weight t1/items holdings/items/*/weight - = average
t1/items 41.83 ratio - weight weight t1/items holdings/items/*/weight - = median
t1/items 36.2 ratio - weight weight t1/items holdings/items/*/weight - = range
t1/items 1 count EUR|USD gain gain t1/items holdings/items/*/gain - = count of positive
t1/items 1 count EUR|USD gain gain t1/items holdings/items/*/gain - = count of negative
t1/items 8 count trades trades - t1/items holdings/items/*/trades - = sum
t1/items 8 count trades trades - t1/items holdings/items/*/trades - = sum of the top 2
t1/items 4 count trades trades - t1/items holdings/items/*/trades - = average
t1/items 4 count trades trades - t1/items holdings/items/*/trades - = median
t1/items 2 count trades trades - t1/items holdings/items/*/trades - = range
t1/items 174.75 number - volume - t1/items holdings/items/*/volume - = average
t1/items 174.75 number - volume - t1/items holdings/items/*/volume - = median
t1/items 151.5 number - volume - t1/items holdings/items/*/volume - = range
"""


def told(fact: Fact) -> str:
    value = f"{fact.value:g}" if fact.days is None else f"{fact.days[0]}..{fact.days[1]}"
    parts = (
        fact.address,
        value,
        fact.kind,
        fact.unit or "-",
        fact.key,
        fact.measure or "-",
        fact.row,
        fact.column,
        "|".join(sorted(fact.labels)) or "-",
    )
    return " ".join(parts) + (f" = {fact.how}" if fact.how else "")


def test_every_number_is_known_by_its_field_its_row_and_what_it_measures() -> None:
    assert [told(fact) for fact in gather(_OUTCOMES).facts] == _FACTS.strip().splitlines()


def test_rows_are_called_by_their_symbols_and_by_their_companies_names() -> None:
    assert gather(_OUTCOMES).names == {
        "AAPL": {"AAPL"},
        "apple": {"AAPL"},
        "BAC": {"BAC"},
        "bank of america": {"BAC"},
    }


def test_figures_of_two_portfolios_are_told_apart_by_name() -> None:
    outcomes = [
        ToolOutcome("t1", "summary", {}, {"portfolio": "Savings", "twr": 0.1}, ""),
        ToolOutcome("t2", "summary", {}, {"portfolio": "Pension", "twr": 0.2}, ""),
    ]
    first, second = gather(outcomes).facts
    assert (first.labels, second.labels) == ({"Savings"}, {"Pension"})
    assert gather(outcomes[:1]).facts[0].labels == frozenset()


def test_a_line_of_text_is_known_by_its_longer_words() -> None:
    table = "| Sales by type | 12.5 |\n| Total sales | 1,496.5 |"
    outcome = ToolOutcome("t1", "search", {}, {"document": "10-K", "text": table}, "")
    found = {fact.value: (fact.row, fact.words) for fact in gather([outcome]).facts if fact.words}
    assert found == {
        12.5: ("t1/text#0", {"sales", "type"}),
        1496.5: ("t1/text#1", {"total", "sales"}),
    }


def test_figures_of_a_table_in_millions_may_be_meant_in_units() -> None:
    text = "Amounts in millions: sales 44.1, costs (2.5), staff 3 million, up 5%, in 2019."
    outcome = ToolOutcome("t1", "search", {}, {"document": "10-K", "text": text}, "")
    facts = [(fact.value, fact.kind) for fact in gather([outcome]).facts]
    assert facts == [
        (44.1, "number"),
        (44_100_000.0, "number"),
        (2.5, "number"),
        (-2.5, "number"),
        (2_500_000.0, "number"),
        (-2_500_000.0, "number"),
        (3_000_000.0, "number"),
        (5.0, "percent"),
        (0.0, "date"),
    ]


def test_a_figure_is_found_among_thousands_by_its_size() -> None:
    rows = [{"price": str(number), "currency": "USD", "weight": -0.25} for number in range(50)]
    evidence = gather([ToolOutcome("t1", "prices", {}, {"items": rows}, "")])
    assert [fact.value for fact in evidence.near("money", 7, 9) if not fact.how] == [7, 8, 9]
    assert {fact.value for fact in evidence.near("raw", 0.25, 0.25)} == {-25.0}
    assert {fact.value for fact in evidence.near("percent", 25, 25)} == {-25.0}
    assert not list(evidence.near("quantity", 0, 100))
