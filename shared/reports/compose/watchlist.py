"""Watchlists: where each symbol stands and how far it moved."""

from dataclasses import replace

from shared.reports.answers import Answers, Json
from shared.reports.compose.writing import percent, price, short_day
from shared.reports.document import Cell, Column, Paragraph, Section, Table


def watchlists(answers: Answers) -> tuple[Section, ...]:
    """Return a section a list."""
    lists, watched = answers.get("lists"), answers.get("watched")
    if not lists:
        return (Section("Watchlists", (Paragraph("There are no watchlists yet."),)),)
    return tuple(_section(number, each, watched) for number, each in enumerate(lists, 1))


def _section(number: int, found: Json, watched: Json) -> Section:
    if not found["symbols"]:
        return Section(found["name"], (Paragraph("Nothing is on this list."),))
    head = (
        Column("Symbol", "left", 2.4),
        Column("Last price", width=1.3),
        Column("Of", width=1.1),
        Column("Day", width=0.8),
        Column("Week", width=0.8),
        Column("Month to date", width=0.9),
        Column("Year to date", width=0.9),
        Column("One year", width=0.9),
    )
    rows = tuple(_row(symbol, watched[symbol]) for symbol in found["symbols"])
    note = "The day is the price alone; longer spans are with dividends reinvested."
    return Section(found["name"], (Table(f"watchlist-{number}", "", head, rows, note=note),))


def _row(symbol: str, found: Json) -> tuple[Cell, ...]:
    name = f"{symbol}\n{found['name']}" if found["name"] != symbol else symbol
    quote = found["quote"]
    if quote is None:
        return (name, "no price", "", "", "", "", "", "")
    at = f"quote_{symbol}#/items/0"
    shown = price(quote["price"], quote["currency"], f"{at}/price")
    moves = [percent(found["moves"].get(each), digits=1, signed=True) for each in _SPANS]
    return (
        name,
        replace(shown, text=f"{shown.text} {quote['currency']}"),
        short_day(quote["as_of"]),
        percent(quote["change_ratio"], f"{at}/change_ratio", digits=1, signed=True),
        *moves,
    )


_SPANS = ("1w", "mtd", "ytd", "1y")
