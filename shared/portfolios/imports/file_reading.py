"""From a file's bytes to what a broker says in it, within bounds."""

from collections.abc import Mapping

from shared.kernel.errors import InvalidInput, TooLarge
from shared.portfolios.checks import MOST_SYMBOLS
from shared.portfolios.imports import detect
from shared.portfolios.imports.decode import decode
from shared.portfolios.imports.reading import Reading
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.symbols import key_of
from shared.portfolios.imports.table import MAX_ROWS


def read_file(data: bytes, broker: str, mapping: Mapping[str, str]) -> Reading:
    """Read a file's bytes: decode, recognise, parse. Pure.

    Raises: TooLarge, Malformed, InvalidInput.
    """
    source = Source(decode(data), mapping)
    reading = detect.choose(source, broker).read(source)
    for text in source.told:
        reading.warn(text)
    if reading.rows == 0:
        # A format that knows what is missing has said so first.
        told = reading.warnings[0] if reading.warnings else _nothing_in(source, reading.broker)
        raise InvalidInput(told, "no_rows")
    if reading.rows > MAX_ROWS:
        raise InvalidInput(f"The file has more than {MAX_ROWS:,} rows; send it in parts")
    if len({key_of(entry) for _, entry in reading.entries}) > MOST_SYMBOLS:
        raise TooLarge(f"The file names more than {MOST_SYMBOLS:,} securities; send it in parts")
    return reading


def _nothing_in(source: Source, broker: str) -> str:
    if source.is_delimited:
        return "The file has a header but no rows"
    return (
        f"There is nothing to import: this {detect.BY_ID[broker].name} file holds no transactions"
    )
