"""The Interactive Brokers files we read, and their reading."""

from typing import Final

from shared.portfolios.imports.interactive_brokers import activity, flex_csv, flex_xml
from shared.portfolios.imports.interactive_brokers.actions import book_actions
from shared.portfolios.imports.interactive_brokers.cash import book_cash
from shared.portfolios.imports.interactive_brokers.records import Statement
from shared.portfolios.imports.interactive_brokers.trades import book_trades
from shared.portfolios.imports.reading import Reading
from shared.portfolios.imports.source import Source

BROKER: Final = "interactive_brokers"
NAME: Final = "Interactive Brokers"


def recognises(source: Source) -> bool:
    """Say whether the file is one of Interactive Brokers'."""
    if source.is_xml:
        return source.xml_mentions("FlexQueryResponse") or source.xml_mentions("FlexStatement")
    return activity.recognises(source) or flex_csv.recognises(source)


def read(source: Source) -> Reading:
    """Read a statement. Raises: Malformed."""
    reading = Reading(BROKER)
    statement = _statement(source, reading)
    book_trades(reading, statement.trades)
    book_cash(reading, statement.cash)
    book_actions(reading, statement.actions)
    return reading


def _statement(source: Source, reading: Reading) -> Statement:
    if source.is_xml:
        return flex_xml.read_statement(source.text, reading)
    if activity.recognises(source):
        return activity.read_statement(source, reading)
    return flex_csv.read_statement(source, reading)
