"""The DEGIRO files we read, and their reading."""

from typing import Final

from shared.portfolios.imports.degiro import lines, transactions
from shared.portfolios.imports.degiro.account import read_account
from shared.portfolios.imports.degiro.transactions import read_transactions
from shared.portfolios.imports.reading import Reading
from shared.portfolios.imports.source import Source

BROKER: Final = "degiro"
NAME: Final = "DEGIRO"


def recognises(source: Source) -> bool:
    """Say whether the file is an account statement or a transactions file of DEGIRO."""
    return lines.header(source) is not None or transactions.header(source) is not None


def read(source: Source) -> Reading:
    """Read a DEGIRO file."""
    reading = Reading(BROKER)
    if lines.header(source) is not None:
        read_account(source, reading)
    else:
        read_transactions(source, reading)
    return reading
