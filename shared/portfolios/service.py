"""What can be done with portfolios; every call is on behalf of the owner it names first."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, FieldError, InvalidInput, NotFound, PreconditionFailed
from shared.kernel.repeats import is_repeated, requested_id
from shared.platform.documents import Operation
from shared.platform.measures import PORTFOLIOS, record
from shared.portfolios.books import BookKeeper
from shared.portfolios.dividends import drafts_of, unbooked_dividends
from shared.portfolios.kept_books import Changes
from shared.portfolios.listing import TransactionFilter, newest_first
from shared.portfolios.model import (
    LotMethod,
    Portfolio,
    PortfolioDraft,
    Transaction,
    TransactionDraft,
)
from shared.portfolios.ordering import doubtful_splits
from shared.portfolios.ports import (
    Book,
    HistoryReader,
    InstrumentCatalog,
    LoadedPortfolio,
    RowVerdict,
    Tracker,
)
from shared.portfolios.repository import PortfolioRepository
from shared.portfolios.segments import Event
from shared.portfolios.valuation import Holdings, holdings
from shared.portfolios.writer import LedgerWriter, standing


class PortfolioService:
    """Portfolios and their transactions. Another owner's are not found."""

    def __init__(
        self,
        repository: PortfolioRepository,
        history: HistoryReader,
        catalog: InstrumentCatalog,
        tracker: Tracker,
        clock: Clock,
        changes: Changes | None = None,
    ) -> None:
        self._repository = repository
        self._books = BookKeeper(repository, history, catalog, clock, changes)
        self._writer = LedgerWriter(repository, history, catalog, tracker, clock)
        self._clock = clock

    async def create(self, owner: str, draft: PortfolioDraft) -> Portfolio:
        """Make an empty portfolio. Raises: InvalidInput for a benchmark nobody knows."""
        now = self._clock.now()
        name = requested_id(now)
        if is_repeated():
            with suppress(NotFound):
                return (await self._repository.get(owner, name)).portfolio
        await self._check_benchmark(draft.benchmark)
        portfolio = Portfolio(id=name, created_at=now, updated_at=now, **draft.model_dump())
        await self._repository.create(owner, portfolio)
        record(PORTFOLIOS)
        return portfolio

    async def list_page(
        self, owner: str, *, limit: int = 50, after: str | None = None
    ) -> list[Portfolio]:
        """Return portfolios, oldest first, after the one with an id."""
        return await self._repository.list_page(owner, limit=limit, after=after)

    async def get(self, owner: str, portfolio_id: str) -> Portfolio:
        """Return a portfolio. Raises: NotFound."""
        return (await self._repository.get(owner, portfolio_id)).portfolio

    async def update(
        self,
        owner: str,
        portfolio_id: str,
        draft: PortfolioDraft,
        *,
        expected_version: int | None = None,
    ) -> Portfolio:
        """Change what is said of a portfolio.

        Raises: NotFound; PreconditionFailed when its version is not the expected one; Conflict when
        a new base currency would change the meaning of exchange rates already recorded.
        """
        stored = await self._repository.get(owner, portfolio_id)
        old = stored.portfolio
        if expected_version is not None and old.version != expected_version:
            raise PreconditionFailed(
                f'The portfolio has changed since you read it: its ETag is "{old.version}"',
                "stale_etag",
            )
        if draft.benchmark != old.benchmark:
            await self._check_benchmark(draft.benchmark)
        if draft.base_currency != old.base_currency:
            await self._refuse_stated_rates(owner, portfolio_id, old)
        changed = old.model_copy(
            update={
                **draft.model_dump(),
                "version": old.version + 1,
                "updated_at": self._clock.now(),
            }
        )
        await self._repository.replace(owner, changed, stored.etag)
        return changed

    async def delete(self, owner: str, portfolio_id: str) -> None:
        """Delete a portfolio with its transactions. Raises: NotFound."""
        await self._repository.delete(owner, portfolio_id)

    async def add_transactions(
        self,
        owner: str,
        portfolio_id: str,
        drafts: Sequence[TransactionDraft],
        *,
        extra_operations: Sequence[Operation] = (),
        skip_known: bool = False,
        pointers: str = "/transactions/{}",
    ) -> list[Transaction]:
        """Record drafts, all or none; see `LedgerWriter.add`.

        `extra_operations` on the owner's partition of `user_data` happen in the same batch.
        """
        return await self._writer.add(
            owner,
            portfolio_id,
            drafts,
            extra_operations=extra_operations,
            skip_known=skip_known,
            pointers=pointers,
        )

    async def preview(
        self, owner: str, portfolio_id: str, drafts: Sequence[TransactionDraft]
    ) -> list[RowVerdict]:
        """Say of each draft what adding them would do; see `LedgerWriter.preview`."""
        return await self._writer.preview(owner, portfolio_id, drafts)

    async def replace_transaction(
        self,
        owner: str,
        portfolio_id: str,
        transaction_id: str,
        draft: TransactionDraft,
        *,
        expected_version: int | None = None,
    ) -> Transaction:
        """Correct a transaction; see `LedgerWriter.replace`."""
        return await self._writer.replace(
            owner, portfolio_id, transaction_id, draft, expected_version=expected_version
        )

    async def delete_transaction(
        self,
        owner: str,
        portfolio_id: str,
        transaction_id: str,
        *,
        expected_version: int | None = None,
    ) -> None:
        """Take a transaction out of the ledger; see `LedgerWriter.delete`."""
        await self._writer.delete(
            owner, portfolio_id, transaction_id, expected_version=expected_version
        )

    async def get_transaction(
        self, owner: str, portfolio_id: str, transaction_id: str
    ) -> Transaction:
        """Return a transaction as it stands. Raises: NotFound."""
        _, ledger = await self._repository.read(owner, portfolio_id)
        return standing(ledger, transaction_id)

    async def list_transactions(
        self,
        owner: str,
        portfolio_id: str,
        wanted: TransactionFilter,
        *,
        limit: int = 50,
        after: str | None = None,
        known_at: datetime | None = None,
    ) -> tuple[list[Transaction], str | None]:
        """Return a page of transactions, newest first, and where the next begins."""
        _, ledger = await self._repository.read(owner, portfolio_id)
        entries = ledger.ordered if known_at is None else ledger.known_at(known_at)
        return newest_first(entries, wanted, limit=limit, after=after)

    async def versions(self, owner: str, portfolio_id: str, transaction_id: str) -> list[Event]:
        """Return all that was ever recorded of a transaction, oldest first. Raises: NotFound."""
        _, ledger = await self._repository.read(owner, portfolio_id)
        history = ledger.history(transaction_id)
        if not history:
            raise NotFound(
                f"There is no transaction {transaction_id[:40]!r}", "transaction_not_found"
            )
        return list(history)

    async def load(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> LoadedPortfolio:
        """Return a portfolio's transactions; see `BookKeeper.load`."""
        return await self._books.load(owner, portfolio_id, as_of=as_of, known_at=known_at)

    async def book(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
        method: LotMethod | None = None,
        also: Iterable[str] = (),
    ) -> Book:
        """Return a portfolio folded, with its prices and rates; see `BookKeeper.open`.

        Where the owner wished so (`auto_dividends`), dividends gone ex by then are booked first.
        """

        async def open_book() -> Book:
            return await self._books.open(
                owner,
                portfolio_id,
                as_of=as_of,
                known_at=known_at,
                currency=currency,
                method=method,
                also=also,
            )

        book = await open_book()
        # A day in the past too: what a day shows must not depend on what was looked at before.
        if not book.portfolio.auto_dividends or known_at is not None:
            return book
        found = unbooked_dividends(book.result, book.prices)
        if not found:
            return book
        booked = await self.add_transactions(owner, portfolio_id, drafts_of(found), skip_known=True)
        return await open_book() if booked else book

    async def holdings(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
    ) -> Holdings:
        """Return what a portfolio holds on a day, valued in a currency."""
        book = await self.book(
            owner, portfolio_id, as_of=as_of, known_at=known_at, currency=currency
        )
        held = holdings(book.result, book.prices, book.fx, book.instruments)
        return replace(held, notes=tuple(doubtful_splits(book.transactions, book.prices)))

    async def _check_benchmark(self, symbol: str | None) -> None:
        if symbol is None:
            return
        states = await self._writer.track([symbol])
        if states.get(symbol) == "unknown":
            message = f"no market data provider knows {symbol}"
            place = FieldError("/benchmark", message)
            raise InvalidInput(f"/benchmark: {message}", "unknown_symbol", errors=(place,))

    async def _refuse_stated_rates(
        self, owner: str, portfolio_id: str, portfolio: Portfolio
    ) -> None:
        _, ledger = await self._repository.read(owner, portfolio_id)
        stated = sum(1 for entry in ledger.ordered if entry.fx_rate is not None)
        if stated:
            raise Conflict(
                f"{stated} transactions state an exchange rate into {portfolio.base_currency}; "
                "the base currency cannot change under them",
                "base_currency_in_use",
            )
