"""Writing to a ledger: every row is checked, against itself and against all that is recorded.

Whatever is written is written whole or not at all. When somebody else wrote meanwhile, the change
is checked again against what they wrote.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from weakref import WeakValueDictionary

import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import (
    Conflict,
    NotFound,
    PreconditionFailed,
    TooLarge,
    Unavailable,
)
from shared.kernel.repeats import is_repeated, requested_id
from shared.platform.documents import Operation
from shared.portfolios.checks import LedgerChecks
from shared.portfolios.dividends import stood_in_for
from shared.portfolios.drafts import (
    currency_of,
    errors_of,
    refusal,
    symbols_of,
    transaction,
)
from shared.portfolios.isins import with_symbols
from shared.portfolios.log import LedgerLog
from shared.portfolios.model import Portfolio, Transaction, TransactionDraft
from shared.portfolios.ports import (
    HistoryReader,
    InstrumentCatalog,
    RowVerdict,
    Tracker,
    TrackState,
)
from shared.portfolios.repository import LedgerMoved, PortfolioRepository
from shared.portfolios.segments import Event
from shared.portfolios.verdicts import (
    never_recorded,
    no_currency,
    refuse_wrong,
    repeated_in,
    told,
    verdict_on,
)

log = structlog.get_logger(__name__)

MOST_ROWS: Final = 50_000
_ATTEMPTS: Final = 8
_PAUSE_SECONDS: Final = 0.05

type _Plan = Callable[[Portfolio, LedgerLog], Awaitable[list[Event]]]


class LedgerWriter:
    """Adds, corrects and deletes transactions of one owner's portfolios."""

    def __init__(
        self,
        repository: PortfolioRepository,
        history: HistoryReader,
        catalog: InstrumentCatalog,
        tracker: Tracker,
        clock: Clock,
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._catalog = catalog
        self._checks = LedgerChecks(history, catalog, tracker, clock)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def add(
        self,
        owner: str,
        portfolio_id: str,
        drafts: Sequence[TransactionDraft],
        *,
        extra_operations: Sequence[Operation] = (),
        skip_known: bool = False,
        pointers: str = "/transactions/{}",
    ) -> list[Transaction]:
        """Record drafts, all or none, and return what was recorded, in the order given.

        `skip_known` leaves out drafts whose fingerprint was ever recorded, even if it was deleted
        since. `pointers` says where draft number `{}` is in what was sent.
        Raises: NotFound; InvalidInput naming every wrong place; TooLarge; Conflict.
        """
        if len(drafts) > MOST_ROWS:
            raise TooLarge(f"{len(drafts)} rows at once are too many; the most is {MOST_ROWS}")
        _, known = await self._repository.read(owner, portfolio_id)
        drafts = await with_symbols(drafts, known.ordered, self._catalog)
        states = await self.track(symbols_of(drafts))
        refuse_wrong(drafts, self._clock.today(), states, known.mentions, pointers)
        recorded: list[Transaction] = []
        names = [requested_id(self._clock.now()) for _ in drafts]

        async def plan(portfolio: Portfolio, ledger: LedgerLog) -> list[Event]:
            if is_repeated() and (before := _first_versions(ledger, names)):
                recorded[:] = before
                return []
            chosen = never_recorded(drafts, ledger) if skip_known else list(drafts)
            entries = await self._checks.entries(portfolio, ledger, chosen, pointers, names)
            await self._checks.refuse_new_problems(portfolio, ledger, entries, states, pointers)
            recorded[:] = entries
            replaced = stood_in_for(entries, ledger.current.values())
            return [
                *(Event("delete", self._clock.now(), entry) for entry in replaced),
                *(Event("put", entry.recorded_at, entry) for entry in entries),
            ]

        await self._write(owner, portfolio_id, plan, extra_operations)
        return recorded

    async def replace(
        self,
        owner: str,
        portfolio_id: str,
        transaction_id: str,
        draft: TransactionDraft,
        *,
        expected_version: int | None = None,
    ) -> Transaction:
        """Correct a transaction: record a new version of it.

        Raises: NotFound; PreconditionFailed when its version is not the expected one; InvalidInput.
        """
        _, known = await self._repository.read(owner, portfolio_id)
        (draft,) = await with_symbols([draft], known.ordered, self._catalog)
        states = await self.track(symbols_of([draft]))
        refuse_wrong([draft], self._clock.today(), states, known.mentions, "")
        written: list[Transaction] = []

        async def plan(portfolio: Portfolio, ledger: LedgerLog) -> list[Event]:
            done = ledger.current.get(transaction_id) if is_repeated() else None
            if done is not None and _is_what_became(done, draft, expected_version):
                written[:] = [done]
                return []
            old = standing(ledger, transaction_id, expected_version)
            market = await self._checks.known([old, draft])
            currency = currency_of(draft, portfolio, market.prices, market.instruments)
            if currency is None:
                raise refusal([no_currency("")], 1)
            new = transaction(draft, currency, self._clock.now(), old.sequence, old)
            await self._checks.refuse_new_problems(portfolio, ledger, [new], states, "", [old])
            written[:] = [new]
            return [Event("put", new.recorded_at, new)]

        await self._write(owner, portfolio_id, plan)
        return written[0]

    async def delete(
        self,
        owner: str,
        portfolio_id: str,
        transaction_id: str,
        *,
        expected_version: int | None = None,
    ) -> None:
        """Take a transaction out of the ledger; its versions stay readable.

        Raises: NotFound; PreconditionFailed; Conflict when what remains could not have happened.
        """

        async def plan(portfolio: Portfolio, ledger: LedgerLog) -> list[Event]:
            is_gone = transaction_id not in ledger.current
            if is_repeated() and is_gone and ledger.history(transaction_id):
                return []
            old = standing(ledger, transaction_id, expected_version)
            remaining = [entry for entry in ledger.ordered if entry.id != transaction_id]
            problems = await self._checks.problems(portfolio, ledger, remaining, [old], {})
            if problems:
                sentence = told(problems[0], ledger)
                raise Conflict(f"Without this transaction another could not stand: {sentence}")
            return [Event("delete", self._clock.now(), old)]

        await self._write(owner, portfolio_id, plan)

    async def preview(
        self, owner: str, portfolio_id: str, drafts: Sequence[TransactionDraft]
    ) -> list[RowVerdict]:
        """Say of each draft what adding them together would do with it.

        A row that sells more than there is, is rejected, and the rest is judged without it.
        Raises: NotFound; TooLarge.
        """
        if len(drafts) > MOST_ROWS:
            raise TooLarge(f"{len(drafts)} rows at once are too many; the most is {MOST_ROWS}")
        portfolio, ledger = await self._repository.read(owner, portfolio_id)
        drafts = await with_symbols(drafts, ledger.ordered, self._catalog)
        states = await self.track(symbols_of(drafts))
        today = self._clock.today()
        wrong = {
            index: found
            for index, draft in enumerate(drafts)
            if (found := errors_of(draft, today, states, ledger.mentions))
        }
        repeated = repeated_in(drafts, ledger)
        market = await self._checks.known(drafts)
        candidates: dict[int, Transaction] = {}
        for index, draft in enumerate(drafts):
            if index in wrong or index in repeated:
                continue
            currency = currency_of(draft, portfolio, market.prices, market.instruments)
            if currency is None:
                wrong[index] = [no_currency("")]
                continue
            sequence = ledger.count + index
            candidates[index] = transaction(draft, currency, self._clock.now(), sequence)
        wrong |= await self._checks.unfitting(portfolio, ledger, candidates, states)
        return [
            verdict_on(index, draft, wrong.get(index, []), index in repeated, states)
            for index, draft in enumerate(drafts)
        ]

    async def track(self, symbols: Sequence[str]) -> dict[str, TrackState]:
        """Have prices of symbols arrive by themselves; see `LedgerChecks.track`."""
        return await self._checks.track(symbols)

    async def _write(
        self, owner: str, portfolio_id: str, plan: _Plan, extra: Sequence[Operation] = ()
    ) -> None:
        # Writers of this process take turns; only those of other processes can come between.
        async with self._turns.setdefault(portfolio_id, asyncio.Lock()):
            for attempt in range(_ATTEMPTS):
                await asyncio.sleep(random.uniform(0, attempt * _PAUSE_SECONDS))  # noqa: S311
                if await self._try_to_write(owner, portfolio_id, plan, extra):
                    return
        raise Conflict("The portfolio is being changed by others; try again", "ledger_busy")

    async def _try_to_write(
        self, owner: str, portfolio_id: str, plan: _Plan, extra: Sequence[Operation]
    ) -> bool:
        """Append what is planned; False when somebody else wrote meanwhile."""
        portfolio, ledger = await self._repository.read(owner, portfolio_id)
        events = await plan(portfolio, ledger)
        if not events and not extra:
            return True
        try:
            grown = await self._repository.append(owner, ledger, events, extra)
        except LedgerMoved:
            return False
        if len(grown.segments) > len(ledger.segments) + 1:
            await self._sweep(owner, portfolio_id)
        return True

    async def _sweep(self, owner: str, portfolio_id: str) -> None:
        """Clear what imports that crashed left behind; that may wait, what was written stands."""
        try:
            swept = await self._repository.sweep(owner, portfolio_id)
        except Unavailable as error:
            log.warning("sweep_failed", code=error.code)
            return
        if swept:
            log.info("orphaned_segments_swept", count=swept)


def standing(
    ledger: LedgerLog, transaction_id: str, expected_version: int | None = None
) -> Transaction:
    """Return a transaction that stands. Raises: NotFound; PreconditionFailed."""
    found = ledger.current.get(transaction_id)
    if found is None:
        raise NotFound(f"There is no transaction {transaction_id[:40]!r}", "transaction_not_found")
    if expected_version is not None and found.version != expected_version:
        raise PreconditionFailed(
            f'The transaction has changed since you read it: its ETag is "{found.version}"',
            "stale_etag",
        )
    return found


def _first_versions(ledger: LedgerLog, names: Sequence[str]) -> list[Transaction]:
    """Return what a request that was begun before has recorded, as it recorded it."""
    wanted = set(names)
    found: dict[str, Transaction] = {}
    for event in ledger.events:
        if event.transaction.id in wanted:
            found.setdefault(event.transaction.id, event.transaction)
    return [found[name] for name in names if name in found]


def _is_what_became(
    entry: Transaction, draft: TransactionDraft, expected_version: int | None
) -> bool:
    """Say whether an entry is what replacing that version by that draft makes of it."""
    return expected_version == entry.version - 1 and all(
        getattr(entry, name) == getattr(draft, name) for name in draft.model_fields_set
    )
