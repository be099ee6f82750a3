"""Watchlists: where each symbol stands and how far it moved."""

from shared.reports.answers import Answers, Json
from shared.reports.compose.heads import column
from shared.reports.compose.writing import percent, price, short_day, with_currency
from shared.reports.document import Cell, Paragraph, Section, Table
from shared.reports.language.wording import say


def watchlists(answers: Answers) -> tuple[Section, ...]:
    """Return a section a list."""
    lists, watched = answers.get("lists"), answers.get("watched")
    if not lists:
        return (Section(say("Watchlists"), (Paragraph(say("There are no watchlists yet.")),)),)
    return tuple(_section(number, each, watched) for number, each in enumerate(lists, 1))


def _section(number: int, found: Json, watched: Json) -> Section:
    if not found["symbols"]:
        return Section(found["name"], (Paragraph(say("Nothing is on this list.")),))
    head = (
        column("Symbol", "left", 2.4),
        column("Last price", width=1.3),
        column("Of", width=1.1),
        column("Day", width=0.8),
        column("Week", width=0.8),
        column("Month to date", width=0.9),
        column("Year to date", width=0.9),
        column("One year", width=0.9),
    )
    rows = tuple(_row(symbol, watched[symbol]) for symbol in found["symbols"])
    note = say("The day is the price alone; longer spans are with dividends reinvested.")
    return Section(found["name"], (Table(f"watchlist-{number}", "", head, rows, note=note),))


def _row(symbol: str, found: Json) -> tuple[Cell, ...]:
    name = f"{symbol}\n{found['name']}" if found["name"] != symbol else symbol
    quote = found["quote"]
    if quote is None:
        return (name, say("no price"), "", "", "", "", "", "")
    at = f"quote_{symbol}#/items/0"
    shown = price(quote["price"], quote["currency"], f"{at}/price")
    moves = [percent(found["moves"].get(each), digits=1, signed=True) for each in _SPANS]
    return (
        name,
        with_currency(shown),
        short_day(quote["as_of"]),
        percent(quote["change_ratio"], f"{at}/change_ratio", digits=1, signed=True),
        *moves,
    )


_SPANS = ("1w", "mtd", "ytd", "1y")
