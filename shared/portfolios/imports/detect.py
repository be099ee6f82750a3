"""Which broker a file comes from, told by what is in it, never by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.kernel.errors import InvalidInput
from shared.portfolios.imports import (
    coinbase,
    etoro,
    fidelity,
    generic,
    ghostfolio,
    plumbline,
    portfolio_performance,
    revolut,
    schwab,
    trading212,
    upstox,
    wealthfolio,
    zerodha,
)
from shared.portfolios.imports.degiro import files as degiro
from shared.portfolios.imports.interactive_brokers import files as interactive_brokers
from shared.portfolios.imports.reading import Reading
from shared.portfolios.imports.source import Source


@dataclass(frozen=True, slots=True)
class Broker:
    """A format we can read."""

    id: str
    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Reading]


# In the order they are asked: the more particular signature first, the generic one last.
BROKERS: Final = tuple(
    Broker(module.BROKER, module.NAME, module.recognises, module.read)
    for module in (
        plumbline,
        trading212,
        interactive_brokers,
        schwab,
        degiro,
        coinbase,
        revolut,
        fidelity,
        etoro,
        zerodha,
        upstox,
        portfolio_performance,
        ghostfolio,
        wealthfolio,
        generic,
    )
)
BY_ID: Final = {broker.id: broker for broker in BROKERS}
AUTO: Final = "auto"


def choose(source: Source, broker: str = AUTO) -> Broker:
    """Return the broker asked for, or the one whose signature the file has.

    Raises: InvalidInput when the name is unknown, the file is not that broker's, or nobody's.
    """
    if broker != AUTO:
        return _named(source, broker)
    if source.mapping:
        return BY_ID[generic.BROKER]
    found = _recognised(source)
    if found is not None:
        return found
    names = ", ".join(each.name for each in BROKERS[:-1])
    raise InvalidInput(
        f"We do not recognise this file; its first line reads {_first_line(source)!r}. "
        f"Known are {names}; or map the columns of any CSV",
        "unknown_file",
    )


def _named(source: Source, broker: str) -> Broker:
    chosen = BY_ID.get(broker)
    if chosen is None:
        known = ", ".join([AUTO, *BY_ID])
        raise InvalidInput(f"There is no broker {broker[:40]!r}; known: {known}", "unknown_broker")
    if chosen.id != generic.BROKER and not chosen.recognises(source):
        other = _recognised(source)
        hint = f"; it looks like {other.name}" if other is not None else ""
        raise InvalidInput(
            f"The file is not one of {chosen.name}{hint}. Its first line reads "
            f"{_first_line(source)!r}",
            "wrong_broker",
        )
    return chosen


def _recognised(source: Source) -> Broker | None:
    return next((each for each in BROKERS if each.recognises(source)), None)


def _first_line(source: Source) -> str:
    return next((line.strip() for line in source.text.splitlines() if line.strip()), "")[:120]
