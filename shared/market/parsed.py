"""What parsers hand to the processor: columns in the order of the source, nothing judged yet."""

from dataclasses import dataclass, field
from datetime import date

from shared.market.model import Days, Dividend, Instrument, Mantissas, Split


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row (or event) that must not be loaded, and why.

    `row` counts from 1 in the source (for a file: the line). `last_day` differs from `day` when
    one entry stands for `rows` consecutive rows with the same fault.
    """

    reason: str
    row: int
    day: date | None
    evidence: dict[str, str]
    last_day: date | None = None
    rows: int = 1


@dataclass(frozen=True, slots=True)
class ParsedHistory:
    """A payload's bars and events, in the order given, prices as traded and in the major unit.

    `days`, `rows` and the price columns have one shape (n,). `partial_day`: the trading date that
    was not over when the payload was fetched. `warnings` are for the run's record.
    """

    symbol: str
    currency: str
    exponent: int
    days: Days
    rows: Days
    close: Mantissas
    open: Mantissas
    high: Mantissas
    low: Mantissas
    volume: Mantissas
    dividends: tuple[Dividend, ...] = ()
    splits: tuple[Split, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    instrument: Instrument | None = None
    partial_day: date | None = None
    warnings: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict[str, int])
