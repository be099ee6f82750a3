"""From a broker's ticker or ISIN to the symbol under which we keep prices."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import structlog

from shared.kernel import ids
from shared.kernel.errors import InvalidInput, Unavailable
from shared.market.model import Instrument
from shared.portfolios.imports.reading import Entry, Reading

log = structlog.get_logger(__name__)

type Key = tuple[str, str]
"""An entry's ticker and ISIN, empty where the broker gives none."""


class Instruments(Protocol):
    """Finds instruments by what brokers call them."""

    async def find_many(self, symbols: Sequence[str]) -> dict[str, Instrument]:
        """Return what is stored, by symbol."""
        ...

    async def resolve(self, *, symbol: str | None, isin: str | None) -> Instrument | None:
        """Return the instrument meant; may ask providers, within seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Rename:
    """A ticker that the exchange replaced on a day; before it, the old one meant this company."""

    old: str
    new: str
    day: date
    isin: str


# Exchange notices. Price histories are kept under the new ticker only.
_RENAMES: Final = (
    Rename("FB", "META", date(2022, 6, 9), "US30303M1027"),
    Rename("ANTM", "ELV", date(2022, 6, 28), "US0367521038"),
    Rename("SQ", "XYZ", date(2025, 1, 21), "US8522341036"),
)
_ASKED_AT_ONCE: Final = 8
_ASK_SECONDS: Final = 5.0
_SUFFIX: Final = re.compile(r"_[A-Z]{2}_EQ$")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The symbol to book under, and whether market data knows it."""

    symbol: str
    is_known: bool


async def resolve_all(reading: Reading, catalog: Instruments) -> Mapping[Key, Resolved]:
    """Return the symbol of every instrument the entries name.

    What is stored answers first; providers are asked for the rest, side by side and for a few
    seconds in all: a slow provider must not hold up a preview, and what it would have said can
    still be found later under the broker's ticker.
    """
    keys = {key for _, entry in reading.entries for key in _keys(entry) if any(key)}
    ours = {key for key in keys if reading.has_our_symbols and key[0]}
    resolved = {key: Resolved(key[0], is_known=True) for key in ours}
    if not (keys := keys - ours):
        return resolved
    tickers = {key: canonical(key[0]) for key in keys}
    stored = await catalog.find_many(sorted({ticker for ticker in tickers.values() if ticker}))
    for key, ticker in tickers.items():
        instrument = stored.get(ticker) if ticker else None
        if instrument is not None and _is_meant(instrument, key[1]):
            resolved[key] = Resolved(instrument.symbol, is_known=True)
        else:
            resolved[key] = Resolved(ticker or key[1] or key[0], is_known=False)
    await _ask(catalog, [key for key, found in resolved.items() if not found.is_known], resolved)
    return resolved


def _keys(entry: Entry) -> tuple[Key, Key]:
    return key_of(entry), (entry.related_ticker or "", "")


async def _ask(catalog: Instruments, keys: Sequence[Key], resolved: dict[Key, Resolved]) -> None:
    """Ask providers about these keys; put into `resolved` what they know in time."""
    slots = asyncio.Semaphore(_ASKED_AT_ONCE)

    async def ask(key: Key) -> None:
        async with slots:
            instrument = await _asked(catalog, key)
        if instrument is not None:
            resolved[key] = Resolved(instrument.symbol, is_known=True)

    try:
        async with asyncio.timeout(_ASK_SECONDS), asyncio.TaskGroup() as group:
            for key in keys:
                group.create_task(ask(key))
    except TimeoutError:
        log.info("symbols_unresolved_in_time", asked=len(keys))


async def _asked(catalog: Instruments, key: Key) -> Instrument | None:
    ticker, isin = canonical(key[0]), key[1]
    try:
        found = await catalog.resolve(symbol=None, isin=isin) if isin else None
        if found is None and ticker and ticker != isin:
            by_ticker = await catalog.resolve(symbol=ticker, isin=None)
            found = by_ticker if by_ticker and _is_meant(by_ticker, isin) else None
    except Unavailable:
        return None
    return found


def _is_meant(instrument: Instrument, isin: str) -> bool:
    """Say whether an instrument found by ticker is the one with this ISIN.

    The same ticker names other companies on other exchanges; a plain one is American.
    """
    return not isin or instrument.isin == isin or (instrument.isin is None and isin[:2] == "US")


def key_of(entry: Entry) -> Key:
    """Return what identifies an entry's instrument at its broker."""
    return renamed(entry) or entry.ticker or "", entry.isin or ""


def renamed(entry: Entry) -> str | None:
    """Return the present ticker of an entry booked under one that was replaced later."""
    if entry.has_our_symbol:
        return None
    for rename in _RENAMES:
        same = entry.isin is None or entry.isin == rename.isin
        if entry.ticker == rename.old and entry.trade_date < rename.day and same:
            return rename.new
    return None


def canonical(ticker: str) -> str | None:
    """Return a broker's ticker in our form (`BRK B` → `BRK.B`, `AAPL_US_EQ` → `AAPL`), or None."""
    cleaned = _SUFFIX.sub("", ticker.strip().upper()).replace(" ", ".").replace("/", ".")
    try:
        return ids.symbol(cleaned)
    except InvalidInput:
        return None
