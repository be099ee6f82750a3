"""One share: its price, its moves, what it pays, what its company reports."""

from datetime import date
from itertools import pairwise
from typing import Final

from shared.kernel.language import worded_day
from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import numbered
from shared.reports.compose.heads import column
from shared.reports.compose.levels import drawdown_of, heatmap_of, returns_by_month
from shared.reports.compose.writing import (
    count,
    day,
    money,
    percent,
    price,
    ratio,
    short_day,
    with_currency,
)
from shared.reports.document import (
    Block,
    Cell,
    Figure,
    KeyFigures,
    Line,
    LineChart,
    Measure,
    Section,
    Table,
)
from shared.reports.language.wording import digits, mark, say, spoken

_MOST_DIVIDENDS: Final = 16
_TWO: Final = 2


def share_overview(answers: Answers) -> Section:
    """Return the last price, what was made over the period, and the price with its averages."""
    quote, shown = answers.get("quote"), answers.get("technical")
    currency, last = quote["currency"], len(shown["dates"]) - 1
    lines = shown["indicators"]
    change = percent(quote["change_ratio"], "quote#/items/0/change_ratio", signed=True)
    items = (
        Measure(
            say("Last price ({currency})", currency=mark(currency)),
            price(quote["price"], currency, "quote#/items/0/price"),
            short_day(quote["as_of"]),
        ),
        Measure(say("Change on the day"), change),
        Measure(say("Over the period, dividends reinvested"), _total_return(answers)),
        Measure(
            say("Volatility of 20 days, a year"), percent(*_last(lines, "volatility:20", last))
        ),
        Measure(say("RSI of 14 days"), ratio(*_last(lines, "rsi:14", last))),
        Measure(
            say("Average of 50 days ({currency})", currency=mark(currency)),
            _average(lines, "sma:50", currency, last),
        ),
        Measure(
            say("Average of 200 days ({currency})", currency=mark(currency)),
            _average(lines, "sma:200", currency, last),
        ),
        Measure(say("Days with a price in the period"), count(len(shown["dates"]))),
    )
    blocks: list[Block] = [KeyFigures(items), *_price_chart(answers)]
    return Section(say("At a glance"), tuple(blocks))


def share_moves(answers: Answers) -> Section:
    """Return drawdown and months, with dividends reinvested."""
    adjusted, life = answers.get("adjusted"), answers.get("life")
    name = answers.get("profile")["symbol"]
    blocks: list[Block] = list(
        drawdown_of(name, adjusted["dates"], [float(each) for each in adjusted["close"]])
    )
    levels = [float(each) for each in life["close"]]
    if len(levels) >= _TWO:
        # The first month has nothing before it to begin from.
        months = dict(list(returns_by_month(life["dates"], levels).items())[1:])
        shown = {month: percent(value, digits=1) for month, value in months.items()}
        title = say("Return by month, dividends reinvested")
        blocks.append(heatmap_of(title, shown, _by_year(life["dates"], levels)))
    return Section(say("Falls and months"), tuple(blocks))


def share_dividends(answers: Answers) -> Section | None:
    """Return the last dividends declared; None for a share that pays none."""
    found = [
        pair for pair in numbered(answers.get("events")["items"]) if pair[1]["kind"] == "dividend"
    ]
    if not found:
        return None
    head = (column("Ex-date", "left"), column("Amount a share"))
    rows = tuple(
        (
            day(each["date"], f"events#/items/{index}/date"),
            with_currency(price(each["amount"], each["currency"], f"events#/items/{index}/amount")),
        )
        for index, each in found[:_MOST_DIVIDENDS]
    )
    table = Table("dividends", "", head, rows, note=say("As declared."))
    return Section(say("Dividends"), (table,))


def share_fundamentals(answers: Answers) -> Section | None:
    """Return the ratios a source gives; None without any."""
    found = answers.get("fundamentals")
    if not found or not found["ratios"]:
        return None
    rows: list[tuple[Cell, ...]] = []
    for name, value in sorted(found["ratios"].items()):
        ref = f"fundamentals#/ratios/{name}"
        label = say(_RATIOS.get(name, str(name).replace("_", " ").capitalize()))
        rows.append((label, _ratio(name, value, found["currency"], ref)))
    head = (column("Measure", "left", 2.0), column("Value"))
    day_ = short_day(found["fetched_at"])
    note = say(
        "As {source} gave them on {day}; amounts in {currency}.",
        source=found["source"],
        day=day_,
        currency=found["currency"] or say("its own currency"),
    )
    return Section(say("Fundamentals"), (Table("fundamentals", "", head, tuple(rows), note=note),))


def _price_chart(answers: Answers) -> list[Block]:
    shown = answers.get("technical")
    if len(shown["dates"]) < _TWO:
        return []
    days = tuple(date.fromisoformat(each) for each in shown["dates"])
    lines = [Line(say("Price"), tuple(shown["close"]), "technical#/close")]
    for name, label in (
        ("sma:50", say("Average of 50 days")),
        ("sma:200", say("Average of 200 days")),
    ):
        values = _line(shown["indicators"][name])
        if any(value is not None for value in values):
            ref = f"technical#/indicators/{name}/sma"
            lines.append(Line(label, tuple(values), ref))
    return [
        LineChart(
            id="price",
            title=say("Price and its averages"),
            alt=say(
                "Line chart of the price from {first} to {last} in {currency}, from {start} to "
                "{end}, with moving averages.",
                first=worded_day(spoken(), days[0]),
                last=worded_day(spoken(), days[-1]),
                currency=shown["currency"],
                start=digits(f"{shown['close'][0]:g}"),
                end=digits(f"{shown['close'][-1]:g}"),
            ),
            unit=say("{currency}, splits undone", currency=mark(shown["currency"])),
            days=days,
            lines=tuple(lines),
            dates_ref="technical#/dates",
        )
    ]


def _total_return(answers: Answers) -> Figure:
    levels = [float(each) for each in answers.get("adjusted")["close"]]
    return percent(levels[-1] / levels[0] - 1.0 if len(levels) >= _TWO else None, signed=True)


def _by_year(dates: list[str], levels: list[float]) -> dict[int, Figure]:
    ends: dict[int, float] = {}
    for iso, level in zip(dates, levels, strict=True):
        ends[int(iso[:4])] = level
    return {
        year: percent(level / before - 1.0, digits=1)
        for (_, before), (year, level) in pairwise(ends.items())
    }


def _average(lines: Json, name: str, currency: str, last: int) -> Figure:
    value, ref = _last(lines, name, last)
    return Figure(value, "price", money(value, currency).text, ref, currency)


def _line(lines: Json) -> list[float | None]:
    return next(iter(lines.values()))


def _last(lines: Json, name: str, last: int) -> tuple[float | None, str]:
    (line, values), *_ = lines[name].items()
    return values[-1] if values else None, f"technical#/indicators/{name}/{line}/{last}"


def _ratio(name: str, value: float, currency: str | None, ref: str) -> Figure:
    if name in _FRACTIONS:
        return percent(value, ref)
    if abs(value) >= 1_000_000:  # noqa: PLR2004 - amounts and numbers of shares
        return money(round(value), currency or "JPY", ref)
    return ratio(value, ref)


_FRACTIONS: Final = frozenset(
    (
        "dividend_yield payout_ratio profit_margin gross_margin operating_margin ebitda_margin "
        "return_on_assets return_on_equity revenue_growth earnings_growth"
    ).split()
)
_RATIOS: Final = {
    "trailing_pe": "Price to earnings",
    "forward_pe": "Price to expected earnings",
    "price_to_book": "Price to book value",
    "price_to_sales": "Price to sales",
    "ev_to_ebitda": "Enterprise value to EBITDA",
    "ev_to_revenue": "Enterprise value to revenue",
    "eps": "Earnings a share",
    "forward_eps": "Expected earnings a share",
    "ebitda": "EBITDA",
    "ebitda_margin": "EBITDA margin",
}
