"""What is asked of rows before they are written: are they sound, and can they stand together.

Rows are checked against what the market knows of their symbols, and against all that is recorded.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import FieldError, TooLarge, Unavailable
from shared.market.model import Instrument, PriceSeries
from shared.portfolios.drafts import currency_of, refusal, symbols_of, transaction
from shared.portfolios.log import LedgerLog
from shared.portfolios.model import Portfolio, Transaction, TransactionDraft
from shared.portfolios.ports import HistoryReader, InstrumentCatalog, Tracker, TrackState
from shared.portfolios.results import LedgerProblem
from shared.portfolios.rules import connected, new_problems
from shared.portfolios.succession import with_former_names
from shared.portfolios.verdicts import no_currency, places_of

log = structlog.get_logger(__name__)

MOST_SYMBOLS: Final = 3_000
"""Of one file or list: each gets a back-fill of its own, whoever sends it."""

_SYMBOLS_AT_ONCE: Final = 500
_WAIT_FOR_SPLITS_SECONDS: Final = 8.0
_LONG: Final = 1_000  # transactions from which checking leaves the event loop


@dataclass(frozen=True, slots=True)
class Known:
    """What the market knows of the symbols of some rows."""

    prices: Mapping[str, PriceSeries]
    instruments: Mapping[str, Instrument]


class LedgerChecks:
    """Checks rows of one portfolio at a time; writes nothing."""

    def __init__(
        self,
        history: HistoryReader,
        catalog: InstrumentCatalog,
        tracker: Tracker,
        clock: Clock,
    ) -> None:
        self._history = history
        self._catalog = catalog
        self._tracker = tracker
        self._clock = clock

    async def track(
        self, symbols: Sequence[str], wait_seconds: float = 2.5
    ) -> dict[str, TrackState]:
        """Have prices of symbols arrive by themselves; a market that is down stops no booking.

        Raises: TooLarge.
        """
        if len(symbols) > MOST_SYMBOLS:
            raise TooLarge(
                f"{len(symbols):,} symbols at once are too many; the most is {MOST_SYMBOLS:,}"
            )
        parts = [
            symbols[i : i + _SYMBOLS_AT_ONCE] for i in range(0, len(symbols), _SYMBOLS_AT_ONCE)
        ]
        try:
            answers = await asyncio.gather(
                *(self._tracker.ensure(part, wait_seconds) for part in parts)
            )
        except Unavailable as error:
            log.warning("tracking_unavailable", code=error.code, count=len(symbols))
            return dict.fromkeys(symbols, "unreachable")
        return {symbol: state for answer in answers for symbol, state in answer.items()}

    async def entries(
        self,
        portfolio: Portfolio,
        ledger: LedgerLog,
        drafts: Sequence[TransactionDraft],
        pointers: str,
        names: Sequence[str],
    ) -> list[Transaction]:
        """Return the drafts as transactions. Raises: InvalidInput where no currency is known."""
        market = await self.known(drafts)
        now = self._clock.now()
        entries: list[Transaction] = []
        errors: list[FieldError] = []
        for index, draft in enumerate(drafts):
            currency = currency_of(draft, portfolio, market.prices, market.instruments)
            if currency is None:
                errors.append(no_currency(pointers.format(index)))
            else:
                entries.append(
                    transaction(draft, currency, now, ledger.count + index, id=names[index])
                )
        if errors:
            raise refusal(errors, len(drafts))
        return entries

    async def refuse_new_problems(
        self,
        portfolio: Portfolio,
        ledger: LedgerLog,
        entries: Sequence[Transaction],
        states: Mapping[str, TrackState],
        pointers: str,
        replaced: Sequence[Transaction] = (),
    ) -> None:
        """Check what the ledger becomes. Raises: InvalidInput naming every place at fault."""
        gone = {entry.id for entry in replaced}
        after = [entry for entry in ledger.ordered if entry.id not in gone]
        after.extend(entries)
        problems = await self.problems(portfolio, ledger, after, [*entries, *replaced], states)
        if problems:
            places = places_of(problems, entries, ledger)
            errors = [
                FieldError(f"{pointers.format(index)}/{field}", message)
                for index, field, message in places
            ]
            raise refusal(errors, len(entries), ["position_too_small"])

    async def unfitting(
        self,
        portfolio: Portfolio,
        ledger: LedgerLog,
        candidates: Mapping[int, Transaction],
        states: Mapping[str, TrackState],
    ) -> dict[int, list[FieldError]]:
        """Return, by index, the candidates that cannot stand beside the ledger and each other."""
        wrong: dict[int, list[FieldError]] = {}
        left: dict[int, Transaction] = dict(candidates)
        while left:
            entries = list(left.values())
            after = [*ledger.ordered, *entries]
            problems = await self.problems(portfolio, ledger, after, entries, states)
            if not problems:
                break
            indices = list(left)
            for place, field, message in places_of(problems, entries, ledger):
                error = FieldError(f"/{field}", message)
                wrong.setdefault(indices[place], []).append(error)
            left = {index: entry for index, entry in left.items() if index not in wrong}
        return wrong

    async def problems(
        self,
        portfolio: Portfolio,
        ledger: LedgerLog,
        after: Sequence[Transaction],
        changed: Sequence[Transaction],
        states: Mapping[str, TrackState],
    ) -> list[LedgerProblem]:
        """Return what a change breaks; splits still on their way are waited for once."""
        touched = symbols_of(changed)
        if not touched:
            return []
        linked = [entry for entry in after if entry.related_symbol is not None]
        for is_last in (False, True):
            symbols, prices = await self._connected(touched, linked)
            found = await _in_background(portfolio, ledger.ordered, after, prices, touched)
            late = [name for name in symbols if states.get(name) == "backfilling"]
            if is_last or not found or not late:
                return found
            await self.track(late, _WAIT_FOR_SPLITS_SECONDS)
        return []

    async def _connected(
        self, touched: Sequence[str], linked: Sequence[Transaction]
    ) -> tuple[list[str], dict[str, PriceSeries]]:
        """Return symbols with all that is connected with them, and the prices there are of those.

        `linked`: the entries that name two symbols.
        """
        known: set[str] = set()
        prices: dict[str, PriceSeries] = {}
        while wanted := connected(touched, linked, prices) - known:
            prices |= await self._history.prices(sorted(wanted))
            known |= wanted
        return sorted(known), with_former_names(linked, prices)

    async def known(self, drafts: Sequence[TransactionDraft | Transaction]) -> Known:
        """Return what the market knows of the symbols of some rows."""
        symbols = symbols_of(drafts)
        prices, instruments = await asyncio.gather(
            self._history.prices(symbols), self._catalog.find_many(symbols)
        )
        return Known(prices, instruments)


async def _in_background(
    portfolio: Portfolio,
    before: Sequence[Transaction],
    after: Sequence[Transaction],
    prices: Mapping[str, PriceSeries],
    touched: Sequence[str],
) -> list[LedgerProblem]:
    if len(after) > _LONG:
        return await asyncio.to_thread(new_problems, portfolio, before, after, prices, touched)
    return new_problems(portfolio, before, after, prices, touched)
