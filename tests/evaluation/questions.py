"""Templates: a question and the figures its answer must state, in bold or in its table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from random import Random
from typing import Literal

from tests.evaluation.oracle import Oracle
from tests.evaluation.prices import prices, rate
from tests.evaluation.world import NAMES, TODAY, Case, trading_day

type Unit = Literal["money", "percent", "count", "number", "date", "price"]


@dataclass(frozen=True)
class Expected:
    """A figure: money in dollars, percentages in per cent, a day as its ordinal."""

    value: Fraction | float
    unit: Unit
    places: int = 2


@dataclass(frozen=True)
class Question:
    """What is asked of whom, and what must be in the answer."""

    case: Case
    template: str
    text: str
    expected: Expected


type Template = Callable[[Oracle, Random], tuple[str, Expected] | None]


def questions(cases: list[Case], seed: int = 7) -> Iterator[Question]:
    """Yield every template for every portfolio, in an order that is always the same."""
    for number, case in enumerate(cases):
        for name, template in TEMPLATES.items():
            made = template(case.oracle, Random(f"{seed}-{number}-{name}"))
            if made is not None:
                yield Question(case, name, *made)


def worth_now(o: Oracle, r: Random) -> tuple[str, Expected]:
    text = r.choice(
        [
            "What is my portfolio worth?",
            "How much is my portfolio worth today?",
            "What's the total value of my portfolio?",
        ]
    )
    return text, Expected(o.worth(TODAY), "money")


def worth_then(o: Oracle, r: Random) -> tuple[str, Expected]:
    day = trading_day(r, o.entries[0].day, TODAY)
    return f"What was my portfolio worth on {_told(day, r)}?", Expected(o.worth(day), "money")


def shares(o: Oracle, r: Random) -> tuple[str, Expected]:
    held = o.quantities(TODAY)
    symbol = r.choice(sorted(held))
    text = r.choice(
        [
            "How many shares of {} do I own?",
            "How many {} shares do I hold?",
            "How many shares of {} do I have?",
        ]
    )
    return text.format(_called(symbol, r)), Expected(held[symbol], "count", 6)


def average_price(o: Oracle, r: Random) -> tuple[str, Expected]:
    held, costs = o.quantities(TODAY), o.costs(TODAY)
    symbol = r.choice(sorted(held))
    text = r.choice(
        [
            "What is my average purchase price of {}?",
            "What did I pay on average for {}?",
            "What's my average cost of {}?",
        ]
    )
    return text.format(_called(symbol, r)), Expected(costs[symbol] / held[symbol], "price", 4)


def cost_basis(o: Oracle, r: Random) -> tuple[str, Expected]:
    costs = o.costs(TODAY)
    symbol = r.choice(sorted(costs))
    return f"What is the cost basis of my {_called(symbol, r)} shares?", Expected(
        costs[symbol], "money"
    )


def position_value(o: Oracle, r: Random) -> tuple[str, Expected]:
    values = o.values(TODAY)
    symbol = r.choice(sorted(values))
    return f"How much are my {_called(symbol, r)} shares worth?", Expected(values[symbol], "money")


def weight(o: Oracle, r: Random) -> tuple[str, Expected]:
    values = o.values(TODAY)
    symbol = r.choice(sorted(values))
    text = r.choice(
        [
            "What share of my portfolio is {}?",
            "What is the weight of {} in my portfolio?",
            "How much of my portfolio is in {}?",
        ]
    )
    return text.format(_called(symbol, r)), Expected(
        values[symbol] / o.worth(TODAY) * 100, "percent", 1
    )


def unrealised(o: Oracle, r: Random) -> tuple[str, Expected]:
    values, costs = o.values(TODAY), o.costs(TODAY)
    symbol = r.choice(sorted(values))
    return f"What is my unrealised gain or loss on {_called(symbol, r)}?", Expected(
        abs(values[symbol] - costs[symbol]), "money"
    )


def unrealised_all(o: Oracle, r: Random) -> tuple[str, Expected]:
    total = o.worth(TODAY) - sum(o.costs(TODAY).values())
    return "What are my unrealised gains in total?", Expected(abs(total), "money")


def realised_year(o: Oracle, r: Random) -> tuple[str, Expected]:
    year = r.randint(2014, 2017)
    total = sum((gain for day, _, gain in o.lots(TODAY)[1] if day.year == year), Fraction(0))
    return f"What were my realised gains in {year}?", Expected(abs(total), "money")


def realised_all(o: Oracle, r: Random) -> tuple[str, Expected]:
    total = sum((gain for _, _, gain in o.lots(TODAY)[1]), Fraction(0))
    return "How much have I realised in gains and losses overall?", Expected(abs(total), "money")


def dividends_year(o: Oracle, r: Random) -> tuple[str, Expected]:
    year = r.randint(2014, 2017)
    total = sum(
        (e.amount for e in o.entries if e.kind == "dividend" and e.day.year == year), Fraction(0)
    )
    return r.choice(
        [f"What dividends did I receive in {year}?", f"How much did I get in dividends in {year}?"]
    ), Expected(total, "money")


def income_all(o: Oracle, r: Random) -> tuple[str, Expected]:
    total = sum((e.amount for e in o.entries if e.kind == "dividend"), Fraction(0))
    return "How much income has my portfolio brought in all?", Expected(total, "money")


def fees(o: Oracle, r: Random) -> tuple[str, Expected]:
    total = sum((e.fee for e in o.entries), Fraction(0))
    return r.choice(
        ["What fees have I paid?", "How much have I paid in fees and commissions?"]
    ), Expected(total, "money")


def fees_year(o: Oracle, r: Random) -> tuple[str, Expected]:
    year = r.randint(2013, 2017)
    total = sum((e.fee for e in o.entries if e.day.year == year), Fraction(0))
    return f"What did I pay in fees in {year}?", Expected(total, "money")


def count_all(o: Oracle, r: Random) -> tuple[str, Expected]:
    return "How many transactions do I have?", Expected(Fraction(len(o.entries)), "count", 0)


def count_symbol(o: Oracle, r: Random) -> tuple[str, Expected]:
    symbol = r.choice(sorted(o.quantities(TODAY)))
    count = sum(1 for e in o.entries if e.symbol == symbol)
    return f"How many transactions in {symbol} do I have?", Expected(Fraction(count), "count", 0)


def count_year(o: Oracle, r: Random) -> tuple[str, Expected]:
    year = r.choice([e.day.year for e in o.entries])
    count = sum(1 for e in o.entries if e.day.year == year)
    return f"Show my transactions in {year}", Expected(Fraction(count), "count", 0)


def last_purchase(o: Oracle, r: Random) -> tuple[str, Expected]:
    symbol = r.choice(sorted(o.quantities(TODAY)))
    day = max(e.day for e in o.entries if e.symbol == symbol and e.kind == "buy")
    return f"When did I last buy {_called(symbol, r)}?", Expected(Fraction(day.toordinal()), "date")


def contributions(o: Oracle, r: Random) -> tuple[str, Expected]:
    total = o.contributions(date.min, TODAY)
    return r.choice(["What are my net contributions?", "How much money have I put in?"]), Expected(
        abs(total), "money"
    )


def total_gain(o: Oracle, r: Random) -> tuple[str, Expected]:
    total = o.worth(TODAY) - o.contributions(date.min, TODAY)
    return r.choice(
        [
            "How much have I gained in total?",
            "What is my total gain?",
            "How much profit have I made?",
        ]
    ), Expected(abs(total), "money")


def largest(o: Oracle, r: Random) -> tuple[str, Expected]:
    values = o.values(TODAY)
    return "What is my largest position?", Expected(
        max(values.values()) / o.worth(TODAY) * 100, "percent", 1
    )


def close_on(o: Oracle, r: Random) -> tuple[str, Expected]:
    symbol = r.choice(sorted(NAMES))
    day = trading_day(r, date(2014, 1, 2), TODAY)
    return f"What did {symbol} close at on {_told(day, r)}?", Expected(
        prices(symbol).close(day)[1], "price"
    )


def price_now(o: Oracle, r: Random) -> tuple[str, Expected]:
    symbol = r.choice(sorted(o.quantities(TODAY)))
    return f"What is the price of {symbol}?", Expected(prices(symbol).close(TODAY)[1], "price")


def convert(o: Oracle, r: Random) -> tuple[str, Expected]:
    amount, quote = r.randint(10, 9_000), r.choice(["EUR", "GBP", "CHF"])
    return f"Convert {amount} USD to {quote}", Expected(amount * rate("USD", quote, TODAY), "money")


def gain_year(o: Oracle, r: Random) -> tuple[str, Expected] | None:
    year = r.randint(o.entries[0].day.year + 1, 2017)
    gain = o.gain(date(year, 1, 1), date(year, 12, 31))
    return f"How did my portfolio perform in {year}?", Expected(abs(gain), "money")


def twr_year(o: Oracle, r: Random) -> tuple[str, Expected]:
    year = r.randint(o.entries[0].day.year + 1, 2017)
    value = o.twr(date(year, 1, 1), date(year, 12, 31)) * 100
    return f"What was my time-weighted return in {year}?", Expected(abs(value), "percent", 1)


def money_weighted(o: Oracle, r: Random) -> tuple[str, Expected]:
    return "What is my money-weighted return since the beginning?", Expected(
        abs(o.xirr(TODAY)) * 100, "percent", 1
    )


def volatility_year(o: Oracle, r: Random) -> tuple[str, Expected]:
    year = r.randint(o.entries[0].day.year + 1, 2017)
    return f"What was the volatility of my portfolio in {year}?", Expected(
        o.volatility(date(year, 1, 1), date(year, 12, 31)) * 100, "percent", 1
    )


def drawdown(o: Oracle, r: Random) -> tuple[str, Expected]:
    return "What was my deepest drawdown?", Expected(
        o.drawdown(o.entries[0].day, TODAY) * 100, "percent", 1
    )


def shock(o: Oracle, r: Random) -> tuple[str, Expected]:
    size = r.choice([10, 15, 20, 25, 30, 35, 40])
    return f"What if the market falls by {size}%?", Expected(
        o.worth(TODAY) * size / 100, "money", 0
    )


def highest(o: Oracle, r: Random) -> tuple[str, Expected]:
    symbol, year = r.choice(sorted(o.quantities(TODAY))), r.randint(2014, 2017)
    series, last = prices(symbol), date(year, 12, 31)
    days = [d for d in series.days if d <= last]
    begin = max(d for d in days if d < date(year, 1, 1))
    top = max(series.close(d)[1] / series.factor(d, days[-1]) for d in days if d >= begin)
    return f"What was the highest close of {symbol} in {year}?", Expected(top, "price", 2)


def positions(o: Oracle, r: Random) -> tuple[str, Expected]:
    return "How many positions do I hold?", Expected(Fraction(len(o.quantities(TODAY))), "count", 0)


def _called(symbol: str, r: Random) -> str:
    return r.choice([symbol, NAMES[symbol]])


def _told(day: date, r: Random) -> str:
    return r.choice([day.isoformat(), f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}"])


TEMPLATES: dict[str, Template] = {
    one.__name__: one
    for one in (
        worth_now, worth_then, shares, average_price, cost_basis, position_value, weight,
        unrealised, unrealised_all, realised_year, realised_all, dividends_year, income_all, fees,
        fees_year,
        count_all, count_symbol, count_year, last_purchase, contributions, total_gain, largest,
        close_on, price_now, convert, gain_year, twr_year, money_weighted, volatility_year,
        drawdown, shock, highest, positions,
    )
}  # fmt: skip
